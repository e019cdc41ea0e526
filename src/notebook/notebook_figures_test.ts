/** Figures that notebooks quote are the publications'; measured ones come from results by code. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { literature } from "../report/published/literature.ts";
import { paperFAccuracy, paperFClasses } from "../report/published/paper_f.ts";
import { paperSTable3 } from "../report/published/paper_s.ts";
import { listNotebooks, readNotebook } from "./notebook_file.ts";

const published = [
  ...[...paperSTable3, ...literature, paperFAccuracy].map(({ value }) => value),
  ...paperFClasses.flatMap((own) => [
    ...[own.share, own.truePositive, own.trueNegative, own.falsePositive, own.falseNegative],
    own.auc,
  ]),
];

/** "218 hits give 59.56 %" of so many clips that the text names. */
function isShareOf(figure: string, text: string): boolean {
  const [, hits] = new RegExp(`(\\d+) hits give ${figure}`).exec(text) ?? [];
  const [, clips] = /tests (\d+) clips/.exec(text) ?? [];
  return hits !== undefined && (100 * Number(hits) / Number(clips)).toFixed(2) === figure;
}

Deno.test("each figure with a decimal place in a notebook's text is a published one", async () => {
  let count = 0;
  for (
    const path of await listNotebooks(fileURLToPath(new URL("../../notebooks", import.meta.url)))
  ) {
    const { cells } = await readNotebook(path);
    const texts = cells.filter(({ cell_type }) => cell_type === "markdown")
      .map(({ source }) => [source].flat().join(""));
    const whole = texts.join("\n").replaceAll(/\s+/g, " ");
    for (const [, figure] of whole.matchAll(/(\d+\.\d+) %/g)) {
      const isPublished = published.some((value) => Math.abs(100 * value - Number(figure)) < 0.005);
      assert.ok(isPublished || isShareOf(figure, whole), `${path}: ${figure} %`);
      count++;
    }
  }
  assert.ok(count > 5, `${count} figures`);
});
