/** The command `notebook`: JupyterLab with Duygu's kernel, or the notebooks run without it. */
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { textTable } from "../../base/text.ts";
import { FoundFault, UserError } from "../../base/user_error.ts";
import { executeNotebooks, type NotebookResult } from "../../notebook/execute_notebook.ts";
import { provisionJupyter, startLab } from "../../notebook/jupyter.ts";
import { installKernel, kernelTitle } from "../../notebook/kernel.ts";
import {
  listNotebooks,
  type Parameters,
  readNotebook,
  stripNotebook,
  writeNotebook,
} from "../../notebook/notebook_file.ts";
import { globalOptions } from "../create_program.ts";
import { portOption, positiveOption } from "../options.ts";

/** The notebooks of this checkout. */
const notebooksFolder = fileURLToPath(new URL("../../../notebooks", import.meta.url));

interface NotebookOptions {
  install?: true;
  prefix?: string;
  lab: boolean;
  port?: number;
  browser: boolean;
  allowRoot?: true;
  execute?: true;
  strip?: true;
  html?: string;
  json?: true;
  parameter: Parameters;
  timeout: number;
}

/** Adds `notebook` to the program. */
export function addNotebookCommand(program: Command): void {
  const others = ["install", "prefix", "lab", "port", "browser", "allowRoot"];
  program
    .command("notebook")
    .description(`Install the kernel "${kernelTitle}" and start JupyterLab, or run notebooks`)
    .argument("[files...]", "notebooks for --execute and --strip; all of notebooks/ by default")
    .option("--install", "install the kernel only, for a Jupyter of your own")
    .option("--prefix <dir>", "install the kernel into <dir>/share/jupyter, not for the user")
    .option(
      "--port <number>",
      "JupyterLab's port; the next free one from 8888 by default",
      portOption,
    )
    .option("--no-browser", "do not open a browser; JupyterLab prints its address")
    .option("--allow-root", "start JupyterLab as root, as in a container")
    .option("--no-lab", "install the kernel and JupyterLab, but do not start it")
    .addOption(
      new Option("--execute", "run notebooks from first cell to last; fail where a cell fails")
        .conflicts([...others, "strip"]),
    )
    .option("--html <dir>", "with --execute: write each notebook with its outputs as a page")
    .option("--json", "with --execute: print JSON instead of a table")
    .addOption(
      new Option(
        "--parameter <name=value>",
        "with --execute: override a parameter; may be repeated",
      )
        .argParser(addParameter).default({}, "none"),
    )
    .option(
      "--timeout <seconds>",
      "with --execute: the most a cell may take",
      positiveOption,
      600,
    )
    .addOption(
      new Option("--strip", "remove outputs from the files, as they belong into git")
        .conflicts(others),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  duygu notebook\n" +
        "  duygu notebook --execute notebooks/01_stft_features.ipynb --html pages",
    )
    .action(async (files: string[], options: NotebookOptions, command: Command) => {
      const { data: dataRoot, quiet } = globalOptions(command);
      if (!options.execute) refuseExecutionOptions(command);
      const say = quiet ? () => {} : (sentence: string) => console.error(sentence);
      if (options.strip) await stripAll(await chosen(files));
      else if (options.execute) {
        const { html: htmlFolder, parameter: parameters, timeout: timeoutS } = options;
        const settings = { htmlFolder, parameters, timeoutS, dataRoot };
        report(await executeNotebooks(await chosen(files), settings, say), options.json);
      } else {
        if (files.length) throw new UserError("Expected --execute or --strip with files");
        await openLab(options, say);
      }
    });
}

/** Options that would change nothing are a mistake. */
function refuseExecutionOptions(command: Command): void {
  for (const name of ["html", "json", "parameter", "timeout"]) {
    if (command.getOptionValueSource(name) === "cli") {
      throw new UserError(`Expected --execute with --${name}`);
    }
  }
}

async function openLab(
  { install, prefix, lab, port, browser, allowRoot }: NotebookOptions,
  say: (sentence: string) => void,
): Promise<void> {
  console.log(`Kernel "${kernelTitle}": ${await installKernel(prefix)}`);
  if (install) return;
  const jupyter = await provisionJupyter("lab", say);
  if (lab) {
    if (Deno.uid() === 0 && !allowRoot) {
      throw new UserError(
        "JupyterLab does not start for root, whose files its cells may change; say --allow-root " +
          "where that is meant, as in a container",
      );
    }
    await startLab(jupyter, notebooksFolder, [
      ...port === undefined ? [] : [`--port=${port}`],
      ...browser ? [] : ["--no-browser"],
      ...allowRoot ? ["--allow-root"] : [],
    ]);
  } else console.log(`JupyterLab: ${jupyter.programs}`);
}

async function chosen(files: string[]): Promise<string[]> {
  return files.length ? files : await listNotebooks(notebooksFolder);
}

async function stripAll(files: string[]): Promise<void> {
  for (const file of files) await writeNotebook(file, stripNotebook(await readNotebook(file)));
}

/** Prints what became of each notebook. Throws an Error where a cell failed. */
function report(results: NotebookResult[], json?: true): void {
  if (json) console.log(JSON.stringify(results, null, 2));
  else {
    const rows = results.map(({ notebook, cells, durationS, failure }) => [
      notebook,
      String(cells),
      durationS.toFixed(1),
      failure === null ? "done" : "FAILED",
    ]);
    console.log(
      textTable(["notebook", "cells", "seconds", "result"], rows, ["left", "right", "right"]),
    );
  }
  const failed = results.filter(({ failure }) => failure !== null);
  for (const { notebook, failure } of failed) console.error(`\n${notebook}:\n${failure}`);
  if (failed.length) throw new FoundFault(`${failed.length} of ${results.length} notebooks failed`);
}

function addParameter(text: string, parameters: Parameters): Parameters {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new UserError(`Expected --parameter to be name=value, but found "${text}"`);
  }
  return { ...parameters, [name]: readValue(value) };
}

/** JSON where it is JSON, such as 3, true or "3"; else the text itself. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
