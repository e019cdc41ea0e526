/** Out: the command as the user typed it, which results keep so that a reader can repeat it. */
import { withoutPassword } from "../tune/without_password.ts";

/** "duygu" and the program's arguments, without passwords, as others may read it. */
export function typedCommand(): string {
  return ["duygu", ...Deno.args].map(withoutPassword).join(" ");
}
