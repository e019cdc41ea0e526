/** In: the command line's arguments. Out: which command they call. */
import { createProgram } from "./create_program.ts";

/** The name of the command called and its first argument; that help is asked for, its name alone. */
export function calledNames(args: readonly string[]): string[] {
  const { operands } = createProgram().parseOptions([...args]);
  return operands[0] === "help" ? operands.slice(1, 2) : operands;
}
