/**
 * The user's mistake: a wrong flag, a missing file, broken data. The command line prints
 * its one clear sentence alone, without a stack trace, with exit code 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/**
 * What a check found wrong, as it is meant to: the command line prints the sentence alone, with
 * exit code 1.
 */
export class FoundFault extends Error {
  override readonly name = "FoundFault";
}
