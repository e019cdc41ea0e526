import assert from "node:assert/strict";
import { checkOrigin } from "./check_origin.ts";

function isAllowed(headers: Record<string, string>): boolean {
  try {
    checkOrigin(new Request("http://x/", { headers: { host: "127.0.0.1:8000", ...headers } }));
    return true;
  } catch (error) {
    assert.equal((error as { code: string }).code, "wrong_origin");
    return false;
  }
}

Deno.test("the server's own page and programs pass, other sites' pages do not", () => {
  assert.ok(isAllowed({}));
  assert.ok(isAllowed({ origin: "http://127.0.0.1:8000", "sec-fetch-site": "same-origin" }));
  assert.ok(isAllowed({ origin: "https://127.0.0.1:8000" }));
  assert.ok(isAllowed({ "sec-fetch-site": "none" }));
  for (
    const headers of [
      { origin: "https://evil.example" } as Record<string, string>,
      { origin: "http://127.0.0.1:9000" },
      { origin: "http://127.0.0.1" },
      { origin: "null" },
      { origin: "file://" },
      { origin: "" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]
  ) assert.ok(!isAllowed(headers), JSON.stringify(headers));
});

Deno.test("an origin is the host's however a proxy writes it", () => {
  const passes = (host: string, origin: string) => isAllowed({ host, origin });
  const same = [
    ["example.org:443", "https://example.org"],
    ["example.org:80", "http://example.org"],
    ["example.org:80", "https://example.org"],
    ["Example.ORG", "https://example.org"],
    ["example.org.", "https://example.org"],
    ["example.org:8443", "https://example.org:8443"],
    ["[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000"],
    ["duygu_web:8000", "http://duygu_web:8000"],
    ["müzik.example", "https://xn--mzik-0ra.example"],
  ];
  for (const [host, origin] of same) assert.ok(passes(host, origin), `${host} ${origin}`);
  const other = [
    ["example.org", "https://example.org:8443"],
    ["example.org:8000", "https://example.org"],
    ["example.org", "https://www.example.org"],
    ["example.org", "https://example.org@evil.example"],
    ["[::1]:8000", "http://[::2]:8000"],
    ["", "https://example.org"],
  ];
  for (const [host, origin] of other) assert.ok(!passes(host, origin), `${host} ${origin}`);
});
