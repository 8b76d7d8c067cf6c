"""A child process that opens one untrusted boundary file, with a limit on memory and on time.

What goes in and out are files in a folder this module makes: the content, a task and a report as JSON, the
units as GeoParquet. Nothing is pickled, and the parent never opens the uploaded bytes itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from outreach.errors import FileRefused

MEMORY_LIMIT = 4 * 2**30
SECONDS_LIMIT = 180
ROOT = Path(__file__).resolve().parents[1]
KEPT_VARIABLES = frozenset(
    {"PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV"}
)
DEAD_PROXY = "http://127.0.0.1:9"


def surroundings() -> dict[str, str]:
    """Give the environment of the child: no secret of the server, one thread, no way to fetch anything."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT_VARIABLES}
    fixed = {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_HTTP_PROXY": DEAD_PROXY,
        "GDAL_HTTPS_PROXY": DEAD_PROXY,
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "SHAPE_RESTORE_SHX": "YES",
    }
    return kept | fixed


def limit_memory(size: int) -> None:
    """Cap the address space of this process, where the system can (Windows cannot).

    Parameters
    ----------
    size
        Bytes.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def run(module: str, folder: Path, *, seconds: float = SECONDS_LIMIT, memory: int = MEMORY_LIMIT) -> None:
    """Run a module as a child on a folder and raise what it refused.

    Parameters
    ----------
    module
        Dotted name of a module that calls `serve` when it is run.
    folder
        Made by the caller; the child reads and writes only there.

    Raises
    ------
    FileRefused
        ``too_slow`` when the time is over, ``too_large`` when the memory is, ``boundary_unreadable`` when the
        reader died, else what the child itself refused.
    """
    command = [sys.executable, "-m", module, str(folder), str(memory)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused("too_slow", seconds=seconds) from error
    raise_refusal(folder / "refusal.json")
    if done.returncode:
        raise FileRefused("boundary_unreadable", status=done.returncode)


def raise_refusal(path: Path) -> None:
    """Raise the refusal a child left behind, if it left one."""
    if path.exists():
        refusal = json.loads(path.read_text(encoding="utf-8"))
        raise FileRefused(refusal["key"], **refusal["facts"])


def write_refusal(folder: Path, key: str, facts: Mapping[str, object]) -> None:
    """Leave a refusal for the parent."""
    text = json.dumps({"key": key, "facts": dict(facts)}, ensure_ascii=False, default=str)
    (folder / "refusal.json").write_text(text, encoding="utf-8")
