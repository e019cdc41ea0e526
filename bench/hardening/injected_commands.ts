/** The commands that faults are injected into: one for each that writes. Each takes seconds. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../src/base/files.ts";
import { readJournal } from "../../src/bayesopt/journal.ts";
import { encodeZip, toneWav, writeClips } from "../../src/data/made_inputs.ts";
import type { ConfigChanges } from "../../src/train/run_config.ts";
import { decodeTensors } from "../../src/train/safetensors.ts";
import { tinyRun } from "../../src/train/tiny_run.ts";
import { type InjectedCommand, listFilesBelow } from "./run_injected.ts";

const results = fileURLToPath(new URL("../../results", import.meta.url));

/** Hashes of the files below `folder` whose paths `pattern` fits, a line each. */
function hashes(folder: string, pattern: RegExp): string[] {
  return listFilesBelow(folder).filter((path) => pattern.test(path)).map((path) =>
    `${path} ${sha256(Deno.readFileSync(join(folder, path)))}`
  );
}

const nothing = () => Promise.resolve([]);

/** A described corpus of 48 short clips, and the configuration of a small network on it. */
async function prepareCorpus(folder: string): Promise<void> {
  const classes = ["angry", "calm", "happy", "sad"];
  const names = classes.flatMap((name) =>
    ["s1", "s2", "s3", "s4"].flatMap((speaker) =>
      ["t1", "t2", "t3"].map((text) => `${speaker}_${text}_${name}.wav`)
    )
  );
  await writeClips(join(folder, "clips"), names);
  const description = {
    id: "mine",
    title: "Mine",
    root: join(folder, "clips"),
    kind: "audio",
    classes,
    pattern: "{speaker}_{text}_{class}",
    codes: {},
  };
  await writeJson(join(folder, "data", "corpora", "mine.json"), description);
  const config: ConfigChanges = {
    ...tinyRun,
    corpus: "mine",
    training: { learningRate: 0.005, epochs: 8, batchSize: 4, earlyStopping: { patience: 50 } },
  };
  await writeJson(join(folder, "tiny.json"), config);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, JSON.stringify(value));
}

const corpusSources = (folder: string) => [
  join(folder, "tiny.json"),
  join(folder, "data", "corpora", "mine.json"),
  ...["s1_t1_angry", "s2_t2_calm", "s4_t3_sad"].map((name) => join(folder, "clips", `${name}.wav`)),
  ...["index", "features"].flatMap((name) => {
    const cache = join(folder, "cache", name);
    return listFilesBelow(cache).map((path) => join(cache, path));
  }),
];

const RUN_FILES = /(^|\/)(metrics\.json|predictions\.csv|history\.jsonl|best\.safetensors)$/;

/** The epochs of each unfinished run below `out` and the metrics of each finished one. */
function trained(out: string): Promise<string[]> {
  const finished = hashes(out, /(^|\/)metrics\.json$/);
  const epochs = listFilesBelow(out).filter((path) => path.endsWith("/last.safetensors"))
    .filter((path) => !finished.some((line) => line.startsWith(dirname(path))))
    .flatMap((path) => {
      const { metadata } = decodeTensors(Deno.readFileSync(join(out, path)), path);
      const { history } = JSON.parse(metadata.state) as { history: unknown[] };
      return history.map((epoch) => `${dirname(path)}: ${JSON.stringify(epoch)}`);
    });
  // A finished run keeps its epochs in its history.
  const kept = listFilesBelow(out).filter((path) => path.endsWith("/history.jsonl"))
    .flatMap((path) =>
      Deno.readTextFileSync(join(out, path)).trimEnd().split("\n")
        .map((line) => `${dirname(path)}: ${line}`)
    );
  return Promise.resolve([...finished, ...new Set([...epochs, ...kept])]);
}

/** Whether a study has written its first event whole; before that there is none to resume. */
function isBegun(journal: string): boolean {
  try {
    return Deno.readTextFileSync(journal).includes("\n");
  } catch {
    return false;
  }
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
    sources: (folder) => [join(folder, "turev.zip")],
    finished: nothing,
    outcome: (out) => Promise.resolve(hashes(out, /\.wav$/).join("\n")),
  },
  {
    name: "train",
    prepare: prepareCorpus,
    words: (folder, out) => [
      "train",
      "--config",
      join(folder, "tiny.json"),
      "--runs",
      out,
      "--data",
      join(folder, "data"),
    ],
    sources: corpusSources,
    finished: trained,
    outcome: (out) => Promise.resolve(hashes(out, RUN_FILES).join("\n")),
  },
  {
    name: "tune",
    prepare: prepareCorpus,
    words: (folder, out) => [
      "tune",
      "mine",
      "--config",
      join(folder, "tiny.json"),
      "--study",
      out,
      "--no-final",
      "--trials",
      "3",
      "--epochs-limit",
      "1",
      "--data",
      join(folder, "data"),
      ...isBegun(join(out, "journal.jsonl")) ? ["--resume"] : [],
    ],
    sources: corpusSources,
    finished: async (out) => {
      const events = await readJournal(join(out, "journal.jsonl")).catch(() => []);
      return events.filter(({ event }) => event === "finished").map((one) => JSON.stringify(one));
    },
    outcome: async (out) => {
      const events = await readJournal(join(out, "journal.jsonl"));
      const ended = new Set(
        events.flatMap((one) => one.event === "finished" ? [one.trial] : []),
      );
      const asked = events.flatMap((one) => one.event === "asked" ? [one] : []);
      const points = asked.map(({ trial, parameters }) => ({
        parameters,
        ended: ended.has(trial),
      }));
      const pictures = listFilesBelow(out).filter((path) => path.endsWith(".svg"));
      return JSON.stringify([points, pictures, hashes(out, /best\.config\.json$/)]);
    },
  },
  {
    name: "bench",
    prepare: prepareCorpus,
    words: (folder, out) => [
      "bench",
      "mine",
      "--budget",
      "smoke",
      "--protocols",
      "paper",
      "--seeds",
      "2",
      "--models",
      "denseFunctionals",
      "--data",
      join(folder, "data"),
      "--runs",
      out,
      "--results",
      join(out, "results"),
    ],
    sources: corpusSources,
    finished: trained,
    outcome: async (out) => {
      const { rows } = JSON.parse(await Deno.readTextFile(join(out, "smoke", "summary.json")));
      const values = rows.map(({ metric, values }: { metric: string; values: number[] }) => ({
        metric,
        values,
      }));
      const written = listFilesBelow(join(out, "smoke")).filter((path) => !path.includes(".tmp-"));
      return JSON.stringify([values, written]);
    },
  },
  {
    name: "report",
    prepare: async (folder) => {
      for (const path of listFilesBelow(results).filter((name) => name.endsWith(".json"))) {
        const copy = join(folder, "results", path);
        await Deno.mkdir(dirname(copy), { recursive: true });
        await Deno.copyFile(join(results, path), copy);
      }
    },
    words: (folder, out) => ["report", "--results", join(folder, "results"), "--out", out],
    sources: (folder) =>
      listFilesBelow(join(folder, "results")).map((path) => join(folder, "results", path)),
    finished: nothing,
    outcome: async (out) => {
      const { figures } = JSON.parse(await Deno.readTextFile(join(out, "report.json")));
      const page = await Deno.readTextFile(join(out, "report.html"));
      return `${figures.length} figures, whole page: ${page.trimEnd().endsWith("</html>")}`;
    },
  },
];
