"""Return forms of the teams: looked at first, then taken in, and taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from campaign.intake import fingerprint, moment_on
from loaders.cells import tidy
from outreach.errors import FileRefused
from planning.followup import PAIR
from planning.returned import PROBLEM, fitting

if TYPE_CHECKING:
    from campaign.campaign import Campaign

NAME_CHARACTERS = 200


@dataclass(frozen=True)
class Form:
    """What a return form says: rows that count, what is wrong with others (PROBLEM), its number if it is here, else 0.

    `unfilled` counts the rows that nobody has answered yet.
    """

    file_name: str
    sha256: str
    rows: pd.DataFrame
    problems: pd.DataFrame
    same: int = 0
    unfilled: int = 0


def look_at(campaign: Campaign, content: bytes, file_name: str) -> Form:
    """Return what a return form says, and nothing is taken in yet; raise FileRefused where it is none."""
    from loaders.return_form import read_return_form

    found = read_return_form(content, file_name, limits=campaign.intake.limits())
    form = checked(campaign, found.rows, found.problems, file_name, fingerprint(content))
    return replace(form, unfilled=found.unfilled)


def checked(campaign: Campaign, rows: pd.DataFrame, problems: pd.DataFrame, file_name: str, sha256: str) -> Form:
    """Return a form whose rows belong to approved plans; the others are told as problems."""
    told = rows.assign(plan_no=_numbers(rows["plan_no"]))
    good, more = fitting(told, planned_pairs(campaign), _listed(campaign))
    every = pd.concat([one for one in (problems, more) if len(one)] or [more])[PROBLEM]
    every = every.sort_values("row_no", kind="stable", ignore_index=True)
    return Form(tidy(file_name)[-NAME_CHARACTERS:], sha256, good, every, campaign.returns.same(sha256))


def take_in(campaign: Campaign, form: Form, actor: str = "") -> tuple[int, bool]:
    """Take the rows of a form in; return its number, and whether it was here already.

    Raise FileRefused `return_nothing` where no row of it counts.
    """
    if form.rows.empty:
        raise FileRefused("return_nothing", problems=len(form.problems))
    return campaign.returns.add(form.file_name, form.sha256, form.rows, actor, moment_on(campaign.settings.today))


def take_back(campaign: Campaign, return_no: int) -> None:
    """Take a form back; raise NotFound where it is not in force."""
    campaign.returns.take_back(return_no, moment_on(campaign.settings.today))


def planned_pairs(campaign: Campaign) -> pd.DataFrame:
    """Return plan_no, team_id and unit_id of every visit of every approved plan."""
    plans = campaign.desk.plans.approved(campaign.settings.today)
    found = [campaign.desk.tables(one.plan_no)["assignments"][PAIR].assign(plan_no=one.plan_no) for one in plans]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["plan_no", *PAIR])


def _listed(campaign: Campaign) -> pd.DataFrame:
    return pd.DataFrame({"plan_no": [one.plan_no for one in campaign.desk.plans.listed()]}, dtype="int64")


def _numbers(written: pd.Series) -> pd.Series:
    """Return the numbers of plans as they stand on a form: '3', or '3.2' with the revision; 0 for what is none."""
    found = written.astype("str").str.extract(r"^\s*(\d+)(?:\.\d+)?\s*$")[0]
    return pd.to_numeric(found, errors="coerce").fillna(0).astype("int64")
