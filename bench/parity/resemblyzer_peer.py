# pip install resemblyzer==0.1.4 torch==2.13.0 librosa==0.11.0 webrtcvad-wheels==2.0.14.post1 soundfile==0.14.0
# python bench/parity/resemblyzer_peer.py
"""bench/peers/extract.py's Resemblyzer, its LSTM in NumPy, against the package's own in PyTorch.

Prints the largest difference of an embedding's elements over made-up recordings; fails above 1e-5.
"""
import os
import sys
import tempfile

import numpy as np
import soundfile
from resemblyzer import VoiceEncoder, preprocess_wav

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "peers"))
import extract

RATE = 44_100


def vowel(generator, seconds):
    """Harmonics under two formants with a drifting pitch: the voice detection hears speech."""
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 120 * 2 ** (generator.uniform(-0.5, 1) + 0.2 * np.sin(2 * np.pi * 3 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    formants = generator.uniform([300, 900], [900, 2500])
    samples = sum(
        np.exp(-(((120 * n - formants[:, None]) / 200) ** 2)).sum() * np.sin(n * phase) / n
        for n in range(1, 30)
    )
    samples = samples + 0.01 * generator.standard_normal(len(time))
    return (0.3 * samples / np.abs(samples).max()).astype(np.float32)


def main():
    generator = np.random.default_rng(1)
    encoder = VoiceEncoder("cpu", verbose=False)
    theirs, paths = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, seconds in enumerate((0.7, 1.6, 2.4, 4.5)):
            path = os.path.join(folder, f"{number}.wav")
            soundfile.write(path, vowel(generator, seconds), RATE, subtype="FLOAT")
            paths.append(path)
            theirs.append(encoder.embed_utterance(preprocess_wav(path)))
        for name in [name for name in sys.modules if name.split(".")[0] == "resemblyzer"]:
            del sys.modules[name]
        ours = [embed(path) for embed in [extract.resemblyzer()] for path in paths]
    difference = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs))
    print(f"largest difference {difference:.2e}")
    sys.exit(difference > 1e-5)


if __name__ == "__main__":
    main()
