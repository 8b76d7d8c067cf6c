"""The cascade: how far the adults of a place came, from being eligible to having the basic skills.

Only some forms ask whether somebody has a device or which skills were shown. So each step has its own base: those who
were asked. What nobody asked is not a no.
"""

import pandas as pd

from outreach.parent import parent_numbers
from outreach.skill import SKILLS

STAGES = (
    *("device_recorded", "ready", "topic_recorded", "trained", "skills_recorded"),
    *SKILLS,
    "skilled",
)
# Each step: its count, and the count of those of whom it is known at all.
STEPS = (
    ("eligible", "adults", None),
    ("contacted", "reached_known", None),
    ("ready", "ready", "device_recorded"),
    ("trained", "trained", "topic_recorded"),
    ("skilled", "skilled", "skills_recorded"),
    ("confirmed", "vneid_confirmed", None),
)
REASONS = ("absent", "refused", "moved", "unreachable")
FEWEST_ASKED = 30  # people, below which a step is not extrapolated


def stage_counts(stages: pd.DataFrame, units: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the adults of every unit who came to each stage up to a day, indexed by unit_no.

    `stages` has unit_no, on_date and the STAGES; `units` unit_no, unit_id, parent_id and, where known, has_signal.
    Whoever has a device where there is no signal is not ready. A commune has its groups' people and its own.
    """
    counted = stages[stages["on_date"] <= until].groupby("unit_no")[list(STAGES)].sum()
    own = counted.reindex(units["unit_no"]).fillna(0).astype("int64")
    if "has_signal" in units:
        own["ready"] = own["ready"].where(units["has_signal"].fillna(True).to_numpy(bool), 0)
    inner = own.groupby(parent_numbers(units).to_numpy()).sum()
    return own + inner.reindex(own.index, fill_value=0).astype("int64")


def effective_coverage(standing: pd.DataFrame) -> pd.Series:
    """Return adults who have the basic skills / adult population, NA where no skill of anybody was written down."""
    known = (standing["skills_recorded"] > 0) & (standing["adults"].fillna(0) > 0)
    whole = standing["adults"].astype("Float64").where(known)
    return (standing["skilled"].astype("Float64") / whole).rename("effective_share")


def cascade(whole: pd.Series) -> pd.DataFrame:
    """Return the steps of one unit or of the whole: people, asked, share, lost and is_leak, indexed by step.

    `people` are counted; `share` is of those asked (of the adults, for eligible, contacted and confirmed), NA where too
    few were asked; `lost` estimates how many fall away between the step before and this one: all adults at the first
    steps, and where some were asked, everybody contacted at their rate. is_leak marks the step that loses most.
    """
    rows: list[tuple[object, ...]] = []
    before: float | None = None
    for step, column, asked_column in STEPS:
        people, asked = _number(whole, column), _number(whole, asked_column) if asked_column else None
        share, likely = _likely(people, asked, whole)
        is_confirmation = step == "confirmed"  # of a register, not of the campaign: nobody falls away there
        lost = None if before is None or likely is None or is_confirmation else max(0, round(before - likely))
        rows.append((step, people, asked, share, lost))
        before = before if likely is None or is_confirmation else likely
    table = pd.DataFrame(rows, columns=["step", "people", "asked", "share", "lost"]).set_index("step")
    table = table.astype({"people": "Int64", "asked": "Int64", "share": "Float64", "lost": "Int64"})
    worst = table["lost"].fillna(0).max()
    return table.assign(is_leak=(table["lost"].fillna(0) == worst) & (worst > 0))


def _number(whole: pd.Series, column: str | None) -> int | None:
    found = whole.get(column)
    return None if found is None or pd.isna(found) else int(found)


def _likely(people: int | None, asked: int | None, whole: pd.Series) -> tuple[float | None, float | None]:
    """Return the share of a step, and how many people it would be, were all contacted asked."""
    adults, contacted = _number(whole, "adults"), _number(whole, "reached_known")
    if people is None:
        return None, None
    if asked is None:
        return (people / adults if adults else None), float(people)
    if asked < FEWEST_ASKED or contacted is None:
        return None, None
    return people / asked, contacted * people / asked


def skill_shares(whole: pd.Series) -> pd.DataFrame:
    """Return for each skill the people who showed it and their share of those of whom skills were written down."""
    asked = _number(whole, "skills_recorded") or 0
    people = pd.Series({skill: _number(whole, skill) or 0 for skill in SKILLS}, dtype="Int64")
    share = (
        people.astype("Float64") / asked if asked >= FEWEST_ASKED else pd.Series(pd.NA, people.index, dtype="Float64")
    )
    return pd.DataFrame({"people": people, "asked": asked, "share": share}).rename_axis("skill")


def closed_by_reason(endings: pd.DataFrame, units: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the visits that ended without service up to a day, one column a reason, indexed by unit_no.

    `endings` has unit_no, on_date, status and visits. A commune has its groups' visits and its own.
    """
    past = endings[endings["on_date"] <= until]
    above = past.assign(unit_no=past["unit_no"].map(parent_numbers(units))).dropna(subset=["unit_no"])
    every = pd.concat([past, above.astype({"unit_no": past["unit_no"].dtype})], ignore_index=True)
    table = every.pivot_table(index="unit_no", columns="status", values="visits", aggfunc="sum", fill_value=0)
    return table.reindex(columns=list(REASONS), fill_value=0).astype("int64")
