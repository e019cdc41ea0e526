/** In: the path of results/engine.json. Out: its content, and a function that adds to it. */
import { readJson } from "../../src/base/json.ts";
import { pathExists, writeFileWhole } from "../../src/base/files.ts";
import {
  mergeEngineResult,
  type StoredEngineResult,
  storedEngineResultSchema,
} from "./merge_engine_result.ts";

/** A file of results, read before hours of measuring, written after. */
export interface EngineFile {
  /** Merges `measured` into the file, whole or not at all; returns all that it holds then. */
  add(measured: object): Promise<StoredEngineResult>;
}

/** Opens the file at `path`, which need not be there. Throws UserError where it is malformed. */
export async function openEngineFile(path: string): Promise<EngineFile> {
  const read = () => pathExists(path) ? readJson(path, storedEngineResultSchema) : null;
  await read();
  return {
    async add(measured) {
      // Read again, as another command may have added to it meanwhile.
      const merged = mergeEngineResult(await read(), storedEngineResultSchema.parse(measured));
      await writeFileWhole(path, JSON.stringify(merged, null, 2) + "\n");
      return merged;
    },
  };
}
