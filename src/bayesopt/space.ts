/** What a search space is: a JSON list of dimensions, checked, and the points in it. */
import { z } from "zod";
import { checkShape } from "../base/json.ts";

const name = z.string().min(1, "Expected a dimension's name to be non-empty, but it is empty");
/** Checks {@link Choice}. */
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

/** Checks {@link Dimension}. */
export const dimensionSchema = z.discriminatedUnion("kind", [
  realSchema,
  integerSchema,
  categoricalSchema,
  ordinalSchema,
]).superRefine((dimension, context) => {
  if (!("low" in dimension)) return;
  const { name, low, high, scale, kind } = dimension;
  const isLog = scale === "log" && low > 0;
  const width = isLog ? Math.log(high) - Math.log(low) : high - low;
  const fault = (message: string) => context.addIssue({ code: "custom", message });
  if (kind === "real" ? low >= high : low > high) {
    fault(`Expected ${name}'s low to be below its high, but found ${low} and ${high}`);
  }
  if (!Number.isFinite(width)) {
    fault(
      `Expected ${name} to have a finite width, but found ${low} to ${high}, whose difference is ` +
        `${width}`,
    );
  }
  if (scale === "log" && low <= 0) {
    fault(`Expected ${name}'s low to be above 0 for a log scale, but found ${low}`);
  }
});

/** Checks {@link Space}. */
export const spaceSchema = z.array(dimensionSchema).min(1).refine(
  (space) => new Set(space.map((dimension) => dimension.name)).size === space.length,
  "Expected dimensions' names to differ from each other, but one is used twice",
);

/** @internal */
type DimensionShape = z.infer<typeof dimensionSchema>;
/** One hyper-parameter: its name, kind and range. */
export type Dimension = DimensionShape;
/** @internal */
type SpaceShape = z.infer<typeof spaceSchema>;
/** A search space: dimensions with distinct names. */
export type Space = SpaceShape;
/** @internal */
type SpaceInputShape = z.input<typeof spaceSchema>;
/** A space as written by hand: fields with defaults may be left out. */
export type SpaceInput = SpaceInputShape;
/** A space with its defaults filled in. Throws UserError that names the first field at fault. */
export function checkSpace(space: SpaceInput): Space {
  return checkShape(space, spaceSchema, "the search space");
}

/** @internal */
type ChoiceShape = z.infer<typeof choice>;
/** A value of one hyper-parameter. */
export type Choice = ChoiceShape;
/** A point of a space: one value for each dimension's name. */
export type Configuration = Record<string, Choice>;
/** The shape of a configuration as read from outside; {@link checkConfiguration} checks ranges. */
export const configurationSchema = z.record(z.string(), choice);

// The search space of paper S, table 2, as data.

/** Paper S's batch sizes. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128];

/** How table 2's space is read where the paper leaves a choice. */
export interface Table2Options {
  /**
   * "categorical" as the paper says, or "ordinal": batch sizes in their order, which lets the
   * model learn from neighbours.
   */
  batchSize?: "categorical" | "ordinal";
}

/**
 * Paper S's ten hyper-parameters (table 2). The paper gives the learning rate's bounds, 1e-4 and
 * 1e-1, without a scale; they span three orders of magnitude and the optima it reports lie between
 * 1e-4 and 1.2e-3, so it is read as log-uniform here (skopt's own default would be uniform).
 */
export function table2Space(options: Table2Options = {}): Space {
  const filters = [1, 2, 3, 4, 5, 6].map((block): Dimension => ({
    kind: "integer",
    name: `filters${block}`,
    low: 16,
    high: 256,
    scale: "uniform",
  }));
  return [
    { kind: "real", name: "learningRate", low: 1e-4, high: 1e-1, scale: "log" },
    { kind: "integer", name: "epochs", low: 5, high: 100, scale: "uniform" },
    { kind: options.batchSize ?? "categorical", name: "batchSize", choices: BATCH_SIZES },
    ...filters,
    { kind: "integer", name: "denseUnits", low: 100, high: 1500, scale: "uniform" },
  ];
}
