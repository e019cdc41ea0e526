/** The command `plot RUN`: the pictures of a finished run, as PNG and SVG. */
import { join } from "node:path";
import type { Command } from "commander";
import { writeFileWhole } from "../../base/files.ts";
import { renderPng, renderSvg } from "../../plot/render.ts";
import { runPlots } from "../../report/run_plots.ts";

/** Adds `plot` to the program. */
export function addPlotCommand(program: Command): void {
  program
    .command("plot")
    .description("Draw a finished run: training, curves by class, confusion, reliability, groups")
    .argument("<run>", "folder of the run")
    .option("--out <folder>", "where the pictures go; plots in the run's folder by default")
    .addHelpText(
      "after",
      "\nWeights in closed form have no training to draw.\n\n" +
        "Example:\n  duygu plot runs/turev-emotionUnet-paper-seed1-*",
    )
    .action(async (run: string, { out = join(run, "plots") }: { out?: string }) => {
      for (const [name, spec] of Object.entries(await runPlots(run))) {
        const path = join(out, name);
        await writeFileWhole(`${path}.svg`, await renderSvg(spec));
        await writeFileWhole(`${path}.png`, await renderPng(spec));
        console.log(`${path}.png`);
      }
    });
}
