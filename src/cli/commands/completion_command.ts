/** The command `completion SHELL`: a script that completes the command line. */
import { Argument, type Command } from "commander";
import { bashCompletion, completionTable, fishCompletion, zshCompletion } from "../completion.ts";
import { describeProgram } from "../describe_program.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Adds `completion` to the program. */
export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("Print a script that completes commands, options and their values in a shell")
    .addArgument(
      new Argument("<shell>", "what you type commands into").choices(Object.keys(scripts)),
    )
    .addHelpText(
      "after",
      "\nThe script completes the word duygu, so give the program that name first, such as by\n" +
        "alias duygu='npx -y deno@2.9.6 run -A FOLDER/main.ts', FOLDER being this checkout's.\n\n" +
        'Examples:\n  eval "$(duygu completion bash)"    # in ~/.bashrc\n' +
        '  eval "$(duygu completion zsh)"     # in ~/.zshrc, after compinit\n' +
        "  duygu completion fish | source     # in ~/.config/fish/config.fish",
    )
    .action((shell: keyof typeof scripts) => {
      console.log(scripts[shell](completionTable(describeProgram(program))).trimEnd());
    });
}
