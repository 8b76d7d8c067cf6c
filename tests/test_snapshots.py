"""Frozen figures stay as they were, and a change between two moments is taken apart to the person."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from campaign import Campaign, decision_on
from outreach.comparison import CAUSES, SHARE_CAUSES
from outreach.errors import CampaignError, NotFound
from settings import HOME, VERSION, Settings

HEAD = "Ngày,Xã,Tổ dân phố,Số CCCD,Số người,Kết quả"
EARLY = [
    "01/02/2026,Xã Bình Minh,Tổ 1,011190000001,1,",
    "02/02/2026,Xã Bình Minh,Tổ 2,011190000002,1,",
    "03/02/2026,Xã Suối Lạnh,Bản Nà Nghè,,4,",
    "03/02/2026,Xã Bình Minh,Nhà ông Páo,,3,",
    "03/02/2026,Xã Bình Minh,Tổ 9,,2,",
]
OTHER = ["04/02/2026,Xã Suối Lạnh,Bản Nà Nghè,,5,", "20/02/2026,Xã Bình Minh,Tổ 1,011190000001,1,"]
LATER = ["25/02/2026,Xã Bình Minh,Tổ 1,011190000009,1,", "26/02/2026,Xã Suối Lạnh,Bản Huổi Lóng 1,,2,"]
LATE = ["05/02/2026,Xã Bình Minh,Tổ 2,011190000007,1,", "06/02/2026,Xã Suối Lạnh,Bản Huổi Lóng 2,,6,"]
THEN, NOW = date(2026, 2, 15), date(2026, 3, 31)
RESIDENTS = "Mã xã,Xã,Mã tổ,Tổ dân phố,Người trưởng thành,Số hộ"


def take_in(campaign: Campaign, lines: list[str], name: str, kind: str) -> None:
    """Import a file as the program does, without working out the figures after each one."""
    draft = campaign.intake.records("\n".join(lines).encode(), name, kind, campaign.intake.limits(isolated=False))
    campaign.catalogue.add(**draft.row("", is_illustrative=False))


def visits(campaign: Campaign, rows: list[str], name: str) -> None:
    take_in(campaign, [HEAD, *rows], name, "visits")


def residents(campaign: Campaign, *rows: str) -> None:
    take_in(campaign, [RESIDENTS, *rows], "dân số mới.csv", "population")


def go_on(campaign: Campaign) -> None:
    visits(campaign, LATER, "tuần 3.csv")


def report_late(campaign: Campaign) -> None:
    visits(campaign, LATE, "chậm.csv")


def undo_one(campaign: Campaign) -> None:
    campaign.undo(next(one.import_id for one in campaign.catalogue.imports() if one.file_name == "tuần 2.csv"))


def decide_one(campaign: Campaign) -> None:
    queue = campaign.review_queue()
    place = queue[queue["group"] == "Nhà ông Páo"].iloc[0]
    campaign.review.decide([decision_on(place, "unit", "90001-2")])


def list_a_group(campaign: Campaign) -> None:
    residents(campaign, "90001,Xã Bình Minh,90001-9,Tổ 9,8,3")


def count_anew(campaign: Campaign) -> None:
    residents(campaign, "90001,Xã Bình Minh,90001-1,Tổ 1,20,4")


@pytest.fixture(scope="module")
def met_folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the district after two weeks; two written places wait."""
    folder = tmp_path_factory.mktemp("met") / "data"
    shutil.copytree(district_folder, folder)
    campaign = Campaign(Settings(data=folder, until=NOW))
    visits(campaign, EARLY, "tuần 1.csv")
    visits(campaign, OTHER, "tuần 2.csv")
    campaign.edition()
    return folder


@pytest.fixture
def met(met_folder: Path, tmp_path: Path) -> Campaign:
    """Return a campaign of the district after two weeks, of its own."""
    shutil.copytree(met_folder, tmp_path / "data")
    return Campaign(Settings(data=tmp_path / "data", until=NOW))


STEPS = (decide_one, undo_one, list_a_group, count_anew, report_late, go_on)


