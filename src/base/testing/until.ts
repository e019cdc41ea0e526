/** Tests only. Waits for what happens elsewhere. */

const PAUSE_MS = 50;

/** Waits until `condition` holds; throws an Error where it does not within about so many seconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  seconds = 180,
): Promise<void> {
  for (let tries = 0; tries < seconds * 1000 / PAUSE_MS; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Expected something to happen within ${seconds} s, but it did not`);
}
