/** The command line: `deno task duygu --help`. */
import { surviveFileLimit } from "./src/base/files.ts";
import { calledCommand } from "./src/cli/called_command.ts";
import { commandList } from "./src/cli/command_list.ts";
import { reportError } from "./src/cli/exit_code.ts";
import { giveUpNetwork } from "./src/cli/give_up_network.ts";
import { guardConsole } from "./src/cli/guard_console.ts";
import { runCommandLine } from "./src/cli/run_command_line.ts";

guardConsole();
surviveFileLimit();

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  Deno.exit(reportError(event.reason, Deno.args.includes("--debug")));
});

const called = calledCommand(Deno.args);
giveUpNetwork(called);
Deno.exit(await runCommandLine(Deno.args, commandList, called));
