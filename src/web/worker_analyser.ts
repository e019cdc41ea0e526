import { basename } from "node:path";
import { UserError } from "../base/user_error.ts";
import type { EngineName } from "../engine/select_engine.ts";
import { provisionTensorflow } from "../engine/tensorflow/provision.ts";
import { calibrationFor } from "../train/judge.ts";
import { bestRun } from "../train/list_runs.ts";
import { pretrainedFace } from "../train/pretrained_face.ts";
import { runFigures } from "../train/run_figures.ts";
import { readRun, type RunDescription } from "../train/runs.ts";
import {
  type Analyser,
  AnalysisTimeoutError,
  type ModelStatus,
  type PhotoAnalysis,
  type SpeechAnalysis,
  type UploadKind,
  uploadKinds,
} from "./analysis.ts";
import type {
  AnalysisReply,
  AnalysisRequest,
  MediaLimits,
  OpenRequest,
} from "./analysis_worker.ts";
import type { Limits } from "./request_limits.ts";

/** How the networks are run. */
export interface WorkerAnalyserOptions extends ModelOptions {
  engine: EngineName;
  limits: MediaLimits & Pick<Limits, "analysisMs" | "analysisBytes">;
  /** Missing networks are looked for at most so often; every 5 seconds by default. */
  lookAgainMs?: number;
  /** Where sentences for whoever runs the server go. */
  say: (sentence: string) => void;
}

/**
 * Finds the networks and opens them. Where one is missing, it is looked for again from time to
 * time, so that one trained meanwhile is taken up. Throws UserError where a run cannot be opened.
 *
 * @example
 * ```ts
 * const analyser = await openWorkerAnalyser({ runsFolder: "runs", engine: "auto", limits, say });
 * const { faces } = await analyser.analysePhoto(bytes);
 * ```
 */
export async function openWorkerAnalyser(options: WorkerAnalyserOptions): Promise<Analyser> {
  const { engine, limits, say, lookAgainMs = 5_000, readyMadeFace = false } = options;
  let models: Models = await findModels(options);
  let lookedMs = performance.now();
  let worker: Worker | undefined;
  let looking: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** The worker is asked one thing at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  const openRequest = ({ photo, speech }: Models): OpenRequest => ({
    folders: { photo: photo?.folder, speech: speech?.folder },
    readyMadeFace,
    engine,
    limits,
  });
  const openIn = async (found: Models) => {
    if (!worker) {
      await provide(engine, say);
      worker = startWorker();
    }
    await ask(worker, { open: openRequest(found) });
  };
  const endWorker = () => {
    worker?.terminate();
    worker = undefined;
  };
  const analyse = async (request: AnalysisRequest, bytes: Uint8Array<ArrayBuffer>) => {
    if (!worker) await openIn(models);
    try {
      return await ask(worker!, request, { bytes, limits });
    } catch (error) {
      // A worker that still computes, or is broken, is of no use to the next.
      if (!(error instanceof UserError)) endWorker();
      throw error;
    }
  };
  const lookAgain = async () => {
    const found = await findModels(options);
    if (uploadKinds.every((medium) => !found[medium] || models[medium])) return;
    const both = { photo: models.photo ?? found.photo, speech: models.speech ?? found.speech };
    await inTurn(() => openIn(both));
    models = both;
  };

  if (models.photo || models.speech || readyMadeFace) await openIn(models);
  return {
    status: async () => {
      const isMissing = uploadKinds.some((medium) => !models[medium]);
      if (isMissing && !looking && performance.now() - lookedMs > lookAgainMs) {
        looking = lookAgain()
          .catch((error: Error) => say(`A network cannot be opened: ${error.message}`))
          .finally(() => {
            looking = undefined;
            lookedMs = performance.now();
          });
      }
      await looking;
      return {
        photo: !models.photo && readyMadeFace
          ? readyMadeStatus()
          : await modelStatus("photo", models.photo),
        speech: await modelStatus("speech", models.speech),
      };
    },
    analysePhoto: async (photo) => await inTurn(() => analyse({ photo }, photo)) as PhotoAnalysis,
    analyseSpeech: async (speech) =>
      await inTurn(() => analyse({ speech }, speech)) as SpeechAnalysis,
    dispose: endWorker,
  };
}

/** What a worker that parses untrusted media may do: read files and variables, and compute. */
const permissions: Deno.PermissionOptionsObject = {
  read: "inherit",
  env: "inherit",
  sys: "inherit",
  ffi: "inherit",
  write: false,
  run: false,
  net: false,
  import: false,
};

/** What the worker itself may not fetch. Without it the worker says why it takes another engine. */
async function provide(engine: EngineName, say: (sentence: string) => void): Promise<void> {
  if (engine !== "auto" && engine !== "tensorflow") return;
  await provisionTensorflow(say).catch(() => {});
}

function startWorker(): Worker {
  return new Worker(new URL("./analysis_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions },
  });
}

