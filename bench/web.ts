/**
 * The web benchmark. What: the server of the page, from request to answer, and under load.
 *
 * Protocol: the real server in a process of its own with the networks for faces that `serve` takes
 * by itself, or a run; a frame of 640 × 480 with one face, as JPEG, over HTTP on this machine. The
 * very first request is timed by itself; then the page is loaded in Chromium, where there is one,
 * with an empty cache five times, and an emotion chosen at once. --requests one after another, after
 * 20 that do not count. Then --clients at once for --seconds, each asking again as soon as it is
 * answered, or when it is told to where it is turned away; memory of the server's process before and
 * after. The limit for each address is lifted, as all clients have the same one. Budget: two
 * minutes.
 *
 * Must show: at most 150 ms median; first answers within 1.5 s on two cores; 100 kB of script or less,
 * nothing from elsewhere; nothing but answers and 429; memory flat.
 *
 * With --live instead: the page in Chromium, live before a camera that shows the frame, for so many
 * minutes; pictures a second, and each minute the memory of server and page. Must show: 5 pictures a
 * second; memory flat from the fifth minute on.
 *
 * Run: duygu bench web; duygu bench web --live 60
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../src/base/files.ts";
import { jsonText, readJson } from "../src/base/json.ts";
import { quantile } from "../src/base/statistics.ts";
import { textTable } from "../src/base/text.ts";
import { dataRoots } from "../src/data/files.ts";
import { provisionTensorflow } from "../src/engine/tensorflow/provision.ts";
import {
  provisionPretrainedFace,
  provisionSecondFace,
} from "../src/exchange/provision_pretrained.ts";
import { bestRun } from "../src/train/list_runs.ts";
import { readRun } from "../src/train/runs.ts";
import { pretrainedFace } from "../src/train/pretrained_face.ts";
import { findChromium } from "../src/web/find_chromium.ts";
import { observeOthers } from "./engine/timing.ts";
import { type LiveMinute, minuteSchema, watchLivePage } from "./web/live_page.ts";
import { visitPage } from "./web/page_load.ts";
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

/** Of a server that has just started, and of a page that was never opened before. */
const LIMIT_FIRST_MS = 1500;
/** Of all scripts together, as they are sent and unpacked. */
const LIMIT_SCRIPT_KB = 100;
const PAGE_VISITS = 5;

/** How what is measured live begins. */
const LIVE = "live page";
/** By then everything has been loaded and compiled. */
const SETTLED_MINUTES = 5;
/** Of the page's process, and of its JavaScript heap. */
const LIMIT_PAGE_MIB = 64;
const LIMIT_HEAP_MIB = 4;

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
  /** Of --live: each minute. */
  live: z.object({
    minutes: z.array(minuteSchema),
    environment: z.looseObject({}),
    command: z.string(),
  }).optional(),
});

type WebRow = z.infer<typeof webResultSchema>["rows"][number];

/** What to measure, and how long. */
export interface BenchWebOptions {
  /** The run for faces; by default the best one, else the pretrained networks. */
  faceRun?: string;
  runs: string;
  dataRoot?: string;
  engine: string;
  requests: number;
  clients: number;
  seconds: number;
  /** Minutes of live analysis, which are measured instead of the rest. */
  live?: number;
  /** Where the JSON goes; what was measured of the other kind stays there. */
  out: string;
  /** True prints the rows as JSON instead of a table. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark. Throws UserError where no network for faces is trained, or no Chromium is. */
export async function benchWeb(options: BenchWebOptions): Promise<void> {
  const before = pathExists(options.out) ? await readJson(options.out, webResultSchema) : undefined;
  const isLive = ({ what }: WebRow) => what.startsWith(LIVE);
  let result: z.infer<typeof webResultSchema>;
  if (options.live === undefined) {
    const { rows, ...made } = await benchServer(options);
    result = { rows: [...rows, ...before?.rows.filter(isLive) ?? []], ...made, live: before?.live };
  } else {
    const { rows, ...made } = await benchLive(options, options.live);
    result = {
      rows: [...before?.rows.filter((row) => !isLive(row)) ?? [], ...rows],
      environment: before?.environment ?? made.environment,
      command: before?.command ?? made.command,
      live: made,
    };
  }
  const rows = result.rows.filter((row) => isLive(row) === (options.live !== undefined));
  await writeFileWhole(options.out, jsonText(webResultSchema.parse(result)));
  console.log(options.json ? JSON.stringify({ rows }, null, 2) : tableOf(rows));
}

async function benchServer(options: BenchWebOptions) {
  const { clients, seconds, command } = options;
  const { server, frame, measured } = await startProvisioned(options);
  const url = `${server.address}api/photo`;
  const rows: WebRow[] = [];
  const others: Record<string, number | null> = {};
  const usage = async () => ({ ...emptyUsage, ...await processUsage(server.pid) });
  const parties = [{ usage }, { usage: ownUsage }];
  try {
    const [firstMs] = await timeRequests(url, frame, 1);
    rows.push({
      what: "face analysis, the first after the start",
      figure: firstMs,
      unit: "ms",
      limit: LIMIT_FIRST_MS,
    });
    rows.push(...await pageRows(server.address));
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
    ...measured,
    requests: options.requests,
    // Of all processors, what neither the server nor the clients used.
    othersShare: others,
  });
  return { rows, environment, command };
}

