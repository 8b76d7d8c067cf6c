"""The form of a spot check for paper: one A4 page a group, that prints from any browser; it asks for no name.

What the group reports and how many yes it takes are left out: whoever asks must not know what is hoped for.
"""

from html import escape
from pathlib import Path

import pandas as pd

from campaign import households_of
from texts import Language
from ui.visit import Visit

COLUMNS = ("row", "household", "instead", "yes", "no", "absent")
STYLE = Path(__file__).parent / "check_form.css"


def form(visit: Visit, checks: pd.DataFrame) -> bytes:
    """Return the forms of some checks as one HTML file, a page each."""
    say = visit.say
    pages = "".join(_page(say, check, is_illustrative=visit.campaign.is_illustrative) for _, check in checks.iterrows())
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_text(say("form.title"))}'
    style = STYLE.read_text(encoding="utf-8")
    page = f'<!doctype html><html lang="{say.code}"><head>{head}</title><style>{style}</style></head>'
    return f"{page}<body>{pages}</body></html>".encode()


def _page(say: Language, check: pd.Series, *, is_illustrative: bool) -> str:
    drawn, spare = households_of(check)
    steps = "".join(f"<li>{_text(one)}</li>" for one in say("form.steps").split("|"))
    facts = say("form.facts", planned=check["planned_on"].date(), draw=str(check["draw"]), sample=int(check["sample"]))
    notice = f"<p class=notice>{_text(say('demo.notice'))}</p>" if is_illustrative else ""
    others = ", ".join(map(str, spare)) or say("checks.none")
    below = say("form.spare", numbers=others) if drawn else say("checks.households_unknown")
    return (
        f"<section>{notice}<h1>{_text(say('form.heading', number=int(check['check_id'])))}</h1>"
        f"<h2>{_text(check['name'])}, {_text(check['commune'])}</h2><p>{_text(facts)}</p>"
        f"<p class=question>{_text(say('form.question'))}</p><ol>{steps}</ol>"
        f"{_table(say, drawn, int(check['sample']))}<p>{_text(below)}</p>"
        f"<p class=sum>{_text(say('form.sum'))}</p><p class=small>{_text(say('form.privacy'))}</p></section>"
    )


def _table(say: Language, drawn: tuple[int, ...], sample: int) -> str:
    names = [say(f"form.column.{name}") for name in COLUMNS]
    head = "".join(f"<th>{_text(name)}</th>" for name in names)
    boxes = "<td class=box>☐</td>" * 3
    numbers = [str(number) for number in drawn] or [""] * sample
    lines = [f"<td>{row}</td><td class=number>{number}</td>" for row, number in enumerate(numbers, 1)]
    rows = "".join(f"<tr>{line}<td></td>{boxes}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _text(text: object) -> str:
    return escape(str(text))
