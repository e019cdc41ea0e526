# pip install soundfile==0.14.0 numpy==2.4.6 pillow==13.0.0
# python bench/parity/odd_inputs.py > src/data/odd_inputs_fixture.json
"""Files that are valid but odd, and what other readers make of them: sounds by libsndfile, pictures by
Pillow, JSON and CSV by Python's own modules. Where libsndfile does not read a file, or reads it
otherwise than its header means, the answer is the signal that the file was made from: "known"."""
import base64
import csv
import io
import json
import os
import struct
import tempfile

import numpy as np
import PIL
import soundfile
from PIL import Image

random = np.random.default_rng(24)
RATE = 16_000


def signal(frames, channels=1):
    """Two tones and some noise, no sample beyond half of full scale."""
    time = np.arange(frames)[:, None] / RATE
    pitch = 220 * (1 + np.arange(channels))[None]
    tones = 0.3 * np.sin(2 * np.pi * pitch * time) + 0.1 * np.sin(2 * np.pi * 3.1 * pitch * time)
    return tones + 0.02 * random.standard_normal((frames, channels))


def encoded(values, subtype, format="WAV"):
    file = io.BytesIO()
    soundfile.write(file, values, RATE, subtype=subtype, format=format)
    return file.getvalue()


def read(data):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x")
        with open(path, "wb") as file:
            file.write(data)
        return soundfile.read(path, dtype="float32", always_2d=True)


def text_of(values):
    return base64.b64encode(values).decode()


sounds = []


def add_sound(name, data, known=None):
    """`known` [frames, channels] stands in for libsndfile's reading."""
    values, rate = (known, RATE) if known is not None else read(data)
    sounds.append({
        "name": name,
        "file": text_of(data),
        "answer": "libsndfile" if known is None else "known",
        "sampleRateHz": rate,
        "channels": values.shape[1],
        "samples": text_of(np.ascontiguousarray(values.T, dtype="<f4").tobytes()),
    })


def chunk(name, content, size=None, pad=True):
    length = len(content) if size is None else size
    return name.encode() + struct.pack("<I", length) + content + b"\0" * (pad and len(content) % 2)


def wav(bits, content, channels=1, code=1, align=None, riff=None, size=None, before=b"", behind=b""):
    align = (bits + 7) // 8 * channels if align is None else align
    fmt = chunk("fmt ", struct.pack("<HHIIHH", code, channels, RATE, RATE * align, align, bits))
    body = b"WAVE" + fmt + before + chunk("data", content, size) + behind
    return b"RIFF" + struct.pack("<I", len(body) if riff is None else riff) + body


def packed(values, bits, bytes_, lower=False):
    """Integers of `bits` bits at the upper (or lower) end of `bytes_` bytes, and what they stand for."""
    whole = np.round(values * 2 ** (bits - 1)).astype(np.int64)
    shifted = whole if lower else whole << (8 * bytes_ - bits)
    content = b"".join(int(one).to_bytes(bytes_, "little", signed=True) for one in shifted.ravel())
    return content, (whole / 2 ** (bits - 1)).astype("float32")


for channels in (1, 2):
    for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW",
                    "IMA_ADPCM", "MS_ADPCM"):
        # Blocks of ADPCM are filled up: 700 is no multiple of their length.
        frames = 700 if "ADPCM" in subtype else 60
        values = signal(frames, channels)
        add_sound(f"{subtype}, {channels} channels", encoded(values, subtype))
        if "ADPCM" not in subtype:
            add_sound(f"{subtype}, {channels} channels, extensible", encoded(values, subtype, "WAVEX"))
add_sound("IMA_ADPCM, loud", encoded(np.clip(signal(700) * 4, -1, 1), "IMA_ADPCM"))
add_sound("MS_ADPCM, loud", encoded(np.clip(signal(600, 2) * 4, -1, 1), "MS_ADPCM"))
for code, subtype in (("A-law", "ALAW"), ("mu-law", "ULAW")):
    every = bytes(range(256))
    add_sound(f"every byte of {code}", wav(8, every, code=6 if subtype == "ALAW" else 7))

plain = (np.round(signal(80) * 2 ** 15) / 2 ** 15).astype("float32")
pcm = packed(plain, 16, 2)[0]
for size in (0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFDB, 0xFFFFFFFF, 0, len(pcm) + 44):
    for riff in (0, 0xFFFFFFFF, None, (size + 36) % 2 ** 32):
        if riff == size + 36 and size == len(pcm) + 44:
            continue  # The two agree: such a file is truncated.
        # libsndfile takes the word of a recorder that broke down before it wrote a length.
        known = plain if size == 0 else None
        add_sound(f"length {size:#x}, RIFF {riff if riff is None else hex(riff)}",
                  wav(16, pcm, size=size, riff=riff), known)
