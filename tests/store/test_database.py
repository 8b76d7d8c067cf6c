"""What was read of the SQLite file is kept exactly as long as it is true."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from store.catalogue import Catalogue
from store.choices import Choices
from store.database import Kept, connected, prepare
from store.decisions import Decision, Decisions

SCHEMA = "CREATE TABLE IF NOT EXISTS marks (mark INTEGER PRIMARY KEY AUTOINCREMENT);"
MARK = "INSERT INTO marks DEFAULT VALUES"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file with an empty table."""
    prepare(tmp_path / "marks.sqlite", SCHEMA)
    return tmp_path / "marks.sqlite"


class Reader:
    """Counts the marks of a file, and how often it had to read for that."""

    def __init__(self, path: Path) -> None:
        self.kept, self.path, self.readings = Kept(path), path, 0

    def read(self) -> int:
        """Count them."""
        self.readings += 1
        with connected(self.path) as connection:
            return connection.execute("SELECT count(*) FROM marks").fetchone()[0]

    def marks(self) -> int:
        """Return what is kept of the count."""
        return self.kept.answer("marks", self.read)


def mark(path: Path) -> None:
    with connected(path) as connection:
        connection.execute(MARK)


def mark_elsewhere(path: Path) -> None:
    script = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute({MARK!r}); c.commit(); c.close()"
    subprocess.run([sys.executable, "-c", script], check=True)


def mark_in_a_thread(path: Path) -> None:
    thread = threading.Thread(target=mark, args=(path,))
    thread.start()
    thread.join()


@pytest.mark.parametrize("write", [mark, mark_in_a_thread, mark_elsewhere])
def test_a_write_is_seen_by_the_next_who_asks(path: Path, write: Callable[[Path], None]) -> None:
    """Whoever commits, another connection, thread or process, the next answer has it; till then nothing is read."""
    reader = Reader(path)
    for count in range(3):
        assert [reader.marks(), reader.marks()] == [count, count]
        assert reader.readings == count + 1
        write(path)
    assert reader.marks() == 3


def test_what_is_not_committed_is_not_seen(path: Path) -> None:
    """A transaction that is taken back changes no answer."""
    reader = Reader(path)
    reader.marks()
    with connected(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(MARK)
        assert reader.marks() == 0
        connection.execute("ROLLBACK")
    assert reader.marks() == 0


def test_a_write_while_somebody_reads_is_not_lost(path: Path) -> None:
    """An answer that was old before it was kept is not given to the next who asks."""
    reader = Reader(path)

    def overtaken() -> int:
        found = reader.read()
        mark(path)
        return found

    assert reader.kept.answer("marks", overtaken) == 0
    assert reader.marks() == 1


def test_a_file_in_the_place_of_the_other_is_read(path: Path, tmp_path: Path) -> None:
    """A backup that is put back while the program runs counts at once."""
    backup = tmp_path / "backup.sqlite"
    with connected(path) as connection, sqlite3.connect(backup) as copy:
        connection.backup(copy)
    copy.close()
    reader = Reader(path)
    mark(path)
    assert reader.marks() == 1
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    backup.replace(path)
    assert reader.marks() == 0


def test_threads_never_see_less_than_was_written_before_they_asked(path: Path) -> None:
    """While three threads write and four read, every answer has all that was committed before the question."""
    reader, committed, late = Reader(path), [0], []
    writing = threading.Lock()

    def write() -> None:
        for _ in range(40):
            with writing:
                mark(path)
                committed[0] += 1

    def read() -> None:
        while any(one.is_alive() for one in writers):
            least = committed[0]
            found = reader.marks()
            if found < least:
                late.append((found, least))

    writers = [threading.Thread(target=write) for _ in range(3)]
    readers = [threading.Thread(target=read) for _ in range(4)]
    for one in [*writers, *readers]:
        one.start()
    for one in [*writers, *readers]:
        one.join()
    assert not late
    assert reader.marks() == 120


def test_stores_give_what_others_wrote_and_nobody_can_spoil_it(tmp_path: Path) -> None:
    """Two programs on one file see each other's imports, decisions and choices; a changed answer stays its asker's."""
    path = tmp_path / "catalogue.sqlite"
    one, other = (Catalogue(path), Decisions(path), Choices(path)), (Catalogue(path), Decisions(path), Choices(path))
    assert (one[0].imports(), len(one[1].active()), one[2].denominator.kind) == ([], 0, "")
    row = dict.fromkeys(("kind", "file_name", "sha256", "segment", "imported_at", "actor"), "x")
    number = other[0].add(**row, rows_in=1, rows_rejected=0)
    other[1].add([Decision("name", "a", "outside")], "", "")
    one[0].imports().clear()
    spoiled = one[1].active()
    spoiled.loc[:, "verdict"] = "unit"
    assert [found.import_id for found in one[0].imports()] == [number]
    assert one[1].active()["verdict"].tolist() == ["outside"]
    one[0].withdraw(number or 0, "now")
    assert other[0].imports() == []
    assert len(other[0].imports(withdrawn=True)) == 1
