"""The order list for paper: groups by rank with the reason of each and a box to tick, printed from any browser."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from texts import Language
from ui.visit import Visit

COLUMNS = ("rank", "name", "commune", "unreached", "reasons", "best_team_id")
MOST = 200  # rows on paper; the whole list is in the workbook
STYLE = Path(__file__).parent / "order_list.css"


def order_list(visit: Visit, told: pd.DataFrame, lines: Sequence[str]) -> bytes:
    """Return the first groups of a list, in words, as one HTML file; `lines` say how it was chosen."""
    say, shown = visit.say, told.head(MOST)
    title = say("order_list.title", day=visit.day)
    notice = f"<p class=notice>{escape(say('demo.notice'))}</p>" if visit.campaign.is_illustrative else ""
    said = [*lines, say("order_list.rows", shown=len(shown), every=len(told))]
    names = [*(say(f"measure.{name}") for name in COLUMNS), say("order_list.done")]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(_row(say, row) for row in _records(shown))
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{say.code}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>{notice}'
        f"<h1>{escape(title)}</h1>{''.join(f'<p>{escape(one)}</p>' for one in said)}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></body></html>"
    ).encode()


def _records(shown: pd.DataFrame) -> list[dict[str, Any]]:
    team = shown["best_team_id"] if "best_team_id" in shown else shown["unit_id"].str.slice(0, 0)
    table = shown.assign(best_team_id=team.astype("object").fillna("–"))
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _row(say: Language, row: dict[str, Any]) -> str:
    cells = (
        *(say.number(row["rank"]), row["name"], row["commune"], say.number(row["unreached"]), row["reasons"]),
        *(row["best_team_id"], "☐"),
    )
    return f"<tr>{''.join(f'<td>{escape(str(one))}</td>' for one in cells)}</tr>"
