/** A command that faults are injected into, and how to tell that nothing of it was lost. */

/** A command under test. */
export interface InjectedCommand {
  name: string;
  /** Makes what the command needs in `folder`, once. */
  prepare(folder: string): Promise<void>;
  /** The words of the command line that writes into `out`; the same words again go on. */
  words(folder: string, out: string): string[];
  /** Files that it reads, as paths, which may be damaged or go missing. */
  sources(folder: string): string[];
  /** What is finished in `out` after a fault and may not be lost, as texts. */
  finished(out: string): Promise<string[]>;
  /** What the command has made in `out` once it is done; equal for every way to get there. */
  outcome(out: string): Promise<string>;
}

/** A command that is prepared in a folder and has run once without any fault. */
export interface Scene {
  command: InjectedCommand;
  folder: string;
  /** What the undisturbed run made. */
  expected: string;
  /** Bytes of the files that it made. */
  bytes: number;
  /** How long it took. */
  durationMs: number;
  signal: AbortSignal;
}
