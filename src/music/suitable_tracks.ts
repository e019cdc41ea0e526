/** Which tracks of a list are worth recommending: no karaoke, no song twice. */
import { mainArtist } from "./artists.ts";
import type { Track } from "./tracks.ts";

/** How karaoke and its like call themselves, in titles and among artists. */
const KARAOKE =
  /\bkaraoke\b|\bin the style of\b|\bmade famous by\b|\boriginally performed by\b|\bbacking track\b|\btribute (?:to|band|version)\b/i;

/** What stands in brackets or behind a dash where a title is one more version of a song. */
const VERSION =
  /\b(?:remaster(?:ed)?|version|live|edit|mono|stereo|acoustic|demo|mix|single|album|bonus track|deluxe|anniversary|sped up|slowed|explicit|clean|feat|ft)\b/i;

const suitable = new WeakMap<readonly Track[], ReadonlySet<Track>>();

/**
 * The tracks of `tracks` without karaoke, and one of those that are one song of one main artist:
 * the one whose title names no version, else the first. Of nothing but karaoke all are kept. Done
 * once for each list.
 */
export function suitableTracks(tracks: readonly Track[]): ReadonlySet<Track> {
  const known = suitable.get(tracks);
  if (known) return known;
  const songs = new Map<string, { track: Track; isVersion: boolean }>();
  for (const track of tracks) {
    if (KARAOKE.test(track.name) || KARAOKE.test(track.artist)) continue;
    const title = plainTitle(track.name);
    const artist = mainArtist(track);
    const isVersion = title !== track.name.trim().toLowerCase();
    const song = JSON.stringify([artist, title]);
    const before = songs.get(song);
    if (!before || (before.isVersion && !isVersion)) songs.set(song, { track, isVersion });
  }
  const kept = new Set(
    songs.size === 0 ? tracks : [...songs.values()].map(({ track }) => track),
  );
  suitable.set(tracks, kept);
  return kept;
}

/** "Song" of "Song (2011 Remaster)" and of "Song - Live at home", in lower case. */
function plainTitle(name: string): string {
  return name.toLowerCase()
    .replace(/[([][^()[\]]*[)\]]/g, (whole) => VERSION.test(whole) ? "" : whole)
    .replace(/ - (.*)$/, (whole, rest) => VERSION.test(rest) ? "" : whole)
    .trim();
}
