/**
 * What the report says, in its order, once: the page, the Markdown and the exports are made of it.
 * The main part is what one reads to the end; the appendix has every figure.
 */
import { type FacePeerRow, facePeersCells } from "../face_peers.ts";
import { classSharesBar, classSharesPie } from "../../plot/class_shares.ts";
import type { PlotSpec } from "../../plot/theme.ts";
import { corpusTitle } from "../../data/registry.ts";
import { auditVerdicts } from "../audit/audit_table.ts";
import type { Curves } from "../curves.ts";
import { leaderboardParts } from "../leaderboard_page.ts";
import { paperF, paperFAccuracy } from "../published/paper_f.ts";
import { paperS } from "../published/paper_s.ts";
import { publishedAccuracies, publishedClassShares } from "../published/published_figure.ts";
import type { ReproductionReport } from "./collect_report.ts";
import {
  headlineTable,
  NARROW_NOTE,
  seenBeforeNotes,
  untestedReasons,
  verdictSentences,
  zeroRecallNotes,
} from "./headline.ts";
import { provenanceTable, rerunCommand } from "./provenance.ts";
import {
  benchmarkTitle,
  comparisonPlot,
  curvesPlots,
  gapPlot,
  groupsPlot,
  isPapersNetwork,
  studyPlot,
} from "./report_plots.ts";
import { tuningProfile } from "../../plot/tuning_convergence.ts";
import * as tables from "./report_tables.ts";
import { contradictions, OWN_TITLE, ownSentence, verdictReasons } from "./report_words.ts";

/** A piece of a section, in the order in which it is read. */
export type ReportPart =
  | { kind: "heading"; text: string }
  /** Parts in backticks are code. */
  | { kind: "text"; text: string }
  | { kind: "list"; lines: readonly string[] }
  | {
    kind: "table";
    /** Names its file where it is exported; unique. */
    name: string;
    table: tables.ReportTable;
    /** The column of verdicts, which bear a mark and a colour. */
    verdict?: number;
    /** The column of commands. */
    code?: number;
    /** Whether cells are sentences. */
    isProse?: boolean;
  }
  | {
    kind: "figure";
    /** Names its file where it is exported; unique. */
    name: string;
    spec: PlotSpec;
    /** What it shows, in a phrase, for those who do not see it. */
    description: string;
  };

/** A section of the report. */
export interface ReportSection {
  /** Unique, for links. */
  id: string;
  title: string;
  /** Folded until somebody asks. */
  isAppendix: boolean;
  parts: ReportPart[];
}

