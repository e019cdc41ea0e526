/**
 * Every addition is made under the file's lock (the system releases it when a process dies, however
 * it dies), as one write, flushed to the disk before anyone is notified. What a kill or a power cut
 * leaves of an unfinished write is a last line without an end: nobody was told of it, so the next
 * to hold the lock cuts it off.
 */
import { dirname } from "node:path";
import { z } from "zod";
import { makeFolder, readRegularText, refuseSpecialFile, writeFailure } from "../base/files.ts";
import { parseJson } from "../base/json.ts";
import { printableText } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { prunerSchema } from "./pruner.ts";
import { configurationSchema, spaceSchema } from "./space.ts";
import { suggestSettingsSchema } from "./suggest.ts";
import { detailsSchema, hasEnded, type Trial } from "./trial.ts";

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
 * @param say is told what was dropped of a line that a kill or a power cut left unfinished;
 * standard error by default
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

/** So much of a dropped line is reported. */
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

// What a study's journal holds: one event a line, and what each does to the study's trials.

/** Checks {@link StudyDefinition}. */
export const studyDefinitionSchema = z.object({
  space: spaceSchema,
  settings: suggestSettingsSchema.prefault({}),
  pruner: prunerSchema.default({ kind: "none" }),
  /** What is tuned, in words or as configuration: corpus, network, metric. Compared on resuming. */
  subject: detailsSchema.default({}),
}).strict();

/** @internal */
type StudyDefinitionShape = z.infer<typeof studyDefinitionSchema>;
/** What defines a study and never changes: space, settings, pruner. */
export type StudyDefinition = StudyDefinitionShape;
/** @internal */
type StudyDefinitionInputShape = z.input<typeof studyDefinitionSchema>;
/** A definition as written by hand: fields with defaults may be left out. */
export type StudyDefinitionInput = StudyDefinitionInputShape;

/** ISO 8601 in UTC. */
const at = z.string();
const trial = z.int().min(0);
const details = detailsSchema.default({});

/** Checks {@link JournalEvent}. */
const journalEventSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("study"),
    version: z.literal(1),
    at,
    definition: studyDefinitionSchema,
  }),
  z.object({
    event: z.literal("asked"),
    at,
    trial,
    parameters: configurationSchema,
    origin: z.enum(["design", "model", "imported"]),
  }),
  z.object({ event: z.literal("started"), at, trial, worker: z.string() }),
  /** JSON knows no NaN: null stands for a value that is not finite. */
  z.object({
    event: z.literal("reported"),
    at,
    trial,
    step: z.number(),
    value: z.number().nullable(),
  }),
  z.object({ event: z.literal("finished"), at, trial, value: z.number(), details }),
  z.object({ event: z.literal("failed"), at, trial, reason: z.string(), details }),
  z.object({ event: z.literal("pruned"), at, trial, details }),
  /** The worker died: the trial is to run again. */
  z.object({ event: z.literal("lost"), at, trial, worker: z.string() }),
]);

/** @internal */
type JournalEventShape = z.infer<typeof journalEventSchema>;
/** One line of a journal. */
export type JournalEvent = JournalEventShape;

/**
 * Applies an event to `trials`, in place. Events about a trial that has ended change nothing: the
 * first result counts. Throws where the event does not follow from those before it.
 */
export function applyEvent(
  trials: Trial[],
  event: Exclude<JournalEvent, { event: "study" }>,
): void {
  if (event.event === "asked") return addTrial(trials, event);
  const subject = trials[event.trial];
  if (!subject) {
    throw new Error(`Expected trial ${event.trial} to have been proposed, but it was not`);
  }
  if (hasEnded(subject)) return;
  switch (event.event) {
    case "started":
      subject.state = "running";
      subject.worker = event.worker;
      subject.attempts++;
      subject.startedAt = event.at;
      break;
    case "reported":
      subject.reports.push({ step: event.step, value: event.value ?? NaN });
      break;
    case "lost":
      subject.state = "asked";
      subject.reports = [];
      delete subject.worker;
      delete subject.startedAt;
      break;
    default:
      endTrial(subject, event);
  }
}

function addTrial(trials: Trial[], event: Extract<JournalEvent, { event: "asked" }>): void {
  if (event.trial !== trials.length) {
    throw new Error(
      `Expected trial ${trials.length} to be proposed next, but found ${event.trial}`,
    );
  }
  trials.push({
    number: event.trial,
    parameters: event.parameters,
    origin: event.origin,
    state: "asked",
    reports: [],
    details: {},
    attempts: 0,
    askedAt: event.at,
  });
}

function endTrial(
  subject: Trial,
  event: Extract<JournalEvent, { event: "finished" | "failed" | "pruned" }>,
): void {
  subject.state = event.event;
  subject.endedAt = event.at;
  subject.details = event.details;
  if (event.event === "finished") subject.value = event.value;
  if (event.event === "failed") subject.reason = event.reason;
}
