"""The SQLite file of a data folder: short connections, so that threads and processes are safe."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for a moment; each statement commits by itself unless a transaction is begun."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection
    finally:
        connection.close()
