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

/**
 * Makes `console.log` and `console.error` safe for names from untrusted files, once for the whole
 * program: texts are printed as they are but for control characters.
 */
export function guardConsole(): void {
  for (const method of ["log", "error"] as const) {
    const print = console[method].bind(console);
    console[method] = (...values: unknown[]) =>
      print(...values.map((value) => typeof value === "string" ? printableText(value) : value));
  }
}
