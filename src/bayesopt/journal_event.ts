/** What a study's journal holds: one event a line, and what each does to the study's trials. */
import { z } from "zod";
import { prunerSchema } from "./pruner.ts";
import { configurationSchema, spaceSchema } from "./space.ts";
import { suggestSettingsSchema } from "./suggest.ts";
import { detailsSchema, hasEnded, type Trial } from "./trial.ts";

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
export const journalEventSchema = z.discriminatedUnion("event", [
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
  if (!subject) throw new Error(`Expected trial ${event.trial} to have been asked, but it was not`);
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
    throw new Error(`Expected trial ${trials.length} to be asked next, but found ${event.trial}`);
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
