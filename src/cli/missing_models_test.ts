import assert from "node:assert/strict";
import { offerSpeechTraining } from "./missing_models.ts";

const told = (isHere: boolean) => () => Promise.resolve(isHere);
const hasCorpus = told(false);

Deno.test("where nobody can be asked, the commands are told; data that are there are not fetched", async () => {
  const program = `npx -y deno@${Deno.version.deno} task duygu`;
  const none = "Expected a finished run on recordings in here, but found none";
  await assert.rejects(offerSpeechTraining({ runs: "here" }, { canAsk: false, hasCorpus }), {
    name: "UserError",
    message: `${none}; 2 commands make one (about 4 minutes): ${program} data get turev, then ` +
      `${program} train turev`,
  });
  const known = { canAsk: false, hasCorpus: told(true) };
  await assert.rejects(offerSpeechTraining({ runs: "here" }, known), {
    message: `${none}; one command makes one (about 4 minutes): ${program} train turev`,
  });
});

Deno.test("at a terminal they are run in turn if wanted, with the same folders", async () => {
  const ran: string[] = [];
  const run = (words: string[]) => {
    ran.push(words.join(" "));
    return Promise.resolve(words[0] === "train" ? 1 : 0);
  };
  const places = { runs: "r", data: "d" };
  const asked: string[] = [];
  const ask = (question?: string) => asked.push(question!) > 1;
  await assert.rejects(offerSpeechTraining(places, { canAsk: true, ask, run, hasCorpus }), {
    message: "Expected a finished run on recordings in r, but found none",
  });
  assert.deepEqual(ran, []);
  await assert.rejects(offerSpeechTraining(places, { canAsk: true, ask, run, hasCorpus }), {
    message: "train turev --data d --runs r ended with exit code 1",
  });
  assert.deepEqual(ran, ["data get turev --data d", "train turev --data d --runs r"]);
  assert.deepEqual(asked, ["Run them now?", "Run them now?"]);
  await offerSpeechTraining(places, {
    canAsk: true,
    ask: () => true,
    run: () => Promise.resolve(0),
    hasCorpus,
  });
});
