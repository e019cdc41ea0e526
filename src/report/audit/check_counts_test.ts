import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import {
  checkCitation,
  checkExtremes,
  checkLimits,
  checkQuoted,
  checkRandomSplit,
  checkShares,
  checkSplit,
  checkTotal,
  shareWithRelatives,
} from "./check_counts.ts";
import { entry } from "./testing/printed.ts";

const place = { subject: "set", source: "page 1" };

Deno.test("counts are added up, and what is missing is named", () => {
  const right = checkTotal({ ...place, counts: { a: 3, b: 4 }, stated: 7 });
  assert.deepEqual([right.verdict, right.arithmetic], ["consistent", "3 + 4 = 7; stated: 7"]);
  const less = checkTotal({ ...place, counts: { a: 3, b: 4 }, stated: 9 });
  assert.deepEqual(
    [less.verdict, less.arithmetic],
    ["inconsistent", "3 + 4 = 7; stated: 9, 2 more"],
  );
  assert.match(checkTotal({ ...place, counts: { a: 3 }, stated: 1 }).arithmetic, /2 fewer$/);
});

const split = (whole: number, train: number, test: number) =>
  checkSplit(entry("splits", {
    subject: "set",
    source: "Table 1",
    whole,
    parts: { training: { count: train, share: "75 %" }, test: { count: test } },
  })).map(({ verdict }) => verdict);

Deno.test("parts add up to the set, and a part is its share, a clip more or less", () => {
  assert.deepEqual(split(1735, 1301, 434), ["consistent", "consistent"]);
  assert.deepEqual(split(1800, 1301, 434), ["inconsistent", "consistent"]);
  assert.deepEqual(split(1735, 1200, 535), ["consistent", "inconsistent"]);
});

const verdict = (...texts: string[]) =>
  checkShares(entry("shares", {
    subject: "classes",
    source: "page 1",
    shares: Object.fromEntries(texts.map((text, at) => [`class ${at}`, text])),
  })).verdict;

Deno.test("shares add up to 100 %, but for their rounding", () => {
  assert.equal(verdict("33.3 %", "33.3 %", "33.3 %"), "consistent");
  assert.equal(verdict("50 %", "50 %"), "consistent");
  assert.equal(verdict("33.3 %", "33.3 %", "32.3 %"), "inconsistent");
  assert.equal(verdict("0.50", "0.60"), "inconsistent");
});

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
    ...split,
    groups: 2,
    whole: 100,
    measured,
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

const cited = (authors: string[], year: number, own: string, title?: string) =>
  checkCitation({ subject: "set", source: "page 2", authors, year, title, own });

Deno.test("a citation is right by first author and year, whatever the accents", () => {
  assert.equal(cited(["Özgür"], 2020, "Ozgur et al., 2020, A corpus").verdict, "consistent");
  assert.equal(cited(["Smith", "Doe"], 2011, "Smith & Doe, 2011, Set").verdict, "consistent");
});

Deno.test("another author is another work, and another year may be another version", () => {
  const own = "Smith et al., 2011, A set of speech, doi 10.1/2020";
  const { verdict, arithmetic } = cited(["Mith"], 2011, own, "A set of texts");
  assert.equal(verdict, "inconsistent");
  assert.equal(arithmetic, `cited: Mith, 2011, A set of texts; its own: ${own}: Mith is not in it`);
  assert.equal(cited(["Smith"], 2012, own).verdict, "undetermined");
  assert.equal(cited(["Smith"], 201, own).verdict, "undetermined");
});

Deno.test("values outside and at a limit are named", () => {
  const check = (value: number) =>
    checkLimits({
      subject: "optimum",
      source: "Table 2",
      values: { epochs: { value, low: 5, high: 100 }, batch: { value: 8, low: 1, high: 128 } },
    });
  assert.deepEqual([check(50).verdict, check(50).arithmetic], ["consistent", "all 2 inside"]);
  assert.equal(check(100).arithmetic, "all 2 inside; at a limit: epochs 100 (5 to 100)");
  assert.deepEqual(
    [check(101).verdict, check(101).arithmetic],
    ["inconsistent", "1 of 2 outside: epochs 101 (5 to 100)"],
  );
});

const extremesVerdict = (which: "highest" | "lowest", ...named: string[]) =>
  checkExtremes(entry("extremes", {
    subject: "recall",
    source: "text",
    which,
    named,
    values: { happy: "89 %", sad: "86 %", fear: "87 %", angry: "86 %" },
  })).verdict;

Deno.test("the named are compared with as many from the list's end, ties granted", () => {
  assert.equal(extremesVerdict("highest", "happy"), "consistent");
  assert.equal(extremesVerdict("highest", "fear", "happy"), "consistent");
  assert.equal(extremesVerdict("highest", "happy", "sad"), "inconsistent");
  assert.equal(extremesVerdict("lowest", "angry"), "consistent");
  assert.equal(extremesVerdict("lowest", "sad"), "consistent");
  assert.equal(extremesVerdict("lowest", "happy"), "inconsistent");
  assert.equal(extremesVerdict("highest", "surprise"), "inconsistent");
});

const quotedVerdict = (...texts: string[]) =>
  checkQuoted(entry("quoted", {
    subject: "accuracy",
    figures: texts.map((value, at) => ({ source: `page ${at}`, value })),
  })).verdict;

Deno.test("figures agree where one value can be printed as all of them", () => {
  assert.equal(quotedVerdict("86 %", "86.25 %"), "consistent");
  assert.equal(quotedVerdict("86 %", "0.8594"), "consistent");
  assert.equal(quotedVerdict("56.55 %", "59.55 %", "59.55 %"), "inconsistent");
  // Either may be a rounding of the first, but not both of one value.
  assert.equal(quotedVerdict("86 %", "85.6 %", "86.4 %"), "inconsistent");
});
