/** A thread that kills its process where the number of the current input does not move on. */

/** What it is started with. */
interface Watch {
  current: SharedArrayBuffer;
  limitS: number;
  pid: number;
}

self.onmessage = ({ data: { current, limitS, pid } }: MessageEvent<Watch>) => {
  const number = new Int32Array(current);
  let seen = -1;
  let sinceMs = performance.now();
  setInterval(() => {
    const now = Atomics.load(number, 0);
    if (now !== seen) [seen, sinceMs] = [now, performance.now()];
    if (performance.now() - sinceMs < limitS * 1000) return;
    Deno.stderr.writeSync(new TextEncoder().encode(`hang at input ${now}\n`));
    Deno.kill(pid, "SIGKILL");
  }, 250);
};
