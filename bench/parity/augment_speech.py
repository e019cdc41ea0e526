# pip install librosa==0.11.0 scipy==1.17.1 numpy==2.4.6
# python bench/parity/augment_speech.py spectrogram > src/dsp/augment/spectrogram_fixture.json
# python bench/parity/augment_speech.py wave > src/dsp/augment/wave_fixture.json
"""Reference values for the augmentation of speech from SciPy, NumPy and librosa; made-up sound."""
import base64
import json
import sys

import librosa
import numpy as np
from scipy import ndimage, signal


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).astype("<f4").tobytes()).decode()


def vocal_tract(factor, highest, frequencies):
    """Where old frequencies go: Jaitly and Hinton 2013, section 3, F at 0.6 of the highest."""
    limit = 0.6 * highest
    knee = limit * min(factor, 1) / factor
    above = highest - (highest - limit * min(factor, 1)) / (highest - knee) * (
        highest - frequencies
    )
    return np.where(frequencies <= knee, frequencies * factor, above)


def spectrogram():
    random = np.random.default_rng(5)
    frames, bins = 17, 23
    values = random.normal(-40, 15, (frames, bins)).astype("<f4")
    frame_positions = np.clip(random.uniform(-2, frames + 1, frames), 0, frames - 1)
    bin_positions = np.clip(random.uniform(-2, bins + 1, bins), 0, bins - 1)
    frame_positions, bin_positions = frame_positions.astype("<f4"), bin_positions.astype("<f4")
    grid = np.meshgrid(frame_positions.astype(float), bin_positions.astype(float), indexing="ij")
    read = ndimage.map_coordinates(values.astype(float), grid, order=1, mode="nearest")
    fine = np.linspace(0, 8000, 400_001)
    mel = librosa.mel_frequencies(n_mels=23, fmin=0, fmax=8000, htk=True)
    warps = []
    for name, axis in (("linear", np.linspace(0, 8000, bins)), ("mel", mel)):
        for factor in (0.9, 1.0, 1.12):
            # The inverse by a fine table of the function as published.
            old = np.interp(axis, vocal_tract(factor, 8000, fine), fine)
            warps.append({
                "axis": name,
                "factor": factor,
                "frequencies": axis.tolist(),
                "positions": np.interp(old, axis, np.arange(bins)).tolist(),
            })
    return {
        "frames": frames,
        "bins": bins,
        "values": text(values),
        "framePositions": text(frame_positions),
        "binPositions": text(bin_positions),
        "read": text(read),
        "warps": warps,
    }


def wave():
    rate = 8000
    time = np.arange(4000) / rate
    tones = sum(np.sin(2 * np.pi * f * time * (1 + 0.2 * time)) for f in (180, 415, 1290)) / 4
    samples = (tones * np.hanning(len(time))).astype("<f4")
    random = np.random.default_rng(6)
    response = (random.normal(size=700) * np.exp(-np.arange(700) / 90)).astype("<f4")
    spectrum = librosa.stft(samples.astype(float), n_fft=512, hop_length=128)
    # Halved in the middle: no longer the transform of any signal, so that overlapping frames differ.
    changed = spectrum.copy()
    changed[:, 10:20] *= 0.5
    return {
        "sampleRateHz": rate,
        "samples": text(samples),
        "response": text(response),
        "convolved": text(signal.fftconvolve(samples.astype(float), response.astype(float))),
        "inverse": text(librosa.istft(changed, n_fft=512, hop_length=128, length=len(samples))),
        "stretched": [
            {"rate": r, "samples": text(librosa.effects.time_stretch(samples.astype(float), rate=r))}
            for r in (0.8, 1.25)
        ],
        "shifted": [
            {
                "semitones": n,
                "samples": text(
                    librosa.effects.pitch_shift(
                        samples.astype(float), sr=rate, n_steps=n, res_type="soxr_vhq"
                    )
                ),
            }
            # A ratio of whole thousandths, which Duygu rounds to.
            for n in (12 * np.log2(0.84), 12 * np.log2(1.125))
        ],
    }


def main():
    part = sys.argv[1]
    made = {"spectrogram": spectrogram, "wave": wave}[part]()
    command = f"python bench/parity/augment_speech.py {part}"
    print(json.dumps({"command": command, **made}, indent=1))


if __name__ == "__main__":
    main()