@pytest.fixture(scope="module")
def story(met_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Return a campaign that was frozen before and after each thing that can happen: snapshots 1 to 7."""
    shutil.copytree(met_folder, folder := tmp_path_factory.mktemp("story") / "data")
    campaign = Campaign(Settings(data=folder, until=NOW))
    campaign.freeze("Giao ban", THEN)
    for step in STEPS:
        step(campaign)
        campaign.freeze(step.__name__, NOW if step is go_on else THEN)
    return campaign


def parts(whole: pd.Series) -> dict[str, int]:
    return {cause: int(whole[cause]) for cause in CAUSES if whole[cause]}


def adds_up(frame: pd.DataFrame) -> None:
    """Check that the parts of every row are its change, and its change the difference of its ends."""
    assert (frame[list(CAUSES)].sum(axis=1) == frame["reached_change"]).all()
    assert (frame["reached_after"] - frame["reached_before"] == frame["reached_change"]).all()
    shares = frame[[f"{cause}_share" for cause in SHARE_CAUSES]].astype("float64").sum(axis=1, skipna=False)
    told = frame["coverage_change_share"].astype("float64")
    pd.testing.assert_series_equal(shares, told, check_names=False, rtol=0, atol=1e-12)


def seen(campaign: Campaign, number: int) -> list[pd.DataFrame]:
    one = campaign.snapshot(number)
    return [one.standing("commune"), one.standing("group"), one.province().to_frame()]


def test_a_snapshot_shows_what_was_shown(met: Campaign) -> None:
    """The frozen tables are those of the day, column for column and type for type; the label says what they rest on."""
    one = met.freeze("  Giao ban\ntháng 2 ", THEN, "Lan")
    for level in ("commune", "group"):
        pd.testing.assert_frame_equal(one.standing(level), met.standing(level, THEN))
    shown = met.present(THEN).province()
    assert [None if pd.isna(value) else value for value in one.province()] == [
        None if pd.isna(value) else value for value in shown
    ]
    assert (one.number, one.label, one.day) == (1, "1 · Giao ban tháng 2", THEN)
    assert one.one.imports == tuple(each.import_id for each in met.catalogue.imports())
    assert (one.one.actor, one.one.version, one.target) == ("Lan", VERSION, met.target)
    assert one.outcomes["rows_in"].sum() == sum(each.one.rows_in for each in met.outcomes())


def test_a_snapshot_stays_whatever_happens_afterwards(met: Campaign) -> None:
    """Undoing, deciding, other targets and a reset change no frozen figure, and no table is read from an edition."""
    met.freeze("Giao ban", THEN)
    kept = [frame.copy() for frame in seen(met, 1)]
    for change in (decide_one, undo_one, count_anew, report_late):
        change(met)
    stricter = Settings(data=met.folder, until=date(2026, 3, 31), target_share=0.5, reports_expected_within_days=3)
    met.reset()
    for child in (met.folder / "editions").iterdir():
        child.rename(met.folder / "cache" / child.name)
    for opened in (Campaign(stricter), met):
        for frozen, shown in zip(kept, seen(opened, 1), strict=True):
            pd.testing.assert_frame_equal(frozen, shown)
    assert Campaign(stricter).snapshot(1).target.share == met.target.share


def test_a_copied_folder_holds_its_snapshots(met: Campaign, tmp_path: Path) -> None:
    """A backup is a copy of the data folder, and opens to the same figures."""
    met.freeze("Giao ban", THEN)
    shutil.copytree(met.folder, tmp_path / "backup")
    copied = Campaign(Settings(data=tmp_path / "backup", until=NOW))
    for frozen, shown in zip(seen(met, 1), seen(copied, 1), strict=True):
        pd.testing.assert_frame_equal(frozen, shown)


@pytest.mark.parametrize(
    ("step", "expected", "denominator"),
    [
        (decide_one, {"decided": 3}, False),
        (undo_one, {"undone": -5}, False),
        (list_a_group, {"listed": 2}, True),
        (count_anew, {}, True),
        (report_late, {"late": 7}, False),
        (go_on, {"field": 3}, False),
    ],
)
def test_each_cause_is_told_by_itself(
    story: Campaign, step: Callable[[Campaign], None], expected: dict[str, int], denominator: bool
) -> None:
    """One thing that happened gives people to its own cause alone, and to the denominator where that changed."""
    number = STEPS.index(step) + 1
    found = story.compare(story.snapshot(number), story.snapshot(number + 1))
    assert parts(found.whole) == expected
    assert (abs(float(found.whole["denominator_share"])) > 1e-12) is denominator
    adds_up(found.units)
    adds_up(found.whole.to_frame().T)


def test_mixed_causes_add_up_to_the_person_at_every_level(story: Campaign) -> None:
    """All that can happen between two meetings at once: every part is its own, and nothing is left over."""
    then, later = story.snapshot(1), story.snapshot(7)
    found = story.compare(later, then)
    assert (found.before.number, found.after.number) == (1, 7)
    assert parts(found.whole) == {"field": 3, "late": 7, "undone": -5, "decided": 3, "listed": 2}
    assert found.whole["reached_before"] == then.province()["reached"]
    assert found.whole["reached_after"] == later.province()["reached"]
    assert float(found.whole["coverage_after_share"]) == pytest.approx(later.province()["coverage_share"])
    adds_up(found.whole.to_frame().T)
    adds_up(found.units)
    assert found.units[list(CAUSES)].sum().to_dict() == found.whole[list(CAUSES)].to_dict()
    groups = story.compare(then, later, "group").units
    adds_up(groups)
    assert groups.loc["90001-9", "only_in"] == "after"
    assert groups.loc["90001-2", ["late", "decided"]].tolist() == [1, 3]
    assert groups.loc["90001-1", ["coverage_change_share", "field_share", "denominator_share"]].tolist() == (
        pytest.approx([2 / 20 - 1 / 10, 1 / 10, 2 / 20 - 2 / 10])
    )


def test_two_days_of_the_same_data_differ_by_the_field_alone(met: Campaign) -> None:
    """Between two days of the figures in force everything was newly reached, whichever is named first."""
    found = met.compare(met.present(NOW), met.present(date(2026, 2, 2)))
    assert parts(found.whole) == {"field": 9}
    assert found.before.day == date(2026, 2, 2)
    assert met.compare(met.present(NOW), met.present(NOW)).whole["reached_change"] == 0


def test_a_file_taken_back_and_imported_again_is_no_change(met: Campaign) -> None:
    """The same file under a new number is neither undone nor late."""
    then = met.freeze("Giao ban", THEN)
    undo_one(met)
    visits(met, OTHER, "tuần 2.csv")
    assert parts(met.compare(then, met.present(THEN)).whole) == {}


def test_figures_of_another_program_are_told_as_such(met: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the way to the figures changed, the difference is the program's, not the field's or the data's."""
    from store import edition

    then = met.freeze("Giao ban", THEN)
    frozen = pd.read_parquet(then.folder / "standing_commune.parquet")
    frozen["reached"] += 1
    frozen.to_parquet(then.folder / "standing_commune.parquet")
    monkeypatch.setattr(edition, "VERSION", "of another day")
    go_on(met)
    found = met.compare(Campaign(met.settings).snapshot(1), met.present())
    assert parts(found.whole) == {"field": 3, "program": -2}


def test_units_of_one_moment_alone_are_listed(met: Campaign) -> None:
    """After a reset to the built-in province every commune is in one of the moments, and the people add up."""
    then = met.freeze("Giao ban", THEN)
    met.reset()
    found = met.compare(then, met.present())
    assert found.units["only_in"].value_counts().to_dict() == {"after": 45, "before": 2}
    assert found.whole["reached_change"] == -then.province()["reached"]
    adds_up(found.units)


def test_a_hidden_snapshot_can_still_be_opened(met: Campaign) -> None:
    """Hiding takes it out of the list and keeps its number for good; twice is refused."""
    met.freeze("Nhầm", THEN)
    assert met.hide_snapshot(1, "Lan").one.hidden_by == "Lan"
    assert met.snapshots() == []
    assert met.snapshot(1).province()["reached"] == 11
    assert met.freeze("Giao ban", THEN).number == 2
    assert [one.number for one in met.snapshots(hidden=True)] == [1, 2]
    with pytest.raises(NotFound, match="snapshot_hidden"):
        met.hide_snapshot(1)


@pytest.mark.parametrize(
    ("name", "day", "key"),
    [("", None, "snapshot_unnamed"), ("\u200b \n", None, "snapshot_unnamed"),
     ("Giao ban", date(2026, 4, 1), "snapshot_day_to_come")],
)  # fmt: skip
def test_what_cannot_be_frozen_is_refused(shared_campaign: Campaign, name: str, day: date | None, key: str) -> None:
    """A snapshot has a name, and a day that has come; a refusal uses no number."""
    with pytest.raises(CampaignError, match=key):
        shared_campaign.freeze(name, day)
    assert shared_campaign.snapshots(hidden=True) == []


def test_nothing_is_not_frozen(province: Campaign) -> None:
    """An empty folder has no figures to freeze, and no snapshot of any number."""
    with pytest.raises(CampaignError, match="snapshot_of_nothing"):
        province.freeze("Giao ban")
    with pytest.raises(NotFound, match="snapshot_unknown"):
        province.snapshot(1)


def test_the_version_is_that_of_the_project() -> None:
    """A snapshot names the version that the project file has."""
    assert f'version = "{VERSION}"' in (HOME / "pyproject.toml").read_text(encoding="utf-8")
