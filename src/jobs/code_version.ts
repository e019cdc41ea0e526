/** Which code computes: two processes of other code may come to other figures. */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { sourceState } from "../base/describe_environment.ts";
import { sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";

/** Checks {@link CodeVersion}. */
export const codeSchema = z.object({
  /** Duygu's own version. */
  version: z.string(),
  /** Null without git. */
  commit: z.string().nullable(),
  /** SHA-256 over all that jobs execute: equal digests are equal code, whatever the commit. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Which code a process runs. */
export type CodeVersion = z.infer<typeof codeSchema>;

const project = fileURLToPath(new URL("../../", import.meta.url));

let known: Promise<CodeVersion> | undefined;

/** That of this process. */
export function codeVersion(): Promise<CodeVersion> {
  return known ??= describeCode();
}

async function describeCode(): Promise<CodeVersion> {
  const config = JSON.parse(await Deno.readTextFile(join(project, "deno.json")));
  return {
    version: String(config.version),
    commit: (await sourceState(project))?.commit ?? null,
    digest: await digestOf(config.imports),
  };
}

/** Tests, what is for tests, and the tools of bench/ compute no run. */
async function digestOf(imports: unknown): Promise<string> {
  const paths = [...filesBelow(join(project, "src"))].sort();
  const digests = await Promise.all(
    paths.map(async (path) => [relative(project, path), sha256(await Deno.readFile(path))]),
  );
  const lock = await Deno.readFile(join(project, "deno.lock")).then(sha256, () => "");
  return sha256(JSON.stringify([imports, lock, digests]));
}

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory && name !== "testing") yield* filesBelow(join(folder, name));
    else if (/\.(ts|csv)$/.test(name) && !name.endsWith("_test.ts")) yield join(folder, name);
  }
}

/** Throws UserError where `wanted` is other code than `own`. */
export function refuseOtherCode(wanted: CodeVersion, own: CodeVersion): void {
  if (wanted.digest === own.digest) return;
  throw new UserError(
    `Expected the code of whoever asks, Duygu ${codeText(wanted)}, but this worker's is ` +
      `${codeText(own)}; bring both to one commit, or start the worker with --accept code`,
  );
}

/** Such as "0.1.0 at commit 0123456789ab, source 89abcdef". */
function codeText({ version, commit, digest }: CodeVersion): string {
  const at = commit === null ? "" : ` at commit ${commit.slice(0, 12)}`;
  return `${version}${at}, source ${digest.slice(0, 8)}`;
}
