import assert from "node:assert/strict";
import { offerSpeechTraining } from "./missing_models.ts";

Deno.test("where nobody can be asked, the two commands are told", async () => {
  await assert.rejects(offerSpeechTraining({ runs: "here" }, { canAsk: false }), {
    name: "UserError",
    message: "Expected a finished run on recordings in here, but found none; two commands make " +
      "one (about 4 minutes): deno task duygu data get turev, then deno task duygu train turev",
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
  await assert.rejects(offerSpeechTraining(places, { canAsk: true, ask, run }), {
    message: "Expected a finished run on recordings in r, but found none",
  });
  assert.deepEqual(ran, []);
  await assert.rejects(offerSpeechTraining(places, { canAsk: true, ask, run }), {
    message: "train turev --data d --runs r ended with exit code 1",
  });
  assert.deepEqual(ran, ["data get turev --data d", "train turev --data d --runs r"]);
  assert.deepEqual(asked, ["Run them now?", "Run them now?"]);
  await offerSpeechTraining(places, {
    canAsk: true,
    ask: () => true,
    run: () => Promise.resolve(0),
  });
});
