// What waits, goes out, comes back and is held: the outbox and its exchange with a server of our own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GridModel, keyOf } from "../../static/js/map/model.js";
import { BLOCK, Outbox } from "../../static/js/map/outbox.js";
import { Server, Sync } from "../../static/js/map/sync.js";

const A = keyOf(1, 1);
const B = keyOf(1, 2);
const SENTENCES = { server: "server", offline: "offline", signedOut: "signed out" };

/**
 * A server in memory, which speaks as the real one does; `cells` is what stands in its map.
 * @param {Record<string, string>} cells
 */
function world(cells = {}) {
  const state = { cells, revision: 0, requests: 0, isDown: false, status: 200, type: "application/json", redirected: false };
  /** @type {(url: string, request: RequestInit) => Promise<any>} */
  const send = async (url, request) => {
    state.requests += 1;
    if (state.isDown) throw new TypeError("Failed to fetch");
    const answer =
      request.method === "POST"
        ? take(JSON.parse(String(request.body)).cells)
        : { revision: state.revision, cells: [], editable: true, figures: null };
    const body = state.status === 200 ? answer : { message: "said" };
    return {
      ok: state.status === 200,
      status: state.status,
      redirected: state.redirected,
      headers: new Headers({ "Content-Type": state.type }),
      json: async () => body,
      url,
    };
  };
  /** @param {{ capability: number, course: number, strength: string, expected: string }[]} edits */
  function take(edits) {
    /** @type {any} */
    const answer = { accepted: [], conflicts: [], refused: [], figures: {} };
    for (const { capability, course, strength, expected } of edits) {
      const key = keyOf(capability, course);
      const current = state.cells[key] ?? "";
      if (current === expected || current === strength) {
        state.cells[key] = strength;
        answer.accepted.push([capability, course, strength]);
      } else answer.conflicts.push({ capability, course, current, message: "theirs" });
    }
    state.revision += answer.accepted.length ? 1 : 0;
    return { ...answer, revision: state.revision };
  }
  const model = new GridModel([
    [A, ""],
    [B, ""],
  ]);
  const outbox = new Outbox(model);
  const server = new Server({ url: "/cells/", token: () => "t", sentences: SENTENCES, send: /** @type {any} */ (send) });
  /** @type {string[]} */
  const told = [];
  const sync = new Sync(server, outbox, 0, { saved: () => told.push("saved"), heard: () => told.push("heard") });
  return { state, model, outbox, sync, told };
}

test("what is typed is saved, in one request however many cells", async () => {
  const { state, model, outbox, sync } = world();
  model.put([
    [A, "H"],
    [B, "L"],
  ]);
  await sync.pump();
  assert.deepEqual(state.cells, { [A]: "H", [B]: "L" });
  assert.equal(state.requests, 1);
  assert.equal(outbox.hasUnsaved(), false);
});

test("what is typed while a block is underway goes out after it", async () => {
  const { state, model, outbox, sync } = world();
  model.put([[A, "H"]]);
  const run = sync.pump();
  model.put([
    [A, "M"],
    [B, "L"],
  ]);
  sync.pump();
  await run;
  assert.deepEqual(state.cells, { [A]: "M", [B]: "L" });
  assert.equal(state.requests, 2);
  assert.equal(outbox.hasUnsaved(), false);
});

test("a conflict keeps both values until the person decides", async () => {
  const { state, model, outbox, sync } = world({ [A]: "M" });
  model.put([
    [A, "H"],
    [B, "L"],
  ]);
  await sync.pump();
  assert.deepEqual(outbox.problems.get(A), { kind: "conflict", message: "theirs", current: "M" });
  assert.deepEqual([model.shown(A), state.cells[A], state.cells[B]], ["H", "M", "L"]);
  assert.equal(outbox.hasUnsaved(), true);
  assert.equal(outbox.isIdle(), true);
  outbox.retry([A]);
  await sync.pump();
  assert.equal(state.cells[A], "H");
});

