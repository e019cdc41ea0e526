/**
 * The user's mistake: a wrong flag, a missing file, broken data. In: one clear sentence.
 * Out: an error that the command line prints alone, without a stack trace, with exit code 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
