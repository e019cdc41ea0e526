/** Out: the command as the user typed it, which results keep so that a reader can repeat it. */
import { withoutPassword } from "../tune/queue.ts";

/** "duygu" and `args`, without passwords, as others may read it; quoted where they have spaces. */
export function typedCommand(args: readonly string[] = Deno.args): string {
  const quoted = args.map((word) => /\s|^$/.test(word) ? JSON.stringify(word) : word);
  return ["duygu", ...quoted].map(withoutPassword).join(" ");
}
