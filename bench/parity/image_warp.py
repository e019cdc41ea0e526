# pip install scipy==1.17.1 numpy==2.4.6
# python bench/parity/image_warp.py > src/facecnn/image_warp_fixture.json
"""Reference values for moved and bent pictures from scipy.ndimage; the picture is made here."""
import base64
import json

import numpy as np
from scipy import ndimage

SIZE = 24

MOVEMENTS = [
    {"flip": False, "degrees": 0.0, "zoom": 1.0, "down": 2.5, "right": -7.25},
    {"flip": True, "degrees": 0.0, "zoom": 1.0, "down": 0.0, "right": 1.5},
    {"flip": False, "degrees": 37.0, "zoom": 1.0, "down": 0.0, "right": 0.0},
    {"flip": False, "degrees": 0.0, "zoom": 1.3, "down": 0.0, "right": 0.0},
    {"flip": True, "degrees": -141.0, "zoom": 0.6, "down": -3.7, "right": 30.0},
]


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def inverse(flip, degrees, zoom, down, right):
    """Homogeneous matrix from new (row, column, 1) to old, as the inverse of the steps in a row."""
    centre = (SIZE - 1) / 2
    angle = np.radians(degrees)

    def moved(rows, columns):
        return np.array([[1, 0, rows], [0, 1, columns], [0, 0, 1]], float)

    mirror = np.diag([1, -1 if flip else 1, 1])
    # Rows grow downwards: anticlockwise to the eye takes columns to minus rows.
    turn = np.array([
        [np.cos(angle), -np.sin(angle), 0],
        [np.sin(angle), np.cos(angle), 0],
        [0, 0, 1],
    ])
    enlarge = np.diag([zoom, zoom, 1])
    forward = (
        moved(down, right) @ moved(centre, centre) @ enlarge @ turn @ mirror
        @ moved(-centre, -centre)
    )
    return np.linalg.inv(forward)


def main():
    random = np.random.default_rng(48)
    picture = random.integers(0, 256, (SIZE, SIZE), dtype=np.uint8)
    displacement = (3 * random.normal(size=(2, SIZE, SIZE))).astype("<f4")
    cases = []
    for movement in MOVEMENTS:
        matrix = inverse(**movement)
        exact = picture.astype(np.float64)
        moved = ndimage.affine_transform(
            exact, matrix[:2, :2], offset=matrix[:2, 2], order=1, mode="nearest"
        )
        rows, columns = np.mgrid[:SIZE, :SIZE]
        places = np.einsum("ij,jrc->irc", matrix, np.stack([rows, columns, np.ones_like(rows)]))
        bent = ndimage.map_coordinates(
            exact, places[:2] + displacement, order=1, mode="nearest"
        )
        cases.append({
            "movement": movement,
            "map": matrix[:2].ravel().tolist(),
            "moved": text(moved.astype("<f4")),
            "bent": text(bent.astype("<f4")),
        })
    print(json.dumps({
        "command": "python bench/parity/image_warp.py",
        "size": SIZE,
        "picture": text(picture),
        "displacement": text(displacement),
        "cases": cases,
    }, indent=1))


if __name__ == "__main__":
    main()
