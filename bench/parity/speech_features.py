# pip install librosa==0.11.0 soundfile==0.14.0 scipy==1.17.1 numpy==2.4.6
# python bench/parity/speech_features.py > src/dsp/speech_features_fixture.json
"""Reference values for mel bands, cepstra, PCEN, pitch and level, from librosa.

The sound is generated here: a gliding voice with pauses and a little noise.
"""
import base64
import json

import librosa
import numpy as np

RATE = 8000
FFT = 256
HOP = 80
MEL_BINS = 24
COEFFICIENTS = 10
FLOOR_DB = 60
PITCH_FRAME = 512
LOWEST_HZ, HIGHEST_HZ = 60, 600


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).astype("<f4").tobytes()).decode()


def voice(length):
    """Ten harmonics of a pitch from 110 to 260 Hz, twice interrupted, under noise 40 dB below."""
    time = np.arange(length) / RATE
    pitch = 185 - 75 * np.cos(2 * np.pi * 1.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tones = sum(np.sin(k * phase + k * k) / k for k in range(1, 11)) / 3
    loudness = np.clip(np.sin(2 * np.pi * 3.1 * time) * 2 + 0.6, 0, 1)
    noise = np.random.default_rng(5).normal(size=length) * 0.003
    return (tones * loudness + noise).astype(np.float32)


def main():
    samples = voice(4100)
    # In double precision, so that the reference itself is not what rounds.
    exact = samples.astype(np.float64)
    spectrum = np.abs(librosa.stft(np.pad(exact, FFT // 2, mode="reflect"), n_fft=FFT,
                                   hop_length=HOP, center=False))
    mel = {}
    for scale in ("slaney", "htk"):
        weights = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=MEL_BINS, htk=scale == "htk")
        bands = librosa.power_to_db(weights @ spectrum**2, ref=1.0, top_db=FLOOR_DB)
        mel[scale] = {"weights": text(weights), "decibels": text(bands.T)}
    weights = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=MEL_BINS)
    bands = librosa.power_to_db(weights @ spectrum**2, ref=1.0, top_db=FLOOR_DB)
    cepstrum = librosa.feature.mfcc(S=bands, n_mfcc=COEFFICIENTS)
    deltas = [librosa.feature.delta(cepstrum, order=order) for order in (1, 2)]
    energy = weights @ spectrum * 2**31
    constant = 0.4 * RATE / HOP
    speed = (np.sqrt(1 + 4 * constant**2) - 1) / (2 * constant**2)
    # The smoother starts at the first frame, which librosa leaves to its caller.
    pcen = librosa.pcen(energy, sr=RATE, hop_length=HOP, zi=(1 - speed) * energy[:, :1])
    pitch = librosa.yin(exact, fmin=LOWEST_HZ, fmax=HIGHEST_HZ, sr=RATE,
                        frame_length=PITCH_FRAME, hop_length=HOP)
    rms = librosa.feature.rms(y=exact, frame_length=FFT, hop_length=HOP, dtype=np.float64)[0]
    print(json.dumps({
        "command": "python bench/parity/speech_features.py",
        "sampleRateHz": RATE,
        "fftSize": FFT,
        "hopSamples": HOP,
        "melBins": MEL_BINS,
        "coefficients": COEFFICIENTS,
        "floorDb": FLOOR_DB,
        "samples": text(samples),
        "preEmphasis": text(librosa.effects.preemphasis(exact, coef=0.97)[:400]),
        "mel": mel,
        "mfcc": text(np.concatenate([cepstrum, *deltas]).T),
        "pcen": text(pcen.T),
        "yin": {
            "frameSamples": PITCH_FRAME,
            "lowestHz": LOWEST_HZ,
            "highestHz": HIGHEST_HZ,
            "pitchHz": text(pitch),
        },
        "rms": text(rms),
    }, indent=1))


if __name__ == "__main__":
    main()
