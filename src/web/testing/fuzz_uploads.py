"""What schemathesis sends as photos and recordings: the files in $DUYGU_FUZZ_SAMPLES, whole, cut
off or with bytes changed, so that the decoders see what is nearly right."""

import os
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

SAMPLES = Path(os.environ["DUYGU_FUZZ_SAMPLES"])
TYPES = {
    "image/jpeg": "sample.jpg",
    "image/png": "sample.png",
    "image/webp": "sample.webp",
    "audio/wav": "sample.wav",
    "audio/flac": "sample.flac",
}


@st.composite
def damaged(draw, whole):
    content = bytearray(whole)
    places = st.integers(0, len(content) - 1)
    # Headers decide most: half of the changes fall there.
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.one_of(st.integers(0, min(64, len(content)) - 1), places))
        content[place] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.one_of(st.just(len(content)), places))])


for media_type, name in TYPES.items():
    schemathesis.openapi.media_type(media_type, damaged((SAMPLES / name).read_bytes()))
