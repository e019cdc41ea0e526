import { colouredText, outputColumns, wrapText } from "../base/terminal.ts";
import { printableText } from "../base/text.ts";
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

/** Options and commands whose output other programs read. */
const MACHINE_WORDS = ["--json", "--csv", "--latex", "completion", "reference"];

/**
 * Makes `console.log` and `console.error` fit for people, once for the whole program. Control
 * characters of names from untrusted files are printed as what they are; on a terminal lines are
 * broken at spaces, and coloured unless $NO_COLOR is set. What `args` request for other programs
 * stays as it is.
 */
export function guardConsole(args: readonly string[] = Deno.args): void {
  const isForMachines = args.some((word) => MACHINE_WORDS.includes(word));
  for (const [method, stream] of [["log", "stdout"], ["error", "stderr"]] as const) {
    const print = console[method].bind(console);
    const isPlain = (stream === "stdout" && isForMachines) || !Deno[stream].isTerminal();
    const dressed = (text: string) => {
      if (isPlain) return text;
      const wrapped = wrapText(text, outputColumns(stream), 2);
      return Deno.noColor ? wrapped : colouredText(wrapped);
    };
    console[method] = (...values: unknown[]) =>
      print(
        ...values.map((value) => typeof value === "string" ? dressed(printableText(value)) : value),
      );
  }
}
