import subprocess
import sys
from pathlib import Path

import imaging


def test_the_public_modules_are_listed_sorted_and_all() -> None:
    folder = Path(imaging.__file__).parent
    found = {
        path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }

    public = sorted(name for name in found if not name.startswith("_"))

    assert imaging.__all__ == public


def test_the_package_itself_loads_no_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import imaging, imaging.header, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"cv2", "pyvips", "pi_heif", "numpy"} & set(loaded)
