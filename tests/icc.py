"""ICC profiles of RGB spaces made from their primaries (ICC.1:2001-04, matrix and one curve for all)."""

import struct

import numpy as np

SRGB = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
ADOBE_RGB = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))

D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def profile(name: str, primaries: tuple[tuple[float, float], ...], *, gamma: float = 2.2) -> bytes:
    """A version 2 display profile."""
    columns = _adapt() @ _to_xyz(primaries)
    curve = b"curv" + bytes(4) + struct.pack(">IH2x", 1, round(gamma * 256))
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name.encode() + bytes(80),
        b"cprt": b"text" + bytes(4) + b"none\0\0\0\0",
        b"wtpt": _xyz(_white(D50)),
        **{tag: _xyz(column) for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns.T, strict=True)},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += tag + struct.pack(">II", at + len(body), len(content))
        body += padded
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += (
        struct.pack(">6H4s", 2026, 3, 1, 9, 30, 0, b"acsp") + bytes(28) + _numbers(_white(D50)) + bytes(48)
    )
    return head + struct.pack(">I", len(tags)) + table + body


def _white(chromaticity: tuple[float, float]) -> np.ndarray:
    x, y = chromaticity
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _to_xyz(primaries: tuple[tuple[float, float], ...]) -> np.ndarray:
    columns = np.array([_white(primary) for primary in primaries]).T
    return columns * np.linalg.solve(columns, _white(D65))


def _adapt() -> np.ndarray:
    gains = (BRADFORD @ _white(D50)) / (BRADFORD @ _white(D65))
    return np.linalg.inv(BRADFORD) @ np.diag(gains) @ BRADFORD


def _numbers(values: np.ndarray) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)


def _xyz(values: np.ndarray) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)
