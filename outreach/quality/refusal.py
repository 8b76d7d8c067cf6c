"""Refused rows: what an import could not take, other than for a day in the future."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of
from outreach.quality.future import IN_FUTURE

NO_RECORD = ("totals_row", "note_row")  # left out rightly: there is nothing to mend
ROW = ["segment", "sheet", "row_no"]


def judge(evidence: Evidence) -> Finding:
    """Measure the refused rows against all rows of a commune."""
    refused = evidence.refused
    refused = refused[~refused["reason"].isin([*NO_RECORD, IN_FUTURE])]
    lost = evidence.per_commune(refused.drop_duplicates(ROW))
    sample = evidence.per_commune(evidence.records) + evidence.per_commune(evidence.waiting) + lost
    return Finding(sample, share_of(lost, sample), as_rows(refused))


REFUSAL = Check("refusal", minimum=20, weight=2, worst=0.1, judge=judge, is_fact=True)