test("giving up takes what stands there", async () => {
  const { model, outbox, sync } = world({ [A]: "M" });
  model.put([[A, "H"]]);
  await sync.pump();
  model.hear(A, "L");
  outbox.giveUp([A]);
  assert.deepEqual([model.shown(A), outbox.problems.size, outbox.hasUnsaved()], ["L", 0, false]);
});

test("a lost connection keeps what was typed, and it goes out when it is back", async () => {
  const { state, model, outbox, sync } = world();
  state.isDown = true;
  model.put([[A, "H"]]);
  await sync.pump();
  assert.deepEqual(outbox.problems.get(A), { kind: "failed", message: "offline" });
  state.isDown = false;
  outbox.retry(outbox.withProblem());
  await sync.pump();
  assert.equal(state.cells[A], "H");
});

test("a repeated save whose answer was lost is harmless", async () => {
  const { state, model, outbox, sync } = world();
  state.cells[A] = "H";
  model.put([[A, "H"]]);
  await sync.pump();
  assert.deepEqual([outbox.problems.size, outbox.hasUnsaved()], [0, false]);
});

test("each way to be refused has its sentence", async () => {
  for (const [change, message] of /** @type {[object, string][]} */ ([
    [{ status: 403 }, "said"],
    [{ status: 502, type: "text/html" }, "server"],
    [{ redirected: true, type: "text/html" }, "signed out"],
    [{ status: 403, type: "text/html" }, "signed out"],
  ])) {
    const { state, model, outbox, sync } = world();
    Object.assign(state, change);
    model.put([[A, "H"]]);
    await sync.pump();
    assert.equal(outbox.problems.get(A)?.message, message);
  }
});

test("a cell that the answer does not name is told, not sent for ever", () => {
  const { model, outbox } = world();
  model.put([[A, "H"]]);
  outbox.take();
  outbox.answered({ revision: 1, accepted: [], conflicts: [], refused: [], figures: /** @type {any} */ ({}) }, "server");
  assert.deepEqual(outbox.problems.get(A), { kind: "failed", message: "server" });
});

test("what does not fit is told with its reason, and forgotten when it is typed anew", () => {
  const { model, outbox } = world();
  model.put([[A, "H"]]);
  outbox.take();
  outbox.answered(
    { revision: 1, accepted: [], conflicts: [], refused: [{ capability: 1, course: 1, message: "no" }], figures: /** @type {any} */ ({}) },
    "",
  );
  assert.equal(outbox.problems.get(A)?.kind, "refused");
  outbox.forget([A]);
  assert.deepEqual(outbox.waiting(), [A]);
});

test("a problem of a value that was typed over while it was underway is none", () => {
  const { model, outbox } = world();
  model.put([[A, "H"]]);
  outbox.take();
  model.put([[A, "M"]]);
  outbox.answered(
    {
      revision: 1,
      accepted: [],
      conflicts: [{ capability: 1, course: 1, current: "L", message: "" }],
      refused: [],
      figures: /** @type {any} */ ({}),
    },
    "",
  );
  assert.deepEqual(outbox.waiting(), [A]);
});

test("a large block goes out in parts", () => {
  const keys = Array.from({ length: BLOCK + 5 }, (_unused, n) => keyOf(n + 1, 1));
  const model = new GridModel(keys.map((key) => [key, ""]));
  const outbox = new Outbox(model);
  model.put(keys.map((key) => [key, "H"]));
  assert.equal(outbox.take().length, BLOCK);
});

test("news are asked for in between, and dropped when a save overtook them", async () => {
  const { state, model, sync, told } = world();
  state.revision = 4;
  assert.equal(await sync.listen(), true);
  assert.deepEqual([sync.revision, told], [4, ["heard"]]);
  const asking = sync.listen();
  model.put([[A, "H"]]);
  await sync.pump();
  await asking;
  assert.deepEqual(told, ["heard", "saved"]);
});

test("the revision is the news' alone: a save tells nothing of what others did before it", async () => {
  const { state, model, sync } = world();
  state.revision = 7;
  model.put([[A, "H"]]);
  await sync.pump();
  assert.equal(sync.revision, 0);
});

test("without a connection there is no news, and no harm", async () => {
  const { state, sync } = world();
  state.isDown = true;
  assert.equal(await sync.listen(), false);
});
