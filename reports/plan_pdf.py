"""A plan on one A3 sheet for the person who approves it: what it brings, who goes when and where, what is left out."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from reports.layout import (
    ACCENT,
    INK,
    QUIET,
    RULE,
    WARNING,
    WARNING_INK,
    Box,
    draw_fitted,
    listed,
    new_canvas,
    paragraph,
)
from reports.lines import colour, draw_cell, draw_line
from reports.plan_map import draw_mark, draw_plan_map
from reports.plan_papers import PlanPapers, Row
from reports.team_sheet_pdf import standing, sums_of
from reports.typeface import BOLD, PLAIN, legible, width
from texts import Language
from texts.plan import known_share, plan_lines

A3 = (1190.55, 841.89)
MARGIN = 40.0
SIDE = 520.0
GAP = 18.0
TEAMS = ("no", "team", "base", "days_used", "groups", "adults")
TEAM_SHARES = (0.06, 0.41, 0.25, 0.08, 0.08, 0.12)
WEEKS = ("week", "first", "last", "teams", "stays", "days", "nights")
ROOMY, TIGHT = 13.0, 8.0  # points of a line in the table of teams
MOST_LEFT = 6
MIDDLE = 118.0  # the height of the calendar and of what is left out


def make(papers: PlanPapers, say: Language) -> bytes:
    """Return the sheet as a PDF."""
    buffer = io.BytesIO()
    title = say("plan_sheet.title", place=papers.place_name[say.code])
    canvas = new_canvas(buffer, A3, title, say)
    wide = A3[0] - 2 * MARGIN
    sheets = papers.sheets()
    top = _masthead(canvas, papers, title, say, wide) - 8
    high = top - MARGIN
    map_wide = wide - SIDE - GAP
    _headline(canvas, papers, say, (MARGIN, top - 62, wide, 62))
    top -= 70
    high = top - MARGIN
    draw_plan_map(canvas, sheets, papers.ground, say, (MARGIN, MARGIN, map_wide, high))
    _legend(canvas, papers, say, MARGIN + 170, MARGIN + 10)
    left = MARGIN + map_wide + GAP
    _calendar(canvas, papers, say, (left, top - MIDDLE, SIDE * 0.46, MIDDLE))
    _left_out(canvas, papers, say, (left + SIDE * 0.49, top - MIDDLE, SIDE * 0.51, MIDDLE))
    _teams(canvas, sheets, say, (left, MARGIN, SIDE, high - MIDDLE - 10))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _masthead(canvas: Any, papers: PlanPapers, title: str, say: Language, wide: float) -> float:
    y = A3[1] - MARGIN + 10
    draw_line(canvas, say("app.name"), BOLD, 8.5, ACCENT, (MARGIN, y - 8, wide / 2))
    made = [say("paper.day", day=papers.day)]
    if papers.made_on is not None:
        made.append(say("plan_sheet.made_on", day=papers.made_on))
    canvas.setFillColor(colour(QUIET))
    canvas.setFont(PLAIN, 8.5)
    canvas.drawRightString(MARGIN + wide, y - 8, legible(" · ".join(made)))
    draw_line(canvas, title, BOLD, 18, INK, (MARGIN, y - 31, wide * 0.6))
    told = legible(standing(papers, say))
    size = min(14.0, 14.0 * wide * 0.38 / width(told, BOLD, 14))
    canvas.setFont(BOLD, size)
    canvas.drawRightString(MARGIN + wide, y - 31, told)
    y -= 40
    if papers.is_illustrative:
        y -= 17
        canvas.setFillColor(colour(WARNING))
        canvas.setStrokeColor(colour(WARNING_INK))
        canvas.setLineWidth(0.6)
        canvas.roundRect(MARGIN, y, wide, 15, 3, stroke=1, fill=1)
        draw_line(canvas, say("brief.illustrative"), BOLD, 8, WARNING_INK, (MARGIN + 6, y + 4.5, wide))
    return float(y)


def _headline(canvas: Any, papers: PlanPapers, say: Language, box: Box) -> None:
    """Draw four figures in large letters, with the sentence that each belongs to below."""
    left, bottom, wide, high = box
    each = (wide - 3 * 10) / 4
    for at, (figure, sentence) in enumerate(headline(papers, say)):
        x = left + at * (each + 10)
        canvas.setStrokeColor(colour(RULE))
        canvas.setLineWidth(0.8)
        canvas.roundRect(x, bottom, each, high, 4, stroke=1, fill=0)
        draw_line(canvas, figure, BOLD, 19, INK, (x + 10, bottom + high - 24, each - 20))
        draw_cell(canvas, [(sentence, False)], (x + 10, bottom + 3, each - 20, high - 32), 8.5, ink=QUIET)


def headline(papers: PlanPapers, say: Language) -> list[tuple[str, str]]:
    """Return the figures of a plan, each with the sentence that the other papers tell as well."""
    facts = papers.facts
    figures = (
        say.number(facts["adults"]),
        say.number(facts["adults_worst"]),
        say.value(facts["half_days_used"] / 2),
        say.share(known_share(facts)),
    )
    return list(zip(figures, plan_lines(facts, say), strict=True))


def _legend(canvas: Any, papers: PlanPapers, say: Language, left: float, bottom: float) -> None:
    """Draw what the marks mean, and that lines are no roads, beside the scale."""
    x = left
    canvas.setFillColor(colour(INK))
    canvas.rect(x, bottom - 1, 14, 9, stroke=0, fill=1)
    x = _named(canvas, say("plan_sheet.sign_base"), x + 18, bottom)
    kinds = papers.stays["kind"].value_counts()
    for kind, count in kinds.items():
        draw_mark(canvas, str(kind), x + 3, bottom + 3)
        x = _named(canvas, f"{say(f'visit.{kind}')} ({say.number(count)})", x + 10, bottom)
    note = say("plan_sheet.lines")
    if papers.is_schematic:
        note += f" {say('map.grade.schematic')}."
    draw_line(canvas, note, PLAIN, 7, QUIET, (left, bottom + 13, 440))


def _named(canvas: Any, text: str, x: float, y: float) -> float:
    draw_line(canvas, text, PLAIN, 7.5, INK, (x, y, 200))
    return x + width(legible(text), PLAIN, 7.5) + 12


def _calendar(canvas: Any, papers: PlanPapers, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    draw_line(canvas, say("plan_sheet.calendar"), BOLD, 10, ACCENT, (left, bottom + high - 10, wide))
    names = [say(f"plan_sheet.column.{name}") for name in WEEKS]
    stays = papers.stays
    rows = [_week(week, stays[stays["week"] == week], say) for week in sorted(set(stays["week"].tolist()))]
    line = min(16.0, (high - 46) / max(len(rows), 1))
    _grid(canvas, [names, *rows], (left, bottom + high - 16, wide), line, (0.1, 0.19, 0.19, 0.12, 0.12, 0.13, 0.15))


def _week(week: int, part: Any, say: Language) -> list[str]:
    counts = (part["team_id"].nunique(), len(part))
    days = (say.weekday(part["starts_on"].min()), say.weekday(part["ends_on"].max()))
    nights = int(part["is_overnight"].sum())
    return [str(week), *days, *map(say.number, counts), say.value(float(part["days"].sum())), say.number(nights)]


def _grid(
    canvas: Any, rows: Sequence[Sequence[str]], at: tuple[float, float, float], line: float, shares: Sequence[float]
) -> None:
    """Draw rows of texts, the headings first; what is not in the first three columns stands at the right."""
    left, y, wide = at
    canvas.setLineWidth(0.4)
    for number, row in enumerate(rows):
        tall = 26.0 if number == 0 else line
        x = left
        for column, (text, share) in enumerate(zip(row, shares, strict=True)):
            room = share * wide - 3
            align = 0 if column < 3 else 2
            if number == 0:
                widest = max(width(legible(word), PLAIN, 1.0) for word in text.split())
                size = min(6.75, 0.99 * room / widest)  # a word of a heading is made small, not cut
                draw_cell(canvas, [(text, False)], (x, y - tall + 2, room, tall - 3), size, ink=QUIET, align=align)
            else:
                _written(canvas, text, (x, y - line * 0.72, room), min(8.5, line * 0.62), align)
            x += share * wide
        y -= tall
        canvas.setStrokeColor(colour(RULE))
        canvas.line(left, y, left + wide, y)


def _written(canvas: Any, text: str, at: tuple[float, float, float], size: float, align: int) -> None:
    """Write a cell in one line: a name that is long in smaller letters, then cut; a number at the right."""
    x, y, room = at
    size = max(size * 0.74, min(size, size * room / max(width(legible(text), PLAIN, size), 1)))
    if align == 0:
        draw_line(canvas, text, PLAIN, size, INK, at)
    else:
        canvas.setFillColor(colour(INK))
        canvas.setFont(PLAIN, size)
        canvas.drawRightString(x + room, y, legible(text))


def _left_out(canvas: Any, papers: PlanPapers, say: Language, box: Box) -> None:
    left, bottom, wide, high = box
    draw_line(canvas, say("plan_sheet.left_out"), BOLD, 10, ACCENT, (left, bottom + high - 10, wide))
    draw_fitted(canvas, lambda size: list(_left_lines(papers, say, size)), (left, bottom, wide, high - 15), 8)


def _left_lines(papers: PlanPapers, say: Language, size: float) -> Iterator[Any]:
    """Yield how many low groups nobody visits, by reason, and the largest of them."""
    table = papers.left_out
    if table.empty:
        yield paragraph(say("plan_sheet.nothing_left"), size)
        return
    yield paragraph(say("plan_sheet.left_count", count=len(table)), size, bold=True)
    for reason, part in table.groupby("reason", sort=False):
        told = say("plan_sheet.left_reason", reason=say(f"left.{reason}"), count=len(part))
        yield paragraph(f"• {told}", size, after=0.1)
    largest = table.sort_values("unreached", ascending=False, kind="stable").head(MOST_LEFT)
    names = [
        say("plan_sheet.left_place", name=listed(name), commune=commune, people=say.number(people))
        for name, commune, people in zip(largest["name"], largest["commune"], largest["unreached"], strict=True)
    ]
    yield paragraph(say("plan_sheet.left_largest", places="; ".join(names)), size * 0.94, colour=QUIET)


def _teams(canvas: Any, sheets: Sequence[tuple[Row, Sequence[Row]]], say: Language, box: Box) -> None:
    """List the teams in one column or two; the numbers are those on the map."""
    left, bottom, wide, high = box
    draw_line(canvas, say("plan_sheet.teams"), BOLD, 10, ACCENT, (left, bottom + high - 10, wide))
    room = high - 16 - 26
    columns = 1 if len(sheets) * ROOMY <= room else 2
    line = max(TIGHT, min(ROOMY, room / -(-len(sheets) // columns)))
    shown = sheets[: columns * int(room / line)]
    each, rows = (wide - 14 * (columns - 1)) / columns, -(-len(shown) // columns)
    names = [say(f"plan_sheet.column.{name}") for name in TEAMS]
    for column in range(columns):
        part = [_team(number, *sheet, say) for number, sheet in enumerate(shown, 1)][
            column * rows : (column + 1) * rows
        ]
        at = (left + column * (each + 14), bottom + high - 16, each)
        _grid(canvas, [names, *part], at, line, TEAM_SHARES)
    if len(shown) < len(sheets):
        more = say("plan_sheet.more", count=len(sheets) - len(shown))
        draw_line(canvas, more, PLAIN, 7, QUIET, (left, bottom - 10, wide))


def _team(number: int, team: Row, stays: Sequence[Row], say: Language) -> list[str]:
    pairs = list({stay["unit_id"]: stay for stay in stays}.values())
    days = float(sum(stay["days"] for stay in stays))
    names = [listed(str(team["name"])), listed(str(team["base"]))]
    return [str(number), *names, say.value(days), say.number(len(pairs)), say.number(sums_of(pairs)[0])]
