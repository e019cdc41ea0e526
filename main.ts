/** The command line: `deno task duygu --help`. */
import { reportError } from "./src/cli/exit_code.ts";
import { giveUpNetwork } from "./src/cli/give_up_network.ts";
import { guardConsole } from "./src/cli/guard_console.ts";
import { runCommandLine } from "./src/cli/run_command_line.ts";

guardConsole();

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  Deno.exit(reportError(event.reason, Deno.args.includes("--debug")));
});

giveUpNetwork(Deno.args);
Deno.exit(await runCommandLine(Deno.args));
