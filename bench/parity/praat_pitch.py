# pip install praat-parselmouth==0.4.7 numpy==2.4.6
# python bench/parity/praat_pitch.py > src/dsp/praat_pitch_fixture.json
"""Reference values for the pitch's course, harmonicity and harmonics: Praat and plain NumPy.

The sound is generated here: a gliding voice with pauses and noise.
"""
import base64
import json

import numpy as np
import parselmouth

RATE = 16000
LOWEST_HZ, HIGHEST_HZ = 75, 600
HOP_S = 0.01
HARMONIC_FRAME = 640


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).astype("<f4").tobytes()).decode()


def voice(length):
    """Twelve harmonics of a pitch from 110 to 260 Hz, twice interrupted, under noise."""
    time = np.arange(length) / RATE
    pitch = 185 - 75 * np.cos(2 * np.pi * 1.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tones = sum(np.sin(k * phase + k * k) / k for k in range(1, 13)) / 3
    loudness = np.clip(np.sin(2 * np.pi * 3.1 * time) * 2 + 0.6, 0, 1)
    noise = np.random.default_rng(5).normal(size=length) * 0.01
    return (tones * loudness + noise).astype(np.float32)


def harmonic_levels(samples, centres, pitch):
    """20 log10 |sum of x w exp(-i 2 pi k f n)| at the first four multiples of the pitch."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(HARMONIC_FRAME) / HARMONIC_FRAME)
    place = np.arange(HARMONIC_FRAME)
    levels = np.zeros((len(pitch), 4))
    for row, (centre, hertz) in enumerate(zip(centres, pitch)):
        if hertz == 0:
            continue
        frame = samples[centre - HARMONIC_FRAME // 2:][:HARMONIC_FRAME] * window
        for k in range(1, 5):
            turn = np.exp(-2j * np.pi * k * hertz * place / RATE)
            levels[row, k - 1] = 20 * np.log10(abs(np.sum(frame * turn)))
    return levels


def main():
    samples = voice(12000)
    exact = samples.astype(np.float64)
    pitch = parselmouth.Sound(exact, RATE).to_pitch_ac(
        time_step=HOP_S, pitch_floor=LOWEST_HZ, pitch_ceiling=HIGHEST_HZ)
    selected = pitch.selected_array
    # A frame's centre lies between two samples; this is the right one's number.
    centres = np.round(pitch.xs() * RATE).astype(int)
    hertz = selected["frequency"].astype(np.float32)
    assert np.allclose(pitch.xs() * RATE, centres) and np.all(np.diff(centres) == HOP_S * RATE)
    print(json.dumps({
        "command": "python bench/parity/praat_pitch.py",
        "sampleRateHz": RATE,
        "lowestHz": LOWEST_HZ,
        "highestHz": HIGHEST_HZ,
        "hopSamples": int(HOP_S * RATE),
        "firstCentre": int(centres[0]),
        "samples": text(samples),
        "pitchHz": text(hertz),
        "strength": text(selected["strength"]),
        "harmonicFrameSamples": HARMONIC_FRAME,
        "harmonics": text(harmonic_levels(exact, centres, hertz.astype(np.float64))),
    }))


if __name__ == "__main__":
    main()
