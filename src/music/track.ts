/** What is known of a piece of music, and a list of such pieces. */

/** A piece of music with the features that choosing needs. */
export interface Track {
  /** Unique in its list. */
  id: string;
  /** The title of the piece. */
  name: string;
  /** Names of the artists, the main one first, divided by "; "; empty where unknown. */
  artist: string;
  /** Year of release; null where unknown. */
  year: number | null;
  /** Length in milliseconds; null where unknown. */
  durationMs: number | null;
  /** Beats a minute. */
  tempo: number;
  /** Pitch class of the key: 0 C, 1 C♯, … 11 B; null where unknown. */
  key: number | null;
  /** The mode of the key. */
  mode: "major" | "minor";
  /** How positive it sounds, 0 to 1. */
  valence: number;
  /** How intense and active it sounds, 0 to 1. */
  energy: number;
}

/** Tracks to choose from. */
export interface TrackList {
  /** In the order of the file. */
  tracks: Track[];
  /** The file, or "made-up tracks". */
  source: string;
  /** True for the tracks that Duygu carries itself, which do not exist. */
  madeUp: boolean;
  /** Rows of the file without all the features. */
  leftOut: number;
}
