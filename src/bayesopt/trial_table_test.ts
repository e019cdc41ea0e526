import assert from "node:assert/strict";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { type SpaceInput, spaceSchema } from "./space.ts";
import { openStudy } from "./study.ts";
import { exportTrials, importTrials } from "./trial_table.ts";

const space: SpaceInput = [
  { kind: "real", name: "rate", low: 1e-4, high: 1e-1, scale: "log" },
  { kind: "integer", name: "epochs", low: 5, high: 100 },
  { kind: "categorical", name: "batch", choices: [8, "six, teen", true] },
];
const checked = spaceSchema.parse(space);

Deno.test("what is exported comes back the same, and a second import adds nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    const first = await openStudy({ path: `${folder}/a.jsonl`, definition: { space } });
    for (let call = 0; call < 6; call++) {
      const { number } = (await first.ask())!;
      if (call === 2) await first.fail(number, 'crashed, "badly"\nin two lines');
      else await first.finish(number, 1 / (call + 3));
    }
    await first.ask();
    const text = exportTrials(checked, first.trials);
    const second = await openStudy({ path: `${folder}/b.jsonl`, definition: { space } });
    for (let time = 0; time < 2; time++) {
      await second.add((trials) => importTrials(checked, trials, text, "a.csv"));
    }
    const facts = (study: typeof first) =>
      study.trials.slice(0, 6).map(({ parameters, state, value, reason }) => {
        return { parameters, state, value, reason };
      });
    assert.equal(second.trials.length, 6, "the trial without a result is left out");
    assert.deepEqual(facts(second), facts(first));
    assert.ok(second.trials.every((trial) => trial.origin === "imported"));
    assert.equal((await second.ask())!.number, 6);
    await first.close();
    await second.close();
  });
});

Deno.test("tables made by hand may name columns by the dimensions and hold NaN", () => {
  const text = "value,rate,epochs,batch\n0.5,0.001,10,8\nNaN,0.002,20,true\n,0.003,30,8\n";
  const events = importTrials(checked, [], text, "hand.csv");
  assert.deepEqual(events.map((event) => event.event), ["asked", "finished", "asked", "failed"]);
});

Deno.test("malformed tables are refused with row and column", () => {
  const cases: [string, RegExp][] = [
    ["rate,epochs,batch\n0.001,10,8\n", /Expected a column value in hand.csv row 1/],
    ["value,rate,batch\n1,0.001,8\n", /Expected a column epochs in hand.csv row 1/],
    ["value,rate,epochs,batch\nx,0.001,10,8\n", /Expected value to be a number in .* found x/],
    ["value,rate,epochs,batch\n1,7,10,8\n", /Expected rate to be a number from 0.0001 to 0.1 in/],
    ["value,rate,epochs,batch\n1,0.001,10,9\n", /Expected batch to be one of .* in hand.csv row 1/],
    [
      "value,rate,epochs,batch\n1,0.001\n",
      /Could not read the table hand.csv: its header has 4 cells, but row 2 has 2/,
    ],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => importTrials(checked, [], text, "hand.csv"), message);
  }
});
