/** What a source of files (a folder, a zip or a tar archive) gives, one entry at a time. */

/** One thing in a source. */
export interface SourceEntry {
  /** Path inside the source, as the source gives it: not yet checked. */
  path: string;
  kind: "file" | "folder" | "link" | "other";
  /** Size that the source claims. */
  declaredBytes: number;
  /** The content of a file; to be asked for before the next entry. */
  content(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

/** What a user downloaded. */
export interface Source {
  entries: AsyncIterable<SourceEntry>;
  /** The archive's own size; undefined for a folder. */
  sizeBytes?: number;
  /** True where the source is a single table. */
  isTable?: true;
}
