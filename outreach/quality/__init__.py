"""The quality of the records: one check a module, all in one tuple that the page, the tests and the docs walk."""

from outreach.quality.check import Check, Evidence, Verdict
from outreach.quality.excess import EXCESS
from outreach.quality.future import FUTURE
from outreach.quality.heaping import HEAPING
from outreach.quality.jump import JUMP
from outreach.quality.overflow import OVERFLOW
from outreach.quality.pace import PACE
from outreach.quality.refusal import REFUSAL
from outreach.quality.repetition import REPETITION
from outreach.quality.score import Quality, appraise
from outreach.quality.silence import SILENCE
from outreach.quality.unmatched import UNMATCHED
from outreach.quality.witness import WITNESS

CHECKS = (
    SILENCE, UNMATCHED, REFUSAL, FUTURE, WITNESS, EXCESS, OVERFLOW, PACE, REPETITION, HEAPING, JUMP,
)  # fmt: skip

__all__ = ["CHECKS", "Check", "Evidence", "Quality", "Verdict", "assess"]


def assess(evidence: Evidence) -> Quality:
    """Put the evidence before every check, and add up what each commune is to look at."""
    return appraise(evidence, tuple(check.verdict(evidence) for check in CHECKS))
