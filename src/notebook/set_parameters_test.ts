import assert from "node:assert/strict";
import { cellText } from "./notebook_file.ts";
import { setParameters } from "./set_parameters.ts";
import { testNotebook } from "./testing/test_notebook.ts";

const notebook = testNotebook('parameters: const corpusId = "turev";\nlet clips = 3;', "clips");

Deno.test("values go right after the parameters, and replace those from before", () => {
  const once = setParameters(notebook, { clips: 5, corpusId: 'a "b"' });
  assert.deepEqual(once.cells.map(cellText), [
    cellText(notebook.cells[0]),
    'let clips = 5;\nconst corpusId = "a \\"b\\"";',
    "clips",
  ]);
  assert.deepEqual(once.cells[1].metadata.tags, ["injected-parameters"]);
  const twice = setParameters(once, { clips: 6 });
  assert.deepEqual(twice.cells.map(cellText)[1], "let clips = 6;");
  assert.equal(twice.cells.length, 3);
});

Deno.test("no values leave the notebook as it is, whatever its cells", () => {
  const plain = testNotebook("1");
  assert.equal(setParameters(plain, {}), plain);
});

Deno.test("an unknown name, or a notebook without parameters, is a user's mistake", () => {
  assert.throws(() => setParameters(notebook, { corpus: 1 }), {
    name: "UserError",
    message:
      "Expected one of the parameters corpusId, clips, but found corpus; did you mean corpusId?",
  });
  assert.throws(() => setParameters(testNotebook("1"), { clips: 1 }), { name: "UserError" });
});

Deno.test("N02: a parameter is declared as its cell declares it: const, let or var", () => {
  const text =
    'const title = "a, b; c",\n  size = [1, 2];\nlet n: number = 1, m = f(2, 3);\nvar k = 1';
  const source = testNotebook(`parameters: ${text}\nn + m;`);
  const values = { n: 3, m: 4, k: 5, title: "x", size: [3] };
  const { cells } = setParameters(source, values);
  assert.equal(
    cellText(cells[1]),
    'let n = 3;\nlet m = 4;\nvar k = 5;\nconst title = "x";\nconst size = [3];',
  );
  assert.throws(
    () => setParameters(source, { f: 1 }),
    /one of the parameters title, size, n, m, k/,
  );
});
