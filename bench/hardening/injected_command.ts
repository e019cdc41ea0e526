/** A command that is killed, and how to tell that nothing of it was lost; one for each that writes. */
import { join } from "node:path";
import { sha256 } from "../../src/base/sha256.ts";
import { tinyRun } from "../../src/cli/testing/tiny_run.ts";
import { encodeZip } from "../../src/data/testing/encode_zip.ts";
import { toneWav } from "../../src/data/testing/write_clips.ts";
import { readJournal } from "../../src/bayesopt/journal.ts";

/** A command under test. */
export interface InjectedCommand {
  name: string;
  /** Makes what the command needs, once. */
  prepare(folder: string): Promise<void>;
  /** The words of the command line that writes into `out`; the same words again go on. */
  words(folder: string, out: string): string[];
  /** What is finished in `out` after a kill and may not be lost, as texts. */
  finished(out: string): Promise<string[]>;
  /** What the command has made in `out` once it is done; equal for every way to get there. */
  outcome(out: string): Promise<string>;
}

const RUN_FILES = ["metrics.json", "predictions.csv", "history.jsonl", "best.safetensors"];

/** Hashes of the files below `folder` whose paths `pattern` fits, sorted by path. */
async function hashes(folder: string, pattern: RegExp): Promise<string> {
  const lines: string[] = [];
  const walk = async (inner: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, inner))) {
      const path = join(inner, name);
      if (isDirectory) await walk(path);
      else if (pattern.test(path)) {
        lines.push(`${path} ${sha256(await Deno.readFile(join(folder, path)))}`);
      }
    }
  };
  await walk("");
  return lines.sort().join("\n");
}

/** Whether a study has written its first event whole; before that there is none to resume. */
function isBegun(journal: string): boolean {
  try {
    return Deno.readTextFileSync(journal).includes("\n");
  } catch {
    return false;
  }
}

const nothing = () => Promise.resolve([]);
const nothingNeeded = () => Promise.resolve();

async function writeTinyConfig(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "tiny.json"), JSON.stringify(tinyRun));
}

/** The commands. */
export const injectedCommands: readonly InjectedCommand[] = [
  {
    name: "data import",
    prepare: async (folder) => {
      const names = ["Angry", "Calm", "Happy", "Sad"].flatMap((label) =>
        Array.from({ length: 25 }, (_, at) => ({ label, at }))
      );
      const files = names.map(({ label, at }, variant) => {
        const code = { Angry: "kz", Calm: "sk", Happy: "mt", Sad: "uz" }[label];
        return {
          name: `Sound Source/${label}/${1000 + at}_${code}_acik.wav`,
          content: toneWav(variant),
        };
      });
      await Deno.writeFile(join(folder, "turev.zip"), encodeZip(files));
    },
    words: (folder, out) => ["data", "import", "turev", join(folder, "turev.zip"), "--data", out],
    finished: nothing,
    outcome: (out) => hashes(out, /\.wav$/),
  },
  {
    name: "train",
    prepare: writeTinyConfig,
    words: (folder, out) => ["train", "--config", join(folder, "tiny.json"), "--runs", out],
    finished: nothing,
    outcome: (out) => hashes(out, new RegExp(`(${RUN_FILES.join("|")})$`.replaceAll(".", "\\."))),
  },
  {
    name: "tune",
    prepare: writeTinyConfig,
    words: (folder, out) => [
      ...["tune", "synthetic", "--config", join(folder, "tiny.json"), "--study", out],
      ...["--trials", "4", "--epochs-limit", "1", "--no-final"],
      ...isBegun(join(out, "journal.jsonl")) ? ["--resume"] : [],
    ],
    finished: async (out) => {
      const events = await readJournal(join(out, "journal.jsonl")).catch(() => []);
      return events.filter(({ event }) => event === "finished").map((one) => JSON.stringify(one));
    },
    outcome: async (out) => {
      const events = await readJournal(join(out, "journal.jsonl"));
      return events.filter(({ event }) => event === "asked").map((one) =>
        JSON.stringify("parameters" in one ? one.parameters : null)
      ).join("\n");
    },
  },
  {
    name: "bench",
    prepare: nothingNeeded,
    words: (_folder, out) => [
      ...["bench", "synthetic", "--budget", "smoke", "--protocols", "paper"],
      ...["--runs", join(out, "runs"), "--results", join(out, "results")],
    ],
    finished: nothing,
    outcome: async (out) => {
      const { rows } = JSON.parse(await Deno.readTextFile(join(out, "results", "summary.json")));
      return JSON.stringify(
        rows.map(({ metric, values }: { metric: string; values: number[] }) => ({
          metric,
          values,
        })),
      );
    },
  },
  {
    name: "report",
    prepare: nothingNeeded,
    words: (_folder, out) => ["report", "--out", out],
    finished: nothing,
    outcome: async (out) => {
      const { figures } = JSON.parse(await Deno.readTextFile(join(out, "report.json")));
      const page = await Deno.readTextFile(join(out, "report.html"));
      return `${figures.length} figures, whole page: ${page.trimEnd().endsWith("</html>")}`;
    },
  },
];
