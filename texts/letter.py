"""The words for rows to be looked at, and the message to a commune: only what is its own."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from texts import Language

MOST = 10  # lines of a kind in the message; all of them are in the workbook


def reasons(rows: pd.DataFrame, say: Language) -> list[str]:
    """Say of each row why somebody should look at it; `rows` as `Campaign.open_points` returns them."""
    return [_reason(row, say) for row in rows.to_dict("records")]


def _reason(row: dict, say: Language) -> str:
    if row["reason"]:
        return say.reason(row["reason"])
    facts = {name: say.number(row[name]) for name in ("count", "limit")}
    if row["check"] == "silence" and pd.isna(row["on_date"]):
        return say("check.silence.never", **facts)
    return say(f"check.{row['check']}.row", day=say.day(row["on_date"]), other=say.day(row["other_on"]), **facts)


def span(row: dict) -> str:
    """Write the number of a row, or the first and last of several; '' where a point is of no row."""
    if pd.isna(row["row_no"]):
        return ""
    first, last = int(row["row_no"]), int(row["last_row_no"])
    return str(first) if first == last else f"{first}–{last}"


def letter(commune: str, rows: pd.DataFrame, until: date, say: Language) -> str:
    """Write the message to a commune about its open points, politely; `rows` are its own and none of another."""
    name = commune[:1].lower() + commune[1:] if say.code == "vi" else commune
    lines = [say("letter.greeting", commune=name), "", say("letter.opening", day=until), ""]
    for number, (check, part) in enumerate(rows.groupby("check", sort=False), start=1):
        lines += [f"{number}. {say(f'check.{check}')}", *_items(str(check), part, until, say), ""]
    return "\n".join([*lines, say("letter.closing"), "", say("letter.thanks")])


def _items(check: str, rows: pd.DataFrame, until: date, say: Language) -> Iterator[str]:
    if check == "silence":
        items = list(_silence(rows, until, say))
    elif check == "unmatched":
        counts = rows["place"].where(rows["place"] != "", say("letter.no_place")).value_counts()
        items = [say("letter.place", place=place, count=int(count)) for place, count in counts.items()]
    else:
        items = [
            _item(row, reason, say) for row, reason in zip(rows.to_dict("records"), reasons(rows, say), strict=True)
        ]
    yield from (f"   – {item}" for item in items[:MOST])
    if len(items) > MOST:
        yield "   – " + say("letter.more", count=len(items) - MOST)


def _silence(rows: pd.DataFrame, until: date, say: Language) -> Iterator[str]:
    """Say since when nothing came, and which whole weeks (Monday to Sunday) are missing."""
    yield from reasons(rows, say)
    sunday = until - timedelta(days=(until.weekday() + 1) % 7)
    for last in rows["on_date"].dropna().dt.date:
        monday = last + timedelta(days=7 - last.weekday())
        if monday < sunday:
            yield say("letter.weeks", first=monday, last=sunday)


def _item(row: dict, reason: str, say: Language) -> str:
    where = [row["file"], say("letter.sheet", sheet=row["sheet"]) if row["sheet"] else ""]
    if rows := span(row):
        where.append(say("letter.row", row=rows))
    if row["check"] in ("overflow", "jump", "excess"):
        where.append(row["place"])
    value = f" «{row['value']}»" if row["value"] else ""
    return f"{', '.join(filter(None, where))}: {reason}{value}"
