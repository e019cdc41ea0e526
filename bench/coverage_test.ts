import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { codeLines, coveredShare, neverLoaded, readLcov } from "./coverage.ts";
import { listFilesBelow } from "./hardening/run_injected.ts";

const lcov = `SF:/tree/src/dsp/stft.ts
FN:1,stft
DA:1,3
DA:2,0
LH:1
LF:2
end_of_record
SF:/tree/src/dsp/stft_test.ts
LH:9
LF:9
end_of_record
SF:/tree/src/dsp/testing/sine.ts
LH:9
LF:9
end_of_record
SF:/tree/bench/engine.ts
LH:0
LF:9
end_of_record
SF:/tree/src/base/random.ts
LH:8
LF:8
end_of_record
`;

Deno.test("coverage is of src's own files, line by line", () => {
  const files = readLcov(lcov, "/tree/src");
  assert.deepEqual(files, [
    { path: "dsp/stft.ts", lines: 2, hit: 1 },
    { path: "base/random.ts", lines: 8, hit: 8 },
  ]);
  assert.equal(coveredShare(files), 0.9);
});

Deno.test("files that no test loads are missed, but not those of types alone", async () => {
  await withTemporaryFolder(async (folder) => {
    const files = {
      "forgotten.ts": "/** One line. */\nexport const lost = (of: number) => of + 1;\n\n// end\n",
      "loaded.ts": "export const found = 1;\n",
      "types.ts": 'import type { Lost } from "./lost.ts";\nexport interface Two {\n  a: Lost;\n}\n',
      "loaded_test.ts": "Deno.test();\n",
      "table.json": "{}\n",
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const loaded = [{ path: "loaded.ts", lines: 1, hit: 1 }];
    assert.deepEqual(neverLoaded(folder, loaded), [{ path: "forgotten.ts", lines: 1, hit: 0 }]);
  });
});

Deno.test("the code lines of all of src can be counted", () => {
  const folder = fileURLToPath(import.meta.resolve("../src"));
  for (const path of listFilesBelow(folder).filter((name) => name.endsWith(".ts"))) {
    assert.ok(codeLines(Deno.readTextFileSync(`${folder}/${path}`)) >= 0, path);
  }
});
