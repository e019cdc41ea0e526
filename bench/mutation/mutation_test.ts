import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";
import { describeMutant, drawMutants } from "../mutation.ts";
import { applyMutant, importGraph, mutantsOf, nearestTests } from "./mutants.ts";
import { openTrials } from "./try_mutants.ts";

const mutated = (source: string) => mutantsOf(source).map((one) => applyMutant(source, one));

Deno.test("operators, conditions, signs and statements are changed, one at a time", () => {
  assert.deepEqual(mutated("const a = b * 2 < c;"), [
    "const a = b / 2 < c;",
    "const a = b * 2 <= c;",
    "const a = b * 2 >= c;",
  ]);
  assert.deepEqual(mutated("if (a && !b) c();"), [
    "if (true) c();",
    "if (false) c();",
    "if (a || !b) c();",
    "if (a && (b)) c();",
    "if (a && !b) ;",
  ]);
  assert.deepEqual(mutated("export const f = (x) => x.some(g) ? -1 : Math.min(x++, 2);"), [
    "export const f = (x) => true ? -1 : Math.min(x++, 2);",
    "export const f = (x) => false ? -1 : Math.min(x++, 2);",
    "export const f = (x) => x.every(g) ? -1 : Math.min(x++, 2);",
    "export const f = (x) => x.some(g) ? (1) : Math.min(x++, 2);",
    "export const f = (x) => x.some(g) ? -1 : Math.max(x++, 2);",
    "export const f = (x) => x.some(g) ? -1 : Math.min(x--, 2);",
  ]);
  assert.deepEqual(mutated("let a = true; a += 1;"), [
    "let a = false; a += 1;",
    "let a = true; ;",
    "let a = true; a -= 1;",
  ]);
});

Deno.test("types stay, and so do messages, imports and texts that are joined", () => {
  assert.deepEqual(mutated('import a from "a"; interface B { c: 1 | 2 }'), []);
  assert.deepEqual(mutated("throw new Error(a + b ? 1 : 2);"), []);
  assert.deepEqual(mutated("const a = new UserError(b ? 1 : c + d);"), []);
  assert.deepEqual(mutated("console.error(a + b); progress.log(c ? 1 : 2);"), []);
  assert.deepEqual(mutated('const a = "b" + c + `d`;'), []);
  assert.deepEqual(mutated('const a = `${b} clip${b === 1 ? "" : "s"}`;'), []);
  assert.deepEqual(mutated("const a = `${b ? c : d}`;"), [
    "const a = `${true ? c : d}`;",
    "const a = `${false ? c : d}`;",
  ]);
  assert.deepEqual(mutated("const a = (b as Map<string, -1>) === c;"), [
    "const a = (b as Map<string, -1>) !== c;",
  ]);
});

const graph = importGraph(
  new Map([
    ["src/a/one.ts", ""],
    ["src/a/one_test.ts", 'import { one } from "./one.ts";'],
    ["src/a/all_test.ts", 'import { one } from "./one.ts"; import "../b/two.ts";'],
    ["src/b/early_test.ts", 'import { one } from "../a/one.ts";'],
    ["src/b/two.ts", 'export * from "../a/one.ts";'],
    ["src/b/worker.ts", 'import "./two.ts";'],
    ["src/b/far_test.ts", 'new Worker(new URL("./worker.ts", import.meta.url));'],
    ["src/b/near_test.ts", 'await import("./two.ts"); import data from "./data.json";'],
    ["src/b/other_test.ts", 'import "./missing.ts";'],
  ]),
);

Deno.test("tests are found by imports, workers and dynamic ones too, the nearest first", () => {
  assert.deepEqual(nearestTests(graph, "src/a/one.ts"), [
    { path: "src/a/one_test.ts", distance: 1 },
    { path: "src/a/all_test.ts", distance: 1 },
    { path: "src/b/early_test.ts", distance: 1 },
    { path: "src/b/near_test.ts", distance: 2 },
    { path: "src/b/far_test.ts", distance: 3 },
  ]);
  assert.deepEqual(nearestTests(graph, "src/b/worker.ts").map(({ path }) => path), [
    "src/b/far_test.ts",
  ]);
});

const SOURCES = {
  "src/half.ts":
    "export const half = (x: number) => x / 2;\nexport const free = (x: number) => x + 1;\n",
  "src/endless.ts":
    "export function count() {\n  let n = 0;\n  while (n < 3) n++;\n  return n;\n}\n",
  "src/half_test.ts": 'import { half } from "./half.ts";\n' +
    'Deno.test("half", () => { if (half(4) !== 2) throw new Error(); });\n',
  "src/broken_test.ts":
    'import "./half.ts";\nDeno.test("fails always", () => { throw new Error(); });\n',
  "src/endless_test.ts": 'import { count } from "./endless.ts";\n' +
    'Deno.test("count", () => { if (count() !== 3) throw new Error(); });\n',
};

Deno.test("mutants are killed, survive or never end; the checkout stays as it is", async () => {
  await withTemporaryFolder(async (checkout) => {
    await Deno.mkdir(join(checkout, "src"));
    await Deno.writeTextFile(join(checkout, "deno.json"), "{}");
    for (const [path, text] of Object.entries(SOURCES)) {
      await Deno.writeTextFile(join(checkout, path), text);
    }
    const limits = { nearest: { tests: 6, seconds: 15 }, around: { tests: 6, seconds: 15 } };
    const trials = await openTrials(
      checkout,
      importGraph(new Map(Object.entries(SOURCES))),
      limits,
    );
    try {
      const outcome = async (path: keyof typeof SOURCES, before: string, after: string) => {
        const mutant = mutantsOf(SOURCES[path]).find(({ start, replacement }) =>
          SOURCES[path].startsWith(before, start) && replacement === after
        )!;
        const trial = await trials.attempt({ ...mutant, path });
        return [trial.outcome, trial.tests];
      };
      // What fails in any case is not counted as having noticed it.
      assert.deepEqual(await outcome("src/half.ts", "/", "*"), ["killed", ["src/half_test.ts"]]);
      assert.deepEqual(await outcome("src/half.ts", "+", "-"), ["survived", ["src/half_test.ts"]]);
      assert.equal((await outcome("src/endless.ts", "n++", "n--"))[0], "timeout");
    } finally {
      await trials.dispose();
    }
    for (const [path, text] of Object.entries(SOURCES)) {
      assert.equal(await Deno.readTextFile(join(checkout, path)), text);
    }
  });
});

Deno.test("a draw is fixed by its seed, in the order of places, and told in one line", () => {
  const all = mutantsOf(SOURCES["src/half.ts"]).map((one) => ({ ...one, path: "src/half.ts" }));
  assert.equal(all.length, 2);
  const many = Array.from({ length: 100 }, (_, line) => ({ ...all[0], line }));
  const drawn = drawMutants(many, 10, 1).map(({ line }) => line);
  assert.deepEqual(drawMutants(many, 10, 1).map(({ line }) => line), drawn);
  assert.notDeepEqual(drawMutants(many, 10, 2).map(({ line }) => line), drawn);
  assert.deepEqual(drawn.toSorted((a, b) => a - b), drawn);
  assert.deepEqual(drawMutants(all, 10, 1), all);
  assert.equal(
    describeMutant(all[1], SOURCES["src/half.ts"]),
    "src/half.ts:2  export const free = (x: number) => x + 1;  →  " +
      "export const free = (x: number) => x - 1;",
  );
});
