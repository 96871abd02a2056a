"""libvips with every file loader shut; who needs one opens exactly that one (`decode`).

Loaders that sniff content were the way into other services (CVE-2026-66066), and the library's own list
of untrusted ones leaves TIFF, GIF and HEIF open. So the whole class is blocked at import, and a process in
which it cannot be blocked does not get libvips at all.
"""

import pyvips

_LOADERS = "VipsForeignLoad"


def close_loaders() -> None:
    """Block every libvips loader in this process."""
    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set(_LOADERS, True)


def open_loader(name: str) -> None:
    """Unblock the one class of loaders, such as `VipsForeignLoadJpeg`, and keep all others shut."""
    close_loaders()
    pyvips.operation_block_set(name, False)


if not pyvips.at_least_libvips(8, 13):
    raise RuntimeError("libvips 8.13 or later is needed: earlier ones cannot block loaders")
close_loaders()
# Decoded pictures are never asked for twice: a cache only holds memory.
pyvips.cache_set_max(0)
