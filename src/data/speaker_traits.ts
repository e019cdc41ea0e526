/** What is known of speakers as persons (sex, age), and the groups that clips fall into by it. */
import { foldName, smallLetters } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import type { Clip, SpeakerTraits } from "./corpus.ts";
import { readCsv } from "./feature_table.ts";

/** What metrics are told apart by. */
export const traits = ["sex", "age"] as const;

/** See {@link traits}. */
export type Trait = typeof traits[number];

/** How columns of published tables are called, such as CREMA-D's "ActorID" and "Sex". */
const COLUMNS: Record<"speaker" | Trait, readonly string[]> = {
  speaker: ["speaker", "speakerid", "actor", "actorid", "subject"],
  sex: ["sex", "gender"],
  age: ["age", "ageyears", "agegroup"],
};

const SEXES: Record<string, string> = {
  f: "female",
  w: "female",
  woman: "female",
  m: "male",
  man: "male",
};

/** One spelling: "female" for F, Female and woman; what is none of the usual words stays. */
export function sexName(word: string): string {
  return SEXES[foldName(word.trim())] ?? smallLetters(word.trim());
}

/**
 * Speakers by what stands at {speaker}, from a CSV file with the column speaker (or actor, ActorID,
 * subject) and sex (or gender), age, or both; empty cells are not known. Throws UserError where
 * columns are missing, a speaker is empty, or one speaker is described in two ways.
 *
 * @example
 * ```ts
 * await readSpeakerTable("VideoDemographics.csv"); // {"1001": {sex: "male", age: "51"}, …}
 * ```
 */
export async function readSpeakerTable(path: string): Promise<Record<string, SpeakerTraits>> {
  const [header = [], ...rows] = await readCsv(path);
  const names = header.map((name) => foldName(name.replace(/[ _.-]/g, "")));
  const column = (of: keyof typeof COLUMNS) =>
    names.findIndex((name) => COLUMNS[of].includes(name));
  const [speakerAt, sexAt, ageAt] = [column("speaker"), column("sex"), column("age")];
  if (speakerAt < 0 || (sexAt < 0 && ageAt < 0)) {
    throw new UserError(
      `Expected ${path} to have the columns speaker and sex, age or both, but found ${
        header.join(", ") || "none"
      }`,
    );
  }
  const found: Record<string, SpeakerTraits> = {};
  for (const [row, cells] of rows.entries()) {
    const name = cells[speakerAt];
    if (!name) {
      throw new UserError(`Expected line ${row + 2} of ${path} to name a speaker, but it is empty`);
    }
    const own: SpeakerTraits = {
      ...sexAt >= 0 && cells[sexAt] ? { sex: sexName(cells[sexAt]) } : {},
      ...ageAt >= 0 && cells[ageAt] ? { age: cells[ageAt] } : {},
    };
    const known = Object.hasOwn(found, name) ? found[name] : undefined;
    if (known && JSON.stringify(known) !== JSON.stringify(own)) {
      throw new UserError(
        `Expected ${path} to describe the speaker ${name} in one way, but line ${row + 2} differs`,
      );
    }
    found[name] = own;
  }
  return found;
}

/** More different ages in years than this are told by decades. */
const AGES_AT_MOST = 4;

/** The group of each clip by one trait; "" where it is not known. */
export interface TraitGroups {
  trait: Trait;
  /** By the clip's id. */
  groupOf: ReadonlyMap<string, string>;
}

/**
 * The groups by each trait that is known of some clip: sexes by their names, ages as the corpus
 * tells them ("26 years", "child"), by decades ("20 to 29 years") where there are more than four.
 */
export function traitGroups(
  clips: readonly Pick<Clip, "id" | Trait>[],
): TraitGroups[] {
  const years = new Set(clips.flatMap(({ age }) => isYears(age) ? [Number(age)] : []));
  const ageName = (age: string | undefined) => {
    if (!isYears(age)) return age ?? "";
    const decade = 10 * Math.floor(Number(age) / 10);
    return years.size > AGES_AT_MOST ? `${decade} to ${decade + 9} years` : `${age} years`;
  };
  return traits.map((trait): TraitGroups => ({
    trait,
    groupOf: new Map(
      clips.map(({ id, sex, age }) => [id, trait === "sex" ? sex ?? "" : ageName(age)]),
    ),
  })).filter(({ groupOf }) => groupOf.values().some((group) => group !== ""));
}

function isYears(age: string | undefined): age is string {
  return age !== undefined && /^\d{1,3}(\.\d+)?$/.test(age);
}
