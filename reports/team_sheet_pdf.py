"""The sheet that a team takes along: where it goes in which order, a small map, and room for what became of it."""

import io
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from outreach.returns import OUTCOMES, REASONS, short_code
from reports.code import draw_code
from reports.layout import ACCENT, INK, QUIET, RULE, WARNING, WARNING_INK, listed, new_canvas
from reports.lines import colour, draw_cell, draw_line
from reports.plan_map import disc, draw_base, draw_team_map
from reports.plan_papers import PlanPapers, Row
from reports.typeface import BOLD, PLAIN, legible, shortened, width
from texts import Language
from texts.sheet import (
    is_told,
    language_line,
    means_line,
    people_lines,
    road_line,
    standing_line,
    when_lines,
)

A4 = (595.28, 841.89)
MARGIN = 36.0
WIDE = A4[0] - 2 * MARGIN
CODE = 84.0  # the side of the QR code, three centimetres
MAP_HIGH, MAP_SHARE = 202.0, 0.62
FOOT = 26.0
HEAD = 15.0  # the headings of the list
LEAST_ROW, MOST_ROW = 66.0, 72.0
CELLS = (22.0, 80.0, 150.0, 115.0, WIDE - 367.0)
SMALL = 6.75


def make(papers: PlanPapers, say: Language, team_id: str = "") -> bytes:
    """Return the sheets of a plan as a PDF, one team after the other, or those of one team."""
    chosen = papers.of_team(team_id) if team_id else papers
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, A4, say("paper.title", number=papers.number), say)
    for team, stays in chosen.sheets():
        name = legible(str(team["name"]))
        canvas.bookmarkPage(f"team-{team['team_id']}")
        canvas.addOutlineEntry(name, f"team-{team['team_id']}", level=0)
        _sheet(canvas, papers, team, stays, say)
    canvas.showOutline()
    canvas.save()
    return buffer.getvalue()


def _sheet(canvas: Any, papers: PlanPapers, team: Row, stays: Sequence[Row], say: Language) -> None:
    top = A4[1] - MARGIN
    pages = paged(len(stays), *capacity(papers))
    row = LEAST_ROW if len(pages) > 1 else MOST_ROW
    first = 0
    for number, count in enumerate(pages, 1):
        _foot(canvas, papers, team, say, (number, len(pages)))
        if number == 1:
            y = _overview(canvas, papers, team, stays, say, _head(canvas, papers, team, stays, say, top))
        else:
            y = _short_head(canvas, papers, team, say, top)
        fitting = min(row, (y - HEAD - MARGIN - FOOT) / max(count, 1))
        _list(canvas, stays[first : first + count], say, y, round(fitting, 1))
        first += count
        canvas.showPage()


