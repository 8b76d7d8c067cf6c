"""The SQLite file of a data folder: short connections, so that threads and processes are safe."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import finalize

Answer = TypeVar("Answer")


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


def prepare(path: Path, schema: str) -> None:
    """Make the file, its folder and the tables of a schema, as far as they are not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with connected(path) as connection:
        connection.executescript(schema)


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for statements that count all or none; nobody else writes meanwhile."""
    with connected(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> int:
    """Insert one row and return its number."""
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
    return int(done.lastrowid or 0)


class Kept:
    """What was read from the file, kept until anybody commits to it: this thread, another one, or another process.

    SQLite tells by the data version of a connection that itself never writes. It is read before what is kept, so that
    this can be newer than its version, never older. A file that took the place of the other is told by its inode.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._file: tuple[int, int] | None = None
        self._openings = 0
        self._close: Callable[[], object] = lambda: None
        self._version: tuple[int, int] | None = None
        self._answers: dict[str, Any] = {}

    def answer(self, name: str, read: Callable[[], Answer]) -> Answer:
        """Return what was read under a name, reading it where it is not kept. It is shared: not to be changed."""
        with self._lock:
            version = self._seen()
            if version != self._version:
                self._answers, self._version = {}, version
            if name in self._answers:
                return self._answers[name]
        found = read()
        with self._lock:
            if version == self._version:
                self._answers[name] = found
        return found

    def _seen(self) -> tuple[int, int]:
        there = self.path.stat()
        if self._file != (there.st_dev, there.st_ino):
            self._close()
            self._watch = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._close = finalize(self, self._watch.close)
            self._file, self._openings = (there.st_dev, there.st_ino), self._openings + 1
        ((version,),) = self._watch.execute("PRAGMA data_version")
        return self._openings, version
