/**
 * The user's mistake: a wrong flag, a missing file, broken data. The command line prints
 * its one clear sentence alone, without a stack trace, with exit code 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
