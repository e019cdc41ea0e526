/** In: two JSON values of one shape. Out: where their numbers differ. */

/** One place where two values differ. */
export interface Difference {
  /** Such as "perClass.0.recall". */
  field: string;
  stored: unknown;
  found: unknown;
}

/** Every leaf that differs: numbers by more than `tolerance`, all else at all. */
export function findDifferences(stored: unknown, found: unknown, tolerance: number): Difference[] {
  return compare("", stored, found, tolerance);
}

function compare(field: string, stored: unknown, found: unknown, tolerance: number): Difference[] {
  if (isObject(stored) && isObject(found)) {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(found)])];
    return names.flatMap((name) =>
      compare(field ? `${field}.${name}` : name, stored[name], found[name], tolerance)
    );
  }
  const isEqual = typeof stored === "number" && typeof found === "number"
    ? Math.abs(stored - found) <= tolerance
    : stored === found;
  return isEqual ? [] : [{ field, stored, found }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
