import assert from "node:assert/strict";
import { encodeWav } from "../data/audio/wav.ts";
import {
  checkHost,
  checkOrigin,
  foundMediaType,
  hostName,
  mediaTypes,
  namedMediaType,
  parseAuthority,
} from "./request_checks.ts";

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
    "localhost",
    "LOCALHOST:8000",
    "localhost.",
    "localhost.:81",
    "127.0.0.1:8000",
    "10.0.0.7",
    "[::1]:8000",
    "[0:0:0:0:0:0:0:1]:8000",
    "[::FFFF:10.0.0.7]",
  ];
  for (const host of always) assert.ok(isAllowed(host), host);
  assert.ok(isAllowed("duygu.example:443", ["duygu.example"]));
  const refused = [
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost:8000@evil.example",
    "evil.example:80:80",
    "127.0.0.1 evil",
    "[::1",
    "999.1.1.1",
    "duygu.example",
    "localhost/evil",
    "localhost?",
    "localhost#",
    "localhost\\evil",
    "[::1]:x",
    "localhost:65536",
    ":80",
    ".",
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

function isOriginAllowed(headers: Record<string, string>): boolean {
  try {
    checkOrigin(new Request("http://x/", { headers: { host: "127.0.0.1:8000", ...headers } }));
    return true;
  } catch (error) {
    assert.equal((error as { code: string }).code, "wrong_origin");
    return false;
  }
}

Deno.test("the server's own page and programs pass, other sites' pages do not", () => {
  assert.ok(isOriginAllowed({}));
  assert.ok(isOriginAllowed({ origin: "http://127.0.0.1:8000", "sec-fetch-site": "same-origin" }));
  assert.ok(isOriginAllowed({ origin: "https://127.0.0.1:8000" }));
  assert.ok(isOriginAllowed({ "sec-fetch-site": "none" }));
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
  ) assert.ok(!isOriginAllowed(headers), JSON.stringify(headers));
});

Deno.test("an origin is the host's however a proxy writes it", () => {
  const passes = (host: string, origin: string) => isOriginAllowed({ host, origin });
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

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

Deno.test("what bytes are", () => {
  assert.equal(foundMediaType(bytes("\xff\xd8\xff\xe0 and more of it")), "image/jpeg");
  assert.equal(foundMediaType(bytes("\x89PNG\r\n\x1a\n....")), "image/png");
  assert.equal(foundMediaType(bytes("RIFF\0\0\0\0WEBPVP8 ")), "image/webp");
  assert.equal(foundMediaType(encodeWav(new Float32Array(9), 8000)), "audio/wav");
  assert.equal(foundMediaType(bytes("fLaC")), "audio/flac");
  // A11: behind a tag of two bytes.
  assert.equal(foundMediaType(bytes("ID3\x04\0\0\0\0\0\x02..fLaC")), "audio/flac");
  assert.equal(foundMediaType(bytes("ID3\x04\0\0\0\0\0\x02..\xff\xfb\x90\0")), undefined);
  // Known so that an answer can say what was sent.
  assert.equal(foundMediaType(bytes("GIF89a......")), "image/gif");
  assert.equal(foundMediaType(bytes("\0\0\0\x18ftypheic")), "image/heic");
  assert.equal(foundMediaType(bytes("OggS\0\x02......")), "audio/ogg");
  for (const text of ["", "RIFF", "RIFF\0\0\0\0AVI ", "....ftypisom", "<svg>", "\x89PN"]) {
    assert.equal(foundMediaType(bytes(text)), undefined, text);
  }
});

Deno.test("what headers name", () => {
  assert.equal(namedMediaType("Image/JPG; charset=x"), "image/jpeg");
  assert.equal(namedMediaType("audio/x-wav"), "audio/wav");
  assert.equal(namedMediaType("toString"), "tostring");
  assert.equal(namedMediaType(null), "");
  for (const type of Object.values(mediaTypes).flat()) assert.equal(namedMediaType(type), type);
});
