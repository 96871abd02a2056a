"""The screens: TypeScript in `src`, built into `dist`, which is not in the repository."""

from pathlib import Path

DIST = Path(__file__).parent / "dist"
