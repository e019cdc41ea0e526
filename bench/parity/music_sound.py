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


def bar(tempo, seconds=12.0):
    """Clicks on the beats, the first of four louder, and soft ones between them."""
    samples = numpy.zeros(int(seconds * RATE), numpy.float64)
    length = int(0.03 * RATE)
    time = numpy.arange(length) / RATE
    click = numpy.sin(2 * numpy.pi * 1000 * time) * numpy.exp(-time / 0.006)
    step = 0
    while True:
        start = int(round(step * 30 / tempo * RATE))
        if start + length > len(samples):
            return samples.astype(numpy.float32)
        samples[start:start + length] += (0.2 if step % 2 else 0.8 if step % 8 == 0 else 0.5) * click
        step += 1


def cadence(tonic, mode, part=0.6):
    """Tonic, subdominant, dominant, tonic, over their roots: the dominant is major in both modes."""
    thirds = {"major": [4, 4, 4, 4], "minor": [3, 3, 4, 3]}[mode]
    return numpy.concatenate([
        chord([36 + tonic + root, 60 + tonic + root, 60 + tonic + root + third, 67 + tonic + root], part)
        for root, third in zip([0, 5, 7, 0], thirds)])


def key_of(samples):
    """Krumhansl and Schmuckler on librosa's pitch classes; the key's number, and its mode."""
    profiles = {
        "major": [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        "minor": [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
    }
    mean = librosa.feature.chroma_stft(
        y=samples, sr=RATE, tuning=0, n_fft=8192, hop_length=2048).mean(axis=1)
    fits = {(key, mode): numpy.corrcoef(numpy.roll(profile, key), mean)[0, 1]
            for mode, profile in profiles.items() for key in range(12)}
    return max(fits, key=fits.get)


def loud_and_quiet(seconds=6.0):
    """A chord, 30 dB less of it, and silence, in turn: what the gates are for."""
    tones = chord([60, 64, 67], seconds).astype(float)
    part = len(tones) // 6
    for index, level in enumerate([1, 10 ** -1.5, 0, 1, 10 ** -1.5, 0]):
        tones[index * part:(index + 1) * part] *= level
    tones[6 * part:] = 0
    return tones


tempi = {}
for tempo in [60, 72, 90, 100, 120, 128, 140, 174]:
    onsets = librosa.onset.onset_strength(y=clicks(tempo), sr=RATE)
    tempi[str(tempo)] = {
        "tempo": float(librosa.feature.tempo(onset_envelope=onsets, sr=RATE)[0]),
        "onsetMean": float(onsets.mean()), "onsetMax": float(onsets.max()),
    }
bars = {}
for tempo in range(50, 205, 10):
    onsets = librosa.onset.onset_strength(y=bar(tempo), sr=RATE)
    bars[str(tempo)] = round(float(librosa.feature.tempo(onset_envelope=onsets, sr=RATE)[0]), 3)
keys = {}
for mode in ["major", "minor"]:
    found = [key_of(cadence(tonic, mode)) for tonic in range(12)]
    keys[mode] = sum(one == (tonic, mode) for tonic, one in enumerate(found))
chords = {}
for name, pitches in {"C": [60, 64, 67], "Am": [57, 60, 64], "F#": [66, 70, 73], "Ebm": [63, 66, 70]}.items():
    mean = librosa.feature.chroma_stft(
        y=chord(pitches), sr=RATE, tuning=0, n_fft=8192, hop_length=2048).mean(axis=1)
    chords[name] = {"pitches": pitches, "chroma": [round(float(v), 6) for v in mean]}
meter = pyloudnorm.Meter(RATE)
loudness = {
    "chord": float(meter.integrated_loudness(chord([60, 64, 67]).astype(float))),
    "clicks": float(meter.integrated_loudness(clicks(120).astype(float))),
    "loudAndQuiet": float(meter.integrated_loudness(loud_and_quiet())),
}
print(json.dumps({
    "command": "python bench/parity/music_sound.py",
    "librosa": librosa.__version__, "pyloudnorm": "0.1.1",
    "tempi": tempi, "bars": bars, "cadencesRight": keys, "chords": chords, "loudness": loudness,
}, indent=1))
