"""Small files of every compressed format, and what ffmpeg (with libopus) decodes them to.

python3 bench/parity/compressed_audio.py > src/data/audio/compressed_fixture.json

Needs ffmpeg with libmp3lame, libvorbis and libopus, and NumPy.
"""
import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

RATE = 16000
FORMATS = {
    "mp3": (["-b:a", "32k"], []),
    "ogg": (["-c:a", "libvorbis", "-b:a", "32k"], []),
    "opus": (["-c:a", "libopus", "-b:a", "16k"], ["-c:a", "libopus"]),
    "webm": (["-c:a", "libopus", "-b:a", "16k"], ["-c:a", "libopus"]),
    "m4a": (["-c:a", "aac", "-b:a", "32k"], []),
    "aiff": (["-ar", "4000"], []),
    "caf": (["-ar", "4000", "-c:a", "pcm_mulaw"], []),
    "rf64.wav": (["-ar", "4000", "-rf64", "always"], []),
}
time = np.arange(RATE // 2) / RATE
voice = sum(np.sin(2 * np.pi * 140 * k * time + k * k) / k for k in range(1, 20))
voice *= 0.2 * (1 - np.cos(2 * np.pi * 4 * time)) / 2
cases = []
with tempfile.TemporaryDirectory() as folder:
    raw = Path(folder, "voice.raw")
    raw.write_bytes(voice.astype("<f4").tobytes())
    for name, (encode, decode) in FORMATS.items():
        path = Path(folder, f"voice.{name}")
        quiet = ["ffmpeg", "-loglevel", "error", "-y"]
        subprocess.run([*quiet, "-f", "f32le", "-ar", str(RATE), "-i", raw, *encode, path], check=True)
        samples = np.frombuffer(subprocess.run(
            [*quiet, *decode, "-i", path, "-f", "f32le", "-"], check=True, capture_output=True,
        ).stdout, "<f4")
        if name == "ogg":
            # ffmpeg gives the last block whole; its granule position says where the sound ends.
            samples = samples[: len(time)]
        cases.append({
            "name": name,
            "samples": len(samples),
            "everyTenth": [round(float(value), 5) for value in samples[::10]],
            "file": base64.b64encode(path.read_bytes()).decode(),
        })
print(json.dumps({"cases": cases}))
