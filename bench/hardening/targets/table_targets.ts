/** Readers of tables: music, predictions, FER2013's pixels. */
import { join } from "node:path";
import type { Random } from "../../../src/base/random.ts";
import { readPixelRows, readTablePixels } from "../../../src/data/images/pixel_table.ts";
import { parseTracks } from "../../../src/music/parse_tracks.ts";
import { parsePredictions } from "../../../src/train/read_predictions.ts";
import type { FuzzTarget } from "../fuzz_target.ts";
import { mutateBytes } from "../mutate_bytes.ts";

const tracks = "name,artists,year,tempo,mode,valence,energy\n" +
  "Uzun İnce Bir Yoldayım,Âşık Veysel,1967,96.5,0,0.31,0.2\n" +
  '"A, ""B""",C,2001,120,1,0.9,0.8\nD,E,,0,1,0.5,\n';
const predictions = "clip,actual,predicted,angry,calm\na/1,angry,angry,0.9,0.1\n" +
  '"a,2",calm,angry,0.6,0.4\n';
const pixels = `emotion,pixels,Usage\n3,${"7 255 0 ".repeat(768).trim()},Training\n`;

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

/** CSV. */
export const tableTargets: FuzzTarget[] = [
  {
    name: "CSV: music",
    weight: 90,
    attempt: (random) => void parseTracks(damaged(tracks, random), "fuzz"),
  },
  {
    name: "CSV: predictions",
    weight: 90,
    attempt: (random) => void parsePredictions(damaged(predictions, random), "fuzz"),
  },
  {
    name: "CSV: pixels",
    weight: 20,
    attempt: (random, folder) => {
      const path = join(folder, "pixels.csv");
      Deno.writeTextFileSync(path, damaged(pixels, random));
      readTablePixels(path, readPixelRows(path).map(({ row }) => row));
    },
  },
];
