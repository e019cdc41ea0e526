/**
 * Corpora that a user described: a small JSON file says where the clips are and how their paths
 * give class, speaker, text and repetition. In: such a description. Out: a layout like any other.
 */
import { z } from "zod";
import { foldName } from "../../base/text.ts";
import { isFolder } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import type { OfficialPart } from "../corpus.ts";
import type { CorpusLayout } from "../corpus_layout.ts";
import { withoutExtension } from "../list_files.ts";
import { listNamedFiles, type NameReading } from "./list_named_files.ts";
import { compilePattern, type PatternMatch } from "./name_pattern.ts";

/** The shape of corpora/ID.json. */
export const descriptionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, {
    message: "Expected small letters, digits and hyphens, a letter first",
  }),
  title: z.string().min(1),
  /** Absolute path of the folder with the clips. */
  root: z.string().min(1),
  /** Recordings, or pictures. */
  kind: z.enum(["audio", "images"]).default("audio"),
  /** See {@link compilePattern}. */
  pattern: z.string().min(1),
  /** Class names in the order of the network's outputs. */
  classes: z.array(z.string().min(1)).min(2, { message: "Expected two or more classes" })
    .refine((names) => new Set(names).size === names.length, {
      message: "Expected each class once",
    }),
  /** Class by what stands at {class}; what is not listed stands for itself. Case is ignored. */
  codes: z.record(z.string(), z.string()),
  language: z.string().default("unknown"),
  reference: z.string().default("described by the user"),
}).strict();

/** What a folder of each part is called; "" where the pattern has no {part}. */
const PARTS = new Map<string, OfficialPart>([
  ["", ""],
  ["train", "train"],
  ["training", "train"],
  ["val", "validation"],
  ["valid", "validation"],
  ["validation", "validation"],
  ["test", "test"],
  ["testing", "test"],
]);

/** Whether a folder's name is that of an official part. */
export function isPartName(name: string): boolean {
  return name !== "" && PARTS.has(foldName(name));
}

/** See {@link descriptionSchema}. */
export type CorpusDescription = z.infer<typeof descriptionSchema>;

/** The layout of a described corpus. Throws UserError for a bad pattern or code. */
export function describedLayout(description: CorpusDescription): CorpusLayout {
  const { id, title, root, kind, classes, language, reference } = description;
  const readName = describedNameReader(description);
  return {
    info: {
      id,
      title,
      language,
      classes,
      reference,
      howToGet: `Its description says that it lies in ${root}.`,
      officialFolder: "",
      synthetic: false,
    },
    findRoot: async () => await isFolder(root) ? root : undefined,
    list: (folder) => listNamedFiles(folder, readName, [""], kind),
  };
}

/**
 * Reads names as the description says; classes, codes and parts are compared as people read them, see
 * {@link foldName}. Throws UserError for a bad pattern or code.
 */
export function describedNameReader(
  { title, pattern, classes, codes }: Pick<
    CorpusDescription,
    "title" | "pattern" | "classes" | "codes"
  >,
): (relativePath: string) => NameReading {
  const read = compilePattern(pattern.normalize("NFC"));
  const byCode = new Map(classes.map((name) => [foldName(name), name]));
  const known = new Set(classes.map((name) => name.normalize("NFC")));
  for (const [code, name] of Object.entries(codes)) {
    if (!known.has(name.normalize("NFC"))) {
      throw new UserError(
        `Expected the code ${code} of ${title} to stand for one of ${classes.join(", ")}, ` +
          `but found ${name}`,
      );
    }
    byCode.set(foldName(code), classes.find((one) => foldName(one) === foldName(name))!);
  }
  return (relativePath) => {
    const id = withoutExtension(relativePath);
    const match: PatternMatch | undefined = read(id.normalize("NFC"));
    if (!match) return { refusal: `does not follow the pattern ${pattern}` };
    const label = byCode.get(foldName(match.class));
    if (!label) {
      const expected = [...new Set([...classes, ...Object.keys(codes)])].join(", ");
      return { refusal: `has the class ${match.class}; expected ${expected}` };
    }
    const { speaker, text, repetition } = match;
    const part = PARTS.get(foldName(match.part));
    if (part === undefined) {
      return {
        refusal: `has the part ${match.part}; expected ${[...PARTS.keys()].slice(1).join(", ")}`,
      };
    }
    return { clip: { id, label, speaker, text, repetition, part } };
  };
}
