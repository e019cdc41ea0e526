/**
 * In: events. Out: an append-only file of JSON lines that several processes share.
 *
 * Every addition is made under the file's lock (the system releases it when a process dies, however
 * it dies), as one write, flushed to the disk before anyone is told. What a kill or a power cut
 * leaves of an unfinished write is a last line without an end: nobody was told of it, so the next
 * to hold the lock cuts it off.
 */
import { dirname } from "node:path";
import { makeFolder, readRegularText, refuseSpecialFile, writeFailure } from "../base/files.ts";
import { parseJson } from "../base/json.ts";
import { printableText } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { type JournalEvent, journalEventSchema } from "./journal_event.ts";

/** An open journal. */
export interface Journal {
  /**
   * Runs `work` while no other process or caller does. It is given the events added since the last
   * time, and a function that adds some: when that returns they are on the disk.
   */
  exclusively<T>(work: (news: JournalEvent[], add: AddEvents) => Promise<T> | T): Promise<T>;
  close(): Promise<void>;
}

/** Adds events to the journal; all or (after a kill) some first ones of them will be there. */
export type AddEvents = (events: JournalEvent[]) => Promise<void>;

/**
 * Opens the journal at `path`, making it and its folder where they are missing.
 *
 * @param say is told what was dropped of a line that a kill or a power cut left unfinished; standard
 * error by default
 */
export async function openJournal(
  path: string,
  say: (sentence: string) => void = (sentence) => console.error(sentence),
): Promise<Journal> {
  await makeFolder(dirname(path));
  await refuseSpecialFile(path, "a study's journal");
  const file = await Deno.open(path, { read: true, write: true, create: true });
  const position = { bytes: 0, lines: 0 };
  const locked = async <T>(work: (news: JournalEvent[], add: AddEvents) => Promise<T> | T) => {
    await file.lock(true);
    try {
      return await work(
        await readNews(file, path, position, say),
        (events) => append(file, path, position, events),
      );
    } finally {
      await file.unlock();
    }
  };
  // The lock belongs to the open file: calls of this process must queue by themselves.
  let queue: Promise<unknown> = Promise.resolve();
  return {
    exclusively: (work) => {
      const turn = queue.then(() => locked(work));
      queue = turn.catch(() => {});
      return turn;
    },
    close: async () => {
      await queue;
      file.close();
    },
  };
}

/**
 * The events of the journal at `path` without locking or changing it: for looking on. A torn last
 * line is left out. Throws a UserError where the file is missing or a line is malformed.
 */
export async function readJournal(path: string): Promise<JournalEvent[]> {
  const text = await readRegularText(path, "a study's journal").catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`Expected a study's journal at ${path}, but there is none`);
  });
  return parseLines(text.slice(0, text.lastIndexOf("\n") + 1), path, 0);
}

/** So much of a dropped line is told. */
const TOLD_BYTES = 80;

/** What was appended after `position`, which moves on; cuts off a torn last line. */
async function readNews(
  file: Deno.FsFile,
  path: string,
  position: { bytes: number; lines: number },
  say: (sentence: string) => void,
): Promise<JournalEvent[]> {
  const { size } = await file.stat();
  if (size < position.bytes) {
    throw new UserError(`Expected ${path} to grow only, but it was shortened by somebody else`);
  }
  if (size === position.bytes) return [];
  const bytes = new Uint8Array(size - position.bytes);
  await file.seek(position.bytes, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  const whole = bytes.subarray(0, filled).lastIndexOf(10) + 1;
  if (whole < bytes.length) {
    const torn = new TextDecoder().decode(bytes.subarray(whole, whole + TOLD_BYTES));
    say(
      `${path}: its last line, ${bytes.length - whole} bytes, was never written to its end, and ` +
        `was dropped: ${printableText(torn)}${bytes.length - whole > TOLD_BYTES ? "…" : ""}`,
    );
    await file.truncate(position.bytes + whole);
    await file.sync();
  }
  const events = parseLines(
    new TextDecoder().decode(bytes.subarray(0, whole)),
    path,
    position.lines,
  );
  position.bytes += whole;
  position.lines += bytes.subarray(0, whole).reduce(
    (lines, byte) => lines + Number(byte === 10),
    0,
  );
  return events;
}

/** A mark of byte order and empty lines are what editors leave; they say nothing. */
function parseLines(text: string, path: string, linesBefore: number): JournalEvent[] {
  return text.split("\n").slice(0, -1).flatMap((line, index) =>
    /^\ufeff?\s*$/.test(line)
      ? []
      : parseJson(line, journalEventSchema, `${path} line ${linesBefore + index + 1}`)
  );
}

/** What is added to a file that nobody can open any more would be lost without a word. */
async function refuseRemoved(file: Deno.FsFile, path: string): Promise<void> {
  if ((await file.stat()).nlink !== 0) return;
  throw new UserError(`Expected the journal ${path} to stay, but it was removed meanwhile`);
}

async function append(
  file: Deno.FsFile,
  path: string,
  position: { bytes: number; lines: number },
  events: JournalEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const text = events.map((event) => JSON.stringify(event) + "\n").join("");
  const bytes = new TextEncoder().encode(text);
  await refuseRemoved(file, path);
  try {
    await file.seek(position.bytes, Deno.SeekMode.Start);
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
  } catch (error) {
    // What the file has of the event is cut off next time.
    throw writeFailure(path, error);
  }
  position.bytes += bytes.length;
  position.lines += events.length;
}
