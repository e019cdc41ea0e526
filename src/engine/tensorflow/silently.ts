/**
 * Runs something that prints to standard error from C without being asked: TensorFlow's libraries
 * do while they load, before any of their settings can be reached.
 */
import { openCFunctions } from "./c_functions.ts";

const symbols = {
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
} as const;

/** Set in the process's environment, which all its workers share, while one of them mutes. */
const MUTED = "DUYGU_STANDARD_ERROR_MUTED";

const STANDARD_ERROR = 2;
const WRITE_ONLY = 1;

/**
 * Sends standard error (the process's, not only JavaScript's) nowhere until the function that it
 * returns is called. Set `DUYGU_TENSORFLOW_LOG` to see what is said.
 */
export function muteStandardError(): () => void {
  // A second worker would take the muted stream for the one to be restored.
  if (Deno.env.get("DUYGU_TENSORFLOW_LOG") || Deno.env.get(MUTED)) return () => {};
  const own = openCFunctions(symbols);
  // What is not permitted is not muted.
  if (!own) return () => {};
  Deno.env.set(MUTED, "1");
  const { dup, dup2, close, open } = own;
  const saved = dup(STANDARD_ERROR);
  const nowhere = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  dup2(nowhere, STANDARD_ERROR);
  return () => {
    dup2(saved, STANDARD_ERROR);
    close(saved);
    close(nowhere);
    Deno.env.delete(MUTED);
  };
}

/** `work`'s result, with standard error muted meanwhile. */
export function silently<T>(work: () => T): T {
  const restore = muteStandardError();
  try {
    return work();
  } finally {
    restore();
  }
}
