/** The leaderboard as a part of the report: HTML and Markdown. */
import { markdownTable } from "../base/text.ts";
import { intervalNote } from "./compare_with_published.ts";
import { boardTitle, countText, type Leaderboard, shortNumber } from "./leaderboard.ts";
import { element, type HtmlPart, tableElement } from "./reproduction/html.ts";

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

const notes =
  "Scores in percent. A board holds figures of one corpus, one split and one knowledge of the test " +
  "speakers; what was measured on another split, or on one that its publication does not name, is " +
  "on none. Peers were run on Duygu's own splits by `duygu bench peers speech`: their training is " +
  "the choice of C and the fit, their prediction the time from a clip's file to its features. " +
  "Published figures have the interval that as many test clips give. Licences are of the weights " +
  "or the program; audEERING's (openSMILE) is for research alone.";

/** Whether somebody else's figure stands on it. */
const isCompared = ({ lines }: Leaderboard) => lines.some(({ by }) => by !== "Duygu");

/** The section's content; boards with figures of others stand open. */
export function leaderboardHtml(boards: readonly Leaderboard[]): HtmlPart {
  if (boards.length === 0) return element("p", { class: "quiet" }, "Not among the results.");
  return [
    element(
      "p",
      { class: "quiet" },
      notes.split("`").map((part, at) => at % 2 ? element("code", {}, part) : part),
    ),
    boards.map((board) =>
      element(
        "details",
        { open: isCompared(board) ? "" : null },
        element("summary", {}, boardTitle(board)),
        tableElement(header, cellsOf(board), right),
      )
    ),
  ];
}

/** The same in Markdown, lines of the section. */
export function leaderboardMarkdown(boards: readonly Leaderboard[]): string[] {
  if (boards.length === 0) return ["Not among the results."];
  return [
    notes,
    "",
    ...boards.flatMap((board) => [
      `### ${boardTitle(board)}`,
      "",
      markdownTable(
        header,
        cellsOf(board),
        header.map((_, at) => right.includes(at) ? "right" as const : "left" as const),
      ),
      "",
    ]),
  ];
}
