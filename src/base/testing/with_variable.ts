/** Work done as if an environment variable had another value. */

/**
 * Calls `work` while `Deno.env.get(name)` gives `value` in this test file alone; undefined takes
 * the variable away. `Deno.env.set` would change it for all test files that `deno test --parallel`
 * runs at the same time in the same process. Processes that `work` starts see nothing of it.
 */
export async function withVariable<T>(
  name: string,
  value: string | undefined,
  work: () => Promise<T> | T,
): Promise<T> {
  const before = Deno.env.get;
  Deno.env.get = (asked) => asked === name ? value : before.call(Deno.env, asked);
  try {
    return await work();
  } finally {
    Deno.env.get = before;
  }
}
