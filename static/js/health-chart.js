// The history of one partnership's health. The table below the chart says the same; this only lets people look.

/** @import * as Echarts from "echarts" */
/** @typedef {{ on: string, kind: string, score: number | null, band: string, url: string }} Point */
/** @typedef {{ points: Point[], yellow: number | null, red: number | null }} History */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const box = byId("health-chart");
const said = byId("chart-point");
const texts = box.dataset;
/** @type {History} */
const data = JSON.parse(byId("health-data").textContent ?? "");
const echarts = /** @type {{ echarts: typeof Echarts }} */ (/** @type {unknown} */ (window)).echarts;
const chart = echarts.init(box, null, { renderer: "svg" });
let place = -1;

/**
 * @param {string} name
 * @param {string} fallback
 */
const colour = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;

/** @param {Point} point */
const sentence = (point) =>
  `${point.on} · ${point.kind} · ${point.score === null ? texts.unknown : `${texts.score} ${point.score}`} · ${point.band}`;

/**
 * @param {string} ink
 * @returns {{ yAxis: number, lineStyle: { color: string, type: "dashed" }, label: object }[]} The thresholds, where the policy has them.
 */
function limits(ink) {
  /** @type {[number | null, string | undefined, string][]} */
  const lines = [
    [data.yellow, texts.watch, colour("--tblr-yellow", "#f59f00")],
    [data.red, texts.risk, colour("--tblr-red", "#d63939")],
  ];
  return lines.flatMap(([at, name, tone]) =>
    at === null || at === undefined
      ? []
      : [
          {
            yAxis: at,
            lineStyle: { color: tone, type: "dashed" },
            label: { formatter: `${name} ${at}`, position: "insideStartTop", color: ink },
          },
        ],
  );
}

function draw() {
  const ink = colour("--tblr-body-color", "#333");
  const faint = colour("--tblr-border-color", "#ccc");
  chart.setOption(
    {
      animation: false,
      textStyle: { color: ink, fontFamily: "inherit" },
      grid: { left: 40, right: 16, top: 16, bottom: 32 },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        formatter: (/** @type {{ dataIndex: number }[]} */ items) => sentence(data.points[items[0].dataIndex]),
      },
      xAxis: {
        type: "time",
        splitNumber: Math.max(2, Math.floor(box.clientWidth / 110)),
        axisLabel: { color: ink, hideOverlap: true, formatter: "{yyyy}-{MM}" },
        axisLine: { lineStyle: { color: faint } },
      },
      yAxis: { type: "value", min: 0, max: 100, axisLabel: { color: ink }, splitLine: { lineStyle: { color: faint } } },
      series: [
        {
          type: "line",
          connectNulls: false,
          symbolSize: 9,
          itemStyle: { color: colour("--tblr-primary", "#066fd1") },
          data: data.points.map((point) => [point.on, point.score]),
          markLine: { silent: true, symbol: "none", data: limits(ink) },
        },
      ],
    },
    true,
  );
}

/** @param {number} next */
function show(next) {
  place = Math.max(0, Math.min(data.points.length - 1, next));
  chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: place });
  said.textContent = sentence(data.points[place]);
}

/** @param {KeyboardEvent} event */
function press(event) {
  /** @type {Record<string, number>} */
  const moves = { ArrowLeft: place < 0 ? data.points.length - 1 : place - 1, ArrowRight: place + 1, Home: 0, End: data.points.length - 1 };
  if (event.key in moves) {
    event.preventDefault();
    show(moves[event.key]);
  } else if (event.key === "Enter" && place >= 0) {
    window.location.assign(data.points[place].url);
  }
}

draw();
chart.on("click", (event) => {
  if (event.componentType === "series") window.location.assign(data.points[event.dataIndex ?? 0].url);
});
box.addEventListener("keydown", press);
window.addEventListener("resize", () => {
  chart.resize();
  draw();
});
document.addEventListener("ronghe:theme", draw);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.setTimeout(draw));
