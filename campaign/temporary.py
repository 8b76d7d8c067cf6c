"""Temporary files, kept inside the data folder: nothing is written elsewhere."""

import os
import shutil
import tempfile
import time
from pathlib import Path

STALE_SECONDS = 24 * 3600


def keep_temporary_files_in(folder: Path) -> None:
    """Put this process's temporary files, and those of its children, under the data folder.

    Each process has a folder of its own; what a killed one left behind is swept after a day.
    """
    parent = folder / "cache" / "temp"
    mine = parent / str(os.getpid())
    mine.mkdir(parents=True, exist_ok=True)
    for child in parent.iterdir():
        if child != mine and time.time() - child.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(child, ignore_errors=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(mine)
