/** What a search space is: a JSON list of dimensions, checked, and the points in it. */
import { z } from "zod";

const name = z.string().min(1, "Expected a dimension's name to be non-empty, but it is empty");
const choice = z.union([z.string(), z.number(), z.boolean()]);
const choices = z.array(choice).min(1).refine(
  (values) => new Set(values.map((value) => JSON.stringify(value))).size === values.length,
  "Expected choices to differ from each other, but one is listed twice",
);

const realSchema = z.object({
  kind: z.literal("real"),
  name,
  low: z.number(),
  high: z.number(),
  /** "log" spreads values evenly over orders of magnitude; it needs low > 0. */
  scale: z.enum(["uniform", "log"]).default("uniform"),
}).strict();

const integerSchema = z.object({
  kind: z.literal("integer"),
  name,
  /** Both ends are included. */
  low: z.int(),
  high: z.int(),
  scale: z.enum(["uniform", "log"]).default("uniform"),
}).strict();

/** Choices without an order: any two of them are equally far apart. */
const categoricalSchema = z.object({ kind: z.literal("categorical"), name, choices }).strict();

/** Choices in their given order, neighbours equally far apart whatever their values. */
const ordinalSchema = z.object({ kind: z.literal("ordinal"), name, choices }).strict();

/** One hyper-parameter: its name, kind and range. */
export const dimensionSchema = z.discriminatedUnion("kind", [
  realSchema,
  integerSchema,
  categoricalSchema,
  ordinalSchema,
]).superRefine((dimension, context) => {
  if (!("low" in dimension)) return;
  const { name, low, high, scale, kind } = dimension;
  const fault = (message: string) => context.addIssue({ code: "custom", message });
  if (kind === "real" ? low >= high : low > high) {
    fault(`Expected ${name}'s low to be below its high, but found ${low} and ${high}`);
  }
  if (scale === "log" && low <= 0) {
    fault(`Expected ${name}'s low to be above 0 for a log scale, but found ${low}`);
  }
});

/** A search space: dimensions with distinct names. */
export const spaceSchema = z.array(dimensionSchema).min(1).refine(
  (space) => new Set(space.map((dimension) => dimension.name)).size === space.length,
  "Expected dimensions' names to differ from each other, but one is used twice",
);

/** See {@link dimensionSchema}. */
export type Dimension = z.infer<typeof dimensionSchema>;
/** See {@link spaceSchema}. */
export type Space = z.infer<typeof spaceSchema>;
/** A space as written by hand: fields with defaults may be left out. */
export type SpaceInput = z.input<typeof spaceSchema>;
/** A value of one hyper-parameter. */
export type Choice = z.infer<typeof choice>;
/** A point of a space: one value for each dimension's name. */
export type Configuration = Record<string, Choice>;
/** The shape of a configuration as read from outside; {@link checkConfiguration} checks ranges. */
export const configurationSchema = z.record(z.string(), choice);
