import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../base/random.ts";
import { inOrder } from "./policies.ts";
import { rankTracks } from "./recommend_tracks.ts";
import { madeTracks } from "./testing/made_tracks.ts";

/** What {@link inOrder} makes small, counted from the beginning for each order that is tried. */
function naiveOrder(
  artists: string[],
  start: number[],
  misfit: (own: number, at: number) => number,
) {
  const costOf = (order: number[]) =>
    order.reduce((sum, own, at) => {
      const isInRow = at > 0 && artists[own] === artists[order[at - 1]];
      return sum + misfit(own, at) + 1e-6 * Math.abs(at - own) + (isInRow ? 10 * order.length : 0);
    }, 0);
  let order = start;
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    for (const from of start.keys()) {
      for (const to of start.keys()) {
        const tried = [
          order.with(from, order[to]).with(to, order[from]),
          order.toSpliced(from, 1).toSpliced(to, 0, order[from]),
        ];
        for (const other of tried) {
          if (costOf(other) >= costOf(order) - 5e-7) continue;
          [order, isBetter] = [other, true];
        }
      }
    }
  }
  return order;
}

Deno.test("an order's differences of cost lead where whole costs do", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer(),
      (count, artists, seed) => {
        const chosen = rankTracks(madeTracks(count, artists, seed));
        const random = createRandom(seed, "misfits");
        const misfits = chosen.map(() => chosen.map(() => random.uniform()));
        const misfit = (own: number, at: number) => misfits[own][at];
        const found = inOrder(chosen, (one, at) => misfit(chosen.indexOf(one), at));
        const order = found.map((one) => chosen.indexOf(one));
        const names = chosen.map(({ mainArtist }) => mainArtist);
        // Nothing that the naive search tries is better than what was found.
        assert.deepEqual(naiveOrder(names, order, misfit), order);
        // Artists in turn follow each other already: from there both go the same way.
        const isApart = names.every((name, at) => at === 0 || name !== names[at - 1]);
        if (isApart) assert.deepEqual(naiveOrder(names, [...chosen.keys()], misfit), order);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("a thousand tracks are put in order soon, one artist's not in a row", () => {
  const chosen = rankTracks(madeTracks(1000, 3));
  const target = (at: number) => at / 999;
  const ordered = inOrder(chosen, (one, at) => Math.abs(one.valenceRank - target(at)));
  assert.equal(new Set(ordered).size, 1000);
  assert.ok(ordered.every((one, at) => !at || one.mainArtist !== ordered[at - 1].mainArtist));
  const missed = ordered.reduce((sum, one, at) => sum + Math.abs(one.valenceRank - target(at)), 0);
  assert.ok(missed / 1000 < 0.05, `${missed / 1000}`);
});
