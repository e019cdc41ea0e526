/**
 * Makes src/data/get/manifests.json from official copies of TurEV-DB, TESS and FER2013:
 * `deno run -A bench/data_manifests.ts FOLDER`, where FOLDER holds them in their official layouts.
 * Clips that a copy lacks are named below: they are not checked.
 */
import { fileURLToPath } from "node:url";
import { writeFileWhole } from "../src/base/files.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { makeManifest, type Manifest } from "../src/data/get/manifest.ts";

/** Official clips that the copy at hand did not have. */
const unchecked: Record<string, string[]> = {
  turev: [],
  tess: ["OAF_angry/OAF_back_angry", "YAF_sad/YAF_beg_sad"],
  fer2013: [],
};

if (import.meta.main) {
  const [dataRoot] = Deno.args;
  const manifests: Record<string, Manifest> = {};
  for (const [id, ids] of Object.entries(unchecked)) {
    const corpus = await requireCorpus(id, { dataRoot });
    manifests[id] = await makeManifest(corpus, { unchecked: ids });
  }
  const path = fileURLToPath(new URL("../src/data/get/manifests.json", import.meta.url));
  await writeFileWhole(path, JSON.stringify(manifests, null, 2) + "\n");
}
