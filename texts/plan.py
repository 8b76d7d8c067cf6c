"""A plan in sentences, the same on the page, on paper and on the command line."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from texts import Language

Facts = Mapping[Any, Any]
HARDLY = 0.05  # weighted adults: as good as nothing


class Relaxed(Protocol):
    """A wish that could not be kept, as far as it is told here."""

    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def facts(self) -> Sequence[tuple[str, object]]: ...  # noqa: D102


def plan_lines(facts: Facts, say: Language) -> Iterator[str]:
    """Say what a plan comes to, and how good it is for sure."""
    least, most = facts["adults_range"]
    yield say("plan.adults", adults=round(facts["adults"]), least=round(least), most=round(most))
    yield say("plan.worst", adults=round(facts["adults_worst"]))
    yield say("plan.days", used=facts["half_days_used"] / 2, days=facts["half_days"] / 2, teams=facts["teams"])
    if facts["is_proven"]:
        yield say("plan.proven")
    else:
        share = known_share(facts)
        yield say("plan.gap", gap=say.share(1 - share), share=say.share(share))


def known_share(facts: Facts) -> float:
    """Return which share of the ceiling a plan has for sure, in whole thousandths: never told better than it is."""
    return 1.0 if facts["is_proven"] else 1 - max(math.ceil(1000 * facts["gap"]), 1) / 1000


def relaxed_lines(relaxed: Iterable[Relaxed], say: Language) -> Iterator[str]:
    """Say which wishes were not kept, and what to relax."""
    for one in relaxed:
        facts = {"asked": 0, "possible": 0, "team_id": "", **dict(one.facts)}
        facts = {key: round(value) if isinstance(value, float) else value for key, value in facts.items()}
        told = say(f"relaxed.{one.reason}", **facts)
        yield f"{one.subject}: {told}" if one.subject else told


def reason_sentence(reasons: Iterable[tuple[str, Facts]], say: Language) -> str:
    """Say why a group is chosen, in figures."""
    return " · ".join(say(f"plan.why.{key}", **facts) if facts else say(f"plan.why.{key}") for key, facts in reasons)


def next_sentence(row: Facts, say: Language) -> str:
    """Say which team would be next best for a group, and what changing to it costs."""
    team, cost = str(row["next_team_id"]), float(row["next_cost"])
    if team in ("", "nan", "None") or cost != cost:
        return say("plan.why.nobody_else")
    if cost < HARDLY:
        return say("plan.why.next_tie", team=team, minutes=round(row["next_travel_minutes"]))
    return say("plan.why.next", team=team, minutes=round(row["next_travel_minutes"]), cost=cost)


def left_sentence(row: Facts, say: Language) -> str:
    """Say why a low group is left out."""
    told = say(f"left.{row['reason']}")
    return (
        say("left.by", reason=told, short=row["short_by"], times=row["times"])
        if row["reason"] == "worth_less"
        else told
    )


def followup_sentence(status: str, reason: str, say: Language) -> str:
    """Say what became of a visit, and why not."""
    told = say(f"followup.{status}")
    if not reason:
        return told
    return f"{told}: {say(f'unmet.{reason}') if say.has(f'unmet.{reason}') else reason}"
