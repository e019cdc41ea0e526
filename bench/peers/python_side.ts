/** The peers' Python: its environment, the features that it extracts, its classifiers. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cacheFolder, pathExists, sha256 } from "../../src/base/files.ts";
import { parseJson } from "../../src/base/json.ts";
import { speechPeersFolder } from "../../src/base/permitted_programs.ts";
import { outputOf, type ProgramOutput } from "../../src/base/processes.ts";
import { provisionPython } from "../../src/base/python.ts";
import { UserError } from "../../src/base/user_error.ts";
import type { Clip, Corpus, Split } from "../../src/data/corpus.ts";

const fileOf = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const textOf = (name: string) => Deno.readTextFile(fileOf(name));

/** Features by extract.py's name. */
export const featureSets = {
  egemaps: { title: "eGeMAPSv02", encoderParameters: 0, licence: "audEERING" },
  compare: { title: "ComParE_2016", encoderParameters: 0, licence: "audEERING" },
  // Of the encoder: convolutions 535,296, four blocks of 1,774,080, the last normalisation 768 and
  // positions 576,000.
  whisper: { title: "Whisper-tiny.en", encoderParameters: 8_208_384, licence: "MIT" },
  // Three LSTM layers 1,357,824 and the projection 65,792.
  resemblyzer: { title: "Resemblyzer", encoderParameters: 1_423_616, licence: "Apache-2.0" },
} as const;

/** See {@link featureSets}. */
export type FeatureSet = keyof typeof featureSets;

/** Classifiers by classify.py's name. */
export const classifiers = { svm: "linear SVM", logistic: "logistic regression" } as const;

/** See {@link classifiers}. */
export type Classifier = keyof typeof classifiers;

/** The environment's Python, made where it is not there yet. Throws UserError where that fails. */
export async function speechPeersPython(say: (sentence: string) => void): Promise<string> {
  const requirements = await textOf("requirements.txt");
  const { python } = await provisionPython({
    folder: speechPeersFolder(),
    // Other versions are installed anew.
    name: sha256(requirements).slice(0, 8),
    packages: await packages(),
    requirements: fileOf("requirements.txt"),
    purpose: "the peers of speech recognition",
  }, say);
  return python;
}

// Reads metadata alone; a package that is missing has null.
const LIST_VERSIONS = `
import importlib.metadata as metadata, json, sys
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
print(json.dumps({"python": sys.version.split()[0], **{n: version(n) for n in sys.argv[1:]}}))
`;

