/**
 * The engine benchmark. What: train step and prediction of paper S's four networks (table 2), ours
 * on each engine against Keras (default and XLA) and PyTorch (eager, torch.compile, bf16 both
 * ways), and the share of this machine's measured limit in matrix products.
 *
 * Protocol: one process a contender, all standing at once, one busy at a time. Each round gives
 * every contender a turn of 2 untimed and then --steps timed steps; the order rotates; the first
 * round does not count. Medians, minima and quartiles are of all timed steps; the ratio's spread
 * is of the rounds' ratios. Memory layouts and entry points: each contender's fastest, by trial.
 * The batch is noise, already in memory. Budget: about 2 minutes a network and precision on two
 * cores, and as much again where torch.compile starts without its cache.
 *
 * Must show: train step of turev in float32 at most 0.9 of the fastest peer, bf16 at most 0.9 of
 * PyTorch's bf16, prediction at most 1.0, peak memory at most theirs.
 *
 * Run: deno run -A bench/engine.ts --install-peers
 */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { UserError } from "../src/base/user_error.ts";
import { benchEngine } from "./engine/bench_engine.ts";
import { installPeers } from "./engine/install_peers.ts";
import { ourEntrants } from "./engine/ours.ts";

const list = (text: string) => text.split(",").map((item) => item.trim()).filter(Boolean);

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError(`Expected a positive whole number, but found ${text}.`);
  }
  return value;
}

/** The command; main calls it, and so does bench/engine.ts itself. */
export function engineBenchCommand(): Command {
  return new Command("engine")
    .description("Measure train step and prediction against Keras and PyTorch")
    .option("--python <path>", "a Python that holds the peers (else $DUYGU_PYTHON)")
    .option("--install-peers", "first make such a Python in the cache folder (about 3 GB)")
    .option("--networks <ids>", "networks, by comma", list, ["turev", "anad", "banglaser", "tess"])
    .option("--precisions <names>", "float32, bfloat16 or both", list, ["float32", "bfloat16"])
    .option("--only <names>", "only these contenders, such as keras-xla,torch", list)
    .option("--rounds <count>", "rounds that count", positive, 8)
    .option("--steps <count>", "timed steps of a turn", positive, 5)
    .option("--json <file>", "where the result goes, the chart beside it", "results/engine.json")
    .addHelpText("after", "\nExample:\n  deno run -A bench/engine.ts --networks turev --rounds 12")
    .action(async ({ installPeers: install, ...options }) => {
      if (install) await installPeers(options.python);
      await benchEngine({
        ...options,
        python: install ? undefined : options.python,
        ours: ourEntrants(),
        command: ["deno run -A bench/engine.ts", ...Deno.args].join(" "),
      });
    });
}

if (import.meta.main) {
  try {
    await engineBenchCommand().exitOverride().parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    // Commander has printed its own message, and ends --help with an error of exit code 0.
    if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : 2);
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
