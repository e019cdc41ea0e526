import { outputColumns, wrapText } from "../base/terminal.ts";
import { type Alignment, markdownTable, textTable } from "../base/text.ts";
import { knowledgeNotes, knowledgeText, knowledgeTitles } from "../metrics/knowledge.ts";
import { compareWithPublished, intervalNote } from "./compare_with_published.ts";
import { literature } from "./published/literature.ts";
import type { SummaryRow } from "./summary.ts";

/** A corpus that could not be benched, and how to get it. */
export interface MissingCorpus {
  /** Its name in the literature. */
  title: string;
  /** One sentence. */
  howToGet: string;
}

/** What the table is made of. */
interface BenchTableOptions {
  /** Corpora without data. */
  missing?: readonly MissingCorpus[];
  /** Of text; those of standard output by default. */
  columns?: number;
}

/** The same table twice. */
interface BenchTable {
  /** For a terminal. */
  text: string;
  markdown: string;
}

const header = [
  "corpus",
  "model",
  "metric",
  "protocol",
  "known of speakers",
  "published",
  "ours",
  "95 %",
  "over",
  "pooled",
  "difference",
  "seeds",
  "n",
  "verdict",
];
const alignment: Alignment[] = [
  "left",
  "left",
  "left",
  "left",
  "left",
  "right",
  "right",
  "right",
  "left",
  "right",
  "right",
  "right",
  "right",
  "left",
];

const protocolNotes: Record<SummaryRow["protocol"], string> = {
  paper:
    "random split: training and test set share speakers (and words), so it says little about " +
    "a new speaker",
  speaker: "speakers are held out",
  text: "sentences or words are held out",
  repetition: "repetitions are held out",
  official: "the official test set",
  speakerFolds: "folds of held-out speakers",
  textFolds: "folds of held-out sentences or words",
  speakerTextFolds: "folds of held-out speakers and texts",
  crossCorpus: "trained on one corpus and tested on another, by the classes that both have",
  emobox:
    "EmoBox's published fold: training and test set share all speakers and most words; the published " +
    "figure is of another random split",
  published: "published folds that came in by a table",
};

/**
 * Published, ours as mean ± standard deviation over seeds, their difference in percentage points,
 * protocol, seeds, test clips and verdict, one line a row; below it what the protocols mean, what
 * qualifies single rows, and which corpora are missing. Rows from generated data say SYNTHETIC.
 *
 * @example
 * ```ts
 * console.log(benchTable(summary.rows, { missing: [{ title: "BanglaSER", howToGet: "…" }] }).text);
 * ```
 */
export function benchTable(
  rows: readonly SummaryRow[],
  { missing = [], columns = outputColumns() }: BenchTableOptions = {},
): BenchTable {
  const cells = rows.map(rowCells);
  const notes = tableNotes(rows, missing);
  return {
    text: [
      textTable(header, cells, alignment, {
        columns,
        drop: ["over", "pooled", "seeds", "n", "difference", "95 %"],
      }),
      "",
      ...notes.map(({ plain }) => wrapText(plain, columns, 2)),
    ].join("\n"),
    markdown: [
      markdownTable(header, cells, alignment),
      "",
      ...notes.map(({ marked }) => `- ${marked}`),
      "",
    ].join("\n"),
  };
}

function rowCells(row: SummaryRow): string[] {
  const { difference, verdict } = compareWithPublished(row);
  return [
    row.synthetic ? `${row.corpus} (SYNTHETIC)` : row.corpus,
    row.model,
    metricTitle(row.metric),
    row.protocol,
    knownText(row),
    row.published === null ? "–" : percent(row.published),
    row.sd === null ? percent(row.mean) : `${percent(row.mean)} ± ${percent(row.sd)}`,
    row.interval ? `${percent(row.interval.low)} to ${percent(row.interval.high)}` : "–",
    row.interval ? intervalNote(row.interval) : "–",
    row.pooled === undefined ? "–" : percent(row.pooled),
    difference === null ? "–" : percentagePoints(difference),
    String(row.values.length),
    String(row.n),
    verdict,
  ];
}

