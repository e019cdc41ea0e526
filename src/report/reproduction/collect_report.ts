import { join } from "node:path";
import { z } from "zod";
import { describeEnvironment, type Environment } from "../../base/describe_environment.ts";
import { isFolder, pathExists } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { UserError } from "../../base/user_error.ts";
import { type AuditFile, readAudit } from "../audit/audit_file.ts";
import { type Curves, readAllCurves } from "../curves.ts";
import { type Leaderboard, readLeaderboards } from "../leaderboard.ts";
import { type FacePeersFile, readFacePeers } from "../face_peers.ts";
import { type LeakageGap, leakageGaps } from "../leakage_gap.ts";
import { type PeersFile, readSpeechPeers } from "../peers_file.ts";
import { reportSources, type Sources, sourcesOf } from "../results_files.ts";
import type { Summary } from "../summary.ts";
import { readSummary } from "../write_summary.ts";
import { type ClassClaim, classClaims, type ClassRates, classRates } from "./class_claims.ts";
import { type FigureVerdict, figureVerdicts } from "./figure_verdicts.ts";
import { type LeftOpen, leftOpen } from "./left_open.ts";

/** What HTML, Markdown and JSON are made from. */
export interface ReproductionReport extends MeasuredFiles {
  /** Where the report itself was put together. */
  environment: Environment;
  /** The call that wrote it. */
  command: string;
  /** A verdict on every published figure. */
  figures: FigureVerdict[];
  /** Paper F's rates of each class beside ours. */
  rates: ClassRates[];
  /** What the papers say about the order of classes. */
  claims: ClassClaim[];
  /** Measured accuracies; null where nothing was trained. */
  summary: Summary | null;
  /** What stricter splits cost. */
  gaps: LeakageGap[];
  /** Everybody's figures, by corpus, protocol and knowledge. */
  boards: Leaderboard[];
  /** Curves of the runs that the figures come from. */
  curves: Curves[];
  /** Findings of both papers' audit; null where it has not been written. */
  audit: AuditFile | null;
  /** What the papers do not say. */
  leftOpen: readonly LeftOpen[];
  /** The results of who makes the report, and their folder; null where there are none. */
  own: { folder: string; summary: Summary } | null;
  /** The files that it was made from. */
  sources: Sources;
  /** What the results lack, and the command that makes it. */
  missing: { what: string; command: string }[];
}

/** What is told of the call. */
export interface CollectReportOptions {
  /** The call as it was given. */
  command: string;
  /** A folder of other results, which stand beside these; none by default. */
  own?: string;
}

/**
 * Reads every result in `folder`; what is not there is listed as missing.
 * Throws UserError where the folder is missing, or a file malformed or older than its sources.
 */
export async function collectReport(
  folder: string,
  { command, own }: CollectReportOptions,
): Promise<ReproductionReport> {
  await requireResults(folder);
  const summary = await readSummary(folder);
  const curves = await readAllCurves(folder);
  const audit = await readAudit(folder);
  const measured = await readMeasuredFiles(folder);
  const ownSummary = own === undefined ? null : await readSummary(own);
  return {
    environment: await describeEnvironment(),
    command,
    figures: figureVerdicts(summary, curves),
    rates: classRates(curves),
    claims: classClaims(curves),
    summary,
    gaps: leakageGaps(summary?.rows ?? []),
    boards: await readLeaderboards(folder, summary?.rows ?? []),
    curves,
    ...measured,
    audit,
    leftOpen,
    own: own !== undefined && ownSummary ? { folder: own, summary: ownSummary } : null,
    sources: await sourcesOf(folder, reportSources(folder)),
    missing: missingParts({ summary, curves, audit, ...measured }),
  };
}

/** Throws UserError where `folder`, of results, is missing. */
export async function requireResults(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  throw new UserError(
    `Expected a folder of results at ${folder}, but there is none; ` +
      "`--results` names another, such as reports, where `bench` writes",
  );
}

type Parts = MeasuredFiles & Pick<ReproductionReport, "summary" | "curves" | "audit">;

function missingParts({ summary, curves, audit, ...measured }: Parts) {
  const rows = (summary?.rows ?? []).filter(({ synthetic }) => !synthetic);
  const has = (corpus: string) => rows.some((row) => row.corpus === corpus);
  const parts: [boolean, string, string][] = [
    [has("turev"), "Accuracy on TurEV-DB", "bench turev"],
    [has("tess"), "Accuracy on TESS", "bench tess"],
    [
      rows.some(({ corpus, model }) => corpus === "anad" && model === "EmotionUnet"),
      "Accuracy on ANAD's recordings",
      "bench anad",
    ],
    [has("banglaser"), "Accuracy on BanglaSER", "bench banglaser"],
    [has("fer2013"), "Accuracy on FER2013", "bench fer2013"],
    [curves.length > 0, "Curves, confusion and calibration", "bench"],
    [
      measured.speechPeers !== null,
      "What users would pick instead, for speech",
      "bench peers speech",
    ],
    [measured.engine !== null, "Speed against Keras and PyTorch", "bench engine"],
    [measured.tuning !== null, "Bayesian optimisation against scikit-optimize", "bench tuning"],
    [
      measured.tuningPeers !== null,
      "Bayesian optimisation against five other optimisers",
      "bench tuning --peers skopt,optuna-tpe,optuna-gp,botorch,smac",
    ],
    [measured.tuningStudy !== null, "The tuning study", "bench tuning-study"],
    [audit !== null, "The audit of the published figures", "audit"],
    [measured.web !== null, "The web page's figures", "bench web"],
    [measured.facePeers !== null, "Ready-made networks for faces", "bench peers faces"],
  ];
  return parts.filter(([isThere]) => !isThere).map(([, what, command]) => ({ what, command }));
}

