/** In: names and shares. Out: a chart of horizontal bars made of characters. */

/** Eighths of a block, from one to eight. */
const EIGHTHS = "▏▎▍▌▋▊▉█";

/**
 * One line for each entry of `shares` (0 to 1): its name, a bar of at most `width` characters, its
 * value.
 *
 * @example
 * ```ts
 * barChart({ happy: 0.75, sad: 0.25 }, 8); // "happy  ██████   0.750\nsad    ██       0.250"
 * ```
 */
export function barChart(shares: Record<string, number>, width = 32): string {
  const nameWidth = Math.max(...Object.keys(shares).map((name) => name.length));
  return Object.entries(shares)
    .map(([name, share]) =>
      `${name.padEnd(nameWidth)}  ${bar(share, width).padEnd(width)} ${share.toFixed(3)}`
    )
    .join("\n");
}

function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const rest = eighths % 8;
  return "█".repeat(Math.floor(eighths / 8)) + (rest ? EIGHTHS[rest - 1] : "");
}
