import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { diskFinding, examineStorage, folderBytes } from "./examine_storage.ts";

Deno.test("a folder's bytes are those of all files below it", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "a", "b"), { recursive: true });
    await Deno.writeFile(join(folder, "one"), new Uint8Array(10));
    await Deno.writeFile(join(folder, "a", "b", "two"), new Uint8Array(32));
    assert.equal(await folderBytes(folder), 42);
    assert.equal(await folderBytes(join(folder, "nowhere")), 0);
  });
});

Deno.test("caches and disks are found", async () => {
  const findings = await examineStorage();
  assert.ok(findings.some(({ topic }) => topic === "cache"));
  for (const topic of ["disk of the cache", "disk here"]) {
    assert.match(
      findings.find((finding) => finding.topic === topic)!.found,
      /^\d+\.\d [GM]B free$/,
    );
  }
});

Deno.test("little room is told with what to do about it; a folder to be made is on some disk", () => {
  assert.deepEqual(diskFinding("disk", "/x", 4.2e9), { topic: "disk", found: "4.2 GB free" });
  const full = diskFinding("disk", "/x", 250e6);
  assert.equal(full.found, "250.0 MB free");
  assert.match(full.advice!, /make room.*DUYGU_CACHE/);
  assert.match(diskFinding("disk", join(Deno.cwd(), "no", "such")).found, /free$/);
});
