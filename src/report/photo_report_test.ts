import assert from "node:assert/strict";
import { join } from "node:path";
import { readImage } from "../data/images/read_image.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { encodeGreyPng } from "../plot/image_gallery.ts";
import { writePhotoReport } from "./photo_report.ts";

const bytes = encodeGreyPng(new Uint8Array(60 * 40).fill(99), 60, 40);
const photo = { name: "holiday/<me> & you.png", bytes };
const face = (x: number) => ({
  box: { x, y: 5, width: 20, height: 20 },
  rotation: 0 as const,
  unsure: false,
  predicted: "happy",
  probabilities: { angry: 0.25, happy: 0.75 },
});

Deno.test("a picture and a page that needs nothing else", async () => {
  await withTemporaryFolder(async (folder) => {
    const prediction = { file: photo.name, width: 60, height: 40, faces: [face(5), face(35)] };
    const options = { path: join(folder, "new", "me"), subtitle: "runs/x", synthetic: true };
    const files = await writePhotoReport(photo, prediction, options);
    assert.deepEqual(files, [join(folder, "new", "me.png"), join(folder, "new", "me.html")]);
    const { width, height } = await readImage(await Deno.readFile(files[0]), files[0]);
    assert.ok(width > 900 && height > 500);
    const page = await Deno.readTextFile(files[1]);
    assert.ok(
      page.includes("<h1>SYNTHETIC data: &lt;me&gt; &amp; you.png</h1>") && page.includes("runs/x"),
    );
    assert.match(page, /2 faces found in the photo of 60 × 40 pixels/);
    assert.ok(!page.includes("holiday"), "no folder of the machine");
    assert.match(page, /<th scope="row">happy<\/th><td>75\.0 %<\/td><td>75\.0 %<\/td>/);
    assert.match(page, /<th scope="row">box<\/th><td>20 × 20 at 5, 5<\/td>/);
    // Addresses: the photo inside of the page, and names of XML's own.
    const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    assert.ok(addresses.length > 0);
    for (const address of addresses) assert.ok(address.startsWith("data:"), address.slice(0, 40));
  });
});

Deno.test("without a face the page says so", async () => {
  await withTemporaryFolder(async (folder) => {
    const prediction = { file: "x.png", width: 60, height: 40, faces: [] };
    const options = { path: join(folder, "x"), subtitle: "runs/x", synthetic: false };
    const [, page] = await writePhotoReport({ name: "x.png", bytes }, prediction, options);
    const text = await Deno.readTextFile(page);
    assert.match(text, /No faces found in the photo/);
    assert.ok(!text.includes("<table>"));
  });
});
