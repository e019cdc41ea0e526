# pip install librosa==0.11.0 soundfile==0.14.0 soxr==1.1.0 scipy==1.17.1 numpy==2.4.6
# python bench/parity/audio_and_dsp.py flac > src/data/audio/flac_fixture.json
# python bench/parity/audio_and_dsp.py stft > src/dsp/stft_fixture.json
# python bench/parity/audio_and_dsp.py clips DATA > src/dsp/stft_clips_fixture.json
# python bench/parity/audio_and_dsp.py resample > src/dsp/resample_fixture.json
"""Reference values for the readers and for signal processing, from libFLAC, librosa and soxr.

All sound in the fixtures is generated here; of real clips only a few magnitudes are kept.
"""
import base64
import hashlib
import io
import json
import os
import sys

import librosa
import numpy as np
import soundfile
import soxr


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def signal(length, rate, seed=0):
    """Three sines under a Hann envelope and a little noise."""
    time = np.arange(length) / rate
    tones = sum(np.sin(2 * np.pi * f * rate * time + f * 9) for f in (0.011, 0.07, 0.21)) / 4
    noise = np.random.default_rng(seed).normal(size=length) * 0.01
    return tones * np.hanning(length) + noise


def encode(integers, bits, level):
    """A FLAC file's bytes; `integers` are [samples] or [samples, channels]."""
    buffer = io.BytesIO()
    shifted = (integers.astype(np.int64) << (32 - bits)).astype(np.int32)
    subtype = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}[bits]
    soundfile.write(
        buffer, shifted, 44100, format="FLAC", subtype=subtype, compression_level=level
    )
    return buffer.getvalue()


def flac_cases():
    random = np.random.default_rng(1)
    for bits in (8, 16, 24):
        peak = 2 ** (bits - 1) - 1
        tone = np.round(signal(5000, 44100) * peak).astype(np.int64)
        yield f"{bits} bits, linear prediction", bits, tone, 1.0
        yield f"{bits} bits, fixed prediction", bits, tone, 0.0
        yield f"{bits} bits, noise (verbatim)", bits, random.integers(-peak - 1, peak, 700), 0.5
        yield f"{bits} bits, silence (constant)", bits, np.zeros(700, np.int64), 0.5
        side = np.round(signal(2000, 44100, 3) * peak * 0.02).astype(np.int64)
        stereo = np.stack([tone[:2000], tone[:2000] - side], axis=1)
        yield f"{bits} bits, correlated stereo", bits, stereo, 1.0
        yield f"{bits} bits, left alone", bits, np.stack([tone[:900], tone[:900] * 0], 1), 1.0
    wasted = np.round(signal(3000, 44100) * 1000).astype(np.int64) * 16
    yield "16 bits, four of them wasted", 16, wasted, 1.0
    yield "16 bits, six channels", 16, np.stack([wasted[k : k + 500] for k in range(6)], 1), 0.5
    steps = np.where(random.random(900) < 0.02, 30000, 0) * random.choice([-1, 1], 900)
    yield "16 bits, rare clicks (long codes)", 16, steps, 1.0


def flac():
    cases = []
    for name, bits, integers, level in flac_cases():
        encoded = encode(integers, bits, level)
        decoded, _ = soundfile.read(io.BytesIO(encoded), dtype="int32", always_2d=True)
        decoded = decoded >> (32 - bits)
        assert np.array_equal(decoded.reshape(integers.shape), integers)
        cases.append({
            "name": name,
            "bits": bits,
            "samples": decoded.shape[0],
            "channels": decoded.shape[1],
            "sha256": hashlib.sha256(decoded.astype("<i4").tobytes()).hexdigest(),
            "flac": base64.b64encode(encoded).decode(),
        })
    return {"cases": cases}


STFT_CASES = [
    (64, 16, "hann", "reflect"),
    (64, 20, "hamming", "constant"),
    (128, 48, "blackman", "none"),
    (256, 64, "ones", "reflect"),
    (4096, 300, "hann", "reflect"),
]


def stft():
    samples = signal(601, 8000).astype(np.float32)
    cases = []
    for size, hop, window, centre in STFT_CASES:
        padded = samples.astype(np.float64)
        if centre != "none":
            # Padded here: librosa 0.11 itself mirrors one sample wrongly in the last frame where
            # the signal's length is a multiple of hop and hop is half of size.
            padded = np.pad(padded, size // 2, mode=centre)
        spectrum = librosa.stft(padded, n_fft=size, hop_length=hop, window=window, center=False)
        power = np.abs(spectrum) ** 2
        cases.append({
            "fftSize": size,
            "hopSamples": hop,
            "window": "rectangular" if window == "ones" else window,
            "centre": centre,
            "frames": spectrum.shape[1],
            "spectrum": text(spectrum.T.astype(np.complex64)),
            "decibels": text(librosa.power_to_db(power, ref=1.0, top_db=60).T.astype("<f4")),
        })
    return {"samples": text(samples), "floorDb": 60, "cases": cases}


CLIPS = [
    "TurEV-DB/Sound Source/Angry/1157_kz_acik.flac",
    "TurEV-DB/Sound Source/Calm/1234_sk_pihti.flac",
    "TESS/OAF_fear/OAF_back_fear.flac",
    "wav/OAF_food_fear.wav",
]


def clips(data):
    rows = []
    for path in CLIPS:
        full = os.path.join(data, path)
        if not os.path.exists(full):
            continue
        samples, rate = soundfile.read(full, dtype="float64")
        magnitude = np.abs(librosa.stft(samples, n_fft=512, hop_length=200)).T
        places = np.linspace(0, magnitude.size - 1, 20).astype(int)
        rows.append({
            "path": path,
            "sampleRateHz": rate,
            "samples": len(samples),
            "frames": magnitude.shape[0],
            "sum": float(magnitude.sum()),
            "maximum": float(magnitude.max()),
            "places": places.tolist(),
            "magnitudes": magnitude.ravel()[places].tolist(),
        })
    return {"fftSize": 512, "hopSamples": 200, "clips": rows}


def resample():
    cases = []
    for source, target in ((44100, 16000), (24414, 16000), (96000, 16000), (16000, 44100)):
        length = source // 25
        lower = min(source, target)
        time = np.arange(length) / source
        tones = sum(np.sin(2 * np.pi * f * lower * time) for f in (0.01, 0.13, 0.4)) / 3
        samples = (tones * np.hanning(length)).astype(np.float32)
        cases.append({
            "fromHz": source,
            "toHz": target,
            "samples": text(samples),
            "soxr": text(soxr.resample(samples, source, target, quality="VHQ").astype("<f4")),
        })
    return {"cases": cases}


def main():
    part, *arguments = sys.argv[1:]
    made = {"flac": flac, "stft": stft, "clips": clips, "resample": resample}[part](*arguments)
    shown = ["DATA" if part == "clips" else a for a in arguments]
    command = " ".join(["python bench/parity/audio_and_dsp.py", part, *shown])
    print(json.dumps({"command": command, **made}, indent=1))


if __name__ == "__main__":
    main()
