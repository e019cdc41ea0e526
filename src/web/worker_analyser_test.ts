import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { UserError } from "../base/user_error.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { drawPhoto } from "../facecnn/draw_photo.ts";
import { AnalysisTimeoutError } from "./analysis.ts";
import { photoAnswerSchema, speechAnswerSchema } from "./api_schemas.ts";
import { defaultLimits } from "./request_limits.ts";
import { writeFreshRun } from "./testing/write_fresh_run.ts";
import { openWorkerAnalyser, type WorkerAnalyserOptions } from "./worker_analyser.ts";

/** An analyser of the runs in `runsFolder`, ended after `test`. */
async function withAnalyser(
  options: Partial<WorkerAnalyserOptions> & { runsFolder: string },
  test: (analyser: Awaited<ReturnType<typeof openWorkerAnalyser>>) => Promise<void>,
): Promise<void> {
  const analyser = await openWorkerAnalyser({
    engine: "auto",
    limits: defaultLimits,
    say: () => {},
    ...options,
  });
  try {
    await test(analyser);
  } finally {
    analyser.dispose();
  }
}

/** A photo with one drawn face, as JPEG. */
async function drawnFace(): Promise<Uint8Array<ArrayBuffer>> {
  const { data, width, height } = drawPhoto(320, 240, [{ x: 160, y: 120, width: 90 }]);
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 1 } }).jpeg().toBuffer(),
  );
}

function tone(seconds: number, rateHz = 16_000): Uint8Array<ArrayBuffer> {
  const samples = Float32Array.from({ length: seconds * rateHz }, (_, n) => Math.sin(n / 5) / 2);
  return new Uint8Array(encodeWav(samples, rateHz));
}

const total = (shares: Record<string, number>) =>
  Object.values(shares).reduce((sum, share) => sum + share, 0);