def capacity(papers: PlanPapers) -> tuple[int, int]:
    """Return how many rows the first page of a sheet holds, and each further one."""
    notice = 18.0 if papers.is_illustrative else 0.0
    room = A4[1] - 2 * MARGIN - FOOT - HEAD - notice
    return int((room - CODE - 12 - MAP_HIGH - 8) // LEAST_ROW), int((room - 34) // LEAST_ROW)


def paged(rows: int, first: int, more: int) -> list[int]:
    """Return how many rows go on each page: the first page has less room."""
    found = [min(rows, first)]
    while sum(found) < rows:
        found.append(min(more, rows - sum(found)))
    return found


def _head(canvas: Any, papers: PlanPapers, team: Row, stays: Sequence[Row], say: Language, top: float) -> float:
    """Draw who goes, by which plan, when and from where, with the code beside; return where it ends."""
    wide = WIDE - CODE - 12
    draw_line(canvas, say("paper.kind", place=papers.place_name[say.code]), BOLD, 8.5, ACCENT, (MARGIN, top - 8, wide))
    name = legible(str(team["name"]))
    size = max(11.0, min(17.0, 17.0 * wide / width(name, BOLD, 17.0)))
    draw_line(canvas, name, BOLD, size, INK, (MARGIN, top - 29, wide))
    lines = [(standing(papers, say), True), *((line, False) for line in _about(team, stays, say))]
    draw_cell(canvas, lines, (MARGIN, top - CODE - 4, wide, CODE - 34), 8.5)
    draw_code(canvas, papers.return_address(str(team["team_id"])), MARGIN + WIDE - CODE, top - CODE + 6, CODE)
    code = short_code(papers.number, str(team["team_id"]))
    caption = say("paper.code_form" if papers.return_form_url else "paper.code", code=code)
    box = (MARGIN + WIDE - CODE - 8, top - CODE - 12, CODE + 16, 17)
    draw_cell(canvas, [(caption, False)], box, 6.5, align=1)
    return _notice(canvas, papers, say, top - CODE - 12)


def standing(papers: PlanPapers, say: Language) -> str:
    """Say which plan it is and whether it counts."""
    return standing_line(papers.number, papers.approved_on, papers.approved_by, say, is_approved=papers.is_approved)


def _about(team: Row, stays: Sequence[Row], say: Language) -> list[str]:
    spans: dict[int, list[Any]] = {}
    for stay in stays:
        spans.setdefault(int(stay["week"]), []).extend((stay["starts_on"], stay["ends_on"]))
    weeks = [say("paper.week", week=week, first=min(days), last=max(days)) for week, days in spans.items()]
    base = say("paper.base", base=listed(str(team["base"])) if is_told(team["base"]) else say("paper.unknown"))
    spoken = say("paper.languages", languages=team["languages"] or say("paper.unknown"))
    return [f"{base} · {spoken}", " · ".join(weeks)]


def _notice(canvas: Any, papers: PlanPapers, say: Language, y: float) -> float:
    if not papers.is_illustrative:
        return y
    canvas.setFillColor(colour(WARNING))
    canvas.setStrokeColor(colour(WARNING_INK))
    canvas.setLineWidth(0.6)
    canvas.roundRect(MARGIN, y - 15, WIDE, 14, 3, stroke=1, fill=1)
    draw_line(canvas, say("brief.illustrative"), BOLD, 8, WARNING_INK, (MARGIN + 6, y - 11, WIDE - 12))
    return y - 18


def _short_head(canvas: Any, papers: PlanPapers, team: Row, say: Language, top: float) -> float:
    draw_line(canvas, say("paper.continued", team=team["name"]), BOLD, 12, INK, (MARGIN, top - 12, WIDE))
    draw_line(canvas, standing(papers, say), PLAIN, 8, QUIET, (MARGIN, top - 25, WIDE))
    return _notice(canvas, papers, say, top - 30)


def _overview(canvas: Any, papers: PlanPapers, team: Row, stays: Sequence[Row], say: Language, y: float) -> float:
    """Draw the map, and beside it what the work comes to and whom to turn to; return where it ends."""
    bottom, map_wide = y - MAP_HIGH, WIDE * MAP_SHARE
    draw_team_map(canvas, team, stays, papers.ground, say, (MARGIN, bottom, map_wide, MAP_HIGH))
    note = (MARGIN + map_wide * 0.5, bottom + 2, map_wide * 0.5 - 6, 24)
    draw_cell(canvas, [(say("paper.map_note"), False)], note, 6.5, ink=QUIET, align=2)
    left, wide = MARGIN + map_wide + 12, WIDE - map_wide - 12
    end = draw_cell(canvas, _sums(stays, say), (left, bottom + 62, wide, MAP_HIGH - 62), 8.25)
    room = (left, bottom + 62, wide, end - 2 - bottom - 62)
    end = draw_cell(canvas, _notes(papers, stays, say), room, 7.25, ink=QUIET)
    _legend(canvas, stays, say, left, end, wide)
    _contacts(canvas, papers, say, left, bottom + 2, wide)
    return bottom - 8


def _sums(stays: Sequence[Row], say: Language) -> list[tuple[str, bool]]:
    pairs = list({stay["unit_id"]: stay for stay in stays}.values())
    adults, least, most = (say.number(one) for one in sums_of(pairs))
    days = float(sum(stay["days"] for stay in stays))
    nights = sum(bool(stay["is_overnight"]) for stay in stays)
    lines = [
        (say("paper.sums"), True),
        (say("paper.sum_places", places=len(pairs), days=days), False),
        (say("paper.sum_adults", adults=adults, least=least, most=most), False),
    ]
    return [*lines, (say("paper.sum_nights", nights=nights), False)] if nights else lines


def _notes(papers: PlanPapers, stays: Sequence[Row], say: Language) -> list[tuple[str, bool]]:
    counts = Counter(stay["kind"] for stay in stays)
    notes = [" · ".join(f"{say(f'visit.{kind}')}: {count}" for kind, count in counts.items())]
    notes.append(say("paper.day", day=papers.day))
    if papers.is_schematic:
        notes.append(say("map.grade.schematic"))
    return [(line[:1].upper() + line[1:], False) for line in notes]


def sums_of(pairs: Sequence[Row]) -> tuple[float, float, float]:
    """Return a sum of expected adults with its range; the parts vary on their own, so deviations add in squares."""
    mean = sum(float(one["gain_adults"]) for one in pairs)
    down = math.hypot(*(one["gain_adults"] - one["gain_least"] for one in pairs))
    up = math.hypot(*(one["gain_most"] - one["gain_adults"] for one in pairs))
    return mean, max(0.0, mean - down), mean + up


def _legend(canvas: Any, stays: Sequence[Row], say: Language, left: float, y: float, wide: float) -> None:
    signs = ["base", "place"] + ([] if all(stay["has_place"] for stay in stays) else ["unsure"])
    for name in signs:
        y -= 15
        if name == "base":
            draw_base(canvas, left + 7, y + 2.5)
        else:
            disc(canvas, "1", left + 7, y + 2.5, is_sure=name == "place")
        draw_line(canvas, say(f"paper.sign_{name}"), PLAIN, 7, INK, (left + 18, y, wide - 18))


def _contacts(canvas: Any, papers: PlanPapers, say: Language, left: float, bottom: float, wide: float) -> None:
    """Draw a line for each role, to be filled in by hand: no name and no number is printed."""
    roles = papers.contact_roles.get(say.code, ())[:4]
    y = bottom + 13.0 * (len(roles) - 1)
    canvas.setStrokeColor(colour(QUIET))
    canvas.setLineWidth(0.5)
    for role in roles:
        name = shortened(legible(f"{role}:"), PLAIN, 7.5, wide * 0.62)
        draw_line(canvas, name, PLAIN, 7.5, INK, (left, y, wide))
        canvas.line(left + width(name, PLAIN, 7.5) + 4, y - 1.5, left + wide, y - 1.5)
        y -= 13.0


def _list(canvas: Any, stays: Sequence[Row], say: Language, y: float, row: float) -> None:
    x = MARGIN
    canvas.setFillColor(colour("#e8eef3"))
    canvas.rect(MARGIN, y - HEAD, WIDE, HEAD, stroke=0, fill=1)
    for name, wide in zip(("no", "when", "where", "people", "result"), CELLS, strict=True):
        draw_line(canvas, say(f"paper.head_{name}"), BOLD, 7, INK, (x + 3, y - HEAD + 4.5, wide - 4))
        x += wide
    y -= HEAD
    for stay in stays:
        y -= row
        _row(canvas, stay, say, y, row)
        canvas.setStrokeColor(colour(QUIET))
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, y, MARGIN + WIDE, y)


