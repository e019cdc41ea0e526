/** What a study's process and its local workers say to each other: one JSON message a line. */
import { z } from "zod";
import { detailsSchema } from "../bayesopt/trial.ts";
import { trialOutcomeSchema, trialTaskSchema } from "./trial_task.ts";

/** To a worker. */
export const orderSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("trial"), task: trialTaskSchema }),
  /** The answer to a report. */
  z.object({ type: z.literal("verdict"), prune: z.boolean() }),
]);

/** See {@link orderSchema}. */
export type Order = z.infer<typeof orderSchema>;

/** From a worker. */
export const messageSchema = z.discriminatedUnion("type", [
  /** The first message: the worker takes trials. */
  z.object({ type: z.literal("ready"), details: detailsSchema }),
  /** JSON knows no NaN: null stands for a value that is not finite. */
  z.object({ type: z.literal("report"), step: z.number(), value: z.number().nullable() }),
  z.object({ type: z.literal("outcome"), outcome: trialOutcomeSchema }),
  /** The worker can run no trial. */
  z.object({ type: z.literal("unable"), reason: z.string(), isUsersMistake: z.boolean() }),
]);

/** See {@link messageSchema}. */
export type Message = z.infer<typeof messageSchema>;