/** The versions of Python and of what the scripts import. Throws UserError where one is missing. */
export async function speechPeersVersions(python: string): Promise<Record<string, string>> {
  const wanted = [...await packages(), "resemblyzer==0.1.4"].map((one) => one.split("==")[0]);
  let said: ProgramOutput;
  try {
    const args = ["-c", LIST_VERSIONS, ...wanted];
    const process = new Deno.Command(python, {
      ...{ args, stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    said = await outputOf(process);
  } catch (error) {
    throw new UserError(
      `Expected ${python} to be a Python program, but running it failed: ${
        (error as Error).message
      }`,
    );
  }
  const schema = z.record(z.string(), z.string().nullable());
  const versions = parseJson(said.stdout, schema, `${python}'s list of packages`);
  const missing = wanted.filter((name) => versions[name] == null);
  if (missing.length === 0) return versions as Record<string, string>;
  throw new UserError(
    `Expected ${python} to have ${missing.join(", ")}, but it has not; without --python they are ` +
      "installed into the cache folder",
  );
}

const packages = async () => (await textOf("requirements.in")).trim().split("\n");

/** Runs one of the scripts, whose progress goes on as it is. Throws with what it said. */
async function runScript(
  python: string,
  [script, ...args]: string[],
  quiet: boolean | undefined,
  signal: AbortSignal,
): Promise<void> {
  const process = new Deno.Command(python, {
    args: [fileOf(script), ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  if (quiet) {
    const { code, stderr } = await outputOf(process);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${script} failed: ${stderr.trim().split("\n").at(-1)}`);
    return;
  }
  const decoder = new TextDecoder();
  let last = "";
  const said = (async () => {
    for await (const bytes of process.stderr) {
      last = decoder.decode(bytes).trim() || last;
      await Deno.stderr.write(bytes);
    }
  })();
  const [{ code }] = await Promise.all([process.status, process.stdout.cancel(), said]);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${script} failed: ${last.split("\n").at(-1)}`);
}

/** What both functions are told. */
export interface PythonSide {
  python: string;
  quiet?: boolean;
  signal: AbortSignal;
}

/**
 * The path of the features of all clips, computed where they are not in the cache folder yet. They
 * are known by the clips' contents, the script and the packages' versions.
 */
export async function featuresFile(
  corpus: Pick<Corpus, "id" | "clips">,
  features: FeatureSet,
  { python, quiet, signal }: PythonSide,
): Promise<string> {
  const clips = corpus.clips.map(({ id, sha256 }) => [id, sha256]);
  const scripts = await Promise.all(
    ["extract.py", "torch_file.py", "requirements.txt"].map(textOf),
  );
  const digest = sha256(JSON.stringify([features, clips, ...scripts])).slice(0, 16);
  const folder = cacheFolder("speech-peers-features");
  const path = join(folder, `${corpus.id}-${features}-${digest}.npz`);
  if (pathExists(path)) return path;
  await Deno.mkdir(folder, { recursive: true });
  await withScratchFolder(async (scratch) => {
    const list = join(scratch, "clips.json");
    await Deno.writeTextFile(
      list,
      JSON.stringify({ clips: corpus.clips.map(({ id, path }) => ({ id, path })) }),
    );
    const made = join(folder, `${crypto.randomUUID()}.npz`);
    try {
      await runScript(python, ["extract.py", features, list, made], quiet, signal);
      await Deno.rename(made, path);
    } catch (error) {
      await Deno.remove(made).catch(() => {});
      throw error;
    }
  });
  return path;
}

const answerSchema = z.object({
  dimensions: z.int().positive(),
  milliseconds: z.number().positive(),
  results: z.array(z.object({
    protocol: z.string(),
    seed: z.int(),
    fold: z.string(),
    normalisation: z.enum(["training", "speaker"]),
    classifier: z.string(),
    c: z.number().positive(),
    trainSeconds: z.number().positive(),
    predicted: z.array(z.int().min(0)),
  })),
});

/** What classify.py finds. */
export type ClassifierAnswer = z.infer<typeof answerSchema>;

/** Fits and tests the classifiers on each split; validation clips are for training, too. */
export async function classify(
  { classes, clips }: Pick<Corpus, "classes" | "clips">,
  { features, splits, kinds }: {
    /** Path of the features. */
    features: string;
    splits: readonly Split[];
    kinds: readonly Classifier[];
  },
  { python, quiet, signal }: PythonSide,
): Promise<ClassifierAnswer> {
  return await withScratchFolder(async (scratch) => {
    const [job, out] = ["job.json", "out.json"].map((name) => join(scratch, name));
    const told = ({ id, label, speaker, text }: Clip) => [id, { label, speaker, text }] as const;
    await Deno.writeTextFile(
      job,
      JSON.stringify({
        features,
        classes,
        clips: Object.fromEntries(clips.map(told)),
        classifiers: kinds,
        normalisations: ["training", "speaker"],
        splits: splits.map(({ protocol, seed, fold, train, validation, test }) => ({
          ...{ protocol, seed, fold, test },
          train: [...train, ...validation].sort(),
        })),
      }),
    );
    await runScript(python, ["classify.py", job, out], quiet, signal);
    return parseJson(await Deno.readTextFile(out), answerSchema, "classify.py's answer");
  });
}

async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-peers-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