Deno.test("networks in a worker", async (t) => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (runsFolder) => {
    await writeFreshRun(join(runsFolder, "faces"), "photo");
    await writeFreshRun(join(runsFolder, "voices"), "speech");

    await withAnalyser({ runsFolder }, async (analyser) => {
      await t.step("photos and recordings are answered, the same each time", async () => {
        const status = await analyser.status();
        assert.deepEqual([status.photo.trained, status.speech.trained], [true, true]);
        const photo = await analyser.analysePhoto(await drawnFace());
        photoAnswerSchema.parse(photo);
        const [{ box, probabilities, shares }] = photo.faces;
        assert.deepEqual([photo.width, photo.height, photo.faces.length], [320, 240, 1]);
        assert.ok(box.x < 160 && box.x + box.width > 160 && box.y < 120, JSON.stringify(box));
        assert.ok(Math.abs(total(probabilities) - 1) < 1e-5);
        assert.deepEqual(shares, probabilities);
        assert.deepEqual(await analyser.analysePhoto(await drawnFace()), photo);
        const speech = await analyser.analyseSpeech(tone(2));
        speechAnswerSchema.parse(speech);
        assert.equal(speech.durationS, 2);
        assert.ok(Math.abs(total(speech.probabilities!) - 1) < 1e-5);
      });

      await t.step("silence and what is too short get no class and no shares", async () => {
        const silence = new Uint8Array(encodeWav(new Float32Array(16_000), 16_000));
        for (const [sound, kind] of [[silence, "silence"], [tone(0.1), "tooShort"]] as const) {
          const speech = await analyser.analyseSpeech(sound);
          speechAnswerSchema.parse(speech);
          const { predicted, probabilities, shares, unsure, warnings } = speech;
          assert.deepEqual([predicted, probabilities, shares, unsure], [null, null, {}, true]);
          assert.ok(warnings.some((warning) => warning.kind === kind), JSON.stringify(warnings));
        }
      });

      await t.step("what cannot be read, is too large or too long is refused", async () => {
        const refused = async (work: Promise<unknown>, message: RegExp) => {
          await assert.rejects(work, (error) => {
            assert.ok(error instanceof UserError, String(error));
            assert.match(error.message, message);
            return true;
          });
        };
        const whole = await drawnFace();
        await refused(
          analyser.analysePhoto(whole.slice(0, whole.length / 2)),
          /a whole JPEG .* cut off$/,
        );
        await refused(analyser.analysePhoto(new Uint8Array(9)), /the photo/);
        // 60 megapixels of one colour: some hundred kilobytes.
        const create = { width: 10_000, height: 6_000, channels: 3, background: "red" } as const;
        const bomb = new Uint8Array(await sharp({ create }).png().toBuffer());
        assert.ok(bomb.length < 1e6);
        await refused(analyser.analysePhoto(bomb), /at most 50 megapixels, but it is 10000 × 6000/);
        await refused(analyser.analyseSpeech(tone(61, 8_000)), /at most 60 s, but found 61 s/);
        await refused(analyser.analyseSpeech(tone(0.5).slice(0, 1000)), /the recording/);
        await refused(analyser.analyseSpeech(tone(20, 40)), /1000 to 768000 Hz, but found 40 Hz/);
        // A FLAC that does not say how long it is: marker, STREAMINFO of 44.1 kHz, 0 samples.
        const flac = new Uint8Array(42);
        flac.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
        flac.set([0x0a, 0xc4, 0x42, 0xf0], 18);
        await refused(analyser.analyseSpeech(flac), /the recording/);
        assert.equal((await analyser.analysePhoto(whole)).faces.length, 1);
      });
    });

    await t.step("little that unpacks to much is refused by its header", async () => {
      await withAnalyser({ runsFolder }, async (analyser) => {
        const long = { width: 20_001, height: 1, channels: 3, background: "red" } as const;
        const strip = new Uint8Array(await sharp({ create: long }).png().toBuffer());
        await assert.rejects(analyser.analysePhoto(strip), {
          name: "UserError",
          message: "Expected the sides of the photo to have at most 20000 pixels, but it is " +
            "20001 × 1",
        });
        // 8 channels of 59 s at 192 kHz would be 362 MB of values; here none is there.
        const flac = new Uint8Array(60);
        flac.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
        const samples = 59 * 192_000;
        const packed = (BigInt(192_000) << 44n) | (7n << 41n) | (15n << 36n) | BigInt(samples);
        new DataView(flac.buffer).setBigUint64(18, packed);
        await assert.rejects(analyser.analyseSpeech(flac), {
          name: "UserError",
          message: /at most 12 million values, but 8 channels of 59 s at 192000 Hz are 90624000$/,
        });
      });
    });

    await t.step("what takes too much memory is ended, and the next is answered", async () => {
      const limits = { ...defaultLimits };
      await withAnalyser({ runsFolder, limits }, async (analyser) => {
        const large = { width: 7_000, height: 7_000, channels: 3, background: "red" } as const;
        const photo = new Uint8Array(await sharp({ create: large }).png().toBuffer());
        limits.analysisBytes = 20e6;
        await assert.rejects(analyser.analysePhoto(photo), {
          name: "AnalysisTimeoutError",
          message: "The analysis took too much memory",
        });
        limits.analysisBytes = defaultLimits.analysisBytes;
        assert.equal((await analyser.analysePhoto(await drawnFace())).faces.length, 1);
      });
    });

    await t.step("what takes too long is ended, and the next is answered", async () => {
      const limits = { ...defaultLimits };
      await withAnalyser({ runsFolder, limits }, async (analyser) => {
        limits.analysisMs = 0;
        await assert.rejects(analyser.analysePhoto(await drawnFace()), AnalysisTimeoutError);
        limits.analysisMs = 30_000;
        assert.equal((await analyser.analysePhoto(await drawnFace())).faces.length, 1);
      });
    });
  });
});

Deno.test("a network that is trained while the server runs is taken up", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (runsFolder) => {
    await withAnalyser({ runsFolder, lookAgainMs: 0 }, async (analyser) => {
      assert.deepEqual(await analyser.status(), {
        photo: { trained: false, command: "deno task duygu train fer2013" },
        speech: {
          trained: false,
          command: "deno task duygu data get turev && deno task duygu train turev",
        },
      });
      await writeFreshRun(join(runsFolder, "voices"), "speech");
      const { photo, speech } = await analyser.status();
      assert.deepEqual([photo.trained, speech.trained], [false, true]);
      assert.equal((await analyser.analyseSpeech(tone(1))).durationS, 1);
    });
  });
});

Deno.test("named runs must be of their kind", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (runsFolder) => {
    const voices = join(runsFolder, "voices");
    await writeFreshRun(voices, "speech");
    await assert.rejects(
      withAnalyser({ runsFolder, named: { photo: voices } }, () => Promise.resolve()),
      { name: "UserError", message: `Expected ${voices} to be trained on images, but found audio` },
    );
  });
});

realDataTest("faces of real photos", "faces", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (runsFolder) => {
    await writeFreshRun(join(runsFolder, "faces"), "photo");
    await withAnalyser({ runsFolder }, async (analyser) => {
      const count = async (name: string) => {
        const bytes = await Deno.readFile(join(realDataRoot, "faces", name));
        return (await analyser.analysePhoto(bytes)).faces.length;
      };
      assert.equal(await count("astronaut.png"), 1);
      assert.equal(await count("two_people.jpg"), 2);
      assert.equal(await count("coffee.png"), 0);
    });
  });
});
