"""Imports are whole or absent, also when a process dies or two of them meet."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from campaign import Campaign
from store import segments
from store.secret import installation_key
from store.segments import segment_name, sweep, write_folder

ROWS = pa.table({"row_no": [1, 2, 3]})
HOME = Path(__file__).parents[2]
VISITS = "Ngày,Xã,Tổ dân phố,Mã hộ,Số người\n01/02/2026,Xã Bình Minh,Tổ 1,{household},3\n"


def test_a_folder_is_written_whole(tmp_path: Path) -> None:
    """Every table is there and nothing lies beside the folder; a second writing leaves the first as it was."""
    folder = write_folder(tmp_path, "visits-1", {"records": ROWS, "places": ROWS})
    assert sorted(path.name for path in folder.iterdir()) == ["places.parquet", "records.parquet"]
    write_folder(tmp_path, "visits-1", {"records": ROWS.slice(0, 1)})
    assert pq.read_table(folder / "records.parquet").equals(ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["visits-1"]


@pytest.mark.parametrize("fatal", [0, 1, 2])
def test_a_break_between_tables_leaves_nothing(tmp_path: Path, monkeypatch, fatal: int) -> None:
    """Whichever flush to the disk fails, no folder and no rest is left, and the next attempt succeeds."""
    flush, calls = segments._flush, []

    def fail_once(path: Path) -> None:
        calls.append(path)
        if len(calls) == fatal + 1:
            raise OSError(28, "No space left on device")
        flush(path)

    monkeypatch.setattr(segments, "_flush", fail_once)
    with pytest.raises(OSError, match="No space left"):
        write_folder(tmp_path, "visits-1", {"records": ROWS, "places": ROWS})
    assert list(tmp_path.iterdir()) == []
    assert write_folder(tmp_path, "visits-1", {"records": ROWS}).is_dir()


def test_a_break_before_the_catalogue_imports_nothing(campaign: Campaign, monkeypatch) -> None:
    """An import that dies after its segment and before its row in the catalogue counts nowhere, and can be repeated."""
    edition = campaign.edition().name
    monkeypatch.setattr(campaign.catalogue, "add", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
    content = VISITS.format(household="H1").encode()
    with pytest.raises(KeyboardInterrupt):
        campaign.import_file(content, "a.csv", "visits")
    monkeypatch.undo()
    assert campaign.edition().name == edition
    assert campaign.import_file(content, "a.csv", "visits").matched == 1


def test_sweeping_takes_only_what_nobody_refers_to(tmp_path: Path) -> None:
    """Folders out of the list go, those in it stay, and so do young ones that another process may be making."""
    for name in ("kept", "lost"):
        write_folder(tmp_path, name, {"records": ROWS})
    assert sweep(tmp_path, {"kept"}) == []
    assert sweep(tmp_path, {"kept"}, older_than=-1) == ["lost"]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_segment_is_named_after_content_and_reading() -> None:
    """Another file, kind or layout is another segment, the same is the same."""
    names = [segment_name("visits", "ab"), segment_name("visits", "ab", "x"), segment_name("teams", "ab")]
    assert len({*names, segment_name("visits", "ab")}) == 3


def test_the_key_of_the_installation_is_made_once(tmp_path: Path) -> None:
    """Threads that ask at the same moment get one key, that only its owner can read."""
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(installation_key(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) == 32
    path = tmp_path / "key" / "person.key"
    assert [child.name for child in path.parent.iterdir()] == [path.name]
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


def start_import(folder: Path, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "cli.py", "import", str(file), "--kind", "visits"]
    environment = os.environ | {"PHOCAP_DATA": str(folder), "PHOCAP_TODAY": "2026-03-31"}
    return subprocess.Popen(command, cwd=HOME, env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True)


def test_other_processes_import_while_this_one_is_open(campaign: Campaign, tmp_path: Path) -> None:
    """Two processes that import the same file at once beside an open campaign come to one import, seen by all."""
    campaign.import_file(VISITS.format(household="H1").encode(), "a.csv", "visits")
    same = tmp_path / "b.csv"
    same.write_text(VISITS.format(household="H2"), encoding="utf-8")
    running = [start_import(campaign.folder, same) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    visits = [one for one in campaign.catalogue.imports() if one.kind == "visits"]
    assert [one.file_name for one in visits] == ["a.csv", "b.csv"]
    assert campaign.standing("commune")["reached"].sum() == 6
