import { anadInfo } from "../../data/corpora/anad.ts";
import { banglaserInfo } from "../../data/corpora/banglaser.ts";
import { tessInfo } from "../../data/corpora/tess.ts";
import { turevInfo } from "../../data/corpora/turev.ts";
import type { CorpusInfo } from "../../data/corpus_layout.ts";
import { leakageGaps } from "../leakage_gap.ts";
import { paperF, paperFAccuracy, paperFClaims, paperFClasses } from "../published/paper_f.ts";
import {
  paperS,
  type PaperSCorpus,
  paperSRange,
  paperSTable1,
  paperSTable2,
  paperSTable3,
  paperSTable4,
} from "../published/paper_s.ts";
import type { MetricName, Source } from "../published/published_figure.ts";
import type { SummaryRow } from "../summary.ts";
import { type AuditTable, type AuditTableInput, auditTableSchema } from "./audit_table.ts";

const CORPORA: Record<PaperSCorpus, CorpusInfo> = {
  turev: turevInfo,
  anad: anadInfo,
  banglaser: banglaserInfo,
  tess: tessInfo,
};

/** Clips of a speaker, or of a text, are alike; how many of them the corpora's authors recorded. */
const GROUPS: Record<PaperSCorpus, Record<string, number>> = {
  turev: { speaker: 6, word: 82 },
  anad: { "recorded call": 8 },
  banglaser: { speaker: 34, sentence: 3 },
  tess: { speaker: 2, word: 200 },
};

/** Whom section 2.1 cites for each data set; a title is that of the work cited. */
const CITED: Record<PaperSCorpus, { authors: string[]; year: number; title?: string }> = {
  turev: { authors: ["Canpolat"], year: 2020 },
  anad: {
    authors: ["Altamimi", "Alayba"],
    year: 2023,
    title: "ANAD: Arabic news article dataset (texts, Data in Brief 50)",
  },
  banglaser: { authors: ["Das"], year: 2022 },
  tess: { authors: ["Pichora-Fuller", "Dupuis"], year: 2020 },
};

const SECTION_2_1 = "section 2.1, page 238";

/**
 * Paper S's tables 1 to 4 and what its text says of them.
 *
 * @param rows of results/summary.json, for the measured effect of random splits
 */
export function paperSAudit(rows: readonly SummaryRow[] = []): AuditTable {
  const input: AuditTableInput = {
    title: `${paperS.citation}, doi ${paperS.doi}`,
    totals: eachCorpus((corpus, { title, publishedCounts }) => ({
      subject: title,
      source: SECTION_2_1,
      counts: publishedCounts!,
      stated: statedClips[corpus],
    })),
    splits: eachCorpus((corpus, { title }) => {
      const { train, test, validation } = paperSTable1.rows[corpus];
      return {
        subject: title,
        source: `${placeOf(paperSTable1.source)}; ${SECTION_2_1}`,
        whole: statedClips[corpus],
        parts: {
          training: { count: train, share: "65 %" },
          test: { count: test, share: "25 %" },
          validation: { count: validation, share: "10 %" },
        },
      };
    }),
    quoted: [
      {
        subject: "lowest accuracy (BanglaSER)",
        figures: [
          { source: placeOf(paperSRange.source), value: printed(paperSRange.lowest) },
          quote("banglaser", "accuracy"),
          ownInTable4("banglaser"),
        ],
      },
      {
        subject: "highest accuracy (ANAD)",
        figures: [
          { source: placeOf(paperSRange.source), value: printed(paperSRange.highest) },
          quote("anad", "accuracy"),
          ownInTable4("anad"),
        ],
      },
      {
        subject: "accuracy on TESS",
        figures: [
          quote("tess", "accuracy"),
          ownInTable4("tess"),
        ],
      },
    ],
    scores: [
      ...eachCorpus((corpus) => scoresOf(corpus)),
      {
        ...scoresOf("banglaser"),
        subject: "BanglaSER, with the abstracts' accuracy",
        accuracy: printed(paperSRange.lowest),
      },
    ],
    extremes: [
      extreme("highest", "ANAD"),
      extreme("lowest", "BanglaSER"),
    ],
    limits: eachCorpus((corpus, { title }) => ({
      subject: `${title}: optimum within the space searched`,
      source: placeOf(paperSTable2.source),
      values: searchLimits(corpus),
    })),
    improvements: paperSTable4.rows
      .filter(({ study }) => study !== null)
      .map(({ corpus, study, value }) => ({
        subject: `${CORPORA[corpus].title}: better than ${study}`,
        source: placeOf(paperSTable4.source),
        tested: paperSTable1.rows[corpus].test,
        value: ownInTable4(corpus).value,
        earlier: printed(value),
      })),
    randomSplits: eachCorpus((corpus, { title }) =>
      Object.entries(GROUPS[corpus]).map(([what, groups]) => {
        const { train, test, validation } = paperSTable1.rows[corpus];
        return {
          subject: title,
          source: "section 3, page 240",
          what,
          groups,
          train,
          test,
          whole: train + test + validation,
          measured: measuredGap(rows, corpus, what),
        };
      })
    ).flat(),
    citations: eachCorpus((corpus, { title, reference }) => ({
      subject: title,
      source: SECTION_2_1,
      ...CITED[corpus],
      own: reference,
    })),
  };
  return auditTableSchema.parse(input);
}

