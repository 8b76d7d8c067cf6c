"""The four figures at the head of the overview and of the brief, each with its meaning in a plain sentence."""

from dataclasses import dataclass

from outreach.forecast import RECENT
from outreach.pace import PaceState
from reports.brief_figures import BriefFigures
from reports.outlook import NEVER, Outlook
from texts import Language

HEADLINE = ("coverage", "left", "finish", "heard")


@dataclass(frozen=True)
class Headline:
    """One figure: its key (`headline.<key>` is its name), its value as it is written, and what it means."""

    key: str
    value: str
    meaning: str


def headline(figures: BriefFigures, say: Language) -> tuple[Headline, ...]:
    """Return how much is covered, how many people are left, whether it will be in time, and how much is heard."""
    told = {"coverage": _coverage, "left": _left, "finish": _finish, "heard": _heard}
    return tuple(Headline(key, *told[key](figures, say)) for key in HEADLINE)


def _coverage(figures: BriefFigures, say: Language) -> tuple[str, str]:
    whole = figures.whole
    if whole.reached is None or whole.adults is None or whole.coverage_share is None:
        reached = "" if not whole.reached else say("headline.reached", reached=whole.reached) + " "
        return say.share(None), reached + say("headline.coverage_unknown")
    facts = {"reached": whole.reached, "adults": whole.adults}
    least, most = figures.reached_least, figures.reached_most
    if least is None or most is None or least == most:
        return say.share(whole.coverage_share), say("headline.coverage_exact", **facts)
    return say.share(whole.coverage_share), say("headline.coverage_bounds", **facts, least=least, most=most)


def _left(figures: BriefFigures, say: Language) -> tuple[str, str]:
    gap, outlook = figures.whole.gap_people, figures.outlook
    share, day = say.share(figures.target.share), figures.target.on
    if gap is None:
        return say.number(None), say("headline.left_unknown")
    if not gap:
        return say.number(gap), say("headline.left_none", share=share)
    if outlook is None or outlook.needed_per_week is None:
        return say.number(gap), say("headline.left_late", share=share, day=day)
    needed = say.rate(outlook.needed_per_week)
    if outlook.actual_per_week is None:
        return say.number(gap), say("headline.left_needed", share=share, day=day, needed=needed)
    actual = say.rate(outlook.actual_per_week)
    return say.number(gap), say("headline.left_pace", share=share, day=day, needed=needed, actual=actual)


def _finish(figures: BriefFigures, say: Language) -> tuple[str, str]:
    outlook, on = figures.outlook, figures.target.on
    if outlook is None or outlook.state in (PaceState.NO_DENOMINATOR, PaceState.SILENT):
        return say.day(None), say("headline.finish_unknown")
    if outlook.state == PaceState.DONE:
        return say("headline.finish_value.done"), say("headline.finish_done")
    if outlook.state == PaceState.SHORT_HISTORY:
        return say.day(None), say("headline.finish_short", weeks=outlook.weeks, least=RECENT)
    value = say(f"headline.finish_value.{outlook.state}") if outlook.state in NEVER else say.day(outlook.finish_on)
    if outlook.forecast_share is None:
        return value, say("headline.finish_past", day=on)
    return value, f"{_ahead(outlook, figures, say)}{_between(outlook, say)}"


def _ahead(outlook: Outlook, figures: BriefFigures, say: Language) -> str:
    chance = say(f"headline.chance.{outlook.on_time or 'unknown'}", day=figures.target.on)
    share, low, high = (
        say.share(one) for one in (outlook.forecast_share, outlook.forecast_low_share, outlook.forecast_high_share)
    )
    if outlook.forecast_low_share is None:
        return say("headline.ahead_bare", chance=chance, share=share)
    return say("headline.ahead", chance=chance, share=share, low=low, high=high)


def _between(outlook: Outlook, say: Language) -> str:
    if outlook.finish_on is None or outlook.finish_low_on is None:
        return ""
    high = outlook.finish_high_on
    return " " + say("headline.between", low=outlook.finish_low_on, high=high or say("pace.open_end"))


def _heard(figures: BriefFigures, say: Language) -> tuple[str, str]:
    whole, basis = figures.whole, figures.basis
    if figures.is_of_commune:
        value = f"{say.number(whole.groups - whole.groups_no_report)}/{say.number(whole.groups)}"
        return value, say("headline.heard_commune", day=say.day(whole.last_on))
    value = f"{say.number(whole.communes - whole.communes_silent)}/{say.number(whole.communes)}"
    parts = []
    if whole.communes_silent:
        parts.append(say("headline.silent", communes=whole.communes_silent, days=figures.silent_days))
    if basis and basis.rows:
        parts.append(say("headline.rows", share=say.share(basis.matched / basis.rows)))
    return value, " ".join(parts or [say("headline.heard_all")])
