# pip install opencv-python-headless==4.12.0.88 numpy==2.2.6
# python bench/parity/faces.py boxes DATA > src/facecnn/face_boxes_fixture.json
# python bench/parity/faces.py resize > src/facecnn/resize_fixture.json
"""Reference values for face detection and for resizing, from OpenCV.

Of the photos only the numbers of the boxes are kept; all pixels in the fixtures are generated.
"""
import base64
import json
import os
import sys

import cv2
import numpy as np

CASCADE = os.path.join(
    os.path.dirname(__file__),
    "../../src/facecnn/cascade/haarcascade_frontalface_default.xml",
)
PHOTOS = ["astronaut.png", "obama.jpg", "two_people.jpg", "coffee.png", "chelsea.png"]
SETTINGS = [(0, 1.1, 5), (0, 1.1, 3), (0, 1.2, 4), (0, 1.3, 0), (320, 1.15, 6)]


def reduced(image, longest):
    height, width = image.shape
    factor = longest / max(height, width)
    if longest == 0 or factor >= 1:
        return image
    size = (round(width * factor), round(height * factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def boxes(data):
    classifier = cv2.CascadeClassifier(CASCADE)
    cases = []
    for photo in PHOTOS:
        colour = cv2.imread(os.path.join(data, "faces", photo))
        # Luma as Pillow and our reader round it; cvtColor differs by 1 in a few pixels.
        weighted = colour.astype(np.int64) @ [7471, 38470, 19595]
        grey = ((weighted + 32768) >> 16).astype(np.uint8)
        for longest, factor, neighbours in SETTINGS:
            small = reduced(grey, longest)
            found = classifier.detectMultiScale(small, factor, neighbours, minSize=(24, 24))
            across, down = np.array(grey.shape[::-1]) / small.shape[::-1]
            scale = [across, down, across, down]
            found = np.rint(np.asarray(found).reshape(-1, 4) * scale).astype(int)
            cases.append({
                "photo": photo,
                "longestSide": longest,
                "scaleFactor": factor,
                "minNeighbors": neighbours,
                "boxes": sorted(found.tolist()),
            })
    return {"cases": cases}


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


SIZES = [
    (48, 48, 17, 13), (48, 48, 24, 16), (31, 45, 30, 44), (100, 7, 9, 7), (40, 30, 1, 1),
    (17, 13, 48, 48), (5, 4, 9, 20), (1, 1, 3, 2), (30, 20, 31, 47),
]


def resize():
    random = np.random.default_rng(1)
    cases = []
    for columns, rows, width, height in SIZES:
        image = random.integers(0, 256, (rows, columns), dtype=np.uint8)
        shrinks = width <= columns and height <= rows
        method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        cases.append({
            "columns": columns,
            "rows": rows,
            "width": width,
            "height": height,
            "image": text(image),
            "resized": text(cv2.resize(image, (width, height), interpolation=method)),
        })
    return {"cases": cases}


def main():
    part, *arguments = sys.argv[1:]
    made = {"boxes": boxes, "resize": resize}[part](*arguments)
    shown = ["DATA" for _ in arguments]
    command = " ".join(["python bench/parity/faces.py", part, *shown])
    print(json.dumps({"command": command, "opencv": cv2.__version__, **made}, indent=1))


if __name__ == "__main__":
    main()
