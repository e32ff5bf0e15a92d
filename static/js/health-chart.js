// The history of one partnership's health. The table below the chart says the same; this only lets people look.
const box = document.getElementById("health-chart");
const data = JSON.parse(document.getElementById("health-data").textContent);
const said = document.getElementById("chart-point");
const texts = box.dataset;
let chart = null;
let place = -1;

const colour = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
const sentence = (point) => `${point.on} · ${point.kind} · ${point.score === null ? texts.unknown : `${texts.score} ${point.score}`} · ${point.band}`;

function draw() {
  const ink = colour("--tblr-body-color", "#333");
  const faint = colour("--tblr-border-color", "#ccc");
  if (!chart) chart = window.echarts.init(box, null, { renderer: "svg" });
  const limits = [[data.yellow, texts.watch, colour("--tblr-yellow", "#f59f00")], [data.red, texts.risk, colour("--tblr-red", "#d63939")]];
  chart.setOption({
    animation: false,
    textStyle: { color: ink, fontFamily: "inherit" },
    grid: { left: 40, right: 16, top: 16, bottom: 32 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      formatter: (items) => sentence(data.points[items[0].dataIndex]),
    },
    xAxis: { type: "time", splitNumber: Math.max(2, Math.floor(box.clientWidth / 110)), axisLabel: { color: ink, hideOverlap: true, formatter: "{yyyy}-{MM}" }, axisLine: { lineStyle: { color: faint } } },
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { color: ink }, splitLine: { lineStyle: { color: faint } } },
    series: [{
      type: "line",
      connectNulls: false,
      symbolSize: 9,
      itemStyle: { color: colour("--tblr-primary", "#066fd1") },
      data: data.points.map((point) => [point.on, point.score]),
      markLine: {
        silent: true,
        symbol: "none",
        data: limits.filter(([at]) => at !== null && at !== undefined).map(([at, name, tone]) => ({
          yAxis: at,
          lineStyle: { color: tone, type: "dashed" },
          label: { formatter: `${name} ${at}`, position: "insideStartTop", color: ink },
        })),
      },
    }],
  }, true);
}

function show(next) {
  place = Math.max(0, Math.min(data.points.length - 1, next));
  chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: place });
  said.textContent = sentence(data.points[place]);
}

draw();
chart.on("click", (event) => { if (event.componentType === "series") window.location.assign(data.points[event.dataIndex].url); });
box.addEventListener("keydown", (event) => {
  const moves = { ArrowLeft: place < 0 ? data.points.length - 1 : place - 1, ArrowRight: place + 1, Home: 0, End: data.points.length - 1 };
  if (event.key in moves) {
    event.preventDefault();
    show(moves[event.key]);
  } else if (event.key === "Enter" && place >= 0) {
    window.location.assign(data.points[place].url);
  }
});
window.addEventListener("resize", () => { chart.resize(); draw(); });
document.addEventListener("ronghe:theme", draw);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.setTimeout(draw));
