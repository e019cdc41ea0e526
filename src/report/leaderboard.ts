/**
 * Who reached what: Duygu's networks, the peers that were run on the same splits, and published
 * figures of those very splits, a board for each corpus, protocol and knowledge of the test
 * speakers. A figure of another split, or of one that its publication does not name, is on no board.
 */
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { type Alignment, textTable } from "../base/text.ts";
import { protocols } from "../data/corpus.ts";
import { corpusTitle } from "../data/registry.ts";
import { emoboxTestClips } from "../data/splits/published_splits.ts";
import { type Knowledge, knowledgeKinds, knowledgeTitles } from "../metrics/knowledge.ts";
import { protocolTitle } from "../plot/leakage_gap_plot.ts";
import { intervalOverClips, type RowInterval } from "./compare_with_published.ts";
import { networksSchema } from "./document_tables.ts";
import { type PeerRow, readSpeechPeers } from "./peers_file.ts";
import publishedTable from "./published/emobox_leaderboard.csv" with { type: "text" };
import { literature } from "./published/literature.ts";
import { paperS } from "./published/paper_s.ts";
import type { SummaryRow } from "./summary.ts";

const percent = z.coerce.number().min(0).max(100).transform((value) => value / 100);

const publishedSchema = z.array(z.object({
  corpus: z.string().min(1),
  model: z.string().min(1),
  /**
   * Of the pretrained encoder: WavLM's, HuBERT's and wav2vec 2.0's by the table of WavLM's paper
   * (arXiv 2110.13900), data2vec 2.0's by emotion2vec's (arXiv 2312.15185), Whisper's encoder and
   * data2vec's counted from their layers.
   */
  millionParameters: z.coerce.number().positive(),
  unweightedAccuracy: percent,
  weightedAccuracy: percent,
  macroF1: percent,
}));

/** One line of a board; scores are fractions, null is what is not known. */
export interface LeaderboardLine {
  /** As tables call it. */
  model: string;
  /** "Duygu", "peer" for what was run beside it, else the publication. */
  by: string;
  /** The share of clips that are right (weighted accuracy). */
  accuracy: number;
  /** 95 % of the accuracy. */
  interval: RowInterval | null;
  /** The mean of the classes' recalls (unweighted accuracy, UAR). */
  macroRecall: number | null;
  /** The mean of the classes' F1. */
  macroF1: number | null;
  /** How many trainings the scores are means of. */
  seeds: number | null;
  /** The network's, or the encoder's and the classifier's. */
  parameters: number | null;
  /** Of one training. */
  trainSeconds: number | null;
  /** From a clip's file to the answer. */
  predictMs: number | null;
  /** Of the program or the weights. */
  licence: string | null;
}

/** The lines of one corpus, protocol and knowledge, the best accuracy first. */
export interface Leaderboard {
  /** The corpus's id. */
  corpus: string;
  /** How it is split. */
  protocol: SummaryRow["protocol"];
  /** What must be known of the test speakers. */
  knowledge: Knowledge;
  /** The best accuracy first. */
  lines: LeaderboardLine[];
}

/** What boards are made of. */
export interface LeaderboardSources {
  rows: readonly SummaryRow[];
  peers: readonly PeerRow[];
  /** Parameters by network, for rows of before they said it themselves. */
  networks: readonly { network: string; parameters: number }[];
}

/**
 * Boards of `rows` and of what stands beside them in the folder of results; of `peers` instead of
 * the folder's where they are given. Throws UserError for malformed files.
 */
export async function readLeaderboards(
  folder: string,
  rows: readonly SummaryRow[],
  peers?: readonly PeerRow[],
): Promise<Leaderboard[]> {
  const path = join(folder, "networks.json");
  const networks = pathExists(path) ? (await readJson(path, networksSchema)).rows : [];
  const there = peers ?? (await readSpeechPeers(folder))?.rows ?? [];
  return leaderboards({ rows, peers: there, networks });
}

/** The boards in the order of corpora, protocols and knowledge; figures of generated data on none. */
export function leaderboards({ rows, peers, networks }: LeaderboardSources): Leaderboard[] {
  const real = withOwnLabels(rows.filter(({ synthetic }) => !synthetic));
  const accuracies = real.filter(({ metric }) => metric === "accuracy");
  const boards: Leaderboard[] = [];
  const corpora = [...new Set([...accuracies, ...peers].map(({ corpus }) => corpus))];
  for (const corpus of corpora) {
    for (const protocol of protocols) {
      for (const knowledge of knowledgeKinds) {
        const isHere = (one: Pick<PeerRow, "corpus" | "protocol" | "knowledge">) =>
          one.corpus === corpus && one.protocol === protocol && one.knowledge === knowledge;
        const own = accuracies.filter(isHere);
        const lines = [
          ...own.map((row) => ourLine(row, real, networks)),
          ...peers.filter(isHere).map(peerLine),
        ];
        if (lines.length === 0) continue;
        // Published figures tell of each clip alone.
        if (knowledge === "nothing") lines.push(...publishedLines(corpus, protocol, own));
        lines.sort((a, b) => b.accuracy - a.accuracy);
        boards.push({ corpus, protocol, knowledge, lines });
      }
    }
  }
  return boards;
}

/** Without the same runs scored by other labels or other clips (", FER+ labels"). */
function withOwnLabels(rows: readonly SummaryRow[]): SummaryRow[] {
  return rows.filter((row) =>
    !rows.some(({ model, run }) => run === row.run && row.model.startsWith(`${model},`))
  );
}