/** The whole report; the first section is the verdict. */
export function reportSections(report: ReproductionReport): ReportSection[] {
  const main = (id: string, title: string, parts: ReportPart[]) => ({
    id,
    title,
    isAppendix: false,
    parts,
  });
  const appendix = (id: string, title: string, parts: ReportPart[]) => ({
    id,
    title,
    isAppendix: true,
    parts,
  });
  return [
    main("verdict", "The verdict", verdictParts(report)),
    ...report.own
      ? [main("own", OWN_TITLE, [
        text(ownSentence(report.own)),
        table("own", tables.ownTable(report)),
      ])]
      : [],
    main("curves", "The papers' curves, on the papers' own splits", paperCurves(report)),
    main("unseen", "What unseen speakers and words leave", [
      ...figure(
        "unseen",
        gapPlot(report, "nothing"),
        "accuracies under the random split and stricter ones",
      ),
      ...seenBeforeNotes(report.summary?.rows ?? []).map(text),
      text("Every row, with its interval, stands in the appendix."),
    ]),
    main("peers", "Beside what others offer", [
      ...leaderboardParts(report.boards.filter(isOnPublishedFolds)),
      heading("Ready-made networks for faces"),
      ...facePeersParts(report),
      text("The other boards, a corpus and split each, stand in the appendix."),
    ]),
    main("tuning", "Bayesian optimisation", tuningParts(report)),
    main("audit", "What does not add up in the papers", auditSummary(report)),
    appendix("figures", "Every published figure and what became of it", figureParts(report)),
    appendix("gap", "What stricter splits cost, in numbers", [
      table("gaps", tables.gapTable(report)),
    ]),
    appendix("speakers", "By speaker", [
      text(
        "Of each speaker who was held out, mean over seeds, in percent; UAR is the unweighted " +
          "average recall over the classes that the speaker has. Intervals over speakers come " +
          "from these values.",
      ),
      table("by_speaker", tables.bySpeakerTable(report)),
    ]),
    appendix("groups", "By sex and age", [
      text(tables.groupNote),
      ...figure("by_group", groupsPlot(report), "accuracy and UAR by sex and age"),
      table("by_group_numbers", tables.byGroupTable(report)),
    ]),
    appendix("others", "Other networks and labels", [
      table("other_networks", tables.otherTable(report)),
      heading("What others published on these corpora"),
      table("literature", tables.literatureTable(report)),
    ]),
    appendix(
      "leaderboard",
      "Leaderboard",
      leaderboardParts(report.boards.filter((board) => !isOnPublishedFolds(board))),
    ),
    appendix("benchmarks", "Benchmarks in detail", benchmarkParts(report)),
    appendix("speed", "Speed", [
      text("Medians of interleaved steps on the same machine; below 1 ours is faster."),
      table("speed", tables.engineTable(report)),
    ]),
    appendix("web", "Web page", [table("web", tables.measuredTable(report.web))]),
    appendix("damage", "Damaged files, kills and limits", [
      table("hardening", tables.measuredTable(report.hardening)),
    ]),
    appendix("findings", "The audit, check by check", auditParts(report)),
    appendix("open", "What the papers left open, and what was taken", [
      table("left_open", tables.leftOpenTable(report), { isProse: true }),
      heading("What they contradict"),
      list(contradictions()),
    ]),
    appendix("rerun", "How to rerun each number", [
      text(
        "In a checkout, with the data in ./data or $DUYGU_DATA. This report: " +
          `\`${rerunCommand(report.command)}\`.`,
      ),
      table("commands", provenanceTable(report), { code: 1 }),
    ]),
    appendix("missing", "Missing", [
      report.missing.length === 0 ? text("Nothing.") : list(
        report.missing.map(({ what, command }) =>
          `${what}: \`${rerunCommand(`duygu ${command}`)}\``
        ),
      ),
    ]),
  ];
}

/** Whether others were measured on the very same clips: EmoBox's folds. */
const isOnPublishedFolds = ({ protocol }: ReproductionReport["boards"][number]) =>
  protocol === "emobox";

const heading = (text: string): ReportPart => ({ kind: "heading", text });
const text = (text: string): ReportPart => ({ kind: "text", text });
const list = (lines: readonly string[]): ReportPart => ({ kind: "list", lines });

function table(
  name: string,
  own: tables.ReportTable,
  how: { verdict?: number; code?: number; isProse?: boolean } = {},
): ReportPart {
  return { kind: "table", name, table: own, ...how };
}

/** Nothing where there is nothing to draw. */
function figure(name: string, spec: PlotSpec | null, description: string): ReportPart[] {
  return spec === null ? [] : [{ kind: "figure", name, spec, description }];
}

function verdictParts(report: ReproductionReport): ReportPart[] {
  const untested = untestedReasons(report);
  const headline = headlineTable(report);
  return [
    ...verdictSentences(report).map(text),
    table("headline", headline, { verdict: 4 }),
    ...headline.rows.some((row) => row.some((cell) => cell.endsWith(" *")))
      ? [text(NARROW_NOTE)]
      : [],
    text(
      "Accuracy in percent, with 95 % intervals. Same split: as the paper divides its data, or, " +
        "for FER2013, the publishers' test set. Unseen speakers: each speaker left out in turn, " +
        "one clip at a time, nothing else known of the speaker; the best other network is named " +
        "after its test, so that its figure is the highest of several.",
    ),
    ...untested.length ? [heading("What could not be tested, and why"), list(untested)] : [],
    ...figure(
      "comparison",
      comparisonPlot(report),
      "accuracies, published and measured; the table above has the numbers",
    ),
  ];
}

/** Which figures of the papers a corpus's curves stand beside. */
const PAPER_FIGURES: Record<string, string> = {
  turev: `${paperS.short}, figure 2`,
  anad: `${paperS.short}, figure 3`,
  banglaser: `${paperS.short}, figure 4`,
  tess: `${paperS.short}, figure 5`,
  fer2013: `${paperF.short}, figures 15 to 22 and tables 3 to 9`,
};

