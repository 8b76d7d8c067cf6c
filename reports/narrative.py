"""A brief in plain words: where we stand, what changed, who is ahead and behind, what is needed, and with what care."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.brief_figures import BriefFigures, Place
from reports.remark import told
from texts import Language

NAMED = 5  # silent communes told by name; the rest as a number
LEFT = 3  # places with most people left that are told by name
MANY = 10  # from so many times on, a decimal says nothing more
EQUAL = 1.05  # a pace that is no multiple of the last one is not told as one


@dataclass(frozen=True)
class Section:
    """A part of the narrative: the last piece of its key, a title and sentences."""

    name: str
    title: str
    lines: tuple[str, ...]


def narrative(figures: BriefFigures, say: Language) -> tuple[Section, ...]:
    """Tell the figures in sentences; a section without any is left out."""
    parts = (
        ("standing", _standing(figures, say)),
        ("change", _change(figures, say)),
        ("ahead", (_placed(place, say) for place in figures.ahead)),
        ("behind", (_placed(place, say) for place in figures.behind)),
        ("needed", _needed(figures, say)),
        ("caveats", _caveats(figures, say)),
    )
    sections = [Section(name, say(f"brief.section.{name}"), tuple(lines)) for name, lines in parts]
    return tuple(section for section in sections if section.lines)


def place_name(figures: BriefFigures, say: Language) -> str:
    """Return the name of the place that a brief is of."""
    return figures.names[say.code]


def within(name: str, say: Language) -> str:
    """Write a name inside a sentence: the kind of place is a common word in Vietnamese."""
    return name[:1].lower() + name[1:] if say.code == "vi" else name


def sources(figures: BriefFigures, say: Language) -> str:
    """Say by what a reader finds the same figures again: the day, and the snapshot's number or the edition."""
    number = say("brief.snapshot", number=figures.snapshot) if figures.snapshot else ""
    edition = say("brief.edition", edition=figures.edition)
    return " · ".join(filter(None, [say("map.as_of", day=figures.day), number, edition]))


def _standing(figures: BriefFigures, say: Language) -> Iterator[str]:
    whole, day = figures.whole, figures.day
    if whole.is_hidden:
        yield say("brief.standing.hidden", count=figures.small)
    elif whole.reached is None:
        yield say("brief.standing.unknown", day=day)
    elif not whole.reached:
        yield say("brief.standing.nobody", day=day)
    elif whole.coverage_share is None or whole.gap_people is None or whole.adults is None:
        yield say("brief.standing.no_share", day=day, reached=whole.reached)
    else:
        share, adults = say.share(whole.coverage_share), whole.adults
        yield say("brief.standing.share", day=day, reached=whole.reached, adults=adults, share=share)
    least, most = figures.reached_least, figures.reached_most
    if not whole.is_hidden and least is not None and most is not None and least < most:
        yield say("brief.standing.range", least=least, most=most)
    if whole.groups_never:
        yield say("brief.standing.never", never=whole.groups_never, groups=whole.groups)


def _change(figures: BriefFigures, say: Language) -> Iterator[str]:
    if figures.whole.is_hidden:
        return
    week = figures.week
    span = {"first": week.first, "last": week.last}
    if not week.places and not week.adults_new:
        yield say("brief.change.none", **span)
        return
    yield say("brief.change.new", count=_people(figures, week.adults_new, say), **span)
    if not _is_small(figures, week.adults_new, week.adults_before):
        yield _compared(week.adults_new - week.adults_before, week.adults_before, say)
    kind = "groups" if figures.is_of_commune else "communes"
    yield say(f"brief.change.active_{kind}", places=week.places, places_all=week.places_all)
    if week.groups_opened:
        yield say("brief.change.opened", groups=week.groups_opened)
    if figures.movers:
        names = "; ".join(f"{within(one.name, say)} ({say.number(one.adults_new)})" for one in figures.movers)
        yield say("brief.change.movers", places=names)
    if week.places_late:
        yield say(f"brief.change.late_{kind}", count=week.places_late)


