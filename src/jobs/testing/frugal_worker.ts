/**
 * Tests only. A worker whose tasks report once that they take a tenth of a core, and end when the
 * file that the task names is there.
 */
import { pathExists } from "../../base/files.ts";
import { textLines } from "../../base/text.ts";

const say = (message: object) => console.log(JSON.stringify(message));
const usage = { cores: 0.1, bytes: 1 };

say({ type: "ready" });
for await (const line of textLines(Deno.stdin.readable)) {
  const order = JSON.parse(line);
  if (order.type !== "task") continue;
  say({ type: "report", step: 1, value: 0, usage });
  const timer = setInterval(() => {
    if (!pathExists(order.task)) return;
    clearInterval(timer);
    say({ type: "outcome", outcome: "done", isSpent: false, usage });
  }, 20);
}
Deno.exit(0);
