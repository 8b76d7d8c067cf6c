"""A visit of a plan in sentences, the same on a team's sheet, in its form and in the files for phones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from texts import Language

Stay = Mapping[Any, Any]


def standing_line(number: str, approved_on: date | None, approved_by: str, say: Language, *, is_approved: bool) -> str:
    """Say which plan it is, and who approved it when."""
    plan = say("paper.plan", number=number)
    if not is_approved:
        return f"{plan} · {say('paper.draft')}"
    told = say("paper.approved")
    if approved_on is not None:
        told += f" {say.day(approved_on)}"
    return f"{plan} · {told}" + (f" {say('paper.by', name=approved_by)}" if approved_by else "")


def when_lines(stay: Stay, say: Language) -> list[str]:
    """Say on which days a visit is, on which part of the day, and how many nights the team sleeps there."""
    first, last = stay["starts_on"], stay["ends_on"]
    days = say.weekday(first) if first == last else f"{say.weekday(first)} – {say.weekday(last)}"
    lines = [days, _length(stay, say)]
    if stay["is_overnight"]:
        lines.append(say("paper.overnight", nights=max(1, (last - first).days)))
    return lines


def _length(stay: Stay, say: Language) -> str:
    if stay["days"] > 1:
        return say("paper.days", days=float(stay["days"]))
    return say("paper.whole_day") if stay["part"] == "whole" else say(f"visit.{stay['part']}")


def language_line(stay: Stay, say: Language) -> str:
    """Say which language is spoken there, and whether the team speaks it."""
    if not is_told(stay["language"]):
        return say("paper.language_unknown")
    return say("plan.why.spoken" if stay["is_spoken"] else "plan.why.not_spoken", language=stay["language"])


def road_line(stay: Stay, say: Language) -> str:
    """Say how far it is: minutes one way, kilometres of road, and what the road is like."""
    parts = [say("plan.why.travel", minutes=round(stay["travel_minutes"]))] if is_told(stay["travel_minutes"]) else []
    if is_told(stay["road_km"]):
        parts.append(say("paper.km", km=max(1, round(stay["road_km"]))))
    if is_told(stay["terrain"]):
        parts.append(say(f"terrain.{stay['terrain']}"))
    return " · ".join(parts)


def means_line(stay: Stay, say: Language) -> str:
    """Say whether there is grid power and a signal, as far as the list of residents tells."""
    power, signal = _known(stay["has_power"]), _known(stay["has_signal"])
    return f"{say(f'paper.power_{power}')} · {say(f'paper.signal_{signal}')}"


def _known(value: Any) -> str:
    return "unknown" if not is_told(value) else "yes" if value else "no"


def people_lines(stay: Stay, say: Language) -> list[str]:
    """Say how many are to be reached, how many are expected, for all visits to the group together, and households."""
    told = [say("paper.unreached", people=say.number(stay["unreached"]))]
    if stay["stays"] > 1:
        told.append(say("paper.stay", stay=int(stay["stay"]), stays=int(stay["stays"])))
    expected = (stay["gain_adults"], stay["gain_least"], stay["gain_most"])
    adults, least, most = (say.number(one) for one in expected)
    told.append(say("paper.expected", adults=adults, least=least, most=most))
    return [*told, say("paper.households", households=say.number(stay["households"]))]


def is_told(value: Any) -> bool:
    """Tell what is known from blanks and missing values."""
    return not (value is None or pd.isna(value) or value == "")
