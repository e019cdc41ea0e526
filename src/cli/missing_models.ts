/** What to do where no network is trained yet: the ready-made one for faces, commands for voices. */
import { fileURLToPath } from "node:url";
import { fetchOnce } from "../base/processes.ts";
import { UserError } from "../base/user_error.ts";
import { findCorpusRoot } from "../data/find_corpus.ts";
import { corpusLayout } from "../data/registry.ts";
import { provisionPretrainedFace, provisionSecondFace } from "../exchange/provision_pretrained.ts";
import { type PretrainedFace, pretrainedFace } from "../train/pretrained_face.ts";
import { taskFlags } from "./task_flags.ts";

/**
 * The ready-made networks for faces, their weights fetched where they are missing; the second, which
 * npm has, only in tasks that may start npm. Throws UserError
 * where they cannot be had, such as in a task that may start no programs.
 */
export async function readyMadeFace(say: (sentence: string) => void): Promise<PretrainedFace> {
  const what = "The ready-made network for faces";
  return await fetchOnce({ what, command: "deno task doctor", megabytes: 1 }, async () => {
    await provisionPretrainedFace(say);
    await provisionSecondFace(say);
    return pretrainedFace();
  });
}

/** The corpus whose recordings make a network for voices. */
const CORPUS = "turev";

/** What makes a network for voices, one after the other; words of the program. */
function speechCommands(hasCorpus: boolean): string[] {
  return [...hasCorpus ? [] : [`data get ${CORPUS}`], `train ${CORPUS}`];
}

/** As README.md begins its commands: it needs no Deno of one's own. */
const PROGRAM = `npx -y deno@${Deno.version.deno} task duygu`;

/** How long they take on two cores. */
const MINUTES = 4;

/** Where data and runs go. */
interface Places {
  data?: string;
  runs: string;
}

/**
 * Says which commands make a network for voices, and runs them where somebody at a terminal wants
 * that; data that are here are not fetched. Throws UserError where nobody can be asked or the answer
 * is no, and where a command fails.
 */
export async function offerSpeechTraining(
  { data, runs }: Places,
  { canAsk = canAskHere(), ask = confirm, run = runHere, hasCorpus = isHere } = {},
): Promise<void> {
  const none = `Expected a finished run on recordings in ${runs}, but found none`;
  const commands = speechCommands(await hasCorpus(data));
  const what = commands.length === 1 ? "one command makes" : `${commands.length} commands make`;
  const offer = `${what} one (about ${MINUTES} minutes)`;
  if (!canAsk) {
    const typed = commands.map((words) => `${PROGRAM} ${words}`).join(", then ");
    throw new UserError(`${none}; ${offer}: ${typed}`);
  }
  console.error(`${none}; ${offer}:`);
  for (const words of commands) console.error(`  ${PROGRAM} ${words}`);
  const question = commands.length === 1 ? "Run it now?" : "Run them now?";
  if (!ask(question)) throw new UserError(none);
  const where = data === undefined ? [] : ["--data", data];
  for (const command of commands) {
    const into = command.startsWith("train") ? ["--runs", runs] : [];
    const words = [...command.split(" "), ...where, ...into];
    const code = await run(words);
    if (code !== 0) throw new UserError(`${words.join(" ")} ended with exit code ${code}`);
  }
}

/** Whether the corpus is among the data. */
async function isHere(data?: string): Promise<boolean> {
  return await findCorpusRoot(await corpusLayout(CORPUS), { dataRoot: data }) !== undefined;
}

/** Whether somebody sits at a terminal, and Deno may be started. */
function canAskHere(): boolean {
  const query = { name: "run", command: Deno.execPath() } as const;
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal() &&
    Deno.permissions.querySync(query).state === "granted";
}

/** Runs the program with `words` under the permissions of the task duygu; its exit code. */
async function runHere(words: string[]): Promise<number> {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const args = ["run", ...taskFlags("duygu"), main, ...words];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  return code;
}
