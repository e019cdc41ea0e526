import assert from "node:assert/strict";
import { coreShares, type MachineState } from "./core_shares.ts";

const idle: MachineState = { cores: 8, load: 0, freeBytes: 16e9 };

Deno.test("an unmeasured task is alone; measured ones share cores until a fifth is left", () => {
  const shares = coreShares(() => idle);
  assert.ok(shares.hasRoom([]));
  assert.ok(!shares.hasRoom(["small"]));
  shares.measured("small", { cores: 2, bytes: 1e9 });
  const small = (count: number) => new Array<string>(count).fill("small");
  assert.deepEqual([1, 2, 3, 4].map((count) => shares.hasRoom(small(count))), [
    ...[true, true, true, false],
  ]);
  assert.ok(!shares.hasRoom(["small", "large"]), "of the large one nothing is known");
  shares.measured("large", { cores: 7.6, bytes: 1e9 });
  assert.ok(!shares.hasRoom(["large"]));
});

Deno.test("less cores for a process among others do not make it a smaller one", () => {
  const shares = coreShares(() => idle);
  shares.measured("one", { cores: 5, bytes: 1e9 });
  shares.measured("one", { cores: 1, bytes: 1e9 });
  shares.measured("one", { cores: null, bytes: 1e9 });
  assert.ok(shares.hasRoom(["one"]) && !shares.hasRoom(["one", "one"]));
});

Deno.test("no process is added to a busy machine, or where memory is short", () => {
  const state = { ...idle };
  const shares = coreShares(() => state);
  shares.measured("one", { cores: 1, bytes: 2e9 });
  assert.ok(shares.hasRoom(["one"]));
  state.load = 7;
  assert.ok(!shares.hasRoom(["one"]));
  Object.assign(state, { load: 1, freeBytes: 2.5e9 });
  assert.ok(!shares.hasRoom(["one"]));
  assert.ok(shares.hasRoom([]), "one runs in any case");
});
