"""The score of a commune: what its checks say, weighted; no score where too little was said."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from outreach.quality.check import UNKNOWN, Evidence, Verdict
from outreach.quality.silence import silent_weeks

LEAST_WEIGHT_SHARE = 0.5  # of all weight must have spoken


@dataclass(frozen=True)
class Quality:
    """The quality of the records of every commune, and what each check said.

    `communes`, indexed by unit_no: unit_id, name, score (0..100, NA for none), silent_weeks, is_silent,
    unmatched_share (NA below the minimum sample), points (rows to be looked at), checks_spoken, checks_too_few.
    `unmatched_share` is that of the whole province, rows of no known commune among them.
    """

    communes: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    unmatched_share: float | None
    records: int

    def rows(self, commune_no: int | None = None) -> pd.DataFrame:
        """Return the rows to be looked at with the name of their check, of one commune or of all."""
        named = [verdict.rows.assign(check=verdict.check.name) for verdict in self.verdicts]
        rows = pd.concat([part for part in named if len(part)] or named[:1], ignore_index=True)
        return rows if commune_no is None else rows[rows["commune_no"] == commune_no].reset_index(drop=True)

    def checks(self, commune_no: int) -> pd.DataFrame:
        """Return what each check says of one commune, indexed by the name of the check."""
        names = [verdict.check.name for verdict in self.verdicts]
        said = pd.DataFrame([verdict.communes.loc[commune_no] for verdict in self.verdicts], index=names)
        return said.assign(minimum=[verdict.check.minimum for verdict in self.verdicts]).rename_axis("check")

    def number(self, unit_id: str) -> int | None:
        """Return the unit_no of a commune, None where there is none of that id."""
        found = self.communes.index[self.communes["unit_id"] == unit_id]
        return int(found[0]) if len(found) else None

    def of(self, commune_no: int) -> dict[str, Any]:
        """Return what is said of one commune as plain values."""
        return {str(name): value for name, value in self.communes.loc[[commune_no]].to_dict("records")[0].items()}

    @property
    def is_empty(self) -> bool:
        """Tell a campaign without any row that could be looked at."""
        return self.records == 0 and all(verdict.rows.empty for verdict in self.verdicts)

    @property
    def points_unknown(self) -> int:
        """Rows to be looked at that belong to no known commune."""
        return sum(int((verdict.rows["commune_no"] == UNKNOWN).sum()) for verdict in self.verdicts)


def appraise(evidence: Evidence, verdicts: tuple[Verdict, ...]) -> Quality:
    """Add up what the checks said of each commune."""
    said = {verdict.check.name: verdict.communes for verdict in verdicts}
    marks = pd.DataFrame({name: communes["mark"] for name, communes in said.items()})
    weights = pd.Series({verdict.check.name: verdict.check.weight for verdict in verdicts})
    has_data = evidence.per_commune(evidence.records) + evidence.per_commune(evidence.waiting) > 0
    communes = evidence.communes[["unit_id", "name", "is_silent"]].assign(
        score=score(marks, weights).where(has_data),
        silent_weeks=silent_weeks(evidence),
        unmatched_share=said["unmatched"]["share"],
        points=sum(table["flagged"] for table in said.values()),
        checks_spoken=marks.notna().sum(axis="columns"),
        checks_too_few=marks.isna().sum(axis="columns"),
    )
    waiting, placed = len(evidence.waiting), len(evidence.records)
    share = waiting / (waiting + placed) if waiting + placed else None
    return Quality(communes, verdicts, share, waiting + placed)


def score(marks: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return 100 times the weighted mean of the marks, rounded down, so that 100 means that nothing was found.

    Checks that did not speak (NA) are left out; where less than half of all weight spoke there is no score.
    """
    spoke = marks.notna() * weights
    weight = spoke.sum(axis="columns")
    mean = (marks.fillna(0) * weights).sum(axis="columns") / weight.where(weight > 0)
    whole = np.floor(100 * mean + 1e-9)
    return whole.where(weight >= LEAST_WEIGHT_SHARE * weights.sum()).astype("Int64").rename("score")
