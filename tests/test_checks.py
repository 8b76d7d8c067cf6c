"""Spot checks of a campaign, from the page's side and from the command line."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from campaign import Campaign, households_of
from campaign.checks import estimates, group_marks, latest
from outreach.errors import CampaignError, NotFound
from outreach.lqas import combined, projected
from tests.conftest import TODAY
from tests.test_cli import Answer, must, run

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
VISITS = "date,commune code,group code,household id,adults,result\n" + "".join(
    f"2026-11-{day:02},90001,90001-{group},h{group}-{day},3,completed\n" for group in (1, 2) for day in range(1, 6)
)


@pytest.fixture(scope="module")
def folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district with 15 people reached in each of two groups: the first has 10 adults, the second 20."""
    home = tmp_path_factory.mktemp("checks")
    shutil.copytree(district_folder, home / "data")
    (home / "visits.csv").write_text(VISITS, encoding="utf-8")
    must(home / "data", "import", home / "visits.csv", "--kind", "visits")
    return home / "data"


@pytest.fixture
def clean(folder: Path) -> Iterator[Path]:
    """The folder without any check of an earlier test."""
    yield folder
    for row in must(folder, "checks", "list").rows:
        must(folder, "checks", "withdraw", row["check_id"])


def test_a_round_is_planned_listed_entered_and_taken_back(clean: Path) -> None:
    """The commands of one round, with what each prints: beside the lot, the group with more reached than live there."""
    made = must(clean, "checks", "plan", "--random", 1, "--suspicious", 1, "--seed", 3, "--by", "Lan").rows
    assert [(row["unit_id"], row["cause"]) for row in made] == [("90001-2", "random"), ("90001-1", "overfull")]
    assert must(clean, "checks", "list").rows == made
    number, sample = made[0]["check_id"], int(made[0]["sample"])
    said = must(clean, "checks", "enter", number, "--asked", sample, "--yes", 1).out
    assert f"1 trong {sample}" in said
    row = must(clean, "checks", "list").rows[0]
    assert (row["asked"], row["yes"], row["asked_on"]) == (str(sample), "1", "2026-11-22")
    assert must(clean, "checks", "list", "--estimates").rows[0]["asked"] == str(sample)
    must(clean, "checks", "take-back", number)
    assert must(clean, "checks", "list").rows == made


def test_the_same_seed_chooses_the_same_groups_and_households(clean: Path) -> None:
    """A round that was withdrawn and is planned again with its number is the same round."""

    def chosen() -> list[tuple[str, str]]:
        made = must(clean, "checks", "plan", "--random", 4, "--suspicious", 0, "--seed", 5).rows
        for row in made:
            must(clean, "checks", "withdraw", row["check_id"])
        return [(row["unit_id"], row["households"]) for row in made]

    assert chosen() == chosen()


def test_the_command_prints_the_published_rules(tmp_path: Path) -> None:
    """`checks rules` needs no data: 13 of 19 against 80 %, and no smaller sample for it."""
    folder = tmp_path / "none"
    assert must(folder, "checks", "rules", "--target", 80).rows[0]["decision"] == "13"
    assert must(folder, "checks", "rules", "--target", 80, "--sizes").rows[0]["sample"] == "19"
    assert [row["decision"] for row in must(folder, "checks", "rules").rows] == [str(n) for n in range(4, 17)]
    assert not folder.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--random", 0, "--suspicious", 0),
        ("plan", "--commune", "99999"),
        ("plan", "--target", 99),
        ("enter", 999, "--asked", 19, "--yes", 3),
        ("take-back", 999),
        ("withdraw", 999),
        ("rules", "--target", 20),
    ],
)
def test_a_refusal_is_one_sentence(folder: Path, words: tuple[object, ...]) -> None:
    """What cannot be ends in an error with its sentence, and changes nothing."""
    with pytest.raises(CampaignError):
        must(folder, "checks", *words)
    assert must(folder, "checks", "list").rows == []


def test_the_process_ends_with_status_two(folder: Path) -> None:
    """From outside a refusal is a sentence on the error stream and status 2."""
    answer: Answer = run(folder, "checks", "enter", 999, "--asked", 19, "--yes", 3)
    assert (answer.status, answer.out) == (2, "")
    assert "999" in answer.err
    assert "Traceback" not in answer.err


def test_a_result_is_checked_before_it_is_kept(campaign: Campaign) -> None:
    """More yes than asked, more asked than live there, and days before the plan or to come are refused."""
    number = campaign.plan_checks(1, 0, draw=3, on=date(2026, 3, 20))[0]
    adults = int(campaign.checks()["adults"].iloc[0])
    wrong = [(5, 6, TODAY), (0, 0, TODAY), (5, -1, TODAY), (adults + 1, 0, TODAY)]
    for asked, yes, day in [*wrong, (5, 2, date(2026, 3, 19)), (5, 2, date(2026, 4, 1))]:
        with pytest.raises(CampaignError):
            campaign.enter_check(number, asked, yes, on=day)
    assert campaign.checks()["asked"].isna().all()
    with pytest.raises(NotFound):
        campaign.enter_check(number + 1, 5, 2)


