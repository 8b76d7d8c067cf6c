"""The store of snapshots: a number and a folder, both or none, and never written over."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from outreach.errors import NotFound
from store import snapshots as module
from store.snapshots import Frozen, Snapshots

ONE = Frozen(
    name="Giao ban «12»", day="2026-11-22", taken_at="2026-11-22T08:00:00+00:00", actor="Lan", edition="ab",
    imports=(1, 3), decisions=(2,), target_share=1.0, target_on="2026-12-31", version="0.1.0", is_illustrative=True,
    settings={"reports_expected_within_days": 28},
)  # fmt: skip
TABLE = {"facts": pd.DataFrame({"unit_no": [1, 2], "adults_new": pd.array([3, None], dtype="Int64")})}


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path)


def test_what_was_frozen_is_found(snapshots: Snapshots) -> None:
    """A snapshot comes back as it went in, with its number, and its tables lie in the folder of that number."""
    taken = snapshots.take(ONE, TABLE)
    found = Snapshots(snapshots.path.parent).find(1)
    assert found == taken
    assert found.row(0) == ONE.row(0)
    assert found.imports == (1, 3)
    kept = pd.read_parquet(snapshots.folder(1) / "facts.parquet")
    pd.testing.assert_frame_equal(kept, TABLE["facts"])
    assert pd.read_parquet(snapshots.folder(1) / "about.parquet")["name"].tolist() == ["Giao ban «12»"]


def test_a_freeze_that_is_cut_short_leaves_nothing_to_be_seen(
    snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its row a folder is no snapshot; the next freeze takes another number and writes over nothing."""

    def killed(*given: object) -> Path:
        written(*given)
        raise KeyboardInterrupt

    written = module.write_folder
    with monkeypatch.context() as patch:
        patch.setattr(module, "write_folder", killed)
        with pytest.raises(KeyboardInterrupt):
            snapshots.take(ONE, {"facts": TABLE["facts"].head(1)})
    assert snapshots.listed(hidden=True) == []
    assert snapshots.take(ONE, TABLE).number == 2
    assert len(pd.read_parquet(snapshots.folder(1) / "facts.parquet")) == 1
    assert len(pd.read_parquet(snapshots.folder(2) / "facts.parquet")) == 2


def test_a_number_is_never_given_twice(snapshots: Snapshots) -> None:
    """Hidden snapshots keep their number, and a folder that a backup brought keeps its."""
    snapshots.take(ONE, TABLE)
    snapshots.hide(1, "Lan", "2026-11-23")
    (snapshots.tables / "7").mkdir()
    assert snapshots.take(ONE, TABLE).number == 8
    assert [one.number for one in snapshots.listed()] == [8]
    assert snapshots.find(1).hidden_by == "Lan"


def test_several_at_once_get_numbers_of_their_own(snapshots: Snapshots) -> None:
    """Freezing from several threads gives each its number and its folder."""
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: snapshots.take(ONE, TABLE).number, range(4)))
    assert sorted(taken) == [1, 2, 3, 4]
    assert all((snapshots.folder(number) / "facts.parquet").exists() for number in taken)


def test_an_unknown_number_is_refused(snapshots: Snapshots) -> None:
    """Neither opening nor hiding invents a snapshot."""
    for ask in (snapshots.find, lambda number: snapshots.hide(number, "", "2026-11-23")):
        with pytest.raises(NotFound, match="snapshot_unknown"):
            ask(5)
