"""Layouts that people chose are kept by kind and headings."""

from pathlib import Path

from store.layouts import Layout, Layouts


def test_a_layout_is_found_by_its_headings_and_its_kind(tmp_path: Path) -> None:
    """What was remembered for one kind of file says nothing about another, and survives a new start."""
    layouts = Layouts(tmp_path / "catalogue.sqlite")
    chosen = Layout({"date": "Ngày đi"}, {"date_order": "mdy"})
    layouts.remember("visits", "abc", chosen, "Lan", "2026-03-01T00:00:00+00:00")
    again = Layouts(tmp_path / "catalogue.sqlite")
    assert again.of_kind("visits") == {"abc": chosen}
    assert again.of_kind("trainings") == {}


def test_the_last_word_counts(tmp_path: Path) -> None:
    """A layout chosen anew replaces the former, and one that is forgotten is guessed again."""
    layouts = Layouts(tmp_path / "catalogue.sqlite")
    for heading in ("Ngày đi", "Ngày về"):
        layouts.remember("visits", "abc", Layout({"date": heading}, {}), "", "2026-03-01T00:00:00+00:00")
    assert layouts.of_kind("visits")["abc"].columns == {"date": "Ngày về"}
    layouts.forget("visits", "abc")
    assert layouts.of_kind("visits") == {}
