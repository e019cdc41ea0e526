/** The command `music EMOTION…`: music for a mood, each track with the reason. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { isFolder, writeFileWhole } from "../../base/files.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { counted } from "../../base/terminal.ts";
import { didYouMean, textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { withArtistLanguages } from "../../music/artists.ts";
import { emotionOfClass, emotions, type EmotionShares } from "../../music/emotion.ts";
import {
  explainRecommendation,
  keyText,
  type Language,
  languages,
} from "../../music/explain_recommendation.ts";
import {
  indexMusic,
  type MusicLibrary,
  type OwnTrack,
  tracksCsv,
} from "../../music/music_library.ts";
import { recommendTracks } from "../../music/recommend_tracks.ts";
import {
  DEFAULT_POLICY,
  type MusicRequest,
  policies,
  type Recommendation,
} from "../../music/recommendation.ts";
import { countLanguages, languageCode } from "../../music/song_languages.ts";
import { currentIds, openTracks, type Track, type TrackList } from "../../music/tracks.ts";
import { artistsOption, readArtistLists } from "../artist_lists.ts";
import { globalOptions } from "../create_program.ts";
import { refuseParentsOptions, wholeNumberFrom } from "../options.ts";

/** Values of the options, as commander gives them. */
interface MusicOptions {
  policy: MusicRequest["policy"];
  lift?: true;
  count: number;
  seed: number;
  explicit: boolean;
  played?: string[];
  tracks?: string;
  artists?: string[];
  songLanguage?: string;
  language: Language;
  json?: true;
}

/** Adds `music` to the program. */
export function addMusicCommand(program: Command): void {
  const music = program
    .command("music")
    .description("Recommend music for an emotion, or for a mixture such as sad=0.7 neutral=0.3")
    .argument("<emotions...>", emotions.join(", "))
    .addOption(
      new Option(
        "--policy <name>",
        "valence-arousal: near the emotion on that plane; paper: tempo and key by paper F's rule",
      ).choices(policies).default(DEFAULT_POLICY),
    )
    .option("--lift", "lift the mood instead of matching it")
    .option("--count <number>", "how many tracks, up to 1000", wholeNumberFrom(1, 1000), 10)
    .option("--seed <number>", "another seed gives other music", seedOption, 0)
    .option("--no-explicit", "leave out what the table marks as explicit")
    .option("--played <ids...>", "ids of tracks just played, which are not given again")
    .option(
      "--tracks <path>",
      "a CSV table, or a folder of music; else music/tracks.csv among the data",
    )
    .option("--song-language <code>", "only what is sung in this language, such as tr")
    .addOption(artistsOption())
    .addOption(
      new Option("--language <code>", "of the reasons").choices(languages).default("en"),
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu music happy\n  duygu music sad=0.7 fear --lift" +
        "\n  duygu music calm --tracks ~/Music --song-language tr --artists tr=artists.txt",
    )
    .action(async (words: string[], options: MusicOptions, command: Command) => {
      const { data, quiet } = globalOptions(command);
      const shares = readShares(words);
      const lists = await readArtistLists(options.artists);
      const opened = options.tracks && await isFolder(options.tracks)
        ? await indexMusic(options.tracks, { quiet, signal: interruptSignal() })
        : await openTracks({ file: options.tracks, dataRoot: data });
      const list = { ...opened, tracks: withArtistLanguages(opened.tracks, lists) };
      if (!quiet) {
        const note = list.madeUp ? "none of these exists; --tracks names a table of yours" : "";
        const notes = [counted(list.tracks.length, "track"), note, leftOutText(opened)]
          .filter(Boolean).join("; ");
        console.error(`Music: ${list.source} (${notes})`);
      }
      const { policy, count, seed, explicit, played = [] } = options;
      const intent = options.lift ? "lift" : "match";
      const songLanguage = options.songLanguage === undefined
        ? undefined
        : languageIn(list.tracks, options.songLanguage);
      const chosen = recommendTracks(list.tracks, {
        shares,
        policy,
        intent,
        count,
        seed,
        explicit,
        songLanguage,
        played: currentIds(list, played),
      });
      console.log(
        options.json
          ? JSON.stringify({ source: list.source, madeUp: list.madeUp, tracks: chosen }, null, 2)
          : musicText(chosen, options.language),
      );
    });
  refuseParentsOptions(music);
  addIndexCommand(music);
}

