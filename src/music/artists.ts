/**
 * Names of artists, and lists of the user's own that say in which language they sing. Nothing else
 * is known here about who sings in which language.
 */
import { UserError } from "../base/user_error.ts";
import type { Track } from "./tracks.ts";

/** The single names of "A; B", and of "A feat. B" as tags have it; the main one first. */
export function artistNames(artist: string): string[] {
  return artist.split(/;|\s\(?(?:feat|ft)\b\.?\s*/i).map((name) => name.replace(/\)$/, "").trim())
    .filter(Boolean);
}

/** As {@link folded} writes it; the track's id where none is known, for nothing says who it is. */
export function mainArtist({ artist, id }: Pick<Track, "artist" | "id">): string {
  return folded(artistNames(artist)[0] ?? "") || id;
}

/** Without case and accents, the dotless ı as i: as one types names, not as they are spelt. */
export function folded(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ı", "i")
    .replace(/\s+/g, " ").trim();
}

/** Artists who sing in a language. */
export interface ArtistLanguage {
  /** A code of ISO 639. */
  language: string;
  /** Names as {@link folded} writes them. */
  artists: ReadonlySet<string>;
}

/**
 * Reads a list of artists, a name a line; a line that begins with "#" is a comment.
 *
 * @throws UserError where it holds no name
 */
export function parseArtistList(text: string, language: string, source: string): ArtistLanguage {
  const names = text.split(/\r?\n/).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (names.length === 0) {
    throw new UserError(`Expected ${source} to hold names of artists, one a line, but found none`);
  }
  return { language, artists: new Set(names.map(folded)) };
}

/**
 * `tracks` with the language of the first list that has one of their artists, where neither table
 * nor tags tell theirs.
 */
export function withArtistLanguages<T extends Track>(
  tracks: readonly T[],
  lists: readonly ArtistLanguage[],
): T[] {
  return tracks.map((track) => {
    if (track.language !== undefined) return track;
    const names = artistNames(track.artist).map(folded);
    const found = lists.find(({ artists }) => names.some((name) => artists.has(name)));
    return found ? { ...track, language: found.language } : track;
  });
}
