/** The examples of docs/http-api.md, run as they stand there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { createFakeAnalyser } from "./testing/fake_analyser.ts";
import { drawSquare } from "./testing/fake_media.ts";
import { withServedApp } from "./testing/serve_app.ts";

const text = await Deno.readTextFile(new URL("../../docs/http-api.md", import.meta.url));

/** Runs `code` beside a photo in a folder of its own; out: the lines that it prints. */
async function runExample(language: keyof typeof runners, code: string): Promise<string[]> {
  const [program, ...args] = runners[language];
  return await withTemporaryFolder(async (folder) => {
    await Deno.writeFile(
      join(folder, "me.jpg"),
      await sharp(await drawSquare()).jpeg().toBuffer(),
    );
    const file = join(folder, `example.${language === "js" ? "js" : "py"}`);
    await Deno.writeTextFile(file, code);
    const { code: status, stdout, stderr } = await new Deno.Command(program, {
      args: [...args, file],
      cwd: folder,
    }).output();
    assert.equal(status, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trimEnd().split("\n");
  });
}

const runners = { js: [Deno.execPath(), "run", "-A"], python: ["python3"] };

for (const language of ["js", "python"] as const) {
  for (const apiKey of [undefined, "made-for-this-test-0"]) {
    const by = apiKey === undefined ? "" : ", with a key";
    Deno.test(`the live example in ${language} works: five pictures sent, followed${by}`, async () => {
      const [, code] = new RegExp(`\`\`\`${language} live\n([^]*?)\`\`\``).exec(text)!;
      const analyser = createFakeAnalyser();
      await withServedApp({ analyser, apiKey }, async (origin) => {
        const headers = { js: "const headers = {};", python: "HEADERS = {}" }[language];
        assert.ok(code.includes("http://127.0.0.1:8000") && code.includes(headers));
        const bearer = `{ "authorization": "Bearer ${apiKey}" }`;
        const own = code.replace("http://127.0.0.1:8000", origin)
          .replace(headers, apiKey ? headers.replace("{}", bearer) : headers);
        // The first picture's face is not told of yet.
        assert.deepEqual(await runExample(language, own), new Array(4).fill("face 1: happy"));
        assert.ok(analyser.asked.photo >= 5);
      });
    });
  }

  Deno.test(`the example in ${language} works: from a photo to five tracks`, async () => {
    const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)!;
    await withServedApp({ analyser: createFakeAnalyser() }, async (origin) => {
      assert.ok(code.includes("http://127.0.0.1:8000"));
      const lines = await runExample(language, code.replace("http://127.0.0.1:8000", origin));
      assert.equal(lines.length, 5);
      for (const [at, line] of lines.entries()) {
        assert.match(line, new RegExp(`\\(Invented Artist \\d+\\): .*step ${at + 1} of 5`));
      }
    });
  });
}
