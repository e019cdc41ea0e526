/**
 * The web benchmark. What: the server of the page, from request to answer, and under load.
 *
 * Protocol: the real server in a process of its own with a trained network for faces; a frame of
 * 640 × 480 with one face, as JPEG, over HTTP on this machine. --requests one after another, after
 * 20 that do not count. Then --clients at once for --seconds, each asking again as soon as it is
 * answered, or when it is told to where it is turned away; memory of the server's process before
 * and after. The limit for each address is lifted, as all clients have the same one. Budget: two
 * minutes.
 *
 * Must show: at most 150 ms median; nothing but answers and 429; memory flat.
 *
 * Run: duygu bench web --face-run RUN
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../src/base/files.ts";
import { quantile } from "../src/base/quantile.ts";
import { textTable } from "../src/base/text.ts";
import { UserError } from "../src/base/user_error.ts";
import { dataRoots } from "../src/data/files.ts";
import { provisionTensorflow } from "../src/engine/tensorflow/provision.ts";
import { bestRun } from "../src/train/list_runs.ts";
import { readRun } from "../src/train/runs.ts";
import { observeOthers } from "./engine/timing.ts";
import {
  loadServer,
  makeFrame,
  processUsage,
  startServer,
  timeRequests,
} from "./web/server_load.ts";

const WARM_UP_REQUESTS = 20;
const LIMIT_MS = 150;
const LIMIT_GROWTH_MIB = 64;

/** The shape of results/web.json. */
export const webResultSchema = z.object({
  rows: z.array(z.object({
    what: z.string(),
    figure: z.number(),
    unit: z.string(),
    /** At most so much; null where there is no limit. */
    limit: z.number().nullable(),
  })),
  environment: z.looseObject({}),
  command: z.string(),
});

type WebRow = z.infer<typeof webResultSchema>["rows"][number];

/** What to measure, and how long. */
export interface BenchWebOptions {
  /** The run for faces; by default the newest. */
  faceRun?: string;
  runs: string;
  dataRoot?: string;
  engine: string;
  requests: number;
  clients: number;
  seconds: number;
  /** Where the JSON goes. */
  out: string;
  /** True prints the rows as JSON instead of a table. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark. Throws UserError where no network for faces is trained. */
export async function benchWeb(options: BenchWebOptions): Promise<void> {
  const { clients, seconds, out, command, engine } = options;
  const run = options.faceRun ? await readRun(options.faceRun) : await bestRun(
    options.runs,
    "images",
  );
  if (!run) {
    throw new UserError(
      `Expected a finished run on pictures in ${options.runs}, but found none; train one first: ` +
        "deno task duygu train fer2013",
    );
  }
  const photo = await realPhoto(options.dataRoot);
  const frame = await makeFrame(photo);
  // The server's process may fetch nothing; where TensorFlow cannot be had, it says what it takes.
  if (engine === "tensorflow") await provisionTensorflow(console.error);
  if (engine === "auto") await provisionTensorflow(console.error).catch(() => {});
  const server = await startServer(run.folder, engine);
  const url = `${server.address}api/photo`;
  const rows: WebRow[] = [];
  const others: Record<string, number | null> = {};
  const usage = async () => ({ ...emptyUsage, ...await processUsage(server.pid) });
  const parties = [{ usage }, { usage: ownUsage }];
  try {
    await timeRequests(url, frame, WARM_UP_REQUESTS);
    const alone = await observeOthers(
      parties,
      () => timeRequests(url, frame, options.requests),
    );
    others.requests = alone.othersShare;
    rows.push(...timeRows(alone.result));
    const before = await usage();
    if (!options.quiet) console.error(`${clients} clients for ${seconds} s …`);
    const loaded = await observeOthers(
      parties,
      () => loadServer(url, frame, { clients, seconds }),
    );
    others.load = loaded.othersShare;
    const after = await usage();
    rows.push(...loadRows(loaded.result, `${clients} clients for ${seconds} s`));
    if (before.residentBytes) rows.push(...memoryRows(before.residentBytes, after.residentBytes));
  } finally {
    await server.stop();
  }
  const environment = await describeEnvironment({
    network: run.config.network,
    trainedOn: run.corpus.title,
    photo: photo === undefined ? "drawn" : basename(photo),
    requests: options.requests,
    // Of all processors, what neither the server nor the clients used.
    othersShare: others,
  });
  const result = webResultSchema.parse({ rows, environment, command });
  await writeFileWhole(out, JSON.stringify(result, null, 2) + "\n");
  console.log(options.json ? JSON.stringify({ rows }, null, 2) : tableOf(rows));
}

const emptyUsage = { cpuS: 0, residentBytes: 0 };

async function ownUsage() {
  return { ...emptyUsage, ...await processUsage(Deno.pid) };
}

/** A photo with one face among the data; undefined where there is none. */
async function realPhoto(dataRoot?: string): Promise<string | undefined> {
  const roots = await dataRoots(dataRoot);
  return roots.map((root) => join(root, "faces", "astronaut.png")).find(pathExists);
}

function timeRows(times: number[]): WebRow[] {
  const what = "face analysis of a 640 × 480 frame, request to answer";
  return [
    { what: `${what}, median`, figure: quantile(times, 0.5), unit: "ms", limit: LIMIT_MS },
    { what: `${what}, 95 %`, figure: quantile(times, 0.95), unit: "ms", limit: null },
  ];
}

function loadRows(counts: Record<string, number>, what: string): WebRow[] {
  const { "200": answered = 0, "429": turnedAway = 0, ...faults } = counts;
  const faulty = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const row = (kind: string, figure: number, limit: number | null) => {
    return { what: `${what}: ${kind}`, figure, unit: "requests", limit };
  };
  return [
    row("answered", answered, null),
    row("told to come again (429)", turnedAway, null),
    row("anything else", faulty, 0),
  ];
}

function memoryRows(before: number, after: number): WebRow[] {
  const row = (what: string, bytes: number, limit: number | null) => {
    return { what: `server's memory ${what}`, figure: bytes / 2 ** 20, unit: "MiB", limit };
  };
  return [
    row("before the load", before, null),
    row("after it", after, null),
    row("grown by", after - before, LIMIT_GROWTH_MIB),
  ];
}

function tableOf(rows: WebRow[]): string {
  const cells = rows.map(({ what, figure, unit, limit }) => [
    what,
    unit === "requests" ? String(figure) : figure.toFixed(1),
    unit,
    limit === null ? "" : `≤ ${limit}`,
  ]);
  return textTable(["what", "figure", "unit", "limit"], cells, ["left", "right", "left", "right"]);
}