function addIndexCommand(music: Command): void {
  music
    .command("index")
    .description("Measure your own music: tempo, key, loudness and mood of a folder's audio files")
    .argument("<folder>", "searched with the folders in it")
    .option("--csv <file>", "write the table there; `music --tracks` reads it")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nWhat was measured is kept; only files that have changed are read again. Valence and " +
        "energy are\nrough estimates from the sound, the language is what the tags tell.\n\nExample:\n  duygu music index ~/Music",
    )
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { quiet, csv, json } = command.optsWithGlobals<{
        quiet?: boolean;
        csv?: string;
        json?: true;
      }>();
      const { tracks, failed } = await indexMusic(folder, { quiet, signal: interruptSignal() });
      for (const { path, why } of failed) console.error(`Left out ${path}: ${why}`);
      if (csv !== undefined) await writeFileWhole(csv, tracksCsv(tracks));
      console.log(json ? JSON.stringify({ tracks, failed }, null, 2) : libraryText(tracks));
    });
}

/** Rows of a table without features, or files of a folder and why; "" for none. */
function leftOutText(list: TrackList | MusicLibrary): string {
  if (!list.leftOut) return "";
  if (!("failed" in list)) return `${counted(list.leftOut, "row")} without features left out`;
  const [{ path, why }] = list.failed;
  const first = `${path}: ${why}`;
  return list.leftOut === 1
    ? `1 file left out, ${first}`
    : `${list.leftOut} files left out, the first ${first}; \`music index\` names all`;
}

/** The language `given`, which one of `tracks` is in; else a UserError. */
function languageIn(tracks: readonly Track[], given: string): string {
  const language = languageCode(given);
  if (language === undefined) {
    throw new UserError(
      `Expected --song-language to be a code of ISO 639, such as tr, but found ${given}`,
    );
  }
  const counts = countLanguages(tracks);
  if (counts[language]) return language;
  const found = Object.entries(counts).map(([code, count]) => `${code}: ${count}`).join(", ");
  throw new UserError(
    `Expected music in ${language}, but ${found ? `found ${found}` : "no track has a language"}; ` +
      `a table tells it in a column "language", a file in its tags, and --artists ` +
      `${language}=FILE names artists`,
  );
}

function libraryText(tracks: readonly OwnTrack[]): string {
  return textTable(
    ["title", "artist", "tempo", "key", "valence", "energy", "language"],
    tracks.map(({ name, artist, tempo, key, mode, valence, energy, language }) => [
      name,
      artist,
      tempo.toFixed(0),
      keyText({ key, mode }, "en"),
      valence.toFixed(2),
      energy.toFixed(2),
      language ?? "",
    ]),
    ["left", "left", "right", "left", "right", "right", "left"],
  );
}

function seedOption(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("Expected a whole number.");
}

/** "sad=0.7" or "sad", which counts as 1. */
function readShares(words: string[]): EmotionShares {
  const shares: EmotionShares = {};
  for (const word of words) {
    const [name, share = "1", ...more] = word.split("=");
    const emotion = emotionOfClass(name);
    if (emotion === undefined || more.length || share === "" || !Number.isFinite(Number(share))) {
      throw new UserError(
        `Expected one of ${emotions.join(", ")}, alone or with a share such as sad=0.7, but ` +
          `found "${word}"${didYouMean(name, emotions)}`,
      );
    }
    shares[emotion] = (shares[emotion] ?? 0) + Number(share);
  }
  return shares;
}

/** Two lines a track: what it is and why. */
function musicText(chosen: Recommendation[], language: Language): string {
  const width = String(chosen.length).length;
  return chosen.map((one, at) => {
    const { name, artist, year } = one.track;
    const head = [name, artist && `— ${artist}`, year && `(${year})`].filter(Boolean).join(" ");
    const number = String(at + 1).padStart(width);
    return `${number}. ${head}\n${" ".repeat(width + 2)}${explainRecommendation(one, language)}`;
  }).join("\n");
}
