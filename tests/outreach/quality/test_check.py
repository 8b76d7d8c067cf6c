"""What holds for every check: it speaks from its minimum on, changes nothing, and returns the rows it promises."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest

from outreach.quality import CHECKS, Check, assess
from outreach.quality.check import ROWS, Finding, as_rows
from outreach.quality.heaping import EXPECTED, LEAST_SHARE, SMALLEST
from outreach.quality.jump import MOST_CHANGE
from outreach.quality.pace import PEOPLE_PER_DAY
from outreach.quality.repetition import LEAST_COUNTS, LEAST_ROWS
from outreach.quality.silence import WEEKS
from outreach.quality.witness import FAR_KM
from texts import LANGUAGES, catalogue

ROOMS = Path(__file__).parents[3]
every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def plenty() -> dict:
    """Return something for every check to find."""
    counts = [15, 20, 25, 30, 35, 40, 45, 50, 55, 60] * 3
    days = ("2026-02-02", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")
    records = [{"adults": count, "on_date": day, "team": "Đội 1"} for day in days for count in counts]
    far = [{"lon": 104.0, "lat": 21.0, "adults": 1} for _ in range(20)]
    return {
        "records": records + far,
        "waiting": [{}] * 30,
        "refused": [{}, {"reason": "date_in_future"}],
        "residents": [{}, {"segment": 2, "adults": 60}],
        "last_on": ("2026-03-05", None),
        "is_silent": (False, True),
        "reached": {2: 11},
    }


@every_check
def test_a_check_finds_what_is_there_to_find(check: Check, evidence) -> None:
    """On evidence made for it each check asks somebody to look at a row."""
    verdict = check.verdict(evidence(**plenty()))
    assert len(verdict.rows)
    assert (verdict.communes["status"] == "check").any()


@every_check
def test_a_check_keeps_the_contract(check: Check, evidence) -> None:
    """Every commune has a line, rows have the declared columns and types, and what was given is unchanged."""
    given, same = evidence(**plenty()), evidence(**plenty())
    verdict = check.verdict(given)
    assert verdict.communes.index.tolist() == [0, 1]
    assert verdict.communes["mark"].dropna().between(0, 1).all()
    assert verdict.communes["share"].dropna().between(0, 1).all()
    assert {name: str(kind) for name, kind in verdict.rows.dtypes.items()} == ROWS
    for field in fields(given):
        if isinstance(frame := getattr(given, field.name), pd.DataFrame):
            pd.testing.assert_frame_equal(frame, getattr(same, field.name))


@every_check
def test_without_any_row_a_check_says_not_enough_data(check: Check, evidence) -> None:
    """An empty campaign is not fine: nothing can be said of it."""
    verdict = check.verdict(evidence(last_on=(None, None)))
    assert verdict.rows.empty
    assert verdict.communes["status"].tolist() == ["too_few", "too_few"]
    assert verdict.communes["mark"].isna().all()


def judging(sample: int, share: float, *, is_fact: bool = False) -> Check:
    """Return a check that always sees the same: one row in commune 0."""
    index = pd.Index([0, 1])
    rows = as_rows(pd.DataFrame({"commune_no": [0], "row_no": [5]}))
    found = Finding(pd.Series(sample, index=index), pd.Series(share, index=index), rows)
    return Check("made_up", minimum=10, weight=1, worst=0.2, judge=lambda _: found, is_fact=is_fact)


@pytest.mark.parametrize(
    ("sample", "is_fact", "rows", "status"),
    [
        (9, False, 0, ["too_few", "too_few"]),
        (10, False, 1, ["check", "fine"]),
        (9, True, 1, ["check", "too_few"]),
        (10, True, 1, ["check", "fine"]),
    ],
)
def test_the_minimum_sample_holds_back(sample: int, is_fact: bool, rows: int, status: list, evidence) -> None:
    """Below the minimum there is no mark and no row; a fact is shown all the same, but never marked."""
    verdict = judging(sample, 0.1, is_fact=is_fact).verdict(evidence())
    assert len(verdict.rows) == rows
    assert verdict.communes["status"].tolist() == status
    assert verdict.communes["mark"].notna().all() == (sample >= 10)


@pytest.mark.parametrize(("share", "mark"), [(0.0, 1.0), (0.05, 0.75), (0.2, 0.0), (0.9, 0.0)])
def test_the_mark_falls_in_proportion(share: float, mark: float, evidence) -> None:
    """The mark is 1 where nothing is doubtful, and 0 from the worst share on."""
    assert judging(10, share).verdict(evidence()).communes["mark"].tolist() == pytest.approx([mark, mark])


def test_a_check_guards_itself() -> None:
    """A check without a sample, a weight or a worst share cannot be made."""
    for wrong in ({"minimum": 0}, {"weight": 0}, {"worst": 0.0}):
        with pytest.raises(ValueError, match="sample"):
            replace(CHECKS[0], **wrong)


def test_each_module_has_one_check_and_each_check_is_registered() -> None:
    """The tuple of checks is the folder of modules, with none forgotten and no name twice."""
    modules = {path.stem for path in (ROOMS / "outreach" / "quality").glob("*.py")} - {"__init__", "check", "score"}
    assert sorted(check.name for check in CHECKS) == sorted(modules)


@every_check
def test_each_check_is_told_in_both_languages_and_in_the_definitions(check: Check) -> None:
    """The name, the definition and the sample are texts; the definitions name it with its sample, weight and share."""
    for code in LANGUAGES:
        assert {f"check.{check.name}", f"check.{check.name}.definition", f"check.{check.name}.sample"} <= set(
            catalogue(code)
        )
    lines = (ROOMS / "docs" / "definitions.md").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith(f"| `{check.name}` |"))
    cells = [cell.strip() for cell in line.split("|")]
    assert cells[-4:-1] == [str(check.minimum), str(check.weight), f"{check.worst:.0%}".replace("%", " %")]


CONSTANTS = {
    "silence": [WEEKS], "witness": [FAR_KM], "pace": [PEOPLE_PER_DAY], "repetition": [LEAST_ROWS, LEAST_COUNTS],
    "heaping": [SMALLEST, round(100 * LEAST_SHARE), round(100 * EXPECTED)], "jump": [round(100 * MOST_CHANGE)],
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_definition_says_the_limits_that_are_used(name: str) -> None:
    """The numbers in the words of both languages are those of the rule."""
    for code in LANGUAGES:
        numbers = set(re.findall(r"\d+", catalogue(code)[f"check.{name}.definition"]))
        assert {str(value) for value in CONSTANTS[name]} <= numbers


def test_all_checks_are_asked(evidence) -> None:
    """The assessment has one verdict a check, in the order of the tuple."""
    assert [verdict.check for verdict in assess(evidence(**plenty())).verdicts] == list(CHECKS)
