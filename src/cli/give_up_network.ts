/** In: the command line's arguments. Out: the process without the network, unless they need it. */
import { calledNames } from "./called_names.ts";
import { type CommandEntry, commandList } from "./command_list.ts";

/**
 * Takes the permission to use the network from this process and its workers, for good, unless the
 * command that `args` call listens or connects. Programs that it starts have permissions of their own.
 *
 * @returns whether the network was given up
 */
export function giveUpNetwork(
  args: readonly string[],
  commands: readonly CommandEntry[] = commandList,
): boolean {
  const [called, inside] = calledNames(args);
  const command = commands.find(({ name }) => name === called);
  const subcommand = command?.subcommands?.find(({ name }) => name === inside);
  if ((subcommand ?? command)?.usesNetwork) return false;
  Deno.permissions.revokeSync({ name: "net" });
  return true;
}
