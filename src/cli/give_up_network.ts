/** In: the command called. Out: the process without the network, unless the command needs it. */
import type { CalledCommand } from "./called_command.ts";

/**
 * Takes the permission to use the network from this process and its workers, for good, unless the
 * command listens or connects. Programs that it starts have permissions of their own.
 *
 * @returns whether the network was given up
 */
export function giveUpNetwork({ command, subcommand }: CalledCommand): boolean {
  if ((subcommand ?? command)?.usesNetwork) return false;
  Deno.permissions.revokeSync({ name: "net" });
  return true;
}
