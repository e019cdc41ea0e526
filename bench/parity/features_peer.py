# pip install librosa==0.11.0 soundfile==0.13.1 soxr==1.0.0 numpy==2.3.5
# Started by `duygu bench features`, which asks with one JSON object a line; answers are one line each.
"""Features by librosa, one thread: read, mix to mono, resample, STFT, decibels, fit frames."""
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import librosa
import numpy as np
import soundfile


def extract(path, config):
    samples, rate = soundfile.read(path, dtype="float32")
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    if rate != config["sampleRateHz"]:
        samples = librosa.resample(
            samples, orig_sr=rate, target_sr=config["sampleRateHz"], res_type="soxr_hq"
        )
    spectrum = librosa.stft(
        samples,
        n_fft=config["fftSize"],
        hop_length=config["hopSamples"],
        window=config["window"],
        pad_mode=config["centre"],
    )
    decibels = librosa.amplitude_to_db(np.abs(spectrum), ref=1.0, top_db=config["floorDb"])
    fitted = np.full((decibels.shape[0], config["frames"]), decibels.min(), dtype=np.float32)
    frames = min(config["frames"], decibels.shape[1])
    fitted[:, :frames] = decibels[:, :frames]
    return fitted


def timed(path, config):
    started = time.perf_counter()
    extract(path, config)
    return (time.perf_counter() - started) * 1000


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "quit":
            print("{}", flush=True)
            return
        if request["op"] == "versions":
            answer = {"librosa": librosa.__version__, "numpy": np.__version__}
        else:
            answer = {"ms": [timed(path, request["config"]) for path in request["paths"]]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
