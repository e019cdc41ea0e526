"""librosa's tempo, onsets and chroma and pyloudnorm's loudness of generated sounds.

pip install librosa==0.11.0 pyloudnorm==0.1.1
python bench/parity/music_sound.py > src/music/sound_features_fixture.json
"""
import json

import librosa
import numpy
import pyloudnorm

RATE = 22050


def clicks(tempo, seconds=20.0):
    """A click each beat: a decaying 1 kHz tone, as src/music/testing/made_sounds.ts makes it."""
    samples = numpy.zeros(int(seconds * RATE), numpy.float32)
    length = int(0.03 * RATE)
    time = numpy.arange(length) / RATE
    click = 0.8 * numpy.sin(2 * numpy.pi * 1000 * time) * numpy.exp(-time / 0.006)
    beat = 0
    while True:
        start = int(round(beat * 60 / tempo * RATE))
        if start + length > len(samples):
            return samples
        samples[start:start + length] += click.astype(numpy.float32)
        beat += 1


def chord(pitches, seconds=3.0):
    """Tones of MIDI numbers with four harmonics that fall by half."""
    time = numpy.arange(int(seconds * RATE)) / RATE
    tones = sum(
        0.5 ** harmonic * numpy.sin(2 * numpy.pi * (harmonic + 1) * 440 * 2 ** ((p - 69) / 12) * time)
        for p in pitches for harmonic in range(4))
    return (0.1 * tones).astype(numpy.float32)


tempi = {}
for tempo in [60, 72, 90, 100, 120, 128, 140, 174]:
    onsets = librosa.onset.onset_strength(y=clicks(tempo), sr=RATE)
    tempi[str(tempo)] = {
        "tempo": float(librosa.feature.tempo(onset_envelope=onsets, sr=RATE)[0]),
        "onsetMean": float(onsets.mean()), "onsetMax": float(onsets.max()),
    }
chords = {}
for name, pitches in {"C": [60, 64, 67], "Am": [57, 60, 64], "F#": [66, 70, 73], "Ebm": [63, 66, 70]}.items():
    mean = librosa.feature.chroma_stft(
        y=chord(pitches), sr=RATE, tuning=0, n_fft=8192, hop_length=2048).mean(axis=1)
    chords[name] = {"pitches": pitches, "chroma": [round(float(v), 6) for v in mean]}
meter = pyloudnorm.Meter(RATE)
loudness = {
    "chord": float(meter.integrated_loudness(chord([60, 64, 67]).astype(float))),
    "clicks": float(meter.integrated_loudness(clicks(120).astype(float))),
}
print(json.dumps({
    "command": "python bench/parity/music_sound.py",
    "librosa": librosa.__version__, "pyloudnorm": "0.1.1",
    "tempi": tempi, "chords": chords, "loudness": loudness,
}, indent=1))
