import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { checkRandomSplit, shareWithRelatives } from "./check_random_split.ts";

Deno.test("the share of test clips with relatives in training is what drawing gives", () => {
  const [groups, each, train, test] = [30, 4, 40, 40];
  const random = createRandom(5, "relatives");
  const clips = Array.from({ length: groups * each }, (_, clip) => clip % groups);
  let related = 0;
  const draws = 2000;
  for (let draw = 0; draw < draws; draw++) {
    const order = random.shuffle(clips);
    const trained = new Set(order.slice(0, train));
    related += order.slice(train, train + test).filter((group) => trained.has(group)).length;
  }
  const found = shareWithRelatives({ groups, whole: groups * each, train });
  assert.ok(Math.abs(found - related / (draws * test)) < 0.005, String(found));
});

Deno.test("a group alone has no relatives; what was measured is named", () => {
  const split = { subject: "set", source: "page 1", what: "speaker", train: 60, test: 20 };
  assert.equal(checkRandomSplit({ ...split, groups: 100, whole: 100 }).verdict, "consistent");
  const measured = { random: 0.893, heldOut: 0.366, source: "our runs" };
  const { verdict, arithmetic, source } = checkRandomSplit({
    ...{ ...split, groups: 2, whole: 100, measured },
  });
  assert.equal(verdict, "finding");
  assert.match(
    arithmetic,
    /100\.000 % of the test clips .*36\.600 % where no speaker.* leak is worth 52\.7 points$/,
  );
  assert.equal(source, "page 1; measured: our runs");
  const unmeasured = checkRandomSplit({ ...split, groups: 2, whole: 100 });
  assert.equal(unmeasured.verdict, "finding");
  assert.match(unmeasured.arithmetic, /worth was not measured here$/);
});