function paperCurves(report: ReproductionReport): ReportPart[] {
  const place = ({ corpus }: Curves) =>
    publishedAccuracies.findIndex((one) => one.corpus === corpus);
  const own = report.curves.filter(isOnPapersSplit).toSorted((a, b) => place(a) - place(b));
  const missing = publishedAccuracies.filter(({ corpus }) =>
    !own.some((curves) => curves.corpus === corpus)
  );
  return [
    ...own.flatMap((curves, at): ReportPart[] => [
      heading(
        benchmarkTitle(curves) +
          (PAPER_FIGURES[curves.corpus] ? `, beside ${PAPER_FIGURES[curves.corpus]}` : ""),
      ),
      ...curvesFigures(curves, `paper_curves_${at}`, PAPER_PLOTS),
      ...classShares(curves),
      ...zeroRecallNotes([curves]).map(text),
    ]),
    ...missing.length
      ? [text(
        "No curves are among the results of " +
          missing.map(({ corpus, model }) =>
            `${model} on ${corpusTitle(corpus)} (${PAPER_FIGURES[corpus]})`
          ).join(", ") + ".",
      )]
      : [],
  ];
}

/** The drawings that the papers have too. */
const PAPER_PLOTS = ["precision and recall by class", "ROC curves by class", "confusion"];

function isOnPapersSplit({ model, protocol }: Curves): boolean {
  return isPapersNetwork(model) && ["paper", "official"].includes(protocol);
}

function curvesFigures(curves: Curves, prefix: string, names?: readonly string[]): ReportPart[] {
  return curvesPlots(curves)
    .filter(({ name }) => names === undefined || names.includes(name))
    .map(({ name, spec }): ReportPart => ({
      kind: "figure",
      name: `${prefix}_${name.replaceAll(" ", "_")}`,
      spec,
      description: `${benchmarkTitle(curves)}: ${name}`,
    }));
}

/** As paper F's figures 1 and 2. */
function classShares(curves: Curves): ReportPart[] {
  const { corpus, title, metrics, synthetic, trainingClips } = curves;
  const published = publishedClassShares(corpus);
  if (published === undefined) return [];
  // Paper F counts training images; former files have the test set's alone.
  const counts = metrics.perClass.map(({ name, support }, at) => ({
    name,
    count: trainingClips?.[at] ?? support,
  }));
  const part = trainingClips ? "training" : "test";
  const labels = { title: `${title}'s ${part} set: share of each class`, synthetic };
  return [
    ...figure(
      "class_shares_bar",
      classSharesBar(counts, labels, published),
      "share of each class, counted and as published",
    ),
    ...figure("class_shares_pie", classSharesPie(counts, labels), "share of each class"),
  ];
}

function tuningParts(report: ReproductionReport): ReportPart[] {
  const { tuning, tuningPeers, tuningStudy } = report;
  const ratios = Object.entries(tuning?.askTellRatio ?? {})
    .map(([observations, ratio]) => `${ratio.toFixed(2)} after ${observations} observations`);
  return [
    heading("Test functions, medians"),
    table("tuning_functions", tables.tuningTable(report)),
    ...ratios.length
      ? [text(`One question takes, as a share of scikit-optimize's time: ${ratios.join(", ")}.`)]
      : [],
    ...tuningPeers
      ? [
        heading("Other optimisers"),
        text(tables.tuningPeersSentence(tuningPeers)),
        table("tuning_peers", tables.tuningProblemsTable(report)),
        table("tuning_peers_ranks", tables.tuningRanksTable(report)),
        ...figure(
          "tuning_peers",
          tuningProfile(tuningPeers.profile, tuningPeers.calls),
          "how often each optimiser comes how close to the lowest value",
        ),
      ]
      : [],
    heading("EmotionUnet's hyper-parameters"),
    ...tuningStudy?.reduced ? [text(`${tuningStudy.reduced}.`)] : [],
    table("tuning_study", tables.studyTable(report)),
    ...figure("tuning_study", studyPlot(report), "the best trial so far, by strategy"),
  ];
}

