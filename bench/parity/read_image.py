# pip install opencv-python-headless==5.0.0.93 numpy==2.4.6
# python bench/parity/read_image.py > src/data/images/read_image_fixture.json
"""Grey values of a generated colour picture as PNG and as JPEG, from OpenCV."""
import base64
import json

import cv2
import numpy as np

random = np.random.default_rng(7)
coarse = random.integers(0, 256, (5, 6, 3), dtype=np.uint8)
picture = cv2.resize(coarse, (24, 20), interpolation=cv2.INTER_CUBIC)
cases = []
for extension, flags in [(".png", []), (".jpg", [cv2.IMWRITE_JPEG_QUALITY, 90])]:
    _, file = cv2.imencode(extension, picture, flags)
    grey = cv2.cvtColor(cv2.imdecode(file, cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY)
    cases.append({
        "name": "generated" + extension,
        "file": base64.b64encode(file.tobytes()).decode(),
        "grey": base64.b64encode(grey.tobytes()).decode(),
    })
print(json.dumps({
    "command": "python bench/parity/read_image.py > src/data/images/read_image_fixture.json",
    "opencv": cv2.__version__,
    "width": 24,
    "height": 20,
    "cases": cases,
}, indent=1))