async function benchLive(options: BenchWebOptions, minutes: number) {
  const { server, frame, measured } = await startProvisioned(options);
  const folder = await Deno.makeTempDir();
  let watched: LiveMinute[];
  try {
    const { address, pid } = server;
    const say = (line: string) => options.quiet || console.error(line);
    watched = await watchLivePage({ address, pid, frame, folder, minutes, say });
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
  const environment = await describeEnvironment(measured);
  return { rows: liveRows(watched), minutes: watched, environment, command: options.command };
}

/**
 * The server with the run that is named, else with the best one, else with the pretrained networks,
 * as `serve` has it; the frame that it is asked about; and what both are.
 */
async function startProvisioned({ engine, faceRun, runs, dataRoot }: BenchWebOptions) {
  const photo = await realPhoto(dataRoot);
  const frame = await makeFrame(photo);
  const run = faceRun === undefined ? await bestRun(runs, "images") : await readRun(faceRun);
  // The server's process may fetch nothing; where TensorFlow cannot be had, it says what it takes.
  if (engine === "tensorflow") await provisionTensorflow(console.error);
  if (engine === "auto") await provisionTensorflow(console.error).catch(() => {});
  if (!run) {
    await provisionPretrainedFace(console.error);
    await provisionSecondFace(console.error);
  }
  const server = await startServer({ faceRun: run?.folder, runs, engine });
  const measured = {
    network: run ? run.config.network : pretrainedFace().title,
    trainedOn: (run ?? pretrainedFace()).corpus.title,
    photo: photo === undefined ? "drawn" : basename(photo),
  };
  return { server, frame, measured };
}

/** What the page weighs and how soon it answers; nothing where there is no Chromium. */
async function pageRows(address: string): Promise<WebRow[]> {
  if (findChromium() === undefined) {
    console.error("No Chromium, so that the page itself is not measured");
    return [];
  }
  const folder = await Deno.makeTempDir();
  const visits = await visitPage({ address, folder, visits: PAGE_VISITS })
    .finally(() => Deno.remove(folder, { recursive: true }));
  const [{ files }] = visits;
  const isScript = (file: string) => new URL(file).pathname.endsWith(".js");
  const scripts = files.filter((file) => isScript(file.address));
  const kilobytes = (of: typeof files, kind: "sentBytes" | "bytes") =>
    of.reduce((sum, file) => sum + file[kind], 0) / 1000;
  const median = (kind: "usableMs" | "answerMs") => quantile(visits.map((one) => one[kind]), 0.5);
  const row = (what: string, figure: number, unit: string, limit: number | null) => {
    return { what: `page: ${what}`, figure, unit, limit };
  };
  const elsewhere = files.filter((file) => !file.address.startsWith(address));
  return [
    row("scripts, as sent", kilobytes(scripts, "sentBytes"), "kB", LIMIT_SCRIPT_KB),
    row("scripts, unpacked", kilobytes(scripts, "bytes"), "kB", LIMIT_SCRIPT_KB),
    row("everything, as sent", kilobytes(files, "sentBytes"), "kB", null),
    row("everything, unpacked", kilobytes(files, "bytes"), "kB", null),
    row("files", files.length, "requests", null),
    row("files from elsewhere", elsewhere.length, "requests", 0),
    row(`usable, median of ${PAGE_VISITS}`, median("usableMs"), "ms", null),
    row(`first music, median of ${PAGE_VISITS}`, median("answerMs"), "ms", LIMIT_FIRST_MS),
  ];
}

/** What minutes of live analysis come to. */
function liveRows(watched: LiveMinute[]): WebRow[] {
  const what = (words: string) => `${LIVE}, ${watched.length} minutes: ${words}`;
  const pictures = watched.map((one) => one.pictures / 60);
  const mean = pictures.reduce((sum, own) => sum + own, 0) / pictures.length;
  const settled = watched[Math.min(SETTLED_MINUTES, watched.length) - 1];
  const last = watched.at(-1)!;
  const grown = (name: "serverMiB" | "pageMiB" | "heapMiB", of: string, limit: number) => [
    { what: what(`${of}, at the end`), figure: last[name], unit: "MiB", limit: null },
    {
      what: what(`${of}, grown since minute ${settled.minute}`),
      figure: last[name] - settled[name],
      unit: "MiB",
      limit,
    },
  ];
  return [
    { what: what("pictures a second, mean"), figure: mean, unit: "1/s", limit: null },
    {
      what: what("pictures a second, slowest minute"),
      figure: Math.min(...pictures),
      unit: "1/s",
      limit: null,
    },
    ...grown("serverMiB", "server's memory", LIMIT_GROWTH_MIB),
    ...grown("pageMiB", "page's memory", LIMIT_PAGE_MIB),
    ...grown("heapMiB", "page's JavaScript heap", LIMIT_HEAP_MIB),
  ];
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