function auditSummary({ audit }: ReproductionReport): ReportPart[] {
  if (!audit) return [text(NONE)];
  return audit.publications.flatMap(({ title, findings }): ReportPart[] => [
    heading(title),
    list(
      [...Map.groupBy(
        findings.filter(({ verdict }) => verdict === "inconsistent"),
        ({ check }) => check,
      )].map(([check, own]) => `${own.map(({ subject }) => subject).join("; ")}: ${check}`),
    ),
  ]);
}

function auditParts({ audit }: ReproductionReport): ReportPart[] {
  if (!audit) return [text(NONE)];
  return audit.publications.flatMap(({ title, findings }, publication): ReportPart[] => [
    heading(title),
    ...auditVerdicts.flatMap((verdict): ReportPart[] => {
      const own = findings.filter((finding) => finding.verdict === verdict);
      if (own.length === 0) return [];
      const rows = own.map(({ subject, check, arithmetic, source }) => [
        verdict,
        subject,
        check,
        arithmetic,
        source,
      ]);
      return [
        table(`audit_${publication}_${verdict.replaceAll(" ", "_")}`, {
          header: ["verdict", "of", "check", "arithmetic", "source"],
          rows,
          right: [],
        }, { verdict: 0, isProse: true }),
      ];
    }),
  ]);
}

function figureParts(report: ReproductionReport): ReportPart[] {
  const publications = [...Map.groupBy(report.figures, ({ publication }) => publication)];
  return [
    text(
      "In percent, differences in percentage points; ± is the standard deviation over seeds. " +
        "Intervals hold what other speakers, texts, clips or seeds might bring, as “over” says. " +
        "Reproduced: zero lies within the difference's 95 % interval, which holds the chance in " +
        "both figures.",
    ),
    ...publications.flatMap(([publication, own], at): ReportPart[] => [
      heading(publication),
      table(`figures_${at}`, tables.figureTable(own), { verdict: 2 }),
    ]),
    heading("Why"),
    list(verdictReasons(report.figures)),
    heading("Rates of each class: MobileNet on FER2013's official test set"),
    table("rates", tables.rateTable(report)),
    ...zeroRecallNotes(
      report.curves.filter((own) => own.model === paperFAccuracy.model && isOnPapersSplit(own)),
    ).map(text),
    heading("What is said of the classes' curves"),
    table("claims", tables.claimTable(report), { verdict: 3 }),
  ];
}

function facePeersParts({ facePeers }: ReproductionReport): ReportPart[] {
  if (!facePeers) return [text(NONE)];
  const { rows, withoutFerPlus } = facePeers;
  const of = (part: FacePeerRow["part"]) => {
    const { header, cells, alignment } = facePeersCells(rows, part);
    return {
      header,
      rows: cells,
      right: [...alignment.keys()].filter((at) => alignment[at] === "right"),
    };
  };
  return [
    text(
      "FER2013's 48 × 48 crops, no detection, preprocessing as each one's code has it; FER+ is the " +
        "accuracy by the majority of its votes, ms the time of one crop. On PublicTest, by which " +
        "the default of `predict` was chosen:",
    ),
    table("face_peers_public", of("PublicTest")),
    text("On PrivateTest:"),
    table("face_peers_private", of("PrivateTest")),
    ...withoutFerPlus ? [text(`No labels of FER+: ${withoutFerPlus}.`)] : [],
  ];
}

function benchmarkParts(report: ReproductionReport): ReportPart[] {
  const others = report.curves.filter((own) => isPapersNetwork(own.model) && !isOnPapersSplit(own));
  return [
    text(
      "One run each, the first seed. Clips of one speaker are alike, so the interval over whole " +
        "speakers is the appropriate one; it needs at least five of them. Drawn are the papers' " +
        "networks; the others' curves lie in curves/, and `duygu plot RUN` draws those of any run.",
    ),
    table("benchmarks", tables.benchmarkTable(report)),
    ...others.flatMap((curves, at): ReportPart[] => [
      heading(benchmarkTitle(curves)),
      ...curvesFigures(curves, `curves_${at}`),
    ]),
  ];
}

/** Stands where there is nothing. */
export const NONE = "Not among the results.";
