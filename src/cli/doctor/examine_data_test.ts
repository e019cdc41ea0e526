import assert from "node:assert/strict";
import { syntheticInfo } from "../../data/corpora/synthetic.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { dataFinding, examineData } from "./examine_data.ts";

const status = {
  info: syntheticInfo,
  root: "/data",
  kind: "audio" as const,
  counts: { angry: 2, sad: 3 },
  fault: "",
};

Deno.test("a corpus is counted, a table is called one, a broken one says where to look", () => {
  assert.deepEqual(dataFinding(status), { topic: "SYNTHETIC", found: "5 clips in /data" });
  assert.match(dataFinding({ ...status, kind: "features" }).found, /5 rows of a table .* no audio/);
  const broken = dataFinding({ ...status, fault: "no class folder" });
  assert.equal(broken.found, "broken in /data: no class folder");
  assert.match(broken.advice!, /data verify synthetic/);
});

Deno.test("what is missing says how to get it, a wrong folder is a finding", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const turev = (await examineData({ dataRoot })).find(({ topic }) => topic === "TurEV-DB")!;
    assert.equal(turev.found, "not here");
    assert.match(turev.advice!, /data import turev/);
    const [wrong] = await examineData({ dataRoot: `${dataRoot}/nowhere` });
    assert.match(wrong.found, /Expected --data to name a folder/);
    assert.ok(wrong.advice);
  });
});
