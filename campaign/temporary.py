"""Temporary files, kept inside the data folder: nothing is written elsewhere."""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

STALE_SECONDS = 24 * 3600


def keep_temporary_files_in(folder: Path) -> None:
    """Put this process's temporary files, and those of its children, under the data folder.

    What a killed process left behind is swept after a day; the folder itself stays, for a dashboard runs for weeks.
    """
    parent = (folder / "cache" / "temp").resolve()
    parent.mkdir(parents=True, exist_ok=True)
    for child in parent.iterdir():
        with suppress(OSError):  # another process may be sweeping too
            if time.time() - child.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(child) if child.is_dir() else child.unlink()
    tempfile.tempdir = os.environ["TMPDIR"] = str(parent)