/** Section 2.1's totals. */
const statedClips: Record<PaperSCorpus, number> = {
  turev: 1735,
  anad: 1383,
  banglaser: 1467,
  tess: 2800,
};

function eachCorpus<Entry>(entry: (corpus: PaperSCorpus, info: CorpusInfo) => Entry): Entry[] {
  return (Object.keys(CORPORA) as PaperSCorpus[]).map((corpus) => entry(corpus, CORPORA[corpus]));
}

const printed = (value: number) => `${(100 * value).toFixed(2)} %`;
const placeOf = ({ place, page }: Source) => page === null ? place : `${place}, page ${page}`;

function quote(corpus: PaperSCorpus, metric: MetricName) {
  const figure = paperSTable3.find((row) => row.corpus === corpus && row.metric === metric)!;
  return { source: placeOf(figure.source), value: printed(figure.value) };
}

function ownInTable4(corpus: PaperSCorpus) {
  const { value } = paperSTable4.rows.find((row) => row.study === null && row.corpus === corpus)!;
  return { source: placeOf(paperSTable4.source), value: printed(value) };
}

function scoresOf(corpus: PaperSCorpus) {
  const { title, publishedCounts } = CORPORA[corpus];
  return {
    subject: title,
    source: `${quote(corpus, "accuracy").source}; ${placeOf(paperSTable1.source)}; ${SECTION_2_1}`,
    tested: paperSTable1.rows[corpus].test,
    classCounts: publishedCounts!,
    // Which 2199 of TESS's 2800 clips were divided is not said.
    classCountsAre: corpus === "tess" ? "at most" as const : "drawn from" as const,
    accuracy: quote(corpus, "accuracy").value,
    macroPrecision: quote(corpus, "macroPrecision").value,
    macroRecall: quote(corpus, "macroRecall").value,
    auc: quote(corpus, "aucHardLabel").value,
  };
}

/** What the text below table 3 says. */
function extreme(which: "highest" | "lowest", named: string) {
  return {
    subject: `${which} accuracy`,
    source: "section 3, page 243; Table 3, page 242",
    which,
    named: [named],
    values: Object.fromEntries(
      eachCorpus((corpus, { title }) => [title, quote(corpus, "accuracy").value]),
    ),
  };
}

