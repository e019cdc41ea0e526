/** What a corpus file (src/data/corpora/) says about its corpus: facts, folders and names. */
import type { OfficialPart, SpeakerTraits } from "./corpus.ts";
import type { MediaKind } from "./files.ts";

/** A corpus as its publication describes it. */
export interface CorpusInfo {
  id: string;
  title: string;
  /** What is spoken, such as "Turkish"; "none" for pictures. */
  language: string;
  /** Class names in the order of the network's outputs. */
  classes: string[];
  /**
   * Clips of each class as paper S section 2.1 counts them; undefined where nothing is published.
   */
  publishedCounts?: Record<string, number>;
  /** Sizes of the parts in paper S table 1; undefined where the paper has no such row. */
  paperParts?: { train: number; validation: number; test: number };
  /** The publication. */
  reference: string;
  /** How to get the data, in words. */
  howToGet: string;
  /** Where below the data root its official layout lies. */
  officialFolder: string;
  /** True for generated data. */
  synthetic: boolean;
}

/** What a file's name tells. */
export interface ClipName extends SpeakerTraits {
  id: string;
  label: string;
  speaker: string;
  text: string;
  repetition: string;
  /** See {@link OfficialPart}; none by default. */
  part?: OfficialPart;
}

/** A file and what its name tells; sizes and hashes are added by the index. */
export interface NamedFile extends ClipName {
  /** Path below the root, with "/" on every system. */
  relativePath: string;
}

/** Something odd about a file. */
export interface CorpusProblem {
  /** Path below the root. */
  relativePath: string;
  /** A phrase that follows the path, such as "has no class in its name". */
  problem: string;
  /** Whether the file is left out of the corpus. */
  skipped: boolean;
  /** True where the file cannot be read or decoded, which does not concern its name. */
  isUnreadable?: true;
}

/** A row of a table of features or of pixels. */
interface TableRow extends ClipName {
  /** SHA-256 of the row's text. */
  sha256: string;
}

/** All that the names in a corpus folder tell, before any file's content is read. */
export type CorpusListing = FileListing | TableListing;

/** A corpus of one file a clip. */
export interface FileListing {
  kind: MediaKind;
  root: string;
  files: NamedFile[];
  problems: CorpusProblem[];
}

/** A corpus of one row a clip. */
export interface TableListing {
  kind: "features" | "images";
  root: string;
  /** Path of the table. */
  table: string;
  rows: TableRow[];
  problems: CorpusProblem[];
}

/** How one corpus is found and read. */
export interface CorpusLayout {
  info: CorpusInfo;
  /** What a table that may be the whole corpus is called; undefined where there is none. */
  tableName?: string;
  /** The corpus's root below (or at) `folder`; undefined where the corpus is not there. */
  findRoot(folder: string): Promise<string | undefined>;
  /** Reads the names below a root. Throws UserError where the layout is broken. */
  list(root: string): Promise<CorpusListing>;
}
