/** The results that other benchmarks wrote, as far as the report shows them; read and checked. */
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import { pathExists } from "../../base/files.ts";

const made = {
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
};

/** results/engine.json. */
const engineSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    network: z.string(),
    operation: z.string(),
    precision: z.string(),
    engine: z.string(),
    configuration: z.string().optional(),
    oursMs: z.number(),
    peersMs: z.record(z.string(), z.number()),
    /** Ours over the fastest peer; null where no peer ran. */
    ratio: z.number().nullable(),
    earlier: z.looseObject(made).optional(),
  })),
});

/** results/tuning.json. */
const tuningSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    problem: z.string(),
    calls: z.number(),
    minimum: z.number(),
    oursMedian: z.number(),
    skoptMedian: z.number(),
    randomMedian: z.number(),
  })),
  askTellRatio: z.record(z.string(), z.number()),
});

/** results/tuning_study.json. */
const studySchema = z.looseObject({
  ...made,
  title: z.string(),
  synthetic: z.boolean(),
  objective: z.string(),
  reduced: z.string().nullish(),
  strategies: z.array(z.looseObject({
    strategy: z.string(),
    bestValue: z.number().nullable(),
    bestValidationAccuracy: z.number().nullish(),
    seconds: z.number(),
    trials: z.array(z.looseObject({ value: z.number().nullish() })),
  })),
});

/** results/web.json and results/hardening.json. */
const figuresSchema = z.looseObject({
  ...made,
  rows: z.array(z.looseObject({
    what: z.string(),
    figure: z.union([z.number(), z.string()]),
    unit: z.string(),
    limit: z.union([z.number(), z.string()]).nullish(),
  })),
});

/** @internal */
type EngineFile = z.infer<typeof engineSchema>;
/** @internal */
type TuningFile = z.infer<typeof tuningSchema>;
/** @internal */
type StudyFile = z.infer<typeof studySchema>;
/** @internal */
type FiguresFile = z.infer<typeof figuresSchema>;

/** What {@link readMeasuredFiles} finds; null for what is not there. */
export interface MeasuredFiles {
  /** results/engine.json: speed against peers. */
  engine: EngineFile | null;
  /** results/tuning.json: minima of test functions against scikit-optimize. */
  tuning: TuningFile | null;
  /** results/tuning_study.json: a network tuned, against random search. */
  tuningStudy: StudyFile | null;
  /** results/web.json: the page's server under load. */
  web: FiguresFile | null;
  /** results/hardening.json: damaged files, kills and limits. */
  hardening: FiguresFile | null;
}

/** Reads them all from the results folder. Throws UserError where a file is malformed. */
export async function readMeasuredFiles(folder: string): Promise<MeasuredFiles> {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    const path = join(folder, name);
    return pathExists(path) ? await readJson(path, schema) : null;
  };
  return {
    engine: await read("engine.json", engineSchema),
    tuning: await read("tuning.json", tuningSchema),
    tuningStudy: await read("tuning_study.json", studySchema),
    web: await read("web.json", figuresSchema),
    hardening: await read("hardening.json", figuresSchema),
  };
}
