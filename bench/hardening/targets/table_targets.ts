/** Readers of tables: music, predictions, features, pixels, votes, trials made elsewhere. */
import { join } from "node:path";
import type { Random } from "../../../src/base/random.ts";
import { table2Space } from "../../../src/bayesopt/space.ts";
import { importTrials } from "../../../src/bayesopt/trial_table.ts";
import { readFeatureTable } from "../../../src/data/feature_table.ts";
import { ferPlusClasses, ferPlusLabels, readFerPlus } from "../../../src/data/fer_plus.ts";
import { readPixelRows, readTablePixels } from "../../../src/data/images/pixel_table.ts";
import { madeCorpus } from "../../../src/data/made_inputs.ts";
import { parseTracks } from "../../../src/music/tracks.ts";
import { parsePredictions } from "../../../src/train/predictions.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { mutateBytes } from "../mutations.ts";

const tracks = "name,artists,year,tempo,mode,valence,energy\n" +
  "Uzun İnce Bir Yoldayım,Âşık Veysel,1967,96.5,0,0.31,0.2\n" +
  '"A, ""B""",C,2001,120,1,0.9,0.8\nD,E,,0,1,0.5,\n';
const predictions = "clip,actual,predicted,angry,calm\na/1,angry,angry,0.9,0.1\n" +
  '"a,2",calm,angry,0.6,0.4\n';
const features = "name,F0,Energy,Emotion ,Type\na,1.5,-2e3,Angry,1\nb,0,1,calm,2\n";
const pixels = `emotion,pixels,Usage\n3,${"7 255 0 ".repeat(768).trim()},Training\n`;
const votes = `file,pixel_exact,${ferPlusClasses.map((name) => `ferplus_${name}`).join(",")}\n` +
  "a/b.jpg,1,4,0,0,1,3,2,0,0,0,0\nc.jpg,0,0,0,10,0,0,0,0,0,0,0\n";
const { clips } = madeCorpus({ classes: 2, speakers: 2, texts: 1, takes: 1 });
const space = table2Space();
const trials = `trial,state,value,reason,${space.map(({ name }) => name).join(",")}\n` +
  "0,finished,0.5,,0.001,10,16,32,32,32,32,32,32,200\n" +
  "1,failed,,out of memory,0.01,20,8,64,64,64,64,64,64,300\n";

const PIECES = [",", '"', '""', "\n", "\r\n", "\ufeff", "NaN", "-1", "1e999", "", " ", "\0", "İ"];

/** The table with some cells, lines or signs changed, or its bytes damaged. */
function damaged(text: string, random: Random): string {
  if (random.uniform() < 0.5) {
    return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(text), random));
  }
  const cells = text.split(/([,\n])/);
  const changes = random.integer(1, 4);
  for (let change = 0; change < changes; change++) {
    cells[random.integer(0, cells.length - 1)] = random.pick([...PIECES, ...cells]);
  }
  return cells.join("");
}

/** Writes the damaged table to `name` in `folder` and returns its path. */
function writeDamaged(folder: string, name: string, text: string, random: Random): string {
  const path = join(folder, name);
  Deno.writeTextFileSync(path, damaged(text, random));
  return path;
}

/** CSV. */
export const tableTargets: FuzzTarget[] = [
  {
    name: "CSV: music",
    weight: 120,
    attempt: (random) => void parseTracks(damaged(tracks, random), "fuzz"),
  },
  {
    name: "CSV: predictions",
    weight: 120,
    attempt: (random) => void parsePredictions(damaged(predictions, random), "fuzz"),
  },
  {
    name: "CSV: features",
    weight: 6,
    attempt: async (random, folder) =>
      void await readFeatureTable(writeDamaged(folder, "features.csv", features, random)),
  },
  {
    name: "CSV: pixels",
    weight: 6,
    attempt: (random, folder) => {
      const path = writeDamaged(folder, "pixels.csv", pixels, random);
      readTablePixels(path, readPixelRows(path).map(({ row }) => row));
    },
  },
  {
    name: "CSV: votes",
    weight: 6,
    attempt: async (random, folder) => {
      writeDamaged(folder, "rows.csv", votes, random);
      ferPlusLabels(clips, (await readFerPlus({ root: folder, clips }))!);
    },
  },
  {
    name: "CSV: trials",
    weight: 40,
    attempt: (random) => void importTrials(space, [], damaged(trials, random), "fuzz"),
  },
];
