import assert from "node:assert/strict";
import { checkHost } from "./check_host.ts";

function isAllowed(host: string | undefined, allowed: string[] = []): boolean {
  try {
    checkHost(new Request("http://x/", { headers: host === undefined ? {} : { host } }), allowed);
    return true;
  } catch (error) {
    assert.equal((error as { code: string }).code, "wrong_host");
    return false;
  }
}

Deno.test("addresses and localhost are allowed, names only where they were named", () => {
  for (const host of ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7"]) {
    assert.ok(isAllowed(host), host);
  }
  assert.ok(isAllowed("duygu.example:443", ["duygu.example"]));
  const refused = [
    ...[undefined, "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example"],
    ...["localhost:8000@evil.example", "evil.example:80:80", "127.0.0.1 evil", "[::1", "999.1.1.1"],
    "duygu.example",
  ];
  for (const host of refused) assert.ok(!isAllowed(host), String(host));
});
