import { hostname } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../base/files.ts";
import { checkShape } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { counted } from "../base/terminal.ts";
import {
  type AddEvents,
  applyEvent,
  type Journal,
  type JournalEvent,
  openJournal,
  readJournal,
  type StudyDefinition,
  type StudyDefinitionInput,
  studyDefinitionSchema,
} from "./journal.ts";
import { shouldPrune } from "./pruner.ts";
import { suggest, type SuggestCache, withMethod } from "./suggest.ts";
import { type Details, expectTrial, hasEnded, type Trial } from "./trial.ts";

/** How a study is opened. */
export interface OpenStudyOptions {
  /** The journal's file. */
  path: string;
  /** Needed for a new study; checked against the journal's own where it exists. */
  definition?: StudyDefinitionInput;
  /** "new" refuses a journal that exists, "resume" one that does not; "either" by default. */
  mode?: "new" | "resume" | "either";
  /** No more trials than this in the whole study; unlimited by default. */
  maxTrials?: number;
  /** No trial is asked later than this many seconds after opening; unlimited by default. */
  maxSeconds?: number;
  /** A trial whose worker died this many times is failed, not run again; 3 by default. */
  maxAttempts?: number;
}

/** A study, as one worker sees it. */
export interface Study {
  /** What is searched and how, as the journal's first line has it. */
  readonly definition: StudyDefinition;
  /** This worker's name in the journal. */
  readonly worker: string;
  /** The trials by number, as of the last call of any method. */
  readonly trials: readonly Trial[];
  /** Reads what other workers added, and returns the trials. */
  refresh(): Promise<readonly Trial[]>;
  /**
   * The next trial for this worker: one whose worker died, else a new one; undefined where the
   * budget is used up. Throws a UserError where a finite space is exhausted.
   */
  ask(): Promise<Trial | undefined>;
  /** Records an intermediate value; true asks the runner to stop and call {@link Study.prune}. */
  report(number: number, step: number, value: number): Promise<boolean>;
  /**
   * Records the trial's value, or that it failed where the value is not finite. False where the
   * trial had ended already: the first result counts.
   */
  finish(number: number, value: number, details?: Details): Promise<boolean>;
  /** Records that the trial failed, such as by a crash or out of memory; see finish. */
  fail(number: number, reason: string, details?: Details): Promise<boolean>;
  /** Records that the trial was stopped as hopeless; see finish. */
  prune(number: number, details?: Details): Promise<boolean>;
  /** Records trials made elsewhere; see trial_table.ts. */
  add(events: (trials: readonly Trial[]) => JournalEvent[]): Promise<void>;
  /** Closes the journal; trials of this worker that have not ended will be run again. */
  close(): Promise<void>;
}

/** What a study's methods share. */
interface Open {
  options: OpenStudyOptions;
  definition: StudyDefinition;
  journal: Journal;
  presence: WorkerPresence;
  trials: Trial[];
  cache: SuggestCache;
  openedMs: number;
}

/**
 * Opens the study whose journal is at `options.path`, or begins it.
 * Throws a UserError where the mode forbids that, or the definition differs from the journal's.
 *
 * @example
 * ```ts
 * const study = await openStudy({ path: "study.jsonl", definition: { space }, maxTrials: 50 });
 * for (let trial = await study.ask(); trial; trial = await study.ask()) {
 *   await study.finish(trial.number, await run(trial.parameters));
 * }
 * await study.close();
 * ```
 */
export async function openStudy(options: OpenStudyOptions): Promise<Study> {
  const wanted = options.definition &&
    checkShape(options.definition, studyDefinitionSchema, "the study");
  if (options.mode === "resume") await readJournal(options.path);
  const journal = await openJournal(options.path);
  const trials: Trial[] = [];
  let definition: StudyDefinition;
  try {
    definition = await journal.exclusively((news, add) =>
      begin(options, wanted, trials, news, add)
    );
  } catch (error) {
    await journal.close();
    throw error;
  }
  const presence = await joinAsWorker(options.path);
  const openedMs = performance.now();
  return methods({ options, definition, journal, presence, trials, cache: {}, openedMs });
}

