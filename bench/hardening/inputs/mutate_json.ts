/** In: a value that JSON holds and a random stream. Out: the text of a similar one gone wrong. */
import type { Random } from "../../../src/base/random.ts";
import { mutateBytes, SOUND_SHARE } from "./mutate_bytes.ts";

/** What stands where something else is expected. */
const ODD_VALUES: unknown[] = [
  null,
  true,
  "",
  "x",
  "../../etc/passwd",
  "\u0000",
  "İıŞğ",
  [],
  {},
  -1,
  0,
  0.5,
  1e308,
  -0,
  2 ** 53,
  [[[[]]]],
  { kind: "emotionUnet" },
];
const ODD_NAMES = ["__proto__", "constructor", "prototype", "toString", "", "length", "kind"];

/**
 * One to three fields changed, lost or added; now and then the text itself is damaged as well, and
 * few are left as they are.
 */
export function mutateJson(sound: unknown, random: Random): string {
  if (random.uniform() < SOUND_SHARE) return JSON.stringify(sound);
  let value = structuredClone(sound);
  const changes = random.integer(1, 3);
  for (let change = 0; change < changes; change++) value = changed(value, random);
  const text = JSON.stringify(value);
  if (random.uniform() < 0.75) return text;
  return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(text), random));
}

function changed(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random.uniform() < 0.15) {
    return random.pick(ODD_VALUES);
  }
  const names = Object.keys(value);
  const action = random.uniform();
  if (names.length === 0 || action < 0.1) {
    // Through text, as JSON.parse alone makes a field of its own called __proto__.
    const field = JSON.stringify({ [random.pick(ODD_NAMES)]: random.pick(ODD_VALUES) });
    const text = JSON.stringify(value);
    return Array.isArray(value)
      ? [...value, JSON.parse(field)]
      : JSON.parse(`${text.slice(0, -1)}${names.length ? "," : ""}${field.slice(1)}`);
  }
  const name = random.pick(names);
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (action < 0.2) delete copy[name];
  else copy[name] = changed(copy[name], random);
  return copy;
}