stereo, stereo_values = packed(signal(50, 2), 16, 2)
add_sound("unfinished stereo, half a frame left over", wav(16, stereo + b"\1\2", 2, size=2 ** 31, riff=0))
for bits, bytes_ in ((12, 2), (10, 2), (20, 3), (18, 3), (24, 4), (20, 4), (28, 4), (31, 4)):
    for lower in (False, True):
        content, values = packed(signal(60, 2), bits, bytes_, lower)
        name = f"{bits} bits at the {'lower' if lower else 'upper'} end of {bytes_} bytes"
        add_sound(name, wav(bits, content, 2, align=2 * bytes_), known=values)
content, values = packed(signal(60), 16, 2)
for align in (0, 1, 3, 4, 16, 65_535):
    add_sound(f"16 bits, block align {align}", wav(16, content, align=align), known=values)
content, values = packed(signal(60, 2), 24, 3)
for align in (0, 3, 5, 9):
    add_sound(f"24 bits stereo, block align {align}", wav(24, content, 2, align=align), known=values)

note = chunk("LIST", b"INFOISFT\5\0\0\0abcd\0")
add_sound("an odd LIST chunk with its pad byte", wav(16, pcm, before=note))
add_sound("an odd LIST chunk without its pad byte", wav(16, pcm, before=note[:-1]), known=plain)
add_sound("LIST chunk behind, odd data in front", wav(8, b"\x80\x90\xa0", behind=note))
add_sound("zeros behind the samples", wav(16, pcm, behind=b"\0" * 37))
tag = b"ID3\4\0\0\0\0\0\x0b" + b"TIT2\0\0\0\1\0\0\0"
footed = b"ID3\4\0\x10\0\0\0\x0b" + b"TIT2\0\0\0\1\0\0\0" + b"3DI\4\0\x10\0\0\0\x0b"
add_sound("an ID3 tag in front", tag + wav(16, pcm))
add_sound("two ID3 tags in front, one with a footer", footed + tag + wav(16, pcm), known=plain)
add_sound("an ID3 tag behind", wav(16, pcm) + b"TAG" + b" " * 125)

flac = encoded(plain, "PCM_16", "FLAC")
deep = encoded(signal(700, 2), "PCM_24", "FLAC")


def with_total(data, total):
    changed = bytearray(data)
    changed[21] = (changed[21] & 0xF0) | (total >> 32)
    changed[22:26] = struct.pack(">I", total & 0xFFFFFFFF)
    return bytes(changed)


add_sound("FLAC", flac)
add_sound("FLAC, 24 bits, stereo", deep)
add_sound("FLAC, unknown total", with_total(flac, 0), known=plain)
add_sound("FLAC, unknown total, 24 bits, stereo", with_total(deep, 0), known=read(deep)[0])
add_sound("FLAC, unknown total and a tag behind", with_total(flac, 0) + b"TAG" + b" " * 125, known=plain)
add_sound("FLAC, total too small", with_total(deep, 450))
add_sound("FLAC, no block size", flac[:8] + b"\0\0\0\0" + flac[12:])
add_sound("FLAC, tag in front", tag + flac)
add_sound("FLAC, tag behind", flac + b"TAG" + b" " * 125)

pictures = []


def add_picture(name, picture, **options):
    """Grey by Rec. 601 from Pillow's RGB, as the reader defines it; alpha over mid-grey."""
    file = io.BytesIO()
    picture.save(file, **options)
    read = Image.open(io.BytesIO(file.getvalue()))
    read.load()
    has_alpha = "A" in read.mode or "transparency" in read.info
    if read.mode == "I;16" or read.mode == "I":
        rgb = np.repeat((np.asarray(read).astype(float) / 257)[..., None], 3, 2)
    elif has_alpha:
        rgba = np.asarray(read.convert("RGBA")).astype(float)
        alpha = rgba[..., 3:] / 255
        rgb = rgba[..., :3] * alpha + 128 * (1 - alpha)
    else:
        rgb = np.asarray(read.convert("RGB")).astype(float)
    grey = rgb @ [0.299, 0.587, 0.114]
    pictures.append({
        "name": name,
        "file": text_of(file.getvalue()),
        "width": read.width,
        "height": read.height,
        "grey": text_of(np.round(grey).astype(np.uint8).tobytes()),
    })