/** Reads the journal's head, or writes it; returns the study's definition. */
async function begin(
  { path, mode = "either" }: OpenStudyOptions,
  wanted: StudyDefinition | undefined,
  trials: Trial[],
  news: JournalEvent[],
  add: AddEvents,
): Promise<StudyDefinition> {
  const [head, ...rest] = news;
  if (!head) {
    if (mode === "resume" || !wanted) {
      throw new UserError(`Expected a study at ${path}, but found none`);
    }
    const definition = { ...wanted, settings: withMethod(wanted.settings) };
    await add([{ event: "study", version: 1, at: now(), definition }]);
    return definition;
  }
  if (head.event !== "study") {
    throw new UserError(`Expected ${path} to begin with a study, but it begins with ${head.event}`);
  }
  applyAll(trials, rest, path);
  if (mode === "new") {
    throw new UserError(
      `Expected no study at ${path}, but found one with ${counted(trials.length, "trial")}; ` +
        "resume it or choose another place",
    );
  }
  // A study goes on by the method it began with; one that names none began with the first.
  const begun = head.definition.settings.method ?? "gpEi";
  const named = (own: StudyDefinition) => ({
    ...own,
    settings: { ...own.settings, method: own.settings.method ?? begun },
  });
  const differing = wanted && Object.keys(wanted).find((key) => {
    const field = key as keyof StudyDefinition;
    return JSON.stringify(named(wanted)[field]) !== JSON.stringify(named(head.definition)[field]);
  });
  if (differing) {
    throw new UserError(`Expected the ${differing} of the study at ${path}, but found another one`);
  }
  return head.definition;
}

function applyAll(trials: Trial[], events: JournalEvent[], path: string): void {
  for (const event of events) {
    if (event.event === "study") {
      throw new UserError(`Expected one study in ${path}, but found two`);
    }
    try {
      applyEvent(trials, event);
    } catch (error) {
      throw new UserError(`${path}: ${(error as Error).message}`);
    }
  }
}

function now(): string {
  return new Date().toISOString();
}

/** What a method records and returns. */
interface Update<T> {
  events: JournalEvent[];
  result: T;
}

/** Runs `work` with the journal locked and the trials up to date; what it returns is recorded. */
function update<T>(
  study: Open,
  work: () => Update<T> | Promise<Update<T>>,
): Promise<T> {
  const { journal, trials, options } = study;
  return journal.exclusively(async (news, add) => {
    applyAll(trials, news, options.path);
    const { events, result } = await work();
    await add(events);
    applyAll(trials, events, options.path);
    return result;
  });
}

function methods(study: Open): Study {
  const { trials, definition, journal, presence } = study;
  return {
    definition,
    worker: presence.name,
    trials,
    refresh: () => update(study, () => ({ events: [], result: trials })),
    ask: async () => {
      const number = await update(study, () => nextTrial(study));
      return number === undefined ? undefined : trials[number];
    },
    report: (trial, step, value) =>
      update(study, () => {
        const reports = [...expectTrial(trials, trial).reports, { step, value }];
        const recorded = Number.isFinite(value) ? value : null;
        return {
          events: [{ event: "reported", at: now(), trial, step, value: recorded }],
          result: shouldPrune(definition.pruner, { ...trials[trial], reports }, trials),
        };
      }),
    finish: (trial, value, details = {}) =>
      end(
        study,
        trial,
        () =>
          Number.isFinite(value)
            ? { event: "finished", at: now(), trial, value, details }
            : { event: "failed", at: now(), trial, reason: `the value is ${value}`, details },
      ),
    fail: (trial, reason, details = {}) =>
      end(study, trial, () => ({ event: "failed", at: now(), trial, reason, details })),
    prune: (trial, details = {}) =>
      end(study, trial, () => ({ event: "pruned", at: now(), trial, details })),
    add: (make) => update(study, () => ({ events: make(trials), result: undefined })),
    close: async () => {
      await journal.close();
      await presence.leave();
    },
  };
}

