/** The leaderboard as tables of the report. */
import { intervalNote } from "./compare_with_published.ts";
import { boardTitle, countText, type Leaderboard, shortNumber } from "./leaderboard.ts";
import type { ReportPart } from "./reproduction/report_content.ts";

const header = [
  "",
  "model",
  "by",
  "accuracy",
  "95 %",
  "over",
  "UAR",
  "macro F1",
  "seeds",
  "parameters",
  "training s",
  "prediction ms",
  "licence",
];
const right = [0, 3, 4, 6, 7, 8, 9, 10, 11];

const percent = (fraction: number | null) => fraction === null ? "–" : (100 * fraction).toFixed(2);

const notes =
  "Scores in percent. A board holds figures of one corpus, one split and one knowledge of the test " +
  "speakers; what was measured on another split, or on one that its publication does not name, is " +
  "on none. Peers were run on Duygu's own splits by `duygu bench peers speech`: their training is " +
  "the choice of C and the fit, their prediction the time from a clip's file to its features. " +
  "Published figures have the interval that as many test clips give. Licences are of the weights " +
  "or the program; audEERING's (openSMILE) is for research alone.";

/** A heading and a table for each board; none where there is no board. */
export function leaderboardParts(boards: readonly Leaderboard[]): ReportPart[] {
  if (boards.length === 0) return [];
  return [
    { kind: "text", text: notes },
    ...boards.flatMap((board): ReportPart[] => {
      const { corpus, protocol, knowledge } = board;
      const name = ["leaderboard", corpus, protocol, knowledge].join("_")
        .replaceAll(/[^A-Za-z0-9_]/g, "_");
      return [
        { kind: "heading", text: boardTitle(board) },
        { kind: "table", name, table: { header, rows: cellsOf(board), right } },
      ];
    }),
  ];
}

function cellsOf({ lines }: Leaderboard): string[][] {
  return lines.map((line, at) => [
    String(at + 1),
    line.model,
    line.by,
    percent(line.accuracy),
    line.interval ? `${percent(line.interval.low)} to ${percent(line.interval.high)}` : "–",
    line.interval ? intervalNote(line.interval) : "–",
    percent(line.macroRecall),
    percent(line.macroF1),
    line.seeds === null ? "–" : String(line.seeds),
    countText(line.parameters),
    shortNumber(line.trainSeconds),
    shortNumber(line.predictMs),
    line.licence ?? "–",
  ]);
}
