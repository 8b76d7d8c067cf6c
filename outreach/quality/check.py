"""What a check is: it looks at the records, speaks where there are enough of them, and shows the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

UNKNOWN = -1  # the commune of a row that names none
ROWS = {
    "commune_no": "int64", "unit_no": "Int64", "place_key": "Int64", "segment": "Int64", "sheet": "str",
    "row_no": "Int64", "last_row_no": "Int64", "on_date": "datetime64[s]", "other_on": "datetime64[s]",
    "value": "str", "count": "Int64", "limit": "Int64", "reason": "str",
}  # fmt: skip
TEXTS = ("sheet", "value", "reason")


@dataclass(frozen=True)
class Evidence:
    """What the checks look at; none of it names a person.

    `communes` and `groups` are standings of a day, indexed by unit_no, with grade and bounding box. `records` are the
    contacts that have their place: segment, sheet, row_no, place_key, unit_no, commune_no, on_date, kind, team, adults,
    served, lat, lon. `waiting` (commune_no, place_key, on_date, reason) and `refused` (commune_no, value, reason) are
    the rows that do not count, with segment, sheet and row_no; their commune_no is -1 where none is known. `residents`
    has one row for each population figure in order of arrival: commune_no, unit_no, segment, row_no, adults.
    """

    communes: pd.DataFrame
    groups: pd.DataFrame
    records: pd.DataFrame
    waiting: pd.DataFrame
    refused: pd.DataFrame
    residents: pd.DataFrame
    until: pd.Timestamp

    def per_commune(self, rows: pd.DataFrame) -> pd.Series:
        """Count rows by commune, 0 where there are none; rows of no known commune are left out."""
        return rows.groupby("commune_no").size().reindex(self.communes.index, fill_value=0)


@dataclass(frozen=True)
class Finding:
    """What a check saw: `sample` and `share` (0 good, 1 all of it doubtful) by commune, and rows to be looked at."""

    sample: pd.Series
    share: pd.Series
    rows: pd.DataFrame


@dataclass(frozen=True)
class Verdict:
    """What a check says: by commune its sample, share, flagged, mark (0..1, NA below the minimum) and status.

    The status is 'check' where rows are to be looked at, 'too_few' below the minimum sample, else 'fine'.
    """

    check: "Check"
    communes: pd.DataFrame
    rows: pd.DataFrame


@dataclass(frozen=True)
class Check:
    """A check: its name, the smallest sample it speaks on, its weight, and the share at which its mark is nought.

    The rows of a check that `is_fact` (a day that cannot be, a place that nobody knows) are shown from the first one
    on; only its share waits for the sample.
    """

    name: str
    minimum: int
    weight: int
    worst: float
    judge: Callable[[Evidence], Finding]
    is_fact: bool = False

    def __post_init__(self) -> None:
        if self.minimum < 1 or self.weight < 1 or not 0 < self.worst <= 1:
            raise ValueError("a check has a sample, a weight and a worst share in (0, 1]")

    def verdict(self, evidence: Evidence) -> Verdict:
        """Judge the evidence, and hold back where the sample is too small."""
        found = self.judge(evidence)
        index = evidence.communes.index
        sample = found.sample.reindex(index, fill_value=0).astype("int64")
        spoke = sample >= self.minimum
        share = found.share.reindex(index).astype("float64").where(spoke)
        rows = found.rows if self.is_fact else found.rows[found.rows["commune_no"].isin(index[spoke])]
        flagged = evidence.per_commune(rows)
        communes = pd.DataFrame({"sample": sample, "share": share, "flagged": flagged}).assign(
            mark=1 - (share.fillna(0) / self.worst).clip(0, 1).where(spoke),
            status=np.select([flagged > 0, ~spoke], ["check", "too_few"], "fine"),
        )
        return Verdict(self, communes, rows.reset_index(drop=True))


def share_of(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole, 0 where there is no whole."""
    return (part / whole.where(whole > 0)).fillna(0.0)


def as_rows(found: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """Put rows to be looked at into the columns that every check returns."""
    rows = found.assign(**more).reindex(columns=list(ROWS))
    rows["commune_no"] = rows["commune_no"].fillna(UNKNOWN)
    rows["last_row_no"] = rows["last_row_no"].fillna(rows["row_no"])
    rows[list(TEXTS)] = rows[list(TEXTS)].astype("object").fillna("")
    return rows.astype(ROWS).reset_index(drop=True)
