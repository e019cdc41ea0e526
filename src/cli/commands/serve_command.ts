/** The command `serve`: the web page that finds music for a face, a voice or a chosen emotion. */
import { isIP } from "node:net";
import { type Command, Option } from "commander";
import { readText } from "../../base/files.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { counted } from "../../base/terminal.ts";
import { UserError } from "../../base/user_error.ts";
import { withArtistLanguages } from "../../music/artists.ts";
import { indexMusic } from "../../music/music_library.ts";
import { openTracks } from "../../music/tracks.ts";
import { USE_NOTE } from "../../train/model_card.ts";
import {
  type ModelStatus,
  type TrainedModel,
  type UploadKind,
  uploadKinds,
} from "../../web/analysis.ts";
import { parseApiKey } from "../../web/api_key.ts";
import { createApp } from "../../web/create_app.ts";
import { hostName } from "../../web/request_checks.ts";
import { defaultLimits } from "../../web/request_limits.ts";
import { serve } from "../../web/serve.ts";
import { openWorkerAnalyser } from "../../web/worker_analyser.ts";
import { bestRun, exportedNotes } from "../../train/list_runs.ts";
import { CLAIM_NOTE } from "../../train/run_figures.ts";
import { artistsOption, readArtistLists } from "../artist_lists.ts";
import { globalOptions } from "../create_program.ts";
import { readyMadeFace } from "../missing_models.ts";
import { portOption, wholeNumberOption } from "../options.ts";

/** Values of the options, as commander gives them. */
interface ServeFlags {
  host: string;
  port: number;
  allowHost?: string[];
  behindProxy?: string[];
  runs: string;
  faceRun?: string;
  speechRun?: string;
  tracks?: string;
  music?: string;
  artists?: string[];
  apiKey?: string;
  postsPerMinute: number;
  postsAtOnce: number;
}

/** Adds `serve` to the program. */
export function addServeCommand(program: Command): void {
  const { postsPerMinute, postsAtOnce } = defaultLimits;
  program
    .command("serve")
    .description("Serve the web page that finds music for a face, a voice or a chosen emotion")
    .option("--host <address>", "the address to listen at", "127.0.0.1")
    .option("--port <number>", "the port; 0 takes a free one", portOption, 8000)
    .option("--allow-host <names...>", "names beside localhost under which the page is reached")
    .addOption(
      new Option(
        "--behind-proxy <addresses...>",
        "of reverse proxies, such as 127.0.0.1: who their clients are is told by X-Forwarded-For",
      ),
    )
    .option("--runs <dir>", "folder of all runs; the best suitable ones are taken", "runs")
    .option("--face-run <dir>", "the run for faces")
    .option("--speech-run <dir>", "the run for voices")
    .option("--tracks <file>", "a CSV table; else music/tracks.csv among the data")
    .addOption(
      new Option("--music <dir>", "a folder of your own audio files, which the page plays")
        .conflicts("tracks"),
    )
    .addOption(artistsOption())
    .option(
      "--api-key <file>",
      "a file whose first line is a key that every request must have; in a browser: /?key=KEY",
    )
    .option(
      "--posts-per-minute <count>",
      "requests per minute of one address, in the long run",
      wholeNumberOption,
      postsPerMinute,
    )
    .option(
      "--posts-at-once <count>",
      "requests of one address at once",
      wholeNumberOption,
      postsAtOnce,
    )
    .addHelpText(
      "after",
      "\nPhotos and recordings are processed in memory and neither stored nor logged. Browsers give " +
        "the camera only to\npages at localhost or over https: for others, put a proxy that " +
        "speaks https in front\n(docs/serve-behind-a-proxy.md) and name it by --allow-host.\n\nExamples:\n  duygu serve\n" +
        "  duygu serve --music ~/Music\n" +
        "  duygu serve --port 9000 --face-run runs/fer2013-compactResNet-official-seed1-*",
    )
    .action(async (flags: ServeFlags, command: Command) => {
      const { data, engine, quiet } = globalOptions(command);
      const signal = interruptSignal();
      const say = (sentence: string) => quiet || console.error(sentence);
      const limits = {
        ...defaultLimits,
        postsPerMinute: flags.postsPerMinute,
        postsAtOnce: flags.postsAtOnce,
      };
      const apiKey = flags.apiKey === undefined
        ? undefined
        : parseApiKey(await readText(flags.apiKey, "a file with a key"), flags.apiKey);
      const lists = await readArtistLists(flags.artists);
      const library = flags.music === undefined
        ? undefined
        : await indexMusic(flags.music, { quiet, signal });
      const opened = library ?? await openTracks({ file: flags.tracks, dataRoot: data });
      const music = { ...opened, tracks: withArtistLanguages(opened.tracks, lists) };
      const named = { photo: flags.faceRun, speech: flags.speechRun };
      const isSought = uploadKinds.some((medium) => named[medium] === undefined);
      if (isSought) {
        for (const note of await exportedNotes(flags.runs)) say(note);
      }
      const readyMadeFace = await hasReadyMadeFace(flags, say);
      const analyser = await openWorkerAnalyser({
        runsFolder: flags.runs,
        named,
        readyMadeFace,
        engine,
        limits,
        say,
      });
      try {
        const status = await analyser.status();
        for (const medium of uploadKinds) say(modelText(medium, status[medium]));
        say(USE_NOTE);
        say(`Music: ${music.source} (${music.tracks.length} tracks)`);
        for (const { path, why } of library?.failed ?? []) say(`Left out ${path}: ${why}`);
        const allowedHosts = [flags.host, ...flags.allowHost ?? []].map(allowedHost);
        const proxies = (flags.behindProxy ?? []).map(proxyAddress);
        const app = createApp({ analyser, music, limits, allowedHosts, proxies, apiKey });
        await serve(app, {
          hostname: flags.host,
          port: flags.port,
          signal,
          limits,
          onListen: (address) => console.log(`Duygu is at ${address} (Ctrl-C ends it)`),
        });
      } finally {
        analyser.dispose();
      }
    });
}

