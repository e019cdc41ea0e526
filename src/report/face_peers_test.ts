import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { pretrainedFaces } from "../train/pretrained_face.ts";
import { FACE_PEERS_FILE, type FacePeerRow, facePeersTable, readFacePeers } from "./face_peers.ts";

const row: FacePeerRow = {
  model: "A",
  by: "package 1",
  part: "PrivateTest",
  labels: "FER2013",
  n: 10,
  accuracy: 0.5,
  interval: [0.24, 0.76],
  macroF1: 0.4,
  macroRecall: 0.45,
  parameters: 1234,
  millisecondsPerImage: 2.5,
  licence: "MIT",
};

Deno.test("networks stand in the order of accuracy, with both kinds of labels in one line", () => {
  const rows: FacePeerRow[] = [
    row,
    { ...row, labels: "FER+", accuracy: 0.9 },
    { ...row, model: "B", by: "Duygu", accuracy: 0.6 },
    { ...row, part: "PublicTest", accuracy: 0.99 },
  ];
  const lines = facePeersTable(rows, "PrivateTest").markdown.split("\n");
  assert.equal(lines.length, 4);
  const cells = lines.slice(2).map((line) => line.split("|").map((cell) => cell.trim()));
  assert.deepEqual(cells[0].slice(1, -1), [
    ...["B", "60.0 (24.0–76.0)", "40.0", "45.0", "–", "1,234", "2.5", "Duygu"],
  ]);
  assert.deepEqual([cells[1][1], cells[1][5], cells[1][8]], ["A", "90.0", "package 1, MIT"]);
});

Deno.test("a file that says otherwise than its schema is refused", () =>
  withTemporaryFolder(async (folder) => {
    assert.equal(await readFacePeers(folder), null);
    const file = { environment: {}, command: "c", rows: [{ ...row, accuracy: 2 }] };
    await Deno.writeTextFile(join(folder, FACE_PEERS_FILE), JSON.stringify(file));
    await assert.rejects(readFacePeers(folder), { message: /rows\.0\.accuracy/ });
  }));

Deno.test("the ready-made networks' figures are the published ones, and the best on PublicTest", async () => {
  const results = fileURLToPath(new URL("../../results", import.meta.url));
  const { rows, calibration } = (await readFacePeers(results))!;
  const own = rows.filter(({ labels }) => labels === "FER2013");
  const ready = own.filter(({ by }) => by !== "Duygu");
  const ofPart = (part: string, words: string) =>
    ready.find((row) => row.part === part && row.model.startsWith(words))!;
  const best = ready.filter(({ part }) => part === "PublicTest")
    .toSorted((a, b) => b.accuracy - a.accuracy);
  const { one, two } = pretrainedFaces;
  // Together they are better than each alone, and of those that are alone the first is the best.
  const names = ["fer and human", "fer, "];
  assert.deepEqual(best.slice(0, 2).map(({ model }, at) => model.startsWith(names[at])), [
    true,
    true,
  ]);
  for (const [face, name] of [[two, "fer and human"], [one, "fer, "]] as const) {
    const [{ accuracy, uar, count, answered }] = face.figures;
    const reported = ofPart("PrivateTest", name);
    assert.deepEqual([reported.accuracy, reported.macroRecall, reported.n], [accuracy, uar, count]);
    assert.equal(ofPart("PublicTest", name).accuracy, face.publicTest);
    const fitted = calibration!.find(({ model }) => model.startsWith(name))!;
    assert.deepEqual([fitted.leastConfidence, fitted.privateTest], [
      face.leastConfidence,
      answered,
    ]);
  }
  for (const [at, name] of ["fer, ", "human"].entries()) {
    const { temperature, publicTest, privateTest } = two.networks[at];
    const fitted = calibration!.find(({ model }) => model.startsWith(name))!;
    // Written with three decimals, which the vote's figures were measured with.
    assert.equal(temperature, Math.round(1000 * fitted.temperature) / 1000);
    assert.deepEqual(
      [publicTest, privateTest],
      [ofPart("PublicTest", name).accuracy, ofPart("PrivateTest", name).accuracy],
    );
  }
});
