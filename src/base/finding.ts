/** What an examination of this machine found: one line of the command `doctor`. */

/** One thing that was looked at. */
export interface Finding {
  /** Such as "engine" or "GPU". */
  topic: string;
  /** What is so, in a phrase. */
  found: string;
  /** What to do about it, where it is a problem. */
  advice?: string;
}
