import assert from "node:assert/strict";
import { readBody } from "./read_body.ts";

/** A request whose body gives `parts`, and then ends, breaks or hangs. */
function upload(parts: number[], end: "close" | "error" | "hang" = "close"): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const size of parts) controller.enqueue(new Uint8Array(size).fill(size));
      if (end === "close") controller.close();
      if (end === "error") controller.error(new TypeError("connection reset"));
    },
  });
  return new Request("http://x/", { method: "POST", body });
}

const limits = { maxBytes: 10, timeoutMs: 1000 };
const fails = (request: Request, code: string, timeoutMs = 1000) =>
  assert.rejects(readBody(request, { ...limits, timeoutMs }), { name: "ApiError", code });

Deno.test("a body of any parts is put together", async () => {
  assert.deepEqual([...await readBody(upload([3, 1]), limits)], [3, 3, 3, 1]);
  assert.equal((await readBody(upload([4, 6]), limits)).length, 10);
  assert.equal((await readBody(new Request("http://x/"), limits)).length, 0);
});

Deno.test("a limit below a mebibyte is told as such", async () => {
  const small = { maxBytes: 256 * 2 ** 10, timeoutMs: 1000 };
  const body = new Request("http://x/", { method: "POST", body: "a".repeat(2 ** 18 + 1) });
  await assert.rejects(readBody(body, small), { message: "Expected at most 256 KiB" });
});

Deno.test("too large, too slow and broken off are told apart", async () => {
  await fails(upload([4, 6, 1]), "too_large");
  const claimed = new Request("http://x/", {
    ...{ method: "POST", body: "a", headers: { "content-length": "11" } },
  });
  await fails(claimed, "too_large");
  await fails(upload([4], "hang"), "upload_too_slow", 20);
  await fails(upload([4], "error"), "invalid_request");
});
