/** The command `data shares`: how many clips each class of a corpus has, drawn as bars and as pie. */
import { join } from "node:path";
import type { Command } from "commander";
import { textTable } from "../../../base/text.ts";
import { writeFileWhole } from "../../../base/files.ts";
import { countByClass, requireCorpus } from "../../../data/find_corpus.ts";
import {
  type ClassCount,
  classSharesBar,
  classSharesPie,
  percent,
  type PublishedShares,
  totalCount,
} from "../../../plot/class_shares.ts";
import { renderPng, renderSvg } from "../../../plot/render.ts";
import { publishedClassShares } from "../../../report/published/published_figure.ts";

interface SharesFlags {
  data?: string;
  quiet?: true;
  out: string;
  json?: true;
}

/** Adds `shares` to `data`. */
export function addSharesCommand(data: Command): void {
  data
    .command("shares")
    .description("Draw how many clips each class of a corpus has, as bars and as pie")
    .argument("<corpus>", "id of the corpus")
    .option("--out <folder>", "where the pictures go", "shares")
    .option("--json", "print the counts as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu data shares fer2013 --out pictures")
    .action(async (id: string, _options: object, command: Command) => {
      const { data, quiet, out, json }: SharesFlags = command.optsWithGlobals();
      const corpus = await requireCorpus(id, { dataRoot: data, quiet });
      const counts = countByClass(corpus.clips, corpus.classes);
      const classes = corpus.classes.map((name) => ({ name, count: counts[name] }));
      const published = publishedClassShares(id);
      const { synthetic } = corpus;
      const labels = { title: `${corpus.title}: share of each class`, synthetic };
      const plots = {
        bar: classSharesBar(classes, labels, published),
        pie: classSharesPie(classes, labels),
      };
      const paths: string[] = [];
      for (const [name, spec] of Object.entries(plots)) {
        const path = join(out, `${id}-${name}`);
        await writeFileWhole(`${path}.svg`, await renderSvg(spec));
        await writeFileWhole(`${path}.png`, await renderPng(spec));
        paths.push(`${path}.png`);
      }
      if (json) console.log(JSON.stringify(counts, null, 2));
      else console.log([sharesText(classes, published), ...paths].join("\n"));
    });
}

/** Count and share of each class, beside the published share where there is one. */
function sharesText(classes: ClassCount[], published?: PublishedShares): string {
  const total = totalCount(classes);
  const header = ["class", "clips", "share", ...published ? ["published"] : []];
  const rows = classes.map(({ name, count }) => {
    const given = published?.shares[name];
    const cells = [name, String(count), percent(count / total)];
    return published ? [...cells, given === undefined ? "-" : percent(given)] : cells;
  });
  const note = published ? [`published: ${published.source}`] : [];
  const table = textTable(
    header,
    [...rows, ["all", String(total), "", ""].slice(0, header.length)],
    ["left", "right", "right", "right"],
  );
  return [table, ...note].join("\n");
}
