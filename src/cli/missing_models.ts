/** What to do where no network is trained yet: the ready-made one for faces, two commands for voices. */
import { fileURLToPath } from "node:url";
import { fetchOnce } from "../base/processes.ts";
import { UserError } from "../base/user_error.ts";
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

/** What makes a network for voices, one after the other; words of the program. */
export const speechCommands = ["data get turev", "train turev"];

/** How long they take on two cores. */
const MINUTES = 4;

/** Where data and runs go. */
interface Places {
  data?: string;
  runs: string;
}

/**
 * Says which commands make a network for voices, and runs them where somebody at a terminal wants
 * that. Returns whether there is a network now. Throws UserError where nobody can be asked or the
 * answer is no, and where a command fails.
 */
export async function offerSpeechTraining(
  { data, runs }: Places,
  { canAsk = canAskHere(), ask = confirm, run = runHere } = {},
): Promise<void> {
  const none = `Expected a finished run on recordings in ${runs}, but found none`;
  const [get, train] = speechCommands;
  if (!canAsk) {
    throw new UserError(
      `${none}; two commands make one (about ${MINUTES} minutes): ` +
        `deno task duygu ${get}, then deno task duygu ${train}`,
    );
  }
  console.error(`${none}. Two commands make one (about ${MINUTES} minutes):`);
  for (const words of speechCommands) console.error(`  deno task duygu ${words}`);
  if (!ask("Run them now?")) throw new UserError(none);
  const where = data === undefined ? [] : ["--data", data];
  for (
    const words of [[...get.split(" "), ...where], [...train.split(" "), ...where, "--runs", runs]]
  ) {
    const code = await run(words);
    if (code !== 0) throw new UserError(`${words.join(" ")} ended with exit code ${code}`);
  }
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
