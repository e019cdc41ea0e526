/** A folder for one test, removed afterwards. */

/** Calls `test` with a new empty folder and removes it whatever happens. */
export async function withTemporaryFolder<Result>(
  test: (folder: string) => Promise<Result>,
): Promise<Result> {
  // The real path, for on some systems the temporary folder is itself behind a link.
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "duygu-test-" }));
  try {
    return await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
