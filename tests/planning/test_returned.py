"""Forms laid over a follow-up: records stay the truth for people; and what the visits of a plan taught."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.experience import assumed_adults, per_visit, ways
from planning.followup import Followup, Status, followed_up
from planning.response import Response
from planning.returned import combined, fitting, with_returns
from planning.team import Weeks

DAY, WEEKS = pd.Timestamp("2026-11-08"), Weeks(date(2026, 11, 2))
TOLD = ["team_id", "unit_id", "status", "reason", "on_date", "households", "adults", "closed", "minutes"]
NUMBERS = dict.fromkeys(TOLD[5:], "Int64")


def returned(*rows: tuple) -> pd.DataFrame:
    """Return rows of forms: team, group, status, reason."""
    more = (pd.Timestamp("2026-11-04"), 8, 500, 2, 30)
    frame = pd.DataFrame([(*one, *more) for one in rows], columns=TOLD).astype(NUMBERS)
    return frame.assign(on_date=pd.to_datetime(frame["on_date"]))


def follow(planned: list[tuple], met: list[tuple], day: pd.Timestamp = DAY) -> Followup:
    """Follow up pairs planned with 10 visits and 20 adults each; met has team, group, served, adults new."""
    plan = pd.DataFrame(planned, columns=["team_id", "unit_id", "ends_on"]).assign(visits=10.0, gain_adults=20.0)
    plan["starts_on"] = plan["ends_on"] = pd.to_datetime(plan["ends_on"])
    on = pd.Timestamp("2026-11-03")
    records = pd.DataFrame(
        [(team, unit, on, served) for team, unit, served, _ in met],
        columns=["team_id", "unit_id", "on_date", "served"],
    )
    facts = pd.DataFrame([(unit, on, new) for _, unit, _, new in met], columns=["unit_id", "on_date", "adults_new"])
    return followed_up(plan, records.assign(on_date=pd.to_datetime(records["on_date"])), facts, day, WEEKS)


def told(found: Followup) -> dict[tuple[str, str], tuple[str, str, bool]]:
    return {
        (row["team_id"], row["unit_id"]): (row["status"], row["reason"], row["is_contradicted"])
        for row in found.rows.to_dict("records")
    }


def test_what_a_form_adds_to_each_outcome() -> None:
    """A visit without a record is reported, a reason is told, and where one knows what the other denies it is said."""
    past, later = "2026-11-05", "2026-11-20"
    planned = [("A", f"g{n}", later if n == 8 else past) for n in range(1, 10)]
    met = [("A", "g1", True, 15), ("A", "g2", True, 15), ("A", "g3", True, 1), ("B", "g4", True, 3),
           ("A", "g5", False, 0), ("C", "g9", True, 2)]  # fmt: skip
    found = with_returns(
        follow(planned, met),
        returned(
            ("A", "g1", "done", ""), ("A", "g2", "not_done", "weather"), ("A", "g3", "done", ""),
            ("A", "g4", "done", ""), ("A", "g5", "done", ""), ("A", "g6", "done", ""),
            ("A", "g7", "not_done", "road_cut"), ("A", "g8", "not_done", "team_absent"), ("C", "g9", "not_done", ""),
        ),
    )  # fmt: skip
    assert told(found) == {
        ("A", "g1"): ("done", "", False),
        ("A", "g2"): ("done", "", True),
        ("A", "g3"): ("partly", "", True),
        ("A", "g4"): ("by_another", "", True),
        ("A", "g5"): ("not_done", "all_closed", True),
        ("A", "g6"): ("reported", "", False),
        ("A", "g7"): ("not_done", "road_cut", False),
        ("A", "g8"): ("not_done", "team_absent", False),
        ("A", "g9"): ("by_another", "", False),
        ("B", "g4"): ("unplanned", "", False),
        ("C", "g9"): ("unplanned", "", False),
    }
    assert found.carried_over["unit_id"].tolist() == ["g5", "g7", "g8", "g3"]
    assert found.rows["adults_reached"].sum() == 36  # 500 people on each form change nothing
    assert found.realised_share == pytest.approx(31 / 160)  # of all due but g6, whose records are not in


def test_without_a_form_nothing_changes() -> None:
    """The status, the reason and the adults of every row stay as the records have them."""
    plain = follow([("A", "g1", "2026-11-05"), ("A", "g2", "2026-11-05")], [("A", "g1", True, 15)])
    found = with_returns(plain, returned())
    pd.testing.assert_frame_equal(found.rows[list(plain.rows)], plain.rows)
    assert not found.rows["is_contradicted"].any()


OUTCOMES = st.sampled_from(["done", "partly", "not_done"])
CONTACT = st.tuples(st.sampled_from("AB"), st.sampled_from(["g1", "g2", "g3"]), st.booleans(), st.integers(0, 9))


def plainly(pair: tuple[str, str], end: str, met: list[tuple], form: str | None) -> str:
    """Work the outcome of a planned pair out in plain Python, from the definitions."""
    mine = [one for one in met if one[:2] == pair]
    visits = sum(1 for one in mine if one[2])
    closed = len(mine) - visits
    others = sum(1 for one in met if one[1] == pair[1] and one[0] != pair[0] and one[2])
    whole = visits + others
    new = sum(one[3] for one in met if one[1] == pair[1])
    adults = new * visits / whole if whole else 0
    if visits and (visits >= 5 or adults >= 10):
        return "done"
    if visits:
        return "due" if pd.Timestamp(end) > DAY else "partly"
    if form in ("done", "partly") and not closed and not others:
        return "reported"
    if pd.Timestamp(end) > DAY:
        return "not_done" if form == "not_done" else "due"
    return "by_another" if others else "not_done"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(CONTACT, max_size=14),
    st.dictionaries(st.tuples(st.sampled_from("AB"), st.sampled_from(["g1", "g2", "g3"])), OUTCOMES, max_size=6),
    st.sampled_from(["2026-11-05", "2026-11-20"]),
)
def test_every_planned_pair_has_the_one_status_of_its_definition(met: list, form: dict, end: str) -> None:
    """Each planned pair is told once, as plain Python finds it; adults add up to the records of the groups met."""
    planned = [("A", "g1", end), ("A", "g2", "2026-11-05"), ("B", "g3", end)]
    forms = returned(*[(*pair, status, "") for pair, status in form.items()])
    found = with_returns(follow(planned, met), forms).rows
    mine = found[found["starts_on"].notna()]
    got = {(row["team_id"], row["unit_id"]): row["status"] for row in mine.to_dict("records")}
    assert len(mine) == 3
    assert got == {(team, unit): plainly((team, unit), day, met, form.get((team, unit))) for team, unit, day in planned}
    served = {unit for _, unit, is_served, _ in met if is_served}
    assert found["adults_reached"].sum() == pytest.approx(sum(new for _, unit, _, new in met if unit in served))


def test_stays_of_one_form_are_one_answer() -> None:
    """Done and not done together are partly; people add up, the day is the last, the minutes the middle ones."""
    rows = returned(("A", "g1", "done", ""), ("A", "g1", "not_done", "weather"), ("B", "g1", "done", ""))
    rows["minutes"] = pd.array([20, 40, None], dtype="Int64")
    rows["on_date"] = pd.to_datetime(["2026-11-03", "2026-11-06", None])
    one, other = combined(rows).to_dict("records")
    assert (one["form_status"], one["form_reason"], one["form_adults"], one["form_minutes"]) == (
        "partly", "weather", 1000, 30,
    )  # fmt: skip
    assert one["form_on"] == pd.Timestamp("2026-11-06")
    assert other["form_status"] == "done"
    assert pd.isna(other["form_minutes"])
    assert pd.isna(other["form_reason"])


def test_rows_of_no_approved_plan_are_told() -> None:
    """A number nobody gave, a draft, and a group the team was not sent to, each with its own reason."""
    rows = pd.DataFrame(
        {"row_no": [2, 3, 4, 5], "plan_no": [1, 9, 2, 1], "team_id": "A", "unit_id": ["g1", "g1", "g1", "g7"]}
    )
    planned = pd.DataFrame({"plan_no": [1], "team_id": ["A"], "unit_id": ["g1"]})
    good, problems = fitting(rows, planned, pd.DataFrame({"plan_no": [1, 2]}))
    assert good["row_no"].tolist() == [2]
    assert problems[["row_no", "reason"]].to_numpy().tolist() == [
        [3, "plan_unknown"], [4, "plan_not_approved"], [5, "visit_not_planned"],
    ]  # fmt: skip


def lesson(contacts: list[float], reached: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": "door_to_door", "is_spoken": True, "households": 50.0, "visits": 40.0, "gain_adults": 60.0,
            "contacts": contacts, "adults_reached": reached,
        }
    )  # fmt: skip


def test_as_many_visits_as_were_made_are_the_measure() -> None:
    """Half of the visits were to bring what the curve says for them; the ratio's range is that of Cochran."""
    rows = lesson([40, 20, 10, 40, 20, 0], [50, 40, 10, 66, 31, 0])
    curve = [1 - math.exp(-0.75 * visits / 50) for visits in rows["contacts"]]
    expected = [60 * one / curve[0] for one in curve]
    assert assumed_adults(rows, Response()).tolist() == pytest.approx(expected)
    one = per_visit(rows, Response()).iloc[0]
    whole, ratio = sum(expected), 197 / sum(expected)
    rest = sum((y - ratio * x) ** 2 for x, y in zip(expected[:5], rows["adults_reached"], strict=False))
    half = 2.1318 * math.sqrt(5 / 4 * rest) / whole  # Student's t, 4 degrees of freedom, 95 %
    assert (one["groups"], one["contacts"], one["adults_reached"]) == (5, 130, 197)
    assert one["per_visit"] == pytest.approx(197 / 130)
    assert one[["ratio", "ratio_low", "ratio_high"]].tolist() == pytest.approx(
        [ratio, ratio - half, ratio + half], 1e-4
    )
    few = per_visit(rows.head(4), Response()).iloc[0]
    assert few[["ratio_low", "ratio_high"]].isna().all()
    assert per_visit(rows.head(0), Response()).empty


def test_the_ways_of_the_forms_against_the_model() -> None:
    """Twenty trips of double length draw the factor half way, on the log scale; a trip without minutes is none."""
    rows = pd.DataFrame({"terrain": "hill", "form_minutes": [40.0] * 20 + [np.nan], "travel_minutes": 20.0})
    one = ways(rows).iloc[0]
    assert (one["trips"], one["minutes"], one["model_minutes"], one["ratio"]) == (20, 40, 20, 2)
    assert one["factor"] == pytest.approx(math.sqrt(2))
    assert ways(rows.tail(1)).empty


def test_reported_is_a_status_of_its_own() -> None:
    """The word for a visit whose records are not in is neither done nor not done."""
    assert {"done", "not_done", "reported"} <= {one.value for one in Status}