function ourLine(
  { model, mean, interval, seeds, cost, ...row }: SummaryRow,
  rows: readonly SummaryRow[],
  networks: LeaderboardSources["networks"],
): LeaderboardLine {
  const score = (metric: SummaryRow["metric"]) =>
    rows.find((one) =>
      one.metric === metric && one.model === model && one.corpus === row.corpus &&
      one.protocol === row.protocol && one.knowledge === row.knowledge
    )?.mean ?? null;
  return {
    model,
    by: "Duygu",
    accuracy: mean,
    interval,
    macroRecall: score("macroRecall"),
    macroF1: score("macroF1"),
    seeds: seeds.length,
    parameters: cost?.parameters ??
      networks.find(({ network }) => network === model)?.parameters ?? null,
    trainSeconds: cost?.trainSeconds ?? null,
    predictMs: cost?.predictMs ?? null,
    licence: "MIT",
  };
}

function peerLine({ model, accuracy, macroRecall, macroF1, seeds, ...row }: PeerRow) {
  const { parameters, trainSeconds, predictMs, licence } = row;
  return {
    ...{ model, by: "peer", accuracy: accuracy.mean, interval: accuracy.interval },
    ...{ macroRecall: macroRecall.mean, macroF1: macroF1.mean, seeds: seeds.length },
    ...{ parameters, trainSeconds, predictMs, licence },
  };
}

/** Figures of this very split by others; intervals are over as many clips as it tests. */
function publishedLines(
  corpus: string,
  protocol: SummaryRow["protocol"],
  own: readonly SummaryRow[],
): LeaderboardLine[] {
  const unknown = { macroRecall: null, macroF1: null, seeds: null, parameters: null };
  const noCost = { trainSeconds: null, predictMs: null, licence: null };
  const line = (model: string, by: string, accuracy: number, clips: number): LeaderboardLine => ({
    ...{ model, by, accuracy, interval: intervalOverClips(accuracy, clips) },
    ...unknown,
    ...noCost,
  });
  if (protocol === "emobox") {
    return publishedSchema.parse(parse(publishedTable, { columns: true }))
      .filter((row) => row.corpus === corpus)
      .map(({ model, weightedAccuracy, unweightedAccuracy, macroF1, millionParameters }) => ({
        ...line(model, "EmoBox", weightedAccuracy, emoboxTestClips(corpus)),
        ...{ macroRecall: unweightedAccuracy, macroF1, parameters: 1e6 * millionParameters },
        // Whisper, wav2vec 2.0, HuBERT, data2vec and WavLM by their authors.
        licence: "MIT",
      }));
  }
  if (protocol === "paper") {
    // Of the paper's own draw of as many clips.
    return own.filter(({ published }) => published !== null)
      .map(({ model, published, n }) => line(model, paperS.short, published!, n));
  }
  if (protocol === "official" && own.length) {
    return literature.filter((figure) =>
      figure.corpus === corpus && figure.input === "images" && figure.source.place !== "section 3"
    ).map(({ model, value }) => {
      const [, name, by] = /^(.*) \((.*)\)$/.exec(model) ?? [null, model, "published"];
      return line(name, by, value, own[0].n);
    });
  }
  return [];
}

/** Such as "TurEV-DB, unseen speakers, nothing known". */
export function boardTitle({ corpus, protocol, knowledge }: Leaderboard): string {
  return [
    corpusTitle(corpus),
    protocolTitle(protocol, corpus),
    knowledgeTitles[knowledge],
  ].join(", ");
}

/** "26.8 M", "8.6 k", "–". */
export function countText(count: number | null): string {
  if (count === null) return "–";
  if (count >= 9.95e5) return `${(count / 1e6).toFixed(count < 9.95e6 ? 1 : 0)} M`;
  return count >= 1000 ? `${(count / 1000).toFixed(0)} k` : String(count);
}

/** Three figures, "–" where there is none. */
export function shortNumber(value: number | null): string {
  if (value === null) return "–";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

const digits = (fraction: number) => (100 * fraction).toFixed(1);
const MODEL_COLUMNS = 26;

/** A board for a terminal, at most 80 columns; a * marks Duygu's. */
export function boardText(board: Leaderboard): string {
  const rows = board.lines.flatMap((line) => {
    const [first, ...more] = wrapped(line.model, MODEL_COLUMNS - 2);
    const cells = [
      `${line.by === "Duygu" ? "*" : " "} ${first}`,
      digits(line.accuracy),
      line.interval ? `${digits(line.interval.low)}–${digits(line.interval.high)}` : "–",
      countText(line.parameters),
      shortNumber(line.trainSeconds),
      shortNumber(line.predictMs),
      line.licence ?? "–",
    ];
    return [cells, ...more.map((rest) => [`    ${rest}`, ...cells.slice(1).map(() => "")])];
  });
  const alignment: Alignment[] = ["left", "right", "right", "right", "right", "right", "left"];
  return `${boardTitle(board)}, %:\n` +
    textTable(["model", "acc.", "95 %", "params", "train s", "ms", "licence"], rows, alignment);
}

/** Lines of whole words; those after the first stand two columns further in. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const room = columns - (lines.length > 1 ? 2 : 0);
    if (last !== undefined && last.length + 1 + word.length <= room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** What the columns of {@link boardText} mean. */
export const boardNote = [
  "* Duygu; the report says who reached the others.",
  "acc.: share of clips that are right; 95 %: of other speakers, clips or seeds;",
  "train s: one training; ms: from a clip's file to its features or answer.",
  "audEERING: openSMILE's licence for research, not for commercial use.",
].join("\n");
