# pip install librosa==0.11.0 scipy==1.17.1 numpy==2.4.6
# python bench/parity/augment_speech.py > src/dsp/augment/spectrogram_fixture.json
"""Reference values for the augmentation of speech from SciPy, NumPy and librosa; made-up sound."""
import base64
import json

import librosa
import numpy as np
from scipy import ndimage


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


def main():
    command = "python bench/parity/augment_speech.py"
    print(json.dumps({"command": command, **spectrogram()}, indent=1))


if __name__ == "__main__":
    main()