function searchLimits(corpus: PaperSCorpus) {
  const { filters, ...rest } = paperSTable2.optima[corpus];
  const optimum: Record<string, number> = {
    ...rest,
    ...Object.fromEntries(filters.map((count, at) => [`filters${at + 1}`, count])),
  };
  return Object.fromEntries(
    paperSTable2.space.map(({ name, low, high, choices }) => [name, {
      value: optimum[name],
      low: low ?? Math.min(...choices!),
      high: high ?? Math.max(...choices!),
    }]),
  );
}

/** Held-out protocols by what they hold out; whole folds say more than a single one. */
const HELD_OUT: Record<string, SummaryRow["protocol"][]> = {
  speaker: ["speakerFolds", "speaker"],
  word: ["textFolds", "text"],
  sentence: ["textFolds", "text"],
};

function measuredGap(rows: readonly SummaryRow[], corpus: PaperSCorpus, what: string) {
  const gaps = leakageGaps(rows).filter((gap) => gap.corpus === corpus && !gap.synthetic);
  const isPapers = ({ model }: { model: string }) => model === "EmotionUnet";
  const fitting = (HELD_OUT[what] ?? []).flatMap((protocol) =>
    gaps.filter((own) => own.protocol === protocol)
  );
  const gap = fitting.find(isPapers) ?? fitting.at(0);
  return gap && {
    random: gap.random,
    heldOut: gap.strict,
    source: `results/summary.json, ${gap.model}, protocols paper and ${gap.protocol}`,
  };
}

/**
 * Paper F's tables 3 to 9, figures 1 and 15 to 21, its accuracy, and what its text says of them.
 */
export function paperFAudit(): AuditTable {
  const shares = byClass(({ share }) => percentOf(share, 1));
  const neutral = paperFClasses.find(({ name }) => name === "neutral")!;
  const input: AuditTableInput = {
    title: paperF.citation,
    shares: [{ subject: "class shares", source: "section “Veri”, page 196", shares }],
    quoted: [{
      subject: "neutral's false positive rate",
      figures: [
        { source: placeOf(neutral.confusionSource), value: percentOf(neutral.falsePositive, 2) },
        {
          source: placeOf(paperFClaims.neutralFalsePositive.source),
          value: percentOf(paperFClaims.neutralFalsePositive.value, 2),
        },
      ],
    }],
    classTables: [{
      subject: "seven classes",
      accuracy: {
        source: placeOf(paperFAccuracy.source),
        value: percentOf(paperFAccuracy.value, 1),
      },
      classes: paperFClasses.map((own) => ({
        name: own.name,
        source: placeOf(own.confusionSource),
        truePositive: percentOf(own.truePositive, 2),
        falseNegative: percentOf(own.falseNegative, 2),
        trueNegative: percentOf(own.trueNegative, 2),
        falsePositive: percentOf(own.falsePositive, 2),
        auc: { source: placeOf(own.aucSource), value: own.auc.toFixed(2) },
        share: percentOf(own.share, 1),
      })),
    }],
    extremes: [
      {
        subject: "highest true positive rates",
        source: placeOf(paperFClaims.highestTruePositives.source),
        which: "highest",
        named: paperFClaims.highestTruePositives.named,
        values: byClass(({ truePositive }) => percentOf(truePositive, 2)),
      },
      {
        subject: "least frequent classes",
        source: placeOf(paperFClaims.leastShares.source),
        which: "lowest",
        named: paperFClaims.leastShares.named,
        values: shares,
      },
      {
        subject: "most frequent class",
        source: placeOf(paperFClaims.greatestShare.source),
        which: "highest",
        named: paperFClaims.greatestShare.named,
        values: shares,
      },
    ],
  };
  return auditTableSchema.parse(input);
}

const percentOf = (value: number, decimals: number) => `${(100 * value).toFixed(decimals)} %`;

function byClass(figure: (own: typeof paperFClasses[number]) => string): Record<string, string> {
  return Object.fromEntries(paperFClasses.map((own) => [own.name, figure(own)]));
}