function end(study: Open, trial: number, event: () => JournalEvent): Promise<boolean> {
  return update(study, () => {
    const ended = hasEnded(expectTrial(study.trials, trial));
    return { events: ended ? [] : [event()], result: !ended };
  });
}

/** Takes over what dead workers left, then picks a trial for this worker. */
async function nextTrial(study: Open): Promise<Update<number | undefined>> {
  const { trials, options, definition, cache, presence, openedMs } = study;
  const { maxTrials = Infinity, maxSeconds = Infinity, path } = options;
  const lost = await lostTrials(study);
  const after = structuredClone(trials);
  applyAll(after, lost, path);
  const started = (trial: number): JournalEvent => ({
    event: "started",
    at: now(),
    trial,
    worker: presence.name,
  });
  if (performance.now() - openedMs >= maxSeconds * 1000) return { events: lost, result: undefined };
  const waiting = after.find((trial) => trial.state === "asked");
  if (waiting) return { events: [...lost, started(waiting.number)], result: waiting.number };
  if (after.length >= maxTrials) return { events: lost, result: undefined };
  const { parameters, origin } = suggest(definition.space, definition.settings, after, cache);
  const asked: JournalEvent = {
    event: "asked",
    at: now(),
    trial: after.length,
    parameters,
    origin,
  };
  return { events: [...lost, asked, started(after.length)], result: after.length };
}

/** For each running trial whose worker died: that it is to run again, or that it has failed. */
async function lostTrials({ trials, presence, options }: Open): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  for (const trial of trials) {
    if (trial.state !== "running" || await presence.isAlive(trial.worker!)) continue;
    const common = { at: now(), trial: trial.number };
    if (trial.attempts < (options.maxAttempts ?? 3)) {
      events.push({ event: "lost", ...common, worker: trial.worker! });
    } else {
      const reason = `its worker died ${trial.attempts} times`;
      events.push({ event: "failed", ...common, reason, details: {} });
    }
  }
  return events;
}

// Each worker holds a lock on a small file of its own beside the journal. The system releases it
// when the process ends, by whatever means, so a heartbeat's age is not needed.

/** This worker's presence. */
interface WorkerPresence {
  /** Host, process and a random part: no two workers share it. */
  name: string;
  /** Whether the named worker's process still runs. */
  isAlive(name: string): Promise<boolean>;
  /** Ends the presence. */
  leave(): Promise<void>;
}

/** Announces a worker of the study whose journal is at `journalPath`. */
export async function joinAsWorker(journalPath: string): Promise<WorkerPresence> {
  const folder = `${journalPath}.workers`;
  await makeFolder(folder);
  const host = hostname().replaceAll(/[^\w.-]/g, "_");
  const name = `${host}-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  const path = join(folder, name);
  const file = await enter(folder, path);
  return {
    name,
    isAlive: (other) => other === name ? Promise.resolve(true) : isHeld(join(folder, other)),
    leave: async () => {
      file.close();
      await Deno.remove(path).catch(() => {});
      // Only the last one succeeds; the folder is in nobody's way.
      await Deno.remove(folder).catch(() => {});
    },
  };
}

/** Makes and locks this worker's file, and removes those that killed workers have left. */
async function enter(folder: string, path: string): Promise<Deno.FsFile> {
  // While this is held nobody takes a file that is not locked yet for a dead worker's.
  using gate = await Deno.open(folder, { read: true });
  await gate.lock(true);
  for await (const { name } of Deno.readDir(folder)) await isHeld(join(folder, name));
  const file = await Deno.open(path, { read: true, write: true, create: true });
  await file.lock(true);
  return file;
}

/** Whether somebody holds the file's lock; removes a file that nobody holds. */
async function isHeld(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    if (!await file.tryLock(true)) return true;
    await Deno.remove(path).catch(() => {});
    return false;
  } finally {
    file.close();
  }
}
