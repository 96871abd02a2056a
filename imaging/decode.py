"""Bytes to one upright sRGB frame.

The only place that runs foreign decoders, and it runs in the sandbox's child (`api/storage/sandbox.py`);
tests and benchmarks may call it directly, one call at a time. Per file exactly one loader of libvips is open,
the one for the type that our own header parser found, and the decoder must find the same size as that parser
did. Of a file with several pictures the primary one is taken: the first of JPEG, MPO and TIFF, the default
one of PNG and WebP, the item that a HEIF container names.

INVARIANT: orientation is applied once, here or by the decoder (HEIF containers), and never from both sources.
"""

import numpy as np
import pi_heif
import pyvips

from imaging import _vips
from imaging._colour_space import ColourSpace, colour_space
from imaging._headers.layout import Layout
from imaging.errors import (
    DecodeMemoryError,
    TruncatedImageError,
    UndecodableImageError,
    UnsupportedFormatError,
)
from imaging.frame import Frame, Pixels
from imaging.header import DEFAULT_LIMITS, Limits, read_layout

MAX_SIDE_PX = 4096  # of the working copy: every phone's 12 MP stays whole

_LOADERS = {
    "jpeg": "VipsForeignLoadJpeg",
    "png": "VipsForeignLoadPng",
    "webp": "VipsForeignLoadWebp",
    "tiff": "VipsForeignLoadTiff",
    "avif": "VipsForeignLoadHeif",
}
_CHANNELS = {"rgb": 3, "cmyk": 4, "grey": 1}
_MID_GREY = 119  # L* 50: what shows through a transparent picture is neither black nor white
_PERCEPTUAL = "perceptual"  # the intent that profiles name as their own default (ICC.1, 7.2.15)
# EXIF orientation of the stored picture: quarter turns clockwise, then a mirror left to right.
_TURNS = {1: (0, False), 2: (0, True), 3: (2, False), 4: (2, True), 5: (1, True), 6: (1, False)}
_TURNS |= {7: (3, True), 8: (3, False)}
_ROTATE = {1: "rot90", 2: "rot180", 3: "rot270"}


def decode(data: bytes, *, limits: Limits = DEFAULT_LIMITS, max_side_px: int | None = MAX_SIDE_PX) -> Frame:
    """The primary picture, upright, in sRGB.

    Parameters
    ----------
    data
        A file of one of `imaging.header.FORMATS`.
    max_side_px
        Longest side of the returned pixels; a larger photo is reduced. None keeps it whole.

    Raises
    ------
    ImagingError
        What `read_header` raises; UndecodableImageError and TruncatedImageError for what a decoder finds
        later; DecodeMemoryError. A JPEG, PNG, WebP or TIFF that ends early is no error: its frame says
        `truncated`.
    """
    layout = read_layout(data, limits=limits)
    space = colour_space(layout)
    if space.high_range:
        raise UnsupportedFormatError(format=layout.format, detail="absolute luminance (PQ)")
    try:
        if layout.format == "heif":
            return _frame(_open_hevc(data, layout), layout, space, max_side_px, truncated=False)
        return _decode_with_vips(data, layout, space, max_side_px)
    except MemoryError as error:
        raise DecodeMemoryError from error


def thumbnail(data: bytes, *, side_px: int, limits: Limits = DEFAULT_LIMITS) -> Frame:
    """The primary picture within a square of `side_px`, decoded at no more size than that needs.

    Raises what `decode` raises.
    """
    return decode(data, limits=limits, max_side_px=side_px)


def _decode_with_vips(data: bytes, layout: Layout, space: ColourSpace, max_side_px: int | None) -> Frame:
    _vips.open_loader(_LOADERS[layout.format])
    try:
        try:
            image = _load(data, layout, max_side_px, fail_on="error")
            return _frame(image, layout, space, max_side_px, truncated=False)
        except pyvips.Error:
            # Once more, taking what there is: half a photo that says so beats none.
            image = _load(data, layout, max_side_px, fail_on="none")
            return _frame(image, layout, space, max_side_px, truncated=True)
    except pyvips.Error as error:
        raise UndecodableImageError(detail="the decoder refused it") from error
    finally:
        _vips.close_loaders()


def _load(data: bytes, layout: Layout, max_side_px: int | None, *, fail_on: str) -> pyvips.Image:
    image = pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on=fail_on)
    stored = (image.height, image.width) if _swaps(layout) else (image.width, image.height)
    if stored != (layout.width_px, layout.height_px):
        raise UndecodableImageError(detail="header and picture differ in size")
    spare = max(stored) / max_side_px if max_side_px is not None else 1.0
    if spare <= 1.0:
        return image
    if layout.format == "jpeg":
        shrink = next(n for n in (8, 4, 2, 1) if n <= spare or n == 1)
        return pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on=fail_on, shrink=shrink)
    if layout.format == "webp":
        return pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on=fail_on, scale=1 / spare)
    return image


