/** Class probabilities of n clips: row-major [clip, class], or one array a clip. */
export type Probabilities = ArrayLike<number> | readonly (readonly number[])[];

/**
 * The probabilities as one row-major array [clip, class], checked against the labels.
 *
 * @param probabilities [clip, class], each in [0, 1]
 * @param labels the actual class of each clip, 0 to classCount - 1
 * @throws RangeError where the lengths disagree, a label names no class, or a probability is no
 * number in [0, 1]
 */
export function probabilityRows(
  probabilities: Probabilities,
  labels: readonly number[],
  classCount: number,
): Float64Array {
  checkLabels(labels, classCount);
  const rows = flatten(probabilities, classCount);
  if (rows.length !== labels.length * classCount) {
    throw new RangeError(
      `Expected ${labels.length} x ${classCount} probabilities, but found ${rows.length}`,
    );
  }
  const wrong = rows.findIndex((value) => !(value >= 0 && value <= 1 + 1e-5));
  if (wrong >= 0) {
    throw new RangeError(
      `Expected probabilities in [0, 1], but found ${rows[wrong]} for clip ` +
        `${Math.floor(wrong / classCount)}, class ${wrong % classCount}`,
    );
  }
  return rows;
}

/** Throws a RangeError unless every label is a whole number from 0 to classCount - 1. */
export function checkLabels(labels: readonly number[], classCount: number): void {
  const wrong = labels.findIndex((label) =>
    !(Number.isInteger(label) && label >= 0 && label < classCount)
  );
  if (wrong >= 0) {
    throw new RangeError(
      `Expected labels to be whole numbers from 0 to ${classCount - 1}, ` +
        `but found ${labels[wrong]} at ${wrong}`,
    );
  }
}

/**
 * The most probable class of each row; the first of several equals, as numpy's argmax.
 *
 * @param rows [clip, class], row-major
 */
export function predictedClasses(rows: ArrayLike<number>, classCount: number): number[] {
  return Array.from({ length: rows.length / classCount }, (_, clip) => {
    let best = 0;
    for (let other = 1; other < classCount; other++) {
      if (rows[clip * classCount + other] > rows[clip * classCount + best]) best = other;
    }
    return best;
  });
}

/** The probabilities of one class, one a clip. */
export function classColumn(
  rows: Float64Array,
  classIndex: number,
  classCount: number,
): Float64Array {
  return Float64Array.from(
    { length: rows.length / classCount },
    (_, clip) => rows[clip * classCount + classIndex],
  );
}

function flatten(probabilities: Probabilities, classCount: number): Float64Array {
  const rows: ArrayLike<number | readonly number[]> = probabilities;
  if (rows.length === 0 || typeof rows[0] === "number") {
    return Float64Array.from(rows as ArrayLike<number>);
  }
  const nested = rows as readonly (readonly number[])[];
  const ragged = nested.findIndex((row) => row.length !== classCount);
  if (ragged >= 0) {
    throw new RangeError(
      `Expected ${classCount} probabilities a clip, but found ${nested[ragged].length} ` +
        `for clip ${ragged}`,
    );
  }
  return Float64Array.from(nested.flat());
}
