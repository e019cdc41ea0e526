import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import type { Clip, OfficialPart } from "../corpus.ts";
import { requireCorpus } from "../find_corpus.ts";
import { greyJpeg, texture } from "../made_inputs.ts";
import { splitCorpus } from "../splits/split_corpus.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { auditImages, cleanSplit, countAudit } from "./audit_images.ts";

/** A clip for each of `pictures`: id, label, part, pixels. */
async function clipsOf(
  folder: string,
  pictures: [string, string, OfficialPart, Uint8Array][],
): Promise<Clip[]> {
  const unknown = { speaker: "", text: "", repetition: "", durationS: 0, sampleRateHz: 0 };
  return await Promise.all(pictures.map(async ([id, label, part, pixels]) => {
    const path = join(folder, `${id}.jpg`);
    const bytes = await greyJpeg(pixels);
    await Deno.writeFile(path, bytes);
    return { ...unknown, id, path, label, part, sha256: sha256(bytes) };
  }));
}

const flat = (value: number) => new Uint8Array(48 * 48).fill(value);
const pictures: [string, string, OfficialPart, Uint8Array][] = [
  ["a", "sad", "train", texture(1)],
  ["b", "sad", "train", texture(1)],
  ["c", "sad", "test", texture(1)],
  ["d", "sad", "train", texture(2)],
  ["e", "happy", "train", texture(2)],
  ["f", "sad", "train", texture(3)],
  ["g", "sad", "validation", texture(4)],
  ["h", "sad", "test", texture(4)],
  ["i", "sad", "train", flat(0)],
  ["j", "happy", "test", flat(90)],
  ["k", "happy", "train", texture(5)],
  ["l", "happy", "train", texture(5)],
];

Deno.test("an audit finds copies, contradictions and empty pictures, and cleaning removes them", async () => {
  await withTemporaryFolder(async (folder) => {
    const clips = await clipsOf(folder, pictures);
    const audit = await auditImages({ clips }, { cache: false });
    assert.deepEqual(audit, {
      images: 12,
      copies: [
        { ids: ["a", "b", "c"], labels: ["sad"], parts: ["test", "train"] },
        { ids: ["d", "e"], labels: ["happy", "sad"], parts: ["train"] },
        { ids: ["g", "h"], labels: ["sad"], parts: ["test", "validation"] },
        { ids: ["k", "l"], labels: ["happy"], parts: ["train"] },
      ],
      constant: ["i", "j"],
    });
    assert.deepEqual(countAudit(audit), {
      redundant: 5,
      copyGroups: 4,
      acrossParts: 2,
      trainAndOther: 1,
      twoLabelGroups: 1,
      twoLabelImages: 2,
      constant: 2,
    });
    const part = (name: OfficialPart) =>
      pictures.filter((one) => one[2] === name).map(([id]) => id);
    const split = {
      corpus: "made",
      protocol: "official" as const,
      seed: 0,
      fold: "",
      train: part("train"),
      validation: part("validation"),
      test: part("test"),
    };
    const cleaned = cleanSplit(split, audit);
    assert.deepEqual(cleaned.split, {
      ...split,
      train: ["f", "k", "l"],
      validation: [],
      test: ["c", "h", "j"],
    });
    assert.deepEqual(cleaned.removed, [
      { id: "a", part: "train", reason: "copyInLaterPart" },
      { id: "b", part: "train", reason: "copyInLaterPart" },
      { id: "d", part: "train", reason: "twoLabels" },
      { id: "e", part: "train", reason: "twoLabels" },
      { id: "i", part: "train", reason: "constant" },
      { id: "g", part: "validation", reason: "copyInLaterPart" },
    ]);
  });
});

realDataTest("FER2013's known copies, contradictions and empty pictures", "FER2013", async () => {
  const corpus = await requireCorpus("fer2013", { dataRoot: realDataRoot });
  const audit = await auditImages(corpus, { quiet: true });
  const counts = countAudit(audit);
  assert.deepEqual(counts, {
    redundant: 1853,
    copyGroups: 1516,
    acrossParts: 557,
    trainAndOther: 531,
    twoLabelGroups: 57,
    twoLabelImages: 160,
    constant: 13,
  });
  // Contradictions inside one part, the constant pictures aside, are those that rows.csv marks.
  const [byId, constant] = [
    new Map(corpus.clips.map((clip) => [clip.id, clip])),
    new Set(audit.constant),
  ];
  const marked = audit.copies.flatMap((
    { ids },
  ) => [...Map.groupBy(ids, (id) => byId.get(id)!.part).values()]).filter((ids) =>
    new Set(ids.map((id) => byId.get(id)!.label)).size > 1
  );
  assert.equal(marked.flat().filter((id) => !constant.has(id)).length, 102);
  const split = splitCorpus(corpus, { protocol: "official", seed: 0 });
  const cleaned = cleanSplit(split, audit).split;
  assert.deepEqual(cleaned.test, split.test);
  const again = await auditImages({
    clips: [...cleaned.train, ...cleaned.validation, ...cleaned.test].map((id) => byId.get(id)!),
  }, { quiet: true });
  assert.equal(countAudit(again).acrossParts, 0);
});
