/** Something in a FLAC file that no encoder writes: the file is damaged. */
export class FlacSyntaxError extends Error {
  override readonly name = "FlacSyntaxError";
}
