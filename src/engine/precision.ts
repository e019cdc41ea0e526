/** What convolutions and matrix products can compute in; all else is float32. */
export const precisions = ["float32", "bfloat16"] as const;

/** One of {@link precisions}. */
export type Precision = typeof precisions[number];