coarse = random.integers(0, 256, (4, 5, 3), dtype=np.uint8)
colour = Image.fromarray(coarse).resize((18, 14), Image.Resampling.BICUBIC)
grey = colour.convert("L")
clear = colour.copy()
clear.putalpha(Image.fromarray(np.linspace(0, 255, 18 * 14).reshape(14, 18).astype(np.uint8)))
for name, picture, options in (
    ("PNG", colour, {"format": "PNG"}),
    ("PNG, grey", grey, {"format": "PNG"}),
    ("PNG, 1 bit", grey.convert("1"), {"format": "PNG"}),
    ("PNG, palette", colour.quantize(16), {"format": "PNG", "bits": 4}),
    ("PNG, alpha", clear, {"format": "PNG"}),
    ("PNG, grey and alpha", clear.convert("LA"), {"format": "PNG"}),
    ("PNG, 16 bits grey", Image.fromarray((np.asarray(grey).astype(np.uint16) * 257)), {"format": "PNG"}),
    ("PNG, one pixel", colour.crop((3, 3, 4, 4)), {"format": "PNG"}),
    ("PNG, one row", colour.crop((0, 3, 18, 4)), {"format": "PNG"}),
    ("GIF", colour.quantize(32), {"format": "GIF"}),
    ("TIFF", colour, {"format": "TIFF"}),
    ("TIFF, LZW, grey", grey, {"format": "TIFF", "compression": "tiff_lzw"}),
    ("TIFF, 1 bit, G4", grey.convert("1"), {"format": "TIFF", "compression": "group4"}),
    ("WebP, lossless", colour, {"format": "WEBP", "lossless": True}),
    ("WebP, lossless, alpha", clear, {"format": "WEBP", "lossless": True, "exact": True}),
    ("JPEG", colour, {"format": "JPEG", "quality": 95, "subsampling": 0}),
    ("JPEG, grey, progressive", grey, {"format": "JPEG", "quality": 95, "progressive": True}),
):
    add_picture(name, picture, **options)

texts = []


def add_json(name, data):
    """Bytes of a file and the value, as json.loads reads it, which knows UTF-8, UTF-16 and UTF-32."""
    try:
        value = json.loads(data.decode("utf-8-sig") if data[:3] == b"\xef\xbb\xbf" else data)
    except ValueError:
        texts.append({"name": name, "file": text_of(data), "fails": True})
        return
    texts.append({"name": name, "file": text_of(data), "value": value})


value = {"name": "üzgün şarkı", "list": [1, -0.5e3, True, None], "nested": {"": "😀"}}
dense = json.dumps(value, ensure_ascii=False)
for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
    add_json(f"JSON in {encoding}", dense.encode(encoding))
add_json("JSON in utf-16 with the mark of big endian", b"\xfe\xff" + dense.encode("utf-16-be"))
add_json("escaped JSON", json.dumps(value).encode())
add_json("CRLF and tabs", json.dumps(value, indent="\t").replace("\n", "\r\n").encode())
add_json("blanks around", b" \r\n\t" + dense.encode() + b"\n\n  ")
add_json("a number of many digits", b'{"x": 0.1000000000000000055511151231257827021181583404541015625}')
add_json("a field twice", b'{"x": 1, "x": 2}')
add_json("escaped letters beyond 16 bits", b'["\\ud83d\\ude00"]')
add_json("a trailing comma", b"[1,]")
add_json("single quotes", b"{'x': 1}")
add_json("a comment", b"[1] // one")

tables = []


def add_table(name, rows, encoding="utf-8", **options):
    """A CSV file as Python writes it, and its cells as Python's csv reads it back, blanks trimmed."""
    file = io.StringIO(newline="")
    csv.writer(file, **options).writerows(rows)
    data = file.getvalue().encode(encoding)
    add_table_bytes(name, data, encoding, options.get("delimiter", ","))


def add_table_bytes(name, data, encoding="utf-8", delimiter=","):
    read = csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter)
    cells = [[cell.strip() for cell in row] for row in read if any(cell.strip() for cell in row)]
    tables.append({"name": name, "file": text_of(data), "rows": cells})


rows = [["name", "tempo", "note"], ["Şarkı, bir", "120.5", 'the "best"'], ["ığüşöç", "90", "two\nlines"]]
for encoding in ("utf-8", "utf-8-sig", "utf-16"):
    add_table(f"CSV in {encoding}", rows, encoding)
add_table("CSV in Windows-1254", rows, "windows-1254")
add_table("everything quoted", rows, quoting=csv.QUOTE_ALL)
add_table("line feeds alone", rows, lineterminator="\n")
add_table("semicolons", rows, delimiter=";")
add_table("semicolons, decimal commas, Windows-1254",
          [["ad", "tempo"], ["Şarkı", "120,5"], ["İki", "90,25"]], "windows-1254", delimiter=";")
add_table("tabs", rows, delimiter="\t")
add_table("empty cells", [["a", "b", "c"], ["", "1", ""], ["2", "", ""]])
add_table("one column", [["a"], ["1"], ["2"]])
add_table_bytes("bare quotes inside a cell", b'name,size\n12" mix,1\nsay "hi",2\n')
add_table_bytes("blank lines", b"a,b\n\n1,2\n\r\n3,4\n\n")
add_table_bytes("no line end behind the last row", b"a,b\n1,2")
add_table_bytes("blanks around cells", b"a , b\n 1 , 2 \n")

print(json.dumps({
    "command": "python bench/parity/odd_inputs.py > src/data/odd_inputs_fixture.json",
    "libsndfile": soundfile.__libsndfile_version__,
    "pillow": PIL.__version__,
    "sounds": sounds,
    "pictures": pictures,
    "json": texts,
    "tables": tables,
}, indent=0))