def _row(canvas: Any, stay: Row, say: Language, bottom: float, high: float) -> None:
    lefts = [MARGIN + sum(CELLS[:at]) for at in range(len(CELLS))]
    disc(canvas, str(stay["place_no"]), lefts[0] + 9, bottom + high - 12, is_sure=bool(stay["has_place"]))
    for at, told in enumerate((_when(stay, say), _where(stay, say), _people(stay, say)), 1):
        draw_cell(canvas, told, (lefts[at] + 3, bottom + 3, CELLS[at] - 7, high - 6), 7.5)
    form = f"result-{high}"
    if not canvas.hasForm(form):
        canvas.beginForm(form, 0, 0, CELLS[4], high)
        _result(canvas, say, CELLS[4], high)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(lefts[4], bottom)
    canvas.doForm(form)
    canvas.restoreState()


def _when(stay: Row, say: Language) -> list[tuple[str, bool]]:
    return [(line, at != 1) for at, line in enumerate(when_lines(stay, say))]


def _where(stay: Row, say: Language) -> list[tuple[str, bool]]:
    about = f"{listed(str(stay['commune']))} · {say('visit.' + stay['kind'])}"
    lines = (about, language_line(stay, say), road_line(stay, say), means_line(stay, say))
    return [(listed(str(stay["name"])), True), *((line[:1].upper() + line[1:], False) for line in lines if line)]


