"""The folder of a plan: what was asked, the files it was made from, its tables, and the workbook."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from campaign import plan_tables
from campaign.mending import HARMLESS
from campaign.plans import Choices
from commands.session import campaign
from outreach.errors import NotFound
from planning.explanation import team_prices
from planning.plan import Fixed, Plan, Wishes
from planning.route import routes
from reports.stored_plan import told
from texts import Language
from texts.plan import plan_lines, relaxed_lines

GIVEN = "given"  # the folder of the files that a plan was made from
SHEETS = {
    "assignments": (
        "team_id", "team", "commune", "unit_id", "name", "kind", "days", "travel_minutes", "gain_adults", "gain_least",
        "gain_most", "unreached", "coverage_share", "reasons", "next_best",
    ),
    "schedule": ("team_id", "week", "starts_on", "ends_on", "part", "commune", "unit_id", "name", "kind", "days"),
    "teams": ("team_id", "team", "days", "days_used", "day_price"),
    "left_out": ("commune", "unit_id", "name", "coverage_share", "unreached", "language", "travel_minutes", "reasons"),
}  # fmt: skip
FolderArgument = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="the folder of a plan")]


@dataclass(frozen=True)
class Kept:
    """What was asked of a plan, as it is kept beside its tables."""

    edition: str
    day: str
    weeks: int
    starts_on: str
    beta: float
    floor: float
    language: str
    season: float
    with_community: bool
    must: list[str]
    never: list[str]
    fixed: list[list[Any]]
    teams: str
    travel: str
    learned: bool = False
    absences: list[list[str]] = field(default_factory=list)

    def choices(self, folder: Path) -> Choices:
        """Return the choices, with the files that were kept."""
        teams, travel = folder / self.teams, folder / self.travel
        return Choices(
            self.weeks,
            date.fromisoformat(self.starts_on),
            self.language,
            self.season,
            self.with_community,
            (teams.read_bytes(), teams.name) if self.teams else None,
            travel.read_bytes() if self.travel else None,
            learned=self.learned,
            absences=tuple((team, date.fromisoformat(a), date.fromisoformat(b)) for team, a, b in self.absences),
        )

    def wishes(self) -> Wishes:
        """Return the locks."""
        return Wishes(tuple(self.must), tuple(self.never), tuple(Fixed(*one) for one in self.fixed))


def keep_given(out: Path, kind: str, file: Path | None) -> str:
    """Keep a copy of a file that a plan is made from beside it; return where it lies in the folder, "" for none.

    The files that are given stand apart from the tables of the plan, so that none takes the place of another.
    """
    if file is None:
        return ""
    kept = Path(GIVEN, f"{kind}-{file.name}")
    content = file.read_bytes()
    (out / GIVEN).mkdir(parents=True, exist_ok=True)
    (out / kept).write_bytes(content)
    return kept.as_posix()


def facts_of(made: Plan) -> dict[str, Any]:
    """Return the facts of a plan that its headline tells."""
    return {**plan_tables.facts_of(made), "adults_range": list(made.adults_range)}


def tables_of(made: Plan, day: date, say: Language) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan, with their reasons in words."""
    teams = team_prices(made)
    teams = teams.assign(days=teams["half_days"] / 2, days_used=teams["half_days_used"] / 2)
    tables = told(plan_tables.tables_of(made, day), say)
    # The week of a visit is counted from nought; that of a stay, from one, stands in the schedule.
    return {**tables, "assignments": tables["assignments"].drop(columns="week"), "teams": teams, "routes": routes(made)}


def write_plan(out: Path, kept: Kept, made: Plan, tables: Mapping[str, pd.DataFrame], say: Language) -> None:
    """Write a plan to its folder: what was asked and what it comes to, each table, and the workbook."""
    out.mkdir(parents=True, exist_ok=True)
    relaxed = [asdict(one) for one in made.relaxed]
    asked = {"asked": asdict(kept), "facts": facts_of(made), "relaxed": relaxed}
    (out / "plan.json").write_text(json.dumps(asked, ensure_ascii=False, indent=1), encoding="utf-8")
    for stem, table in tables.items():
        written = table.to_csv(index=False, date_format="%Y-%m-%d", float_format="%.6g")
        (out / f"{stem}.csv").write_text(written, encoding="utf-8-sig")
    (out / "plan.xlsx").write_bytes(plan_workbook(made, tables, say))


def plan_workbook(made: Plan, tables: Mapping[str, pd.DataFrame], say: Language) -> bytes:
    """Return the workbook of a plan: what it comes to, and its tables, all in words."""
    buffer = io.BytesIO()
    lines = [*plan_lines(facts_of(made), say), *relaxed_lines(made.relaxed, say), say("plan.assumed")]
    if campaign().is_illustrative:
        lines.insert(0, say("demo.notice"))
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": HARMLESS}) as writer:
        summary = say("plan.sheet.summary")
        pd.DataFrame({summary: lines}).to_excel(writer, sheet_name=summary, index=False)
        for stem, columns in SHEETS.items():
            _sheet(tables[stem], columns, say).to_excel(
                writer, sheet_name=say(f"plan.sheet.{stem}"), index=False, freeze_panes=(1, 0)
            )
        for sheet in writer.sheets.values():
            sheet.autofit(600)
    return buffer.getvalue()


def _sheet(table: pd.DataFrame, columns: tuple[str, ...], say: Language) -> pd.DataFrame:
    shown = table[list(columns)].copy()
    for name in ("kind", "part"):
        if name in shown:
            shown[name] = [say(f"visit.{one}") for one in shown[name]]
    for name in ("starts_on", "ends_on"):
        if name in shown:
            shown[name] = [say.day(one) for one in shown[name]]
    for name in ("travel_minutes", "gain_adults", "gain_least", "gain_most", "unreached", "day_price"):
        if name in shown:
            shown[name] = shown[name].astype(float).round()
    if "coverage_share" in shown:
        shown["coverage_share"] = shown["coverage_share"].astype(float).round(3)
    return shown.set_axis([say(f"plan.column.{name}") for name in columns], axis="columns")


def kept_in(folder: Path) -> Kept:
    """Return what was asked of the plan of a folder; raise NotFound where none is in it."""
    try:
        written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        return Kept(**written["asked"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFound("plan_unknown", folder=folder.name) from error


def read_table(folder: Path, stem: str, dates: list[str] | None = None) -> pd.DataFrame:
    """Return one of the tables of the plan of a folder."""
    text = dict.fromkeys(("team_id", "unit_id", "next_team_id", "parent_id"), "str")
    try:
        return pd.read_csv(folder / f"{stem}.csv", dtype=text, parse_dates=dates or [])
    except (OSError, ValueError) as error:
        raise NotFound("plan_unknown", folder=folder.name) from error
