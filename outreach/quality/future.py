"""Days in the future: rows that an import refused because their day had not come yet."""

from outreach.quality.check import Check, Evidence, Finding, as_rows, share_of

IN_FUTURE = "date_in_future"


def judge(evidence: Evidence) -> Finding:
    """Measure the rows of a future day against all rows of a commune."""
    refused = evidence.refused[evidence.refused["reason"] == IN_FUTURE]
    early = evidence.per_commune(refused)
    sample = evidence.per_commune(evidence.records) + evidence.per_commune(evidence.waiting) + early
    return Finding(sample, share_of(early, sample), as_rows(refused))


FUTURE = Check("future", minimum=20, weight=1, worst=0.05, judge=judge, is_fact=True)
