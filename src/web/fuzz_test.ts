/**
 * Schemathesis reads the server's OpenAPI description, sends what fits it and what does not, and
 * checks every answer against it, for a bounded time and with the real decoders and networks.
 * It comes from pip: where it is not installed yet the test is skipped with a message; where the
 * variable CI is "true" it is installed.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { cacheFolder } from "../base/files.ts";
import { findPythonPart, provisionPython, type PythonPart } from "../base/python.ts";
import flacFixture from "../data/audio/flac_fixture.json" with { type: "json" };
import { toneWav } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { drawPhoto } from "../facecnn/draw_photo.ts";
import { defaultLimits } from "./request_limits.ts";
import { withServedApp } from "./testing/serve_app.ts";
import { writeFreshRun } from "./testing/write_fresh_run.ts";
import { openWorkerAnalyser } from "./worker_analyser.ts";

const VERSION = "schemathesis==4.32.5";
const SECONDS = 60;

const schemathesis: PythonPart = {
  folder: cacheFolder(VERSION.replace("==", "-")),
  name: "schemathesis",
  packages: [VERSION],
  purpose: "schemathesis",
};

const mustRun = Deno.env.get("CI") === "true";
const ignore = !mustRun && findPythonPart(schemathesis) === undefined;
if (ignore) console.error(`skipped fuzzing: ${VERSION} is not in ${schemathesis.folder}`);

/** Whole files of each type that is taken. */
async function writeSamples(folder: string): Promise<void> {
  const { data, width, height } = drawPhoto(96, 72, [{ x: 48, y: 36, width: 40 }]);
  const photo = sharp(data, { raw: { width, height, channels: 1 } });
  const write = (name: string, bytes: Uint8Array) => Deno.writeFile(join(folder, name), bytes);
  await write("sample.jpg", await photo.clone().jpeg().toBuffer());
  await write("sample.png", await photo.clone().png().toBuffer());
  await write("sample.webp", await photo.clone().webp().toBuffer());
  await write("sample.wav", toneWav(1));
  await write("sample.flac", Uint8Array.fromBase64(flacFixture.cases[0].flac));
}

Deno.test({
  name: "schemathesis finds nothing",
  ignore,
  // Temporary files of the worker's libraries and pip's lock outlive the test.
  sanitizeResources: false,
  fn: async () => {
    const { programs } = await provisionPython(schemathesis, console.error);
    await selectEngine({ engine: "tensorflow" });
    await withTemporaryFolder(async (folder) => {
      await writeSamples(folder);
      await writeFreshRun(join(folder, "faces"), "photo");
      await writeFreshRun(join(folder, "voices"), "speech");
      const limits = { ...defaultLimits, postsPerMinute: 1e9, postsAtOnce: 1e9 };
      const failures: string[] = [];
      const analyser = await openWorkerAnalyser({
        runsFolder: folder,
        engine: "auto",
        limits,
        say: () => {},
      });
      const outcomes = { answered: new Set<string>(), refused: new Set<string>() };
      const counted =
        <B, T>(medium: string, analyse: (bytes: B) => Promise<T>) => async (bytes: B) => {
          try {
            const answer = await analyse(bytes);
            outcomes.answered.add(medium);
            return answer;
          } catch (error) {
            outcomes.refused.add(medium);
            throw error;
          }
        };
      try {
        await withServedApp(
          {
            analyser: {
              ...analyser,
              analysePhoto: counted("photo", analyser.analysePhoto),
              analyseSpeech: counted("speech", analyser.analyseSpeech),
            },
            limits,
            log: (line: string) => failures.push(line),
          },
          async (origin) => {
            const { code, stdout } = await new Deno.Command(join(programs, "schemathesis"), {
              args: [
                "--config-file",
                testingFile("schemathesis.toml"),
                "run",
                `${origin}/openapi.json`,
                "--max-time",
                String(SECONDS),
                "--seed",
                "1",
                "--no-color",
                "--generation-database",
                "none",
              ],
              env: {
                DUYGU_FUZZ_SAMPLES: folder,
                SCHEMATHESIS_HOOKS: "fuzz_uploads",
                PYTHONPATH: testingFile("."),
                PYTHONDONTWRITEBYTECODE: "1",
              },
              cwd: folder,
              stdin: "null",
              stderr: "inherit",
            }).output();
            const report = new TextDecoder().decode(stdout);
            assert.equal(code, 0, report);
            assert.match(report, /9 selected \/ 9 total/);
            // Everything was tried, with and without faults.
            const [, passed] = /(\d+) generated, \d+ passed/.exec(report)!;
            assert.ok(Number(passed) > 50, report);
          },
        );
        assert.deepEqual(failures, []);
        // Whole files and damaged ones reached the decoders.
        assert.deepEqual([...outcomes.answered].sort(), ["photo", "speech"]);
        assert.deepEqual([...outcomes.refused].sort(), ["photo", "speech"]);
      } finally {
        analyser.dispose();
      }
    });
  },
});

function testingFile(name: string): string {
  return fileURLToPath(new URL(`testing/${name}`, import.meta.url));
}
