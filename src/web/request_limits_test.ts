import assert from "node:assert/strict";
import { ApiError } from "./api_schemas.ts";
import { clientAddress, createRateLimit, createWorkQueue, readBody } from "./request_limits.ts";

Deno.test("a burst passes, then as many a minute as are allowed, for each address apart", () => {
  let timeMs = 0;
  const limit = createRateLimit({ perMinute: 60, burst: 3, now: () => timeMs });
  assert.deepEqual([1, 2, 3].map(() => limit.take("a")), [0, 0, 0]);
  assert.ok(Math.abs(limit.take("a") - 1) < 1e-9);
  assert.equal(limit.take("b"), 0);
  timeMs = 750;
  assert.ok(Math.abs(limit.take("a") - 0.25) < 1e-9);
  timeMs = 1001;
  assert.equal(limit.take("a"), 0);
  assert.ok(limit.take("a") > 0.9);
  // A long rest saves up no more than the burst.
  timeMs = 1e9;
  assert.deepEqual([1, 2, 3].map(() => limit.take("a")), [0, 0, 0]);
  assert.ok(limit.take("a") > 0);
});

Deno.test("addresses seen longest ago are forgotten", () => {
  const limit = createRateLimit({ perMinute: 1, burst: 1, now: () => 0 });
  limit.take("first");
  for (let i = 0; i < 9_999; i++) limit.take(`address ${i}`);
  assert.ok(limit.take("first") > 0);
  for (let i = 0; i < 10_000; i++) limit.take(`other ${i}`);
  assert.equal(limit.take("first"), 0);
});

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
  for (const nothing of [new Request("http://x/"), upload([])]) {
    const expected = { name: "ApiError", code: "invalid_request", message: "The body is empty" };
    await assert.rejects(readBody(nothing, limits), expected);
  }
});

Deno.test("a limit below a mebibyte is reported as such", async () => {
  const small = { maxBytes: 256 * 2 ** 10, timeoutMs: 1000 };
  const body = new Request("http://x/", { method: "POST", body: "a".repeat(2 ** 18 + 1) });
  await assert.rejects(readBody(body, small), { message: "Expected at most 256 KiB" });
});

Deno.test("too large, too slow and broken off are told apart", async () => {
  await fails(upload([4, 6, 1]), "too_large");
  const claimed = new Request("http://x/", {
    method: "POST",
    body: "a",
    headers: { "content-length": "11" },
  });
  await fails(claimed, "too_large");
  await fails(upload([4], "hang"), "upload_too_slow", 20);
  await fails(upload([4], "error"), "invalid_request");
});

Deno.test("tasks run one after another, in the order in which they are ready", async () => {
  const queue = createWorkQueue(3);
  const events: string[] = [];
  const task = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`${name} ends`);
    return name;
  };
  const [first, second] = [queue.enter(), queue.enter()];
  assert.deepEqual(await Promise.all([second.run(task("b")), first.run(task("a"))]), ["b", "a"]);
  assert.deepEqual(events, ["b begins", "b ends", "a begins", "a ends"]);
});

Deno.test("a full queue turns away; places given free are taken again", async () => {
  const queue = createWorkQueue(2);
  const [place] = [queue.enter(), queue.enter()];
  assert.throws(() => queue.enter(), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, "busy");
    assert.ok(error.details.retryAfterS! >= 1);
    return true;
  });
  place.leave();
  place.leave();
  assert.equal(queue.taken, 1);
  queue.enter();
  assert.throws(() => queue.enter());
  await Promise.resolve();
});

Deno.test("a failed task keeps nobody waiting", async () => {
  const queue = createWorkQueue(2);
  const failing = queue.enter().run(() => Promise.reject(new Error("broken")));
  const next = queue.enter().run(() => Promise.resolve(7));
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 7);
});

Deno.test("a client's address is its own, or what a known proxy tells", () => {
  const addressOf = (forwarded: string | undefined, address: string, proxies: string[]) => {
    const headers = new Headers(forwarded === undefined ? {} : { "x-forwarded-for": forwarded });
    return clientAddress(new Request("http://localhost/", { headers }), address, proxies);
  };
  const cases: [string | undefined, string, string[], string][] = [
    ["192.0.2.1", "127.0.0.1", [], "127.0.0.1"],
    ["192.0.2.1", "127.0.0.1", ["127.0.0.1"], "192.0.2.1"],
    ["192.0.2.1", "::ffff:127.0.0.1", ["127.0.0.1"], "192.0.2.1"],
    ["192.0.2.1", "198.51.100.1", ["127.0.0.1"], "198.51.100.1"],
    ["203.0.113.9, 192.0.2.1", "127.0.0.1", ["127.0.0.1"], "192.0.2.1"],
    ["192.0.2.1, 10.0.0.3", "127.0.0.1", ["127.0.0.1", "10.0.0.3"], "192.0.2.1"],
    ["2001:db8::1", "::1", ["::1"], "2001:db8::1"],
    ["nonsense", "127.0.0.1", ["127.0.0.1"], "127.0.0.1"],
    [undefined, "127.0.0.1", ["127.0.0.1"], "127.0.0.1"],
  ];
  for (const [forwarded, address, proxies, expected] of cases) {
    assert.equal(addressOf(forwarded, address, proxies), expected, `${forwarded} ${address}`);
  }
});