def test_a_check_never_asks_more_than_live_there(campaign: Campaign) -> None:
    """In the little district, every group of known population can be drawn, none larger than its households."""
    campaign.plan_checks(9, 0, draw=1)
    checks = campaign.checks()
    assert set(checks["unit_id"]) == {"90001-1", "90001-2", "90002-1", "90002-2", "90002-3"}
    assert (checks["sample"] <= checks["households"]).all()
    for _, check in checks.iterrows():
        drawn, spare = households_of(check)
        assert len(drawn) == check["sample"]
        assert sorted((*drawn, *spare)) == sorted(set(range(1, int(check["households"]) + 1)) & {*drawn, *spare})
    with pytest.raises(CampaignError, match="check_nothing_to_choose"):
        campaign.plan_checks(9, 0, draw=2)


def test_a_check_does_not_change_the_figures(campaign: Campaign) -> None:
    """Spot checks stand beside the records: edition and standing stay as they were."""
    before = campaign.edition().name
    number = campaign.plan_checks(1, 0, draw=1)[0]
    campaign.enter_check(number, 2, 1)
    assert campaign.edition().name == before


def test_a_withdrawn_check_leaves_no_mark(campaign: Campaign) -> None:
    """The mark of a group follows its check, and goes with it."""
    number = campaign.plan_checks(1, 0, draw=1, target=0.8)[0]
    unit = campaign.checks()["unit_id"].iloc[0]
    every = campaign.standing("group")["unit_id"]
    campaign.enter_check(number, 2, 0)
    assert campaign.check_marks()[every == unit].tolist() != ["not_checked"]
    assert set(campaign.check_marks()[every != unit]) == {"not_checked"}
    campaign.withdraw_check(number)
    assert set(campaign.check_marks()) == {"not_checked"}
    assert campaign.check_marks().index.equals(every.index)
    assert campaign.check_estimates().empty


def test_beginning_anew_withdraws_every_check(campaign: Campaign) -> None:
    """What was found out of the records that were put aside says nothing of the next ones."""
    campaign.plan_checks(2, 0, draw=1)
    campaign.reset()
    assert campaign.checks().empty
    assert len(campaign.spot_checks.store.history()) == 2


def results(*rows: tuple[int, str, str, str, str, int, int, str]) -> pd.DataFrame:
    columns = ["check_id", "unit_id", "commune_id", "cause", "scope", "asked", "yes", "asked_on"]
    made = pd.DataFrame(rows, columns=columns)
    mark = (made["yes"] >= 13).map({True: "confirmed", False: "doubtful"})
    return made.assign(
        commune="Xã " + made["commune_id"],
        adults=400,
        reported_share=pd.array([0.8] * len(made), dtype="Float64"),
        mark=mark,
        asked_on=pd.to_datetime(made["asked_on"]),
    )


GROUPS = pd.DataFrame(
    {
        "unit_id": ["a1", "a2", "a3", "b1", "b2"],
        "parent_id": ["a", "a", "a", "b", "b"],
        "adults": pd.array([400, 400, 400, 400, pd.NA], dtype="Int64"),
    },
    index=[10, 11, 12, 13, 14],
)
CHECKS = results(
    (1, "a1", "a", "random", "", 19, 10, "2026-03-01"),
    (2, "a2", "a", "random", "a", 19, 16, "2026-03-02"),
    (3, "a1", "a", "flagged", "", 19, 14, "2026-03-09"),
    (4, "b1", "b", "random", "", 19, 4, "2026-03-03"),
)


def test_the_last_result_of_a_group_counts() -> None:
    """A group checked again has the mark and the answers of its last check; the others are not checked."""
    assert latest(CHECKS)["check_id"].tolist() == [2, 4, 3]
    marks = group_marks(GROUPS, CHECKS)
    assert marks.tolist() == ["confirmed", "confirmed", "not_checked", "doubtful", "not_checked"]
    assert (marks.name, marks.index.tolist()) == ("mark", GROUPS.index.tolist())


def test_only_lots_from_everywhere_speak_for_the_province() -> None:
    """Its estimate leaves out suspicious groups and those drawn within a commune; the commune's takes the latter."""
    found = estimates(GROUPS, CHECKS).set_index("unit_id")
    assert found["asked"].to_dict() == {"": 57, "a": 38, "b": 19}
    assert found["every"].to_dict() == {"": 4, "a": 3, "b": 1}
    assert found["random_groups"].to_dict() == {"": 2, "a": 2, "b": 1}
    whole = projected(CHECKS.iloc[[0, 3]], 4)
    assert found.loc["", ["all_share", "all_low_share"]].tolist() == [whole.share, whole.low_share]
    assert found.loc["", "all_share"] == pytest.approx(14 / 38)
    checked = combined(CHECKS.iloc[1:])
    assert found.loc["", ["checked_share", "checked_high_share"]].tolist() == [checked.share, checked.high_share]
    assert found["reported_share"].tolist() == pytest.approx([0.8] * 3)


def test_without_lots_nothing_is_said_of_all() -> None:
    """Suspicious groups alone make an estimate of themselves, and none of the others."""
    found = estimates(GROUPS, CHECKS[CHECKS["cause"] != "random"]).iloc[0]
    assert found["checked_share"] == pytest.approx(14 / 19)
    assert pd.isna(found["all_share"])