def _people(stay: Row, say: Language) -> list[tuple[str, bool]]:
    return [(line, at == 0) for at, line in enumerate(people_lines(stay, say))]


def _result(canvas: Any, say: Language, wide: float, high: float) -> None:
    """Draw boxes to tick, and room for the numbers of the day."""
    y, step = high - 14, (high - 22) / 3
    canvas.setStrokeColor(colour(RULE))
    canvas.line(0, 0, 0, high)
    x = 5.0
    names = [legible(say(f"followup.{outcome}")) for outcome in OUTCOMES]
    gap = (wide - 5 - sum(10 + width(name, PLAIN, SMALL) for name in names)) / len(names)
    for name in names:
        _box(canvas, x, y)
        draw_line(canvas, name, PLAIN, SMALL, INK, (x + 10, y + 0.6, wide - x - 10))
        x += 10 + width(name, PLAIN, SMALL) + gap
    y -= step
    label = legible(say("paper.reason"))
    draw_line(canvas, label, PLAIN, SMALL, INK, (5, y + 0.6, wide))
    x = 9 + width(label, PLAIN, SMALL)
    for number in range(1, len(REASONS) + 1):
        _box(canvas, x, y)
        draw_line(canvas, str(number), PLAIN, SMALL, INK, (x + 9, y + 0.6, wide))
        x += (wide - 13 - width(label, PLAIN, SMALL)) / len(REASONS)
    _blanks(canvas, (say("paper.blank_adults"), say("paper.blank_closed")), y - step, wide)
    _blanks(canvas, (say("paper.blank_households"), say("paper.blank_minutes")), y - 2 * step, wide)


def _box(canvas: Any, x: float, y: float, side: float = 7.0) -> None:
    canvas.setStrokeColor(colour(INK))
    canvas.setLineWidth(0.8)
    canvas.rect(x, y - 0.5, side, side, stroke=1, fill=0)


def _blanks(canvas: Any, labels: Sequence[str], y: float, wide: float) -> None:
    """Draw labels side by side, each with a line to write on."""
    each = (wide - 6) / len(labels)
    canvas.setStrokeColor(colour(QUIET))
    canvas.setLineWidth(0.5)
    for at, label in enumerate(labels):
        x = 5 + at * each
        told = shortened(legible(label), PLAIN, SMALL, each - 24)
        draw_line(canvas, told, PLAIN, SMALL, INK, (x, y + 0.6, each))
        canvas.line(x + width(told, PLAIN, SMALL) + 3, y - 1, x + each - 4, y - 1)


def _foot(canvas: Any, papers: PlanPapers, team: Row, say: Language, page: tuple[int, int]) -> None:
    """Draw what the numbers of the reasons mean, and which sheet it is."""
    reasons = [f"{number} {say(f'unmet.{name}')}" for number, name in enumerate(REASONS, 1)]
    legend = say("paper.reasons", reasons=" · ".join(reasons))
    draw_cell(canvas, [(legend, False)], (MARGIN, MARGIN + 2, WIDE, FOOT - 8), 7)
    left = f"{standing(papers, say)} · {team['team_id']}"
    draw_line(canvas, left, PLAIN, 7, QUIET, (MARGIN, MARGIN - 8, WIDE * 0.8))
    canvas.drawRightString(MARGIN + WIDE, MARGIN - 8, legible(say("paper.page", page=page[0], pages=page[1])))
