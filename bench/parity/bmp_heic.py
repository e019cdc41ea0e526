"""BMP and HEIC files of a small made picture, and what Pillow reads of them.

pip install pillow==13.0.0 pillow-heif==1.8.1
python bench/parity/bmp_heic.py > src/data/images/bmp_heic_fixture.json
"""
import base64
import io
import json
import struct

import PIL
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
WIDTH, HEIGHT = 7, 5


def picture():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([((37 * x + 11 * y) % 256, (90 + 20 * y) % 256, (200 - 25 * x) % 256)
                   for y in range(HEIGHT) for x in range(WIDTH)])
    return image


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def header(bits, stride, compression=0, palette=b"", masks=b"", height=HEIGHT):
    start = 54 + len(masks) + len(palette)
    size = start + stride * abs(height)
    return struct.pack("<2sIHHI", b"BM", size, 0, 0, start) + struct.pack(
        "<IiiHHIIiiII", 40, WIDTH, height, 1, bits, compression, 0, 0, 0, len(palette) // 4, 0,
    ) + masks + palette


def rows(row, stride):
    return b"".join(row(y).ljust(stride, b"\0") for y in range(HEIGHT))


def four_bits():
    palette = b"".join(bytes([16 * i, 255 - 16 * i, 7 * i, 0]) for i in range(16))
    line = lambda y: bytes(((2 * x + y) % 16) << 4 | (2 * x + y + 1) % 16 for x in range(4))
    return header(4, 4, palette=palette) + rows(line, 4)


def sixteen_bits(masked):
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F) if masked else b""
    line = lambda y: struct.pack("<7H", *[(4711 * x + 997 * y) % (65536 if masked else 32768) for x in range(7)])
    return header(16, 16, compression=3 if masked else 0, masks=masks) + rows(line, 16)


def downwards():
    line = lambda y: bytes((31 * x + 5 * y) % 256 for x in range(21))
    return header(24, 24, height=-HEIGHT) + rows(line, 24)


rgb = picture()
files = {
    "1 bit": saved(rgb.convert("1"), "BMP"),
    "8 bits": saved(rgb.quantize(9), "BMP"),
    "8 bits grey": saved(rgb.convert("L"), "BMP"),
    "24 bits": saved(rgb, "BMP"),
    "32 bits": saved(rgb.convert("RGBA"), "BMP"),
    "4 bits": four_bits(),
    "16 bits": sixteen_bits(False),
    "16 bits, masks": sixteen_bits(True),
    "24 bits, from above": downwards(),
}
bmp = {name: {
    "file": base64.b64encode(content).decode(),
    "rgb": list(Image.open(io.BytesIO(content)).convert("RGB").tobytes()),
} for name, content in files.items()}
large = rgb.resize((32, 24), Image.Resampling.BICUBIC)
heic = saved(large, "HEIF", quality=90)
decoded = Image.open(io.BytesIO(heic)).convert("RGB")
print(json.dumps({
    "command": "python bench/parity/bmp_heic.py",
    "pillow": PIL.__version__, "pillowHeif": pillow_heif.__version__,
    "width": WIDTH, "height": HEIGHT, "bmp": bmp,
    "heic": {"file": base64.b64encode(heic).decode(), "width": 32, "height": 24,
             "rgb": list(decoded.tobytes())},
}))