const MEMORY_WATCH_MS = 50;

/** One question, whose bytes move into the worker. */
async function ask(
  worker: Worker,
  request: AnalysisRequest,
  { bytes, limits }: {
    bytes?: Uint8Array<ArrayBuffer>;
    limits?: Pick<Limits, "analysisMs" | "analysisBytes">;
  } = {},
): Promise<PhotoAnalysis | SpeechAnalysis | null> {
  const { promise, resolve, reject } = Promise.withResolvers<AnalysisReply>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    // Otherwise the error would end the server too.
    event.preventDefault();
    reject(new Error(`the analysis broke down: ${event.message}`));
  };
  const late = new AnalysisTimeoutError("The analysis took too long");
  const timer = limits && setTimeout(() => reject(late), limits.analysisMs);
  // The worker's memory is this process's too.
  const bytesBefore = Deno.memoryUsage().rss;
  const watch = limits && setInterval(() => {
    if (Deno.memoryUsage().rss - bytesBefore <= limits.analysisBytes) return;
    reject(new AnalysisTimeoutError("The analysis took too much memory"));
  }, MEMORY_WATCH_MS);
  try {
    worker.postMessage(request, bytes ? [bytes.buffer] : []);
    const reply = await promise;
    if ("result" in reply) return reply.result;
    throw reply.userError ? new UserError(reply.error) : new Error(reply.error);
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

/** Where runs are. */
interface ModelOptions {
  /** The folder of all runs, of which the best suitable one of each kind is taken. */
  runsFolder: string;
  /** Runs that were named, to be taken instead. */
  named?: Partial<Record<UploadKind, string>>;
  /**
   * True has the ready-made network for faces, whose weights are in the cache folder, answer until
   * there is a run on pictures.
   */
  readyMadeFace?: boolean;
}

/** The run for each medium; undefined where none is trained yet. */
type Models = Record<UploadKind, RunDescription | undefined>;

const kinds = { photo: "images", speech: "audio" } as const;

/** Which command trains what is missing. */
const commands: Record<UploadKind, string> = {
  photo: "deno task duygu train fer2013",
  speech: "deno task duygu data get turev && deno task duygu train turev",
};

/** Finds the runs. Throws UserError where a named one is none, or of another kind. */
async function findModels({ runsFolder, named = {} }: ModelOptions): Promise<Models> {
  const [photo, speech] = await Promise.all(uploadKinds.map(async (medium) => {
    const folder = named[medium];
    if (folder === undefined) return await bestRun(runsFolder, kinds[medium]);
    const run = await readRun(folder);
    if (run.corpus.kind === kinds[medium]) return run;
    throw new UserError(
      `Expected ${folder} to be trained on ${kinds[medium]}, but found ${run.corpus.kind}`,
    );
  }));
  return { photo, speech };
}

/** What the page is told of a run, or of its absence. */
async function modelStatus(
  medium: UploadKind,
  run: RunDescription | undefined,
): Promise<ModelStatus> {
  if (!run) return { trained: false, command: commands[medium] };
  const { title, synthetic, classes } = run.corpus;
  // A run that was damaged while the server ran has no figure.
  const figures = await runFigures(run).catch(() => []);
  const figure = figures.find(({ knowledge }) => knowledge === "nothing");
  const { accuracy, folds } = figure ?? { accuracy: null, folds: null };
  const shown = { run: basename(run.folder), corpus: title, synthetic, classes };
  const leastConfidence = calibrationFor(run.calibration, "nothing")?.leastConfidence ?? null;
  const ownPart = run.corpus.id === "fer2013" ? "PrivateTest" : "test";
  const part = folds === null ? ownPart : "folds";
  const own = accuracy === null ? [] : [{ part, accuracy }];
  return {
    trained: true,
    ...shown,
    accuracy,
    accuracyFolds: folds,
    unfinished: run.unfinished ?? false,
    claimed: run.claimed ?? false,
    networks: [{ name: shown.run, figures: own }],
    figures: own,
    leastConfidence,
    readyMade: null,
  };
}

/** The same of the ready-made networks for faces. */
function readyMadeStatus(): ModelStatus {
  const { title: run, source, licence, corpus, networks, figures, ...own } = pretrainedFace();
  const { title, synthetic, classes } = corpus;
  const [{ accuracy }] = figures;
  const parts = (publicTest: number, privateTest: number) => [
    { part: "PublicTest", accuracy: publicTest },
    { part: "PrivateTest", accuracy: privateTest },
  ];
  return {
    trained: true,
    ...{ run, corpus: title, synthetic, classes },
    accuracy,
    accuracyFolds: null,
    unfinished: false,
    claimed: false,
    networks: networks.map(({ title, publicTest, privateTest }) => {
      return { name: title, figures: parts(publicTest, privateTest) };
    }),
    figures: parts(own.publicTest, accuracy),
    leastConfidence: own.leastConfidence,
    readyMade: { source, licence },
  };
}
