/** What a worker tells of a running trial's epoch, on the queue of its study. */
import { z } from "zod";

export const queueReportSchema = z.object({
  trial: z.int().min(0),
  /** Which attempt at the trial, from 0: reports of an earlier one no longer count. */
  attempt: z.int().min(0),
  step: z.number(),
  /** JSON knows no NaN: null stands for a value that is not finite. */
  value: z.number().nullable(),
});

/** See {@link queueReportSchema}. */
export type QueueReport = z.infer<typeof queueReportSchema>;
