"""Snapshots from the command line: what was frozen is printed again whatever came later, and changes add up."""

import json
from pathlib import Path

import pytest

from outreach.comparison import CAUSES
from tests.test_cli import HEADINGS, must, run, write

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots, of October and of a campaign that was begun anew and reported again."""
    place = tmp_path_factory.mktemp("frozen")
    data = place / "data"
    listed = [("03127", "G1", "30"), ("03151", "G3", "8")]
    residents = write(place / "residents.csv", ("commune code", "group code", "adult population"), listed)
    met = [("2026-10-05", "03127", "G1", str(one), "", "completed") for one in range(5)]
    more = [("2026-10-06", "03151", "G3", "8", "", "completed"), ("2026-11-06", "03151", "G3", "9", "", "completed")]
    must(data, "import", residents, "--kind", "population")
    must(data, "import", write(place / "october.csv", HEADINGS, met), "--kind", "visits")
    must(data, "snapshot", "take", "--name", "Giao ban tháng 10", "--on", "2026-10-31", "--by", "Lan")
    must(data, "undo", 2)
    must(data, "import", write(place / "later.csv", HEADINGS, more), "--kind", "visits")
    assert "2" in must(data, "snapshot", "take", "--name", "Giao ban tháng 11").out
    return data


def test_snapshots_are_listed_with_their_figures(folder: Path) -> None:
    """Each has number, occasion, day and actor, and the figures of its time: the imports since do not touch them."""
    rows = must(folder, "snapshot", "list").rows
    assert [(row["number"], row["name"], row["day"], row["actor"], row["reached"]) for row in rows] == [
        ("1", "Giao ban tháng 10", "2026-10-31", "Lan", "5"),
        ("2", "Giao ban tháng 11", "2026-11-22", "cli", "2"),
    ]


@pytest.mark.parametrize(("level", "unit", "count"), [("commune", "03127", 45), ("group", "G1", 2)])
def test_a_snapshot_is_printed_as_it_was(folder: Path, level: str, unit: str, count: int) -> None:
    """The frozen standing still has the people of a file that was taken back, each line with its number."""
    rows = must(folder, "snapshot", "show", 1, "--level", level).rows
    one = next(row for row in rows if row["unit_id"] == unit)
    assert (len(rows), one["reached"], one["coverage_share"], one["snapshot"]) == (count, "5", "0.1667", "1")
    assert {row["day"] for row in rows} == {"2026-10-31"}


@pytest.mark.parametrize("ends", [("1", "2"), ("2", "1"), ("1",), ("1", "today"), ("1", "2026-11-22")])
def test_a_comparison_prints_parts_that_add_up(folder: Path, ends: tuple[str, ...]) -> None:
    """In every line the parts are the change; the last line is the whole: five undone, one late, one in the field."""
    rows = json.loads(must(folder, "snapshot", "compare", *ends, "--format", "json").out)
    assert all(row["reached_change"] == sum(row[cause] for cause in CAUSES) for row in rows)
    whole = rows[-1]
    assert (whole["unit_id"], whole["undone"], whole["late"], whole["field"]) == ("", -5, 1, 1)
    assert len(rows) == 46
    assert whole["before"] == "1 (2026-10-31)"


def test_a_hidden_snapshot_leaves_the_list_alone(folder: Path) -> None:
    """Hidden, it is listed on demand only, and still printed by its number."""
    must(folder, "snapshot", "take", "--name", "Nhầm")
    must(folder, "snapshot", "hide", 3)
    assert [row["number"] for row in must(folder, "snapshot", "list").rows] == ["1", "2"]
    assert [row["number"] for row in must(folder, "snapshot", "list", "--hidden").rows] == ["1", "2", "3"]
    assert len(must(folder, "snapshot", "show", 3).rows) == 45


def test_what_cannot_be_done_is_a_sentence(folder: Path) -> None:
    """An unknown number ends with status 2 and one sentence."""
    answer = run(folder, "snapshot", "show", 99)
    assert (answer.status, answer.out) == (2, "")
    assert "99" in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert "snapshot_unknown" not in answer.err
