/** A corpus's source is downloaded in this thread, or in one that may do less. */
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { makeFolder, pathExists, sha256 } from "../../base/files.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { startProgress } from "../../base/progress.ts";
import { UserError } from "../../base/user_error.ts";
import { openSource } from "../import/open_source.ts";
import { stageSource } from "../import/stage_source.ts";
import { download, downloadJson, type DownloadOptions } from "./download.ts";
import type { DownloadMessage } from "./download_worker.ts";
import type { CorpusSource } from "./sources.ts";

/** A source and where its file goes. */
export interface SourceRequest {
  source: CorpusSource;
  /** Path of the whole file. */
  path: string;
  /** The Authorization header of a source that wants one. */
  authorization?: string;
}

/** Part of Mendeley Data's list of a data set's files. */
const mendeleyListSchema = z.array(z.looseObject({
  filename: z.string(),
  content_details: z.looseObject({
    download_url: z.url(),
    sha256_hash: z.string().regex(/^[0-9a-f]{64}$/i).optional(),
  }),
}));

/** Part of a Dataverse's list of a data set's files (Native API, "List Files in a Dataset"). */
const dataverseListSchema = z.looseObject({
  data: z.array(z.looseObject({
    label: z.string(),
    dataFile: z.looseObject({ id: z.int().positive(), filesize: z.number().nonnegative() }),
  })),
});

/** Files in one bundle: some ten megabytes of short recordings. */
const BUNDLE_FILES = 100;

/** Downloads the source's file; see {@link download} for what it does and throws. */
export async function fetchSource(
  { source, path, authorization }: SourceRequest,
  options: DownloadOptions = {},
): Promise<void> {
  const { address, origins } = source;
  if (source.kind === "file" || source.kind === "kaggle") {
    return await download({ address, path, origins, authorization }, options);
  }
  const list = await downloadJson(
    { address, path: `${path}.list.json`, origins },
    { ...options, onProgress: undefined },
  );
  if (source.kind === "dataverseList") await fetchBundles(list, source, path, options);
  else await fetchListed(list, source, path, options);
}

/** The one file that is wanted out of Mendeley Data's list. */
async function fetchListed(
  list: unknown,
  source: CorpusSource,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const { address, origins } = source;
  const files = mendeleyListSchema.safeParse(list);
  const file = files.data?.find(({ filename }) => filename === source.fileName);
  if (!file) {
    const found = files.data?.map(({ filename }) => filename).join(", ") ?? "no list of files";
    throw new UserError(`Expected ${address} to list ${source.fileName}, but found ${found}`);
  }
  const { download_url, sha256_hash } = file.content_details;
  await download({ address: download_url, path, origins, sha256: sha256_hash }, options);
}

/**
 * The recordings of a Dataverse's list, in bundles (Data Access API, "Multiple File Download"),
 * then unpacked into the folder `path`. Bundles that are here already are not requested again.
 */
async function fetchBundles(
  list: unknown,
  { address, origins }: CorpusSource,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const files = dataverseListSchema.safeParse(list).data?.data
    .filter(({ label }) => /\.(wav|flac)$/i.test(label)) ?? [];
  if (!files.length) throw new UserError(`Expected ${address} to list recordings, but found none`);
  const sum = (some: typeof files) => some.reduce((bytes, one) => bytes + one.dataFile.filesize, 0);
  const totalBytes = sum(files);
  const bundles: string[] = [];
  let doneBytes = 0;
  for (let at = 0; at < files.length; at += BUNDLE_FILES) {
    const some = files.slice(at, at + BUNDLE_FILES);
    const ids = some.map(({ dataFile }) => dataFile.id).join(",");
    // Named by what is in it: a new version of the data set makes new bundles.
    const bundle = join(`${path}.bundles`, `${sha256(ids).slice(0, 16)}.zip`);
    bundles.push(bundle);
    if (!pathExists(bundle)) {
      const from = new URL(`/api/access/datafiles/${ids}`, address).href;
      const onProgress = (bytes: number) =>
        options.onProgress?.(Math.min(doneBytes + bytes, totalBytes), totalBytes);
      await download({ address: from, path: bundle, origins }, { ...options, onProgress });
    }
    doneBytes += sum(some);
    options.onProgress?.(doneBytes, totalBytes);
  }
  const unpacked = `${path}.unpacked`;
  await Deno.remove(unpacked, { recursive: true }).catch(() => {});
  await makeFolder(unpacked);
  for (const bundle of bundles) {
    const name = basename(bundle);
    try {
      await stageSource(await openSource(bundle), unpacked, { name });
    } catch (error) {
      // Damaged, or no archive: the next attempt is to ask for it anew.
      await Deno.remove(bundle);
      throw error;
    }
  }
  await Deno.rename(unpacked, path);
  await Deno.remove(`${path}.bundles`, { recursive: true });
}

/**
 * {@link fetchSource} in a thread that may reach the source's hosts alone, after which this process
 * has given up the network for good. Shows progress and the time that is left; Ctrl-C ends it, and
 * what is there is gone on with next time.
 */
export async function fetchSourceConfined(
  request: SourceRequest,
  { quiet }: { quiet?: boolean } = {},
): Promise<void> {
  const { source, path } = request;
  await makeFolder(dirname(resolve(path)));
  const worker = startWorker(request);
  await Deno.permissions.revoke({ name: "net" });
  const signal = interruptSignal();
  const { promise, resolve: end, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  let progress: ReturnType<typeof startProgress> | undefined;
  let total = 0;
  worker.onmessage = ({ data }: MessageEvent<DownloadMessage>) => {
    if (data.kind === "done") end();
    else if (data.kind === "sentence") console.error(data.text);
    else if (data.kind === "failed") {
      reject(data.isUserError ? new UserError(data.message) : new Error(data.message));
    } else {
      const done = megabytes(data.bytes);
      const wanted = data.totalBytes ? megabytes(data.totalBytes) : source.aboutMegabytes;
      if (!progress || wanted !== total) {
        progress?.stop();
        total = wanted;
        const title = `${source.fileName}, megabytes`;
        progress = startProgress({ title, total, begun: done, quiet });
      }
      // Where the server does not say how long the file is, its size is only known about.
      progress.update(
        data.totalBytes ? done : Math.min(done, total - 1),
        data.totalBytes ? "" : "~",
      );
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`The download broke down: ${event.message}`));
  };
  try {
    signal.throwIfAborted();
    worker.postMessage(request);
    await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    progress?.stop();
    worker.terminate();
  }
}

function startWorker(request: SourceRequest): Worker {
  try {
    return new Worker(new URL("./download_worker.ts", import.meta.url), {
      type: "module",
      deno: { permissions: permissionsFor(request) },
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UserError(
      "Expected a permission to reach the corpus's host, but this task has none: use " +
        "`deno task duygu data get`",
    );
  }
}

/** What the thread may do: reach these hosts, read, and write where the file goes. */
export function permissionsFor({ source, path }: SourceRequest): Deno.PermissionOptionsObject {
  return {
    // With the port where it is not the scheme's own.
    net: source.origins.map((origin) => new URL(origin).host),
    read: "inherit",
    env: "inherit",
    write: [dirname(resolve(path))],
    sys: false,
    ffi: false,
    run: false,
    import: false,
  };
}
