/** In: tracks. Out: the same, each with its place among them. */
import { percentileRanks } from "./percentile_ranks.ts";
import type { Track } from "./track.ts";

/** A track with percentile ranks of its features in the whole list, each in (0, 1). */
export interface RankedTrack {
  /** The track itself. */
  track: Track;
  /** Rank of the tempo. */
  tempoRank: number;
  /** Rank of the valence. */
  valenceRank: number;
  /** Rank of the energy. */
  energyRank: number;
  /** The main artist in lower case; the track's id where no artist is known. */
  mainArtist: string;
}

const ranked = new WeakMap<readonly Track[], RankedTrack[]>();

/** Ranks `tracks`; done once for each list. */
export function rankTracks(tracks: readonly Track[]): RankedTrack[] {
  const known = ranked.get(tracks);
  if (known) return known;
  const tempo = percentileRanks(tracks.map((track) => track.tempo));
  const valence = percentileRanks(tracks.map((track) => track.valence));
  const energy = percentileRanks(tracks.map((track) => track.energy));
  const made = tracks.map((track, at) => ({
    track,
    tempoRank: tempo[at],
    valenceRank: valence[at],
    energyRank: energy[at],
    mainArtist: track.artist.split(";")[0].trim().toLowerCase() || track.id,
  }));
  ranked.set(tracks, made);
  return made;
}
