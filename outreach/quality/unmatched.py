"""Places that are not known: the part of a commune's rows that waits for its place."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of
from outreach.quality.witness import CONTRADICTS


def judge(evidence: Evidence) -> Finding:
    """Measure the waiting rows; those that wait because their point contradicts are shown by the check of points."""
    waiting = evidence.waiting
    waits = evidence.per_commune(waiting)
    sample = evidence.per_commune(evidence.records) + waits
    return Finding(sample, share_of(waits, sample), as_rows(waiting[waiting["reason"] != CONTRADICTS]))


UNMATCHED = Check("unmatched", minimum=20, weight=4, worst=0.2, judge=judge, is_fact=True)
