/**
 * What `bench` shows where no data are found: what a network learned of generated voices, the
 * published figures beside ours, and how to go on.
 */
import { fileURLToPath } from "node:url";
import { outputColumns, wrapText } from "../src/base/terminal.ts";
import { type Alignment, textTable } from "../src/base/text.ts";
import { syntheticInfo } from "../src/data/corpora/synthetic.ts";
import { headlineCells } from "../src/report/document_tables.ts";
import { publishedFolder } from "../src/report/results_files.ts";
import type { SummaryRow } from "../src/report/summary.ts";
import { readSummary } from "../src/report/write_summary.ts";
import { smallEmotionUnet } from "./benchmarks.ts";

const figure: Alignment[] = ["left", "right", "right", "right"];

/** The text, from the rows of the demo's two trainings; its lines are at most `columns` long. */
export async function demoText(
  rows: readonly SummaryRow[],
  columns: number = outputColumns(),
): Promise<string> {
  const prose = (text: string) => wrapText(text, columns);
  const published = await readSummary(
    fileURLToPath(new URL(`../${publishedFolder}`, import.meta.url)),
  );
  const { header, cells } = headlineCells(published?.rows ?? []);
  const right = header.map((_, at): Alignment => at ? "right" : "left");
  return [
    "demo: generated voices",
    prose(
      "Four voices that this program makes say ten words in four emotions (SYNTHETIC). EmotionUnet, " +
        `the network of paper S, learned them in a small size (${smallEmotionUnet.note}), twice:`,
    ),
    textTable(["tested on", "accuracy", "UAR", "clips"], demoCells(rows), figure, { columns }),
    prose(
      "A random split tests voices that are in the training set; the publications report that. A " +
        "voice that is not is what a user brings. This gap is what Duygu measures; the figures " +
        "themselves say nothing about people.",
    ),
    prose(`Published against ours on real data: accuracy (${publishedFolder}/, docs/results.md)`) +
    "\n" + textTable(header, cells, right, { columns }),
    ["Next:", ...nextSteps.map(([what, command], at) => `${at + 1}. ${what}:\n   ${command}`)]
      .join("\n"),
  ].join("\n\n");
}

const nextSteps = [
  ["The recordings of paper S", "npx -y deno@2.9.6 task duygu data get turev"],
  ["Its figures, measured on this machine", "npx -y deno@2.9.6 task bench turev"],
  ["The emotion of your own recording", "npx -y deno@2.9.6 task predict recording.wav"],
] as const;

/** A line for each split, and one for guessing. */
function demoCells(rows: readonly SummaryRow[]): string[][] {
  const lines = rows.filter(({ metric }) => metric === "accuracy").map((row) => {
    const uar = rows.find(({ metric, protocol }) =>
      metric === "macroRecall" && protocol === row.protocol
    );
    return [splitText(row), digits(row.mean), uar ? digits(uar.mean) : "–", String(row.n)];
  });
  const chance = digits(1 / syntheticInfo.classes.length);
  return [...lines, ["by guessing", chance, chance, ""]];
}

function splitText({ protocol, bySpeaker = [] }: SummaryRow): string {
  if (protocol === "paper") return "random split: the same voices";
  const voices = bySpeaker.map(({ speaker }) => speaker).join(", ");
  return protocol === "speaker" ? `a voice it never heard: ${voices}` : `protocol ${protocol}`;
}

const digits = (value: number) => value.toFixed(3);