/** Whether the ready-made network for faces answers; only where there is no run on pictures. */
async function hasReadyMadeFace(
  { faceRun, runs }: ServeFlags,
  say: (sentence: string) => void,
): Promise<boolean> {
  if (faceRun !== undefined || await bestRun(runs, "images")) return false;
  try {
    await readyMadeFace(say);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(error.message);
    return false;
  }
}

function modelText(medium: UploadKind, status: ModelStatus): string {
  const what = medium === "photo" ? "Faces" : "Voices";
  if (!status.trained) return `${what}: no model is trained yet; train one by: ${status.command}`;
  const { run, synthetic, corpus, readyMade } = status;
  const source = readyMade ? ` of the ${readyMade.source}, licence ${readyMade.licence}` : "";
  const trained = `trained on ${synthetic ? "SYNTHETIC data" : corpus}${figureText(status)}`;
  return `${what}: ${run}${source} (${trained})${status.claimed ? `. ${CLAIM_NOTE}` : ""}`;
}

/** How often a network is right, as the end of a sentence. */
function figureText({ unfinished, accuracy, accuracyFolds }: TrainedModel): string {
  if (unfinished) {
    return "; UNFINISHED: its training was interrupted, and how often it is right was not measured";
  }
  if (accuracy === null) return "";
  const on = accuracyFolds === null
    ? "on its test set"
    : `in the mean over ${counted(accuracyFolds, "fold")}, of networks trained on a part of that`;
  return `, ${(100 * accuracy).toFixed(1)} % right ${on}`;
}

/** A name under which the page may be requested, as requests are compared with it. */
function allowedHost(given: string): string {
  const name = hostName(given);
  if (name !== undefined) return name;
  throw new UserError(
    `Expected --allow-host to be a host's name, such as duygu.example, but found ${given}`,
  );
}

/** An address as sockets write it. */
function proxyAddress(given: string): string {
  if (isIP(given) !== 0) return given;
  throw new UserError(
    `Expected --behind-proxy to be an address, such as 127.0.0.1 or ::1, but found ${given}`,
  );
}
