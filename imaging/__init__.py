"""Pixels: bytes or arrays in, values out. Knows no patient, file, clock or network.

The public modules, sorted. Importing the package loads none of them: a process that only reads headers has
no use for OpenCV, and the one that decodes hostile bytes should hold as little as it can.
"""

__all__ = [
    "align",
    "caption",
    "colour",
    "compare",
    "decode",
    "drawing",
    "encode",
    "errors",
    "exif",
    "expression",
    "features",
    "field",
    "frame",
    "geometry",
    "header",
    "landmarks",
    "mesh_points",
    "operations",
    "outcome",
    "pair",
    "patient",
    "pose",
    "quality",
    "recipe",
    "region",
    "resample",
    "synthetic",
    "texture",
]
