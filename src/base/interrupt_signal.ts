/**
 * Out: one signal for the whole program that aborts when the user presses Ctrl-C. The first time
 * requests a clean stop (a checkpoint is saved, a journal closed); the second leaves at once.
 */

/** What {@link interruptSignal} aborts with; the command line turns it into exit code 130. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The exit code of a program that Ctrl-C ended: 128 + 2, as shells have it. */
export const INTERRUPTED_EXIT_CODE = 130;

let controller: AbortController | undefined;

/**
 * The program's interrupt signal; the first call installs the handlers of SIGINT and SIGTERM.
 * Pass it to everything that takes long: work stops at the next safe place once it is aborted.
 *
 * @example
 * ```ts
 * for (const batch of batches) {
 *   interruptSignal().throwIfAborted();
 *   train(batch);
 * }
 * ```
 */
export function interruptSignal(): AbortSignal {
  if (controller) return controller.signal;
  const installed = controller = new AbortController();
  const onSignal = () => {
    if (installed.signal.aborted) Deno.exit(INTERRUPTED_EXIT_CODE);
    console.error("\nStopping at the next safe place; press Ctrl-C again to stop at once.");
    installed.abort(new InterruptedError("Interrupted"));
  };
  Deno.addSignalListener("SIGINT", onSignal);
  // Windows knows no SIGTERM.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onSignal);
  return installed.signal;
}

/** Whether Ctrl-C was pressed; installs nothing. */
export function wasInterrupted(): boolean {
  return controller?.signal.aborted ?? false;
}

/**
 * Lets Ctrl-C be heard between two parts of a work that leaves no room for it; throws the signal's
 * reason once it was.
 */
export async function restBetween(signal?: AbortSignal): Promise<void> {
  await wait(0, signal);
  signal?.throwIfAborted();
}

/** Waits; an abort ends the wait early and throws nothing. */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  const timer = setTimeout(end, milliseconds);
  signal?.addEventListener("abort", end);
  await ended.promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", end);
}
