/** The option --artists of the commands that choose music. */
import { Option } from "commander";
import { readText } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { type ArtistLanguage, parseArtistList } from "../music/artists.ts";
import { languageCode } from "../music/song_languages.ts";

/** The option; its values are what {@link readArtistLists} reads. */
export function artistsOption(): Option {
  return new Option(
    "--artists <code=file...>",
    "such as tr=artists.txt: a list, one name a line, of artists who sing in that language " +
      "where the table or the tags do not tell",
  );
}

/** Reads the lists. Throws UserError for other values than a language, "=" and a file of names. */
export async function readArtistLists(given: readonly string[] = []): Promise<ArtistLanguage[]> {
  return await Promise.all(given.map(async (one) => {
    const [, name, path] = /^([^=]*)=(.+)$/.exec(one) ?? [];
    const language = languageCode(name ?? "");
    if (language === undefined) {
      throw new UserError(
        `Expected --artists to be a language and a file, such as tr=artists.txt, but found ${one}`,
      );
    }
    return parseArtistList(await readText(path, "a list of artists"), language, path);
  }));
}
