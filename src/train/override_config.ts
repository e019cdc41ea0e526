/** In: a run's configuration and what shall be otherwise. Out: the changed one, checked. */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { type RunConfig, runConfigSchema } from "./run_config.ts";

/** Some fields of a run's configuration, at any depth. */
export type ConfigChanges = { [field: string]: unknown };

/** What a configuration file may hold; its fields are checked with the whole. */
export const configChangesSchema: z.ZodType<ConfigChanges> = z.record(z.string(), z.unknown());

/**
 * `config` with `changes`, objects within it changed field by field; a network of another kind
 * replaces the old one. Throws UserError, naming `source`, where the result is no configuration.
 *
 * @example
 * ```ts
 * overrideConfig(config, { training: { epochs: 3 } }, "my.json");
 * ```
 */
export function overrideConfig(
  config: RunConfig,
  changes: ConfigChanges,
  source: string,
): RunConfig {
  return checkShape(merge(config, changes), runConfigSchema, source);
}

function merge(old: unknown, change: unknown, name = ""): unknown {
  if (change === undefined) return old;
  if (!isObject(old) || !isObject(change)) return change;
  // Features of all kinds have the same fields, networks have not.
  if (name !== "features" && "kind" in change && change.kind !== old.kind) return change;
  // Own fields only: one called __proto__ is a field like any other, and then refused.
  const own = (field: string) => Object.hasOwn(old, field) ? old[field] : undefined;
  const changed = Object.entries(change)
    .map(([field, value]) => [field, merge(own(field), value, field)] as const);
  return Object.fromEntries([...Object.entries(old), ...changed]);
}

function isObject(value: unknown): value is ConfigChanges {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