/** What is known of the speakers, with how many clips: "unlabelled clips (328)". */
export function knownText({ knowledge, knownClips }: SummaryRow): string {
  return knowledgeText({ knowledge, clips: knownClips ?? null });
}

interface Note {
  plain: string;
  marked: string;
}

function tableNotes(rows: readonly SummaryRow[], missing: readonly MissingCorpus[]): Note[] {
  const note = (subject: string, text: string): Note => ({
    plain: `${subject}: ${text}.`,
    marked: `**${subject}**: ${text}.`,
  });
  const units = note(
    "units",
    "published and ours in %, difference in percentage points; ours is the mean over folds and " +
      "seeds, ± its standard deviation over seeds, n the test clips of one seed, pooled the same " +
      "over all folds' clips together; the 95 % interval covers what other units of its kind " +
      "might bring; a difference within its 95 % interval is “reproduced”; macro means run over " +
      "the classes that occur in the test set (UAR: unweighted average recall)",
  );
  // The papers' figures are of the random split, or of the official test set.
  const besides = (protocol: SummaryRow["protocol"]) => {
    const isBeside = rows.some((row) => row.protocol === protocol && row.published !== null);
    if (!isBeside || protocol === "official") return "";
    return protocol === "paper"
      ? "; so is the published figure"
      : "; the published figure beside it is of the random split";
  };
  const known = [...new Set(rows.map((row) => row.knowledge))];
  const protocols = [...new Set(rows.map((row) => row.protocol))];
  // A note that several metrics of one run share is printed once.
  const qualified = new Map(
    rows.filter((row) => row.note !== undefined).map((row) => {
      const subject = `${row.corpus}, ${row.model}, ${row.protocol}`;
      return [`${subject} ${row.note}`, note(subject, row.note!.replace(/\.$/, ""))];
    }),
  );
  const synthetic = rows.some((row) => row.synthetic)
    ? [note("SYNTHETIC", "generated voices, not people: not comparable with the papers")]
    : [];
  return [
    ...(rows.length ? [units] : []),
    ...protocols.map((protocol) => note(protocol, protocolNotes[protocol] + besides(protocol))),
    ...known.map((one) => note(knowledgeTitles[one], knowledgeNotes[one].replace(/\.$/, ""))),
    ...qualified.values(),
    ...literatureNotes(rows, note),
    ...synthetic,
    ...missing.map(({ title, howToGet }) =>
      note(`${title}: no data`, howToGet.trim().replace(/\.$/, ""))
    ),
  ];
}

/** What others reached on the corpora of the table. */
function literatureNotes(
  rows: readonly SummaryRow[],
  note: (subject: string, text: string) => Note,
): Note[] {
  const corpora = [...new Set(rows.filter((row) => !row.synthetic).map((row) => row.corpus))];
  return corpora.flatMap((corpus) => {
    const others = literature
      .filter((figure) => figure.corpus === corpus)
      .map(({ model, value, input }) => `${model} ${percent(value)} % (${input})`);
    return others.length ? [note(`${corpus}, others' accuracy`, others.join(", "))] : [];
  });
}

/** A fraction in percent, without the sign. */
export const percent = (fraction: number) => (fraction * 100).toFixed(2);

function percentagePoints(difference: number): string {
  const rounded = (difference * 100).toFixed(2);
  return difference > 0 ? `+${rounded}` : rounded.replace("-", "−");
}

const titles: Record<SummaryRow["metric"], string> = {
  accuracy: "accuracy",
  macroPrecision: "precision (macro)",
  macroRecall: "recall (macro, UAR)",
  macroF1: "F1 (macro)",
  aucProbability: "AUC (probabilities)",
  aucHardLabel: "AUC (hard labels)",
};

/** Such as "F1 (macro)" for "macroF1". */
export function metricTitle(metric: SummaryRow["metric"]): string {
  return titles[metric];
}
