import assert from "node:assert/strict";
import { checkHost, hostName, parseAuthority } from "./check_host.ts";

function isAllowed(host: string | undefined, allowed: string[] = [], url = "http://localhost/") {
  try {
    checkHost(new Request(url, { headers: host === undefined ? {} : { host } }), allowed);
    return true;
  } catch (error) {
    assert.equal((error as { code: string }).code, "wrong_host");
    return false;
  }
}

Deno.test("addresses and localhost are allowed, names only where they were named", () => {
  const always = [
    ...["localhost", "LOCALHOST:8000", "localhost.", "localhost.:81", "127.0.0.1:8000", "10.0.0.7"],
    ...["[::1]:8000", "[0:0:0:0:0:0:0:1]:8000", "[::FFFF:10.0.0.7]"],
  ];
  for (const host of always) assert.ok(isAllowed(host), host);
  assert.ok(isAllowed("duygu.example:443", ["duygu.example"]));
  const refused = [
    ...[undefined, "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example"],
    ...["localhost:8000@evil.example", "evil.example:80:80", "127.0.0.1 evil", "[::1", "999.1.1.1"],
    ...[
      "duygu.example",
      "localhost/evil",
      "localhost?",
      "localhost#",
      "localhost\\evil",
      "[::1]:x",
    ],
    ...["localhost:65536", ":80", "."],
  ];
  for (const host of refused) assert.ok(!isAllowed(host), String(host));
});

Deno.test("a name is the same however it is written, and may have letters of any alphabet", () => {
  const allowed = ["duygu_web", "müzik.example", "MUSIC.example.", "page.example:8443"]
    .map((name) => hostName(name)!);
  const hosts = ["duygu_web:8000", "xn--mzik-0ra.example", "music.EXAMPLE", "page.example"];
  for (const host of hosts) assert.ok(isAllowed(host, allowed), host);
  assert.ok(!isAllowed("muzik.example", allowed));
  assert.equal(hostName("0:0:0:0:0:0:0:1"), "::1");
  assert.equal(hostName("not a name"), undefined);
});

Deno.test("ports that go without saying are as none", () => {
  for (const host of ["a.example", "A.example:80", "a.example:443", "a.example.:0443"]) {
    assert.deepEqual(parseAuthority(host), { name: "a.example", port: "" }, host);
  }
  assert.deepEqual(parseAuthority("a.example:8080"), { name: "a.example", port: "8080" });
});

Deno.test("an address of its own in the request's first line must be this server's too", () => {
  assert.ok(isAllowed("127.0.0.1", [], "http://127.0.0.1/"));
  assert.ok(!isAllowed("127.0.0.1", [], "http://evil.example/"));
  assert.ok(isAllowed("127.0.0.1", ["good.example"], "http://good.example/"));
});
