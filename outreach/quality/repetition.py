"""The same counts row for row: a day's list that looks like a copy of an earlier one of the commune."""

import numpy as np
import pandas as pd

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

LEAST_ROWS, LEAST_COUNTS = 10, 3  # shorter or more uniform lists agree by chance
LIST = ["commune_no", "segment", "sheet", "on_date"]


def judge(evidence: Evidence) -> Finding:
    """Flag lists (the rows of one day in one sheet) whose counts all equal, in order, those of an earlier day.

    The sample is the commune's lists of at least ten rows with at least three different counts; in a list of named
    persons every count is one, so none of them is looked at.
    """
    lists = _lists(evidence.records)
    first = lists.groupby(["commune_no", "rows", "print"])["on_date"].transform("first")
    again = lists["on_date"] > first
    sample, copies = evidence.per_commune(lists), lists[again]
    rows = as_rows(copies.assign(other_on=first[again], count=copies["rows"]), reason="")
    return Finding(sample, share_of(evidence.per_commune(copies), sample), rows)


def _lists(records: pd.DataFrame) -> pd.DataFrame:
    """Return the lists long and varied enough to be compared, the earliest first, with the print of their counts."""
    visits = records.loc[records["kind"] == "visits", [*LIST, "row_no", "adults"]]
    visits = visits.sort_values(["segment", "row_no"], kind="stable", ignore_index=True)
    place = visits.groupby(LIST, observed=True).cumcount().to_numpy(np.uint64)
    mark = place << np.uint64(32) | visits["adults"].fillna(0).to_numpy().astype(np.uint64)
    by_list = visits.assign(mark=pd.util.hash_array(mark)).groupby(LIST, observed=True, as_index=False)
    lists = by_list.agg(
        row_no=("row_no", "min"), last_row_no=("row_no", "max"), rows=("row_no", "size"),
        counts=("adults", "nunique"), print=("mark", "sum"),
    )  # fmt: skip
    kept = lists[(lists["rows"] >= LEAST_ROWS) & (lists["counts"] >= LEAST_COUNTS)]
    return kept.sort_values(["on_date", "segment", "row_no"], kind="stable", ignore_index=True)


REPETITION = Check("repetition", minimum=2, weight=2, worst=0.2, judge=judge)
