/** The sound of one's own music, a part at a time, as media elements of browsers request it. */
import { extname, join, sep } from "node:path";
import type { MusicLibrary } from "../music/music_library.ts";
import { ApiError } from "./api_schemas.ts";

/** Bodies are whole in memory before they are sent; browsers request the next part themselves. */
export const PART_BYTES = 2 ** 20;

const types: Record<string, string> = {
  ".mp3": "audio/mpeg",
  ".flac": "audio/flac",
  ".ogg": "audio/ogg",
  ".opus": "audio/ogg",
  ".m4a": "audio/mp4",
  ".aac": "audio/aac",
  ".wav": "audio/wav",
  ".aiff": "audio/aiff",
  ".aif": "audio/aiff",
  ".aifc": "audio/aiff",
  ".caf": "audio/x-caf",
  ".oga": "audio/ogg",
  ".webm": "audio/webm",
};

/** Bytes of a file, both ends included. */
interface Part {
  first: number;
  last: number;
}

/**
 * The part of the track `id` that `request` wants by its Range header (RFC 9110, section 14), or
 * the whole of a small file. `id` is looked up in the library; no path is made of it.
 *
 * @throws ApiError where there is no such track, its file is not in the library's folder any more,
 *   the range is not in the file, or a large file is requested without a range
 */
export async function readAudioPart(
  library: MusicLibrary | undefined,
  id: string,
  request: Request,
): Promise<Response> {
  const track = library?.tracks.find((own) => own.id === id);
  if (!library || !track) throw new ApiError("not_found", "There is no such track to listen to");
  using file = await openOwn(library, track.path);
  const { size, mtime } = await file.stat();
  const etag = `"${size.toString(36)}-${(mtime?.getTime() ?? 0).toString(36)}"`;
  const condition = request.headers.get("if-range");
  const wanted = condition === null || condition === etag ? request.headers.get("range") : null;
  const part = partOf(wanted, size);
  if (part === undefined && size > PART_BYTES) {
    throw new ApiError(
      "invalid_request",
      `Expected a Range header such as bytes=0-, for the file has more than ${PART_BYTES} bytes`,
    );
  }
  const { first, last } = part ?? { first: 0, last: size - 1 };
  const headers = new Headers({
    "content-type": types[extname(track.path).toLowerCase()] ?? "application/octet-stream",
    "cache-control": "no-store",
    "accept-ranges": "bytes",
    etag,
  });
  if (part) headers.set("content-range", `bytes ${first}-${last}/${size}`);
  return new Response(await readBytes(file, first, last - first + 1), {
    status: part ? 206 : 200,
    headers,
  });
}

/**
 * Opens a file of the folder; a link that leads out of it is as good as none, unless it led to the
 * same file when the library was made.
 */
async function openOwn({ folder, linked }: MusicLibrary, path: string): Promise<Deno.FsFile> {
  try {
    const [root, real] = await Promise.all([folder, join(folder, path)].map(Deno.realPath));
    // Looked at before it is opened, for opening a pipe waits for its other end.
    const isOwn = real.startsWith(root + sep) || linked?.has(real);
    if (isOwn && (await Deno.stat(real)).isFile) return await Deno.open(real);
  } catch {
    // Not there, or not to be read.
  }
  throw new ApiError("not_found", "The file of this track is not in the folder of music any more");
}

/**
 * What a Range header of one range wants, at most {@link PART_BYTES} of it; undefined where there
 * is no header or none that is understood, which the standard has ignored.
 */
function partOf(header: string | null, size: number): Part | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || (from === "" && to === "")) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < first) return undefined;
  if (first > end || (from === "" && Number(to) === 0)) {
    throw new ApiError("range_not_satisfiable", `Expected a range within ${size} bytes`, {
      sizeBytes: size,
    });
  }
  return { first, last: Math.min(end, first + PART_BYTES - 1) };
}

async function readBytes(file: Deno.FsFile, start: number, length: number) {
  const bytes = new Uint8Array(length);
  await file.seek(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  if (filled < length) throw new ApiError("not_found", "The file of this track has changed");
  return bytes;
}
