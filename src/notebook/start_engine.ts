/** In: an engine's name. Out: that engine running, and a note below the cell that says which. */
import { type EngineName, selectEngine } from "../engine/select_engine.ts";
import { showNote } from "./show_note.ts";

/**
 * Starts what networks are computed with, once for the whole notebook; see selectEngine. Throws
 * UserError where it does not start or another one runs already, and where no notebook runs.
 *
 * @example
 * ```ts
 * await startEngine("auto");
 * ```
 */
export async function startEngine(engine: EngineName = "auto"): Promise<void> {
  const notes: Promise<void>[] = [];
  const say = (sentence: string) => void notes.push(showNote(sentence));
  const { engine: name, version, devices, threads } = await selectEngine({ engine, say });
  await Promise.all(notes);
  await showNote(`Engine: ${name} ${version} on ${devices.join(", ")}, ${threads} threads`);
}
