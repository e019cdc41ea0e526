import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { createElasticField } from "./elastic_field.ts";

const SIZE = 48;

for (const [amplitudePixels, sigmaPixels] of [[1.5, 1], [0.7, 3], [2, 4.5]]) {
  Deno.test(`displacements have sd ${amplitudePixels} and a Gaussian's smoothness ${sigmaPixels}`, () => {
    const draw = createElasticField(SIZE, { amplitudePixels, sigmaPixels });
    const random = createRandom(11, sigmaPixels);
    const lags = [0, 1, 2, 4, 8];
    const across = new Float64Array(lags.length);
    const down = new Float64Array(lags.length);
    const pictures = 500;
    let between = 0;
    for (let i = 0; i < pictures; i++) {
      const field = draw(random);
      const at = (axis: number, y: number, x: number) => field[(axis * SIZE + y) * SIZE + x];
      for (let y = 0; y < 40; y++) {
        for (let x = 0; x < 40; x++) {
          const here = at(0, y, x);
          lags.forEach((lag, l) => {
            across[l] += here * at(0, y, x + lag);
            down[l] += at(1, y, x) * at(1, y + lag, x);
          });
          between += here * at(1, y, x);
        }
      }
    }
    const scale = amplitudePixels ** 2 * pictures * 1600;
    assert.ok(Math.abs(between / scale) < 0.03, "the axes are independent");
    lags.forEach((lag, l) => {
      // Noise under a Gaussian of sigma correlates like a Gaussian of √2 sigma.
      const wanted = Math.exp(-(lag ** 2) / (4 * sigmaPixels ** 2));
      for (const found of [across[l] / scale, down[l] / scale]) {
        assert.ok(Math.abs(found - wanted) < 0.05, `lag ${lag}: ${found}, not ${wanted}`);
      }
    });
  });
}
