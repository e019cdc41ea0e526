# pip install opensmile==2.6.0 numpy==2.4.6
# python bench/parity/egemaps.py > src/dsp/egemaps/egemaps_fixture.json
"""openSMILE's 88 functionals of eGeMAPSv02 for sounds that Duygu generates, and how far ours differ.

Run it in the project's folder, with deno on the path. The fixture goes to standard output, to
standard error the largest difference of each value and the time that both take for a sound, one
after the other, the shortest of seven. With files as arguments these recordings are compared, at
their own sampling rates, and there is no fixture.
"""
import csv
import io
import json
import subprocess
import sys
import time
import warnings

import numpy as np
import opensmile

SIGNALS = "src/dsp/egemaps/testing/egemaps_signals.ts"
ROUNDS = 7
# Contours of the first sound, by openSMILE's levels and columns.
CONTOURS = {
    "f0": ("gemapsv01b_logPitch", 0),
    "loudness": ("gemapsv01b_loudness", 0),
    "jitter": ("gemapsv01b_jitterShimmer", 0),
    "shimmerDb": ("gemapsv01b_jitterShimmer", 1),
    "noiseRatio": ("gemapsv01b_harmonics", 0),
    "h1MinusA3": ("gemapsv01b_harmonics", 2),
    "firstFormant": ("gemapsv01b_formants", 0),
    "thirdBandwidth": ("gemapsv01b_formants", 7),
}


def smile(level="func"):
    return opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, feature_level=level, loglevel=0)


def timed(extractor, samples, rate):
    shortest = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        values = extractor.process_signal(samples, rate).to_numpy()[0]
        shortest = min(shortest, time.perf_counter() - start)
    return values, 1000 * shortest


def tell(names, ours, theirs):
    """Largest differences, relative to a value or, where it is small, to what is usual of it."""
    usual = np.maximum(np.abs(theirs), 0.1 * np.median(np.abs(theirs), axis=0) + 1e-9)
    relative = np.abs(ours - theirs) / usual
    for column in np.argsort(-relative.max(axis=0)):
        row = relative[:, column].argmax()
        print(f"{names[column]:45} {relative[row, column]:.1e}  {ours[row, column]:.7g} instead of "
              f"{theirs[row, column]:.7g}", file=sys.stderr)
    for limit in (1e-6, 1e-5, 1e-4, 1e-3):
        print(f"within {limit:.0e}: {(relative <= limit).mean():.4%}", file=sys.stderr)


def fixture():
    rows = json.loads(subprocess.run(["deno", "run", "-A", "--no-check", SIGNALS],
                                     check=True, capture_output=True).stdout)
    functionals = smile()
    theirs = []
    for row in rows:
        import base64
        steps = np.frombuffer(base64.b64decode(row["steps"]), dtype="<i2")
        samples = steps.astype(np.float32) / 32768
        row["theirs"], row["theirMs"] = timed(functionals, samples, row["sampleRateHz"])
        if "contours" not in rows[0]:
            rows[0]["contours"] = {
                name: smile(level).process_signal(samples, row["sampleRateHz"])
                .to_numpy()[:, column].astype(float).tolist()
                for name, (level, column) in CONTOURS.items()
            }
        print(f"{row['name']:30} {len(samples) / row['sampleRateHz']:.2f} s  ours {row['ms']:.1f} "
              f"ms, openSMILE {row['theirMs']:.1f} ms", file=sys.stderr)
        theirs.append(row["theirs"])
    tell(functionals.feature_names, np.array([row["values"] for row in rows]), np.array(theirs))
    print(json.dumps({
        "command": "python bench/parity/egemaps.py",
        "opensmile": opensmile.__version__,
        "names": functionals.feature_names,
        "contours": rows[0]["contours"],
        "signals": [{
            "name": row["name"],
            "sampleRateHz": row["sampleRateHz"],
            "sha256": row["sha256"],
            "values": [float(value) for value in row["theirs"]],
        } for row in rows],
    }, indent=1))


def compare(paths):
    import soundfile

    functionals = smile()
    ours, theirs, ratios = [], [], []
    for rate in sorted({soundfile.info(path).samplerate for path in paths}):
        chosen = [path for path in paths if soundfile.info(path).samplerate == rate]
        table = subprocess.run(
            ["deno", "run", "-A", "--no-check", "main.ts", "features", "--sample-rate", str(rate),
             "egemaps", *chosen], check=True, capture_output=True, text=True).stdout
        for path, cells in zip(chosen, list(csv.reader(io.StringIO(table)))[1:]):
            samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
            ours.append([float(cell) for cell in cells[1:]])
            theirs.append(functionals.process_signal(samples[:, 0], rate).to_numpy()[0])
    tell(functionals.feature_names, np.array(ours), np.array(theirs))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    compare(sys.argv[1:]) if len(sys.argv) > 1 else fixture()