// The results that other benchmarks wrote, as far as the report shows them; read and checked.

const made = {
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
};

/** results/engine.json. */
const engineSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    network: z.string(),
    operation: z.string(),
    precision: z.string(),
    engine: z.string(),
    configuration: z.string().optional(),
    oursMs: z.number(),
    peersMs: z.record(z.string(), z.number()),
    /** Ours over the fastest peer; null where no peer ran. */
    ratio: z.number().nullable(),
    earlier: z.looseObject(made).optional(),
  })),
});

/** results/tuning.json. */
const tuningSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    problem: z.string(),
    calls: z.number(),
    minimum: z.number(),
    oursMedian: z.number(),
    skoptMedian: z.number(),
    randomMedian: z.number(),
  })),
  askTellRatio: z.record(z.string(), z.number()),
});

/** results/tuning_peers.json. */
const tuningPeersSchema = z.looseObject({
  ...made,
  calls: z.number(),
  seeds: z.number(),
  problems: z.array(z.looseObject({
    title: z.string(),
    optimisers: z.array(z.looseObject({
      optimiser: z.string(),
      title: z.string(),
      median: z.number(),
      rank: z.number(),
    })),
  })),
  ranks: z.array(z.looseObject({
    optimiser: z.string(),
    title: z.string(),
    medianRank: z.number(),
    meanRank: z.number(),
    first: z.number(),
    askTellMs: z.number(),
  })),
  profile: z.array(z.looseObject({
    title: z.string(),
    gaps: z.array(z.number().positive()),
    shares: z.array(z.number()),
  })),
  missing: z.array(z.looseObject({ peer: z.string() })),
});

/** results/tuning_study.json. */
const studySchema = z.looseObject({
  ...made,
  title: z.string(),
  synthetic: z.boolean(),
  objective: z.string(),
  reduced: z.string().nullish(),
  strategies: z.array(z.looseObject({
    strategy: z.string(),
    bestValue: z.number().nullable(),
    bestValidationAccuracy: z.number().nullish(),
    seconds: z.number(),
    trials: z.array(z.looseObject({ value: z.number().nullish() })),
  })),
});

/** results/web.json and results/hardening.json. */
const figuresSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    what: z.string(),
    figure: z.union([z.number(), z.string()]),
    unit: z.string(),
    limit: z.union([z.number(), z.string()]).nullish(),
  })),
});

/** @internal */
type EngineFile = z.infer<typeof engineSchema>;
/** @internal */
type TuningFile = z.infer<typeof tuningSchema>;
/** @internal */
type TuningPeersFile = z.infer<typeof tuningPeersSchema>;
/** @internal */
type StudyFile = z.infer<typeof studySchema>;
/** @internal */
type FiguresFile = z.infer<typeof figuresSchema>;

/** What {@link readMeasuredFiles} finds; null for what is not there. */
export interface MeasuredFiles {
  /** results/engine.json: speed against peers. */
  engine: EngineFile | null;
  /** results/tuning.json: minima of test functions against scikit-optimize. */
  tuning: TuningFile | null;
  /** results/tuning_peers.json: more problems against more optimisers. */
  tuningPeers: TuningPeersFile | null;
  /** results/tuning_study.json: a network tuned, against random search. */
  tuningStudy: StudyFile | null;
  /** results/peers_speech.json: what users would pick instead. */
  speechPeers: PeersFile | null;
  /** results/web.json: the page's server under load. */
  web: FiguresFile | null;
  /** results/hardening.json: damaged files, kills and limits. */
  hardening: FiguresFile | null;
  /** results/peers_faces.json: ready-made networks for faces beside ours. */
  facePeers: FacePeersFile | null;
}

/** Reads them all from the results folder. Throws UserError where a file is malformed. */
export async function readMeasuredFiles(folder: string): Promise<MeasuredFiles> {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    const path = join(folder, name);
    return pathExists(path) ? await readJson(path, schema) : null;
  };
  return {
    engine: await read("engine.json", engineSchema),
    tuning: await read("tuning.json", tuningSchema),
    tuningPeers: await read("tuning_peers.json", tuningPeersSchema),
    tuningStudy: await read("tuning_study.json", studySchema),
    speechPeers: await readSpeechPeers(folder),
    web: await read("web.json", figuresSchema),
    hardening: await read("hardening.json", figuresSchema),
    facePeers: await readFacePeers(folder),
  };
}
