import assert from "node:assert/strict";
import { coveredShare, readLcov } from "./coverage.ts";

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