def _open_hevc(data: bytes, layout: Layout) -> pyvips.Image:
    try:
        container = pi_heif.open_heif(data, convert_hdr_to_8bit=True)
        picture = container[container.primary_index]
        width, height = picture.size
        stride, mode, packed = picture.stride, picture.mode, picture.data
    except EOFError as error:
        raise TruncatedImageError from error
    except (ValueError, RuntimeError, SyntaxError, OSError) as error:
        raise UndecodableImageError(detail="the decoder refused it") from error
    # Cropped sizes are fractions in the container: both parsers may round once.
    if abs(width - layout.width_px) > 1 or abs(height - layout.height_px) > 1:
        raise UndecodableImageError(detail="header and picture differ in size")
    bands = len(mode)
    # A copy, because the decoder frees its memory with its own object, whoever still looks at it.
    rows = np.frombuffer(packed, np.uint8).reshape(height, stride)[:, : width * bands].copy()
    image = pyvips.Image.new_from_memory(rows.data, width, height, bands, "uchar")
    image = image.copy(interpretation="srgb" if bands >= 3 else "b-w")
    if mode.endswith("a"):
        image = image.unpremultiply().cast("uchar")
    if layout.profile is not None:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", layout.profile)
    return image


def _frame(
    image: pyvips.Image, layout: Layout, space: ColourSpace, max_side_px: int | None, *, truncated: bool
) -> Frame:
    if image.interpretation == "srgb" and image.format == "uchar" and not image.hasalpha():
        image = _within(image, max_side_px)  # colours of fewer pixels are cheaper to convert
    image, profile = _to_srgb(image, space)
    image = _within(image, max_side_px)
    if not layout.decoder_turns:
        image = _upright(image, layout.orientation)
    return Frame(
        pixels=_pixels(image),
        full_width_px=layout.width_px,
        full_height_px=layout.height_px,
        format=layout.format,
        bits=layout.bits,
        profile=profile,
        wide_gamut=space.wide and profile != "unreadable",
        orientation=layout.orientation,
        frames=layout.frames,
        truncated=truncated,
    )


def _within(image: pyvips.Image, max_side_px: int | None) -> pyvips.Image:
    if max_side_px is None or max(image.width, image.height) <= max_side_px:
        return image
    return image.thumbnail_image(max_side_px, height=max_side_px, size="down", no_rotate=True)


def _to_srgb(image: pyvips.Image, space: ColourSpace) -> tuple[pyvips.Image, str | None]:
    """Three 8-bit bands in sRGB without transparency, and the name of the profile that took part."""
    name = space.name
    if space.channels is not None:
        managed = _with_profile(image, space)
        image, name = (managed, name) if managed is not None else (image, "unreadable")
    elif space.to_srgb is not None and image.interpretation in {"srgb", "rgb16"}:
        image = _with_matrix(image, space)
    if image.interpretation == "cmyk":
        image = image.icc_transform("srgb", input_profile="cmyk", intent=_PERCEPTUAL)
    image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=[_MID_GREY] * 3)
    return image.extract_band(0, n=3).cast("uchar"), name


def _with_profile(image: pyvips.Image, space: ColourSpace) -> pyvips.Image | None:
    """None when the embedded profile does not fit the picture or cannot be read."""
    if _CHANNELS.get(space.channels or "") != image.bands - int(image.hasalpha()):
        return None
    try:
        return image.icc_transform("srgb", embedded=True, intent=_PERCEPTUAL, depth=8)
    except pyvips.Error:
        return None


def _with_matrix(image: pyvips.Image, space: ColourSpace) -> pyvips.Image:
    alpha = image[image.bands - 1] if image.hasalpha() else None
    wide = image.format == "ushort"
    image = image.extract_band(0, n=3)
    if space.gamma is None:
        linear = image.colourspace("scrgb")
    else:
        linear = (image / (65535 if wide else 255)) ** space.gamma
    matrix = pyvips.Image.new_from_array((space.to_srgb if space.to_srgb is not None else np.eye(3)).tolist())
    srgb = linear.recomb(matrix).copy(interpretation="scrgb").colourspace("srgb")
    if alpha is None:
        return srgb
    return srgb.bandjoin((alpha / 257 if wide else alpha).cast("uchar"))


def _swaps(layout: Layout) -> bool:
    return not layout.decoder_turns and layout.orientation >= 5


def _upright(image: pyvips.Image, orientation: int) -> pyvips.Image:
    quarters, mirrored = _TURNS[orientation]
    if quarters or mirrored:
        # Turning reads out of order, which a streaming loader cannot serve.
        image = image.copy_memory()
    if quarters:
        image = getattr(image, _ROTATE[quarters])()
    return image.fliphor() if mirrored else image


def _pixels(image: pyvips.Image) -> Pixels:
    flat = np.frombuffer(image.write_to_memory(), np.uint8)
    return flat.reshape(image.height, image.width, 3)