def _compared(more: int, before: int, say: Language) -> str:
    if more > 0:
        return say("brief.change.more", count=more, before=before)
    return say("brief.change.less", count=-more, before=before) if more else say("brief.change.same")


def _is_small(figures: BriefFigures, *counts: int) -> bool:
    """Tell whether some count is of so few people that it is not told of a single commune."""
    return figures.is_of_commune and any(0 < count < figures.small for count in counts)


def _people(figures: BriefFigures, count: int, say: Language) -> str:
    return say("brief.fewer", count=figures.small) if _is_small(figures, count) else say.number(count)


def _placed(place: Place, say: Language) -> str:
    share = say.share(place.coverage_share)
    text = say("brief.place", name=place.name, share=share, reached=place.reached, adults=place.adults)
    reasons = known(place, say)
    return say("brief.place_known", place=text, known=reasons) if reasons else text + "."


def known(place: Place, say: Language) -> str:
    """Say what is known about a place, in one line."""
    return "; ".join(told(remark, say) for remark in place.known)


def _needed(figures: BriefFigures, say: Language) -> Iterator[str]:
    whole, need, target = figures.whole, figures.need, figures.target
    if whole.gap_people == 0:
        yield say("brief.needed.met", share=say.share(target.share))
    elif whole.gap_people is not None and need.weekly is None:
        yield say("brief.needed.passed", day=target.on, gap=whole.gap_people)
    elif whole.gap_people is not None and need.weekly is not None:
        share = say.share(target.share)
        yield say("brief.needed.gap", gap=whole.gap_people, share=share, day=target.on, days=need.days_left)
        yield say("brief.needed.weekly", count=say.rate(need.weekly)) + _times(figures, need.weekly, say)
    if figures.most_left:
        left = figures.most_left[:LEFT]
        listed = "; ".join(f"{within(p.name, say)} ({say.number(p.gap_people)})" for p in left)
        yield say("brief.needed.most_left", places=listed)
    if not whole.is_hidden:
        yield from (told(remark, say) for remark in figures.remarks)


def _times(figures: BriefFigures, weekly: float, say: Language) -> str:
    new = figures.week.adults_new
    if not new or _is_small(figures, new) or weekly < EQUAL * new:
        return "."
    times = weekly / new
    return say("brief.needed.times", times=say.number(times) if times >= MANY else say.measure(times))


def _caveats(figures: BriefFigures, say: Language) -> Iterator[str]:
    whole, basis = figures.whole, figures.basis
    if figures.silent:
        yield _silence(figures, say)
    if whole.groups_no_report:
        yield say("brief.caveat.no_report", count=whole.groups_no_report, groups=whole.groups)
    if basis:
        counts = {"unmatched": basis.unmatched, "rejected": basis.rejected, "duplicates": basis.duplicates}
        yield say("brief.caveat.rows", rows=basis.rows, matched=basis.matched, **counts)
    elif figures.unmatched:
        yield say("brief.caveat.unmatched", count=figures.unmatched)
    yield _denominator(figures, say)
    if whole.groups_no_denominator:
        people = _people(figures, whole.reached_uncounted, say)
        yield say("brief.caveat.no_denominator", count=whole.groups_no_denominator, people=people)
    if figures.hidden:
        yield say("brief.caveat.hidden", count=figures.small, places=figures.hidden)


def _silence(figures: BriefFigures, say: Language) -> str:
    if figures.is_of_commune:
        return say("brief.caveat.silent_commune", days=figures.silent_days)
    names = ", ".join(within(name, say) for name in figures.silent[:NAMED])
    rest = len(figures.silent) - NAMED
    names += " " + say("brief.caveat.silent_more", count=rest) if rest > 0 else ""
    return say("brief.caveat.silent", count=len(figures.silent), days=figures.silent_days, names=names)


def _denominator(figures: BriefFigures, say: Language) -> str:
    years = ", ".join(map(str, figures.population_years))
    source = say("trust.population_source")
    if years:
        return say("brief.caveat.denominator_of", source=source, years=years)
    return say("brief.caveat.denominator", source=source)
