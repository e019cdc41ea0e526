/** In: what each pairing of a row with a column is worth. Out: the pairing that is worth most. */

/**
 * Gives every row a column of its own so that the sum of `worth`[row][column] is greatest: the
 * Hungarian method (Kuhn 1955) by shortest augmenting paths with potentials, cubic in the size.
 * `worth` is square. Out: the column of each row.
 *
 * @example
 * ```ts
 * bestAssignment([[1, 5], [2, 9]]); // [0, 1]: 1 + 9 is more than 5 + 2
 * ```
 */
export function bestAssignment(worth: readonly (readonly number[])[]): number[] {
  const size = worth.length;
  const cost = (row: number, column: number) => -worth[row][column];
  const rowPotential = new Float64Array(size);
  const columnPotential = new Float64Array(size + 1);
  /** Of each column; the one behind the last stands for the row that is being placed. */
  const rowOf = new Array<number>(size + 1).fill(-1);
  for (let row = 0; row < size; row++) {
    rowOf[size] = row;
    const least = new Float64Array(size).fill(Infinity);
    const cameFrom = new Array<number>(size).fill(size);
    const seen = new Array<boolean>(size + 1).fill(false);
    let column = size;
    while (rowOf[column] !== -1) {
      seen[column] = true;
      const placed = rowOf[column];
      let step = Infinity;
      let next = -1;
      for (let other = 0; other < size; other++) {
        if (seen[other]) continue;
        const reduced = cost(placed, other) - rowPotential[placed] - columnPotential[other];
        if (reduced < least[other]) {
          least[other] = reduced;
          cameFrom[other] = column;
        }
        if (least[other] < step) {
          step = least[other];
          next = other;
        }
      }
      for (let other = 0; other <= size; other++) {
        if (seen[other]) {
          rowPotential[rowOf[other]] += step;
          columnPotential[other] -= step;
        } else if (other < size) least[other] -= step;
      }
      column = next;
    }
    while (column !== size) {
      rowOf[column] = rowOf[cameFrom[column]];
      column = cameFrom[column];
    }
    rowOf[size] = -1;
  }
  const columns = new Array<number>(size);
  for (let column = 0; column < size; column++) columns[rowOf[column]] = column;
  return columns;
}
