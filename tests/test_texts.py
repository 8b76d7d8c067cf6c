"""The catalogues of words: both languages have every text that the program uses, and no other."""

import ast
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import dashboard
from campaign import KIND_NAMES, SOURCE_NAMES, VERDICTS
from campaign.candidates import LISTS as CANDIDATE_LISTS
from campaign.change import DIFFERENCES, RULES
from campaign.teams import DOUBTS
from commands import plan_folder
from geodata.boundaries import BoundaryReport
from loaders.finding import ASKED, READINGS
from loaders.kinds import KINDS, Kind
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Context
from outreach import errors, returns
from outreach.cascade import REASONS, STEPS
from outreach.definitions import CHANGES
from outreach.denominator import ESTIMATED, OF_ADULTS
from outreach.denominator import KINDS as SOURCE_KINDS
from outreach.officials import COURSES
from outreach.pace import PaceState
from outreach.quality import CHECKS
from outreach.skill import SKILLS
from outreach.spot_check import Cause, Mark
from outreach.state import REMEDIES, State
from pages import don_vi_cu, khoang_trong, so_sanh
from pipeline import STAGES
from planning.candidates import REASONS as WHY_THERE
from planning.explanation import LEFT
from planning.followup import WHY, Status
from planning.response import KINDS as KINDS_OF_VISIT
from planning.travel import TERRAINS
from planning.wishes import RELAXED
from reports import brief_pdf, narrative, palette, plan_pdf, table_xlsx
from reports.document import DOCUMENTS
from reports.headline import HEADLINE
from reports.outlook import NEVER
from reports.publication import HIDDEN
from reports.tracks import TRACKS
from store.plans import APPROVED, DRAFT, WITHDRAWN
from texts import LANGUAGES, catalogue, language
from ui import (
    absences,
    candidate_table,
    candidates,
    charts,
    check_form,
    check_tables,
    checks,
    commune,
    comparison,
    coverage_map,
    denominators,
    equity,
    filters,
    officials,
    order_list,
    pace,
    picks,
    planned,
    quality,
    return_forms,
    snapshots,
    tables,
    teams,
    tracking,
    tracking_chart,
    tracking_lessons,
    twice_missed,
)
from ui.candidate_filters import RULE_NAMES
from ui.layers import LAYERS
from ui.plans import beside, board, form, head, visits
from ui.plans import reasons as plan_reasons
from ui.plans import teams as plan_teams

HOME = Path(__file__).parent.parent
SPEAK = ("ui", "pages", "texts", "reports", "commands", "cli.py")
RAISE = (
    "outreach",
    "planning",
    "geodata",
    "loaders",
    "store",
    "demo",
    "pipeline",
    "ui",
    "campaign",
    "commands",
    "cli.py",
    "settings.py",
)
REFUSALS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}


def measures() -> set[str]:
    """Return every measure that a table, a download or a headline names."""
    listed = (
        khoang_trong.COLUMNS,
        khoang_trong.TAKEN,
        don_vi_cu.COLUMNS,
        don_vi_cu.TAKEN,
        comparison.TAKEN,
        ("team_id", *tracking.OF_TEAM),
        tracking.TAKEN,
        comparison.SIDES,
        snapshots.TAKEN,
        candidate_table.COLUMNS,
        candidate_table.TAKEN,
        candidate_table.SILENT_COLUMNS,
        candidate_table.SILENT_TAKEN,
        candidate_table.REPAIR_TAKEN,
        candidates.CHANGED,
        order_list.COLUMNS,
        teams.COLUMNS,
        teams.TAKEN,
        tables.COMMUNE_COLUMNS,
        tables.GROUP_COLUMNS,
        tables.PROFILE_COLUMNS,
        table_xlsx.COMMUNE_COLUMNS,
        table_xlsx.GROUP_COLUMNS,
        [measure.column for measure in CHANGES],
    )
    shown = {column for columns in listed for column in columns}
    shown |= {layer.column for layer in LAYERS} | {layer.denominator for layer in LAYERS if layer.denominator}
    return shown.union(*(literals_of(one, "measure") for one in (snapshots, brief_pdf)))


def swatches(words: str) -> set[str]:
    """Return the classes of the map that a family names."""
    return {swatch.key for layer in LAYERS if layer.words == words for swatch in layer.swatches}


def literals_of(module: object, family: str) -> set[str]:
    """Return the texts of a module that complete a key of a family."""
    known = {key.removeprefix(f"{family}.").split(".")[0] for key in catalogue("vi") if key.startswith(f"{family}.")}
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in known}


COLUMNS_OF_PLANS = (
    visits.COLUMNS, plan_teams.PRICED, plan_reasons.LEFT, plan_reasons.LESSONS, beside.COLUMNS,
    ("before", "after", "rule", "subject", "price"),
)  # fmt: skip
COUNTS = {"rows_in", "matched", "unmatched", "rejected", "duplicates"}
COLUMNS = {column for kind in KINDS for column in kind.columns}
# The keys that are put together while the program runs, each with what stands in place of the star.
FAMILIES: dict[str, Callable[[], set[str]]] = {
    "measure.*": measures,
    "state.*": lambda: {state.value for state in State} | set(filters.STATES) | swatches("state") | {HIDDEN},
    "class.*": lambda: {one.key for one in palette.UNKNOWN} | {palette.HIDDEN.key} | swatches("class"),
    "layer.*": lambda: {layer.key for layer in LAYERS},
    "layer.*.note": lambda: {layer.key for layer in LAYERS},
    "map.word.*": lambda: set(coverage_map.WORDS),
    "page.*": lambda: set(dashboard.PAGES),
    "menu.*": lambda: set(filter(None, dashboard.SECTIONS)),
    "stage.*": lambda: {*STAGES, "reading", "pulling"},
    "kind.*": lambda: {*KIND_NAMES, "boundaries"},
    "kind.*.needs": lambda: {*KIND_NAMES, "boundaries"},
    "level.*": lambda: {"commune", "group"},
    "column.*": lambda: COLUMNS,
    "count.*": lambda: COUNTS,
    "count.*.definition": lambda: COUNTS,
    "outcome.*": lambda: COUNTS - {"rows_in"},
    "problem.*": lambda: {"sheet", "row_no", "heading", "value", "reason", "fate"},
    "fate.*": lambda: {"rejected", "left_out", "unmatched", "duplicate"},
    "boundary.*": lambda: {field.name for field in fields(BoundaryReport)} - {"rejected"},
    "finding.*": lambda: {f"{key}.{reading}" for key, readings in READINGS.items() for reading in readings},
    "choice.*": lambda: {f"{key}.{choice}" for key, choices in ASKED.items() for choice in choices},
    "question.*": lambda: set(ASKED),
    "pull.*": lambda: set(SOURCE_NAMES),
    "difference.*": lambda: {"number", "letters", "marks", "kind"},
    "verdict.*": lambda: {*VERDICTS, "closed"},
    "base.*": lambda: set(OF_ADULTS),
    "source_kind.*": lambda: {*SOURCE_KINDS, ESTIMATED, "mixed", "newest"},
    "denominator.*": lambda: set(denominators.FLAGS),
    "cascade.step.*": lambda: {step for step, *_ in STEPS},
    "skill.*": lambda: set(SKILLS),
    "ending.*": lambda: set(REASONS),
    "officials.column.*": lambda: set(officials.COLUMNS),
    "courses.*": lambda: {"courses", "places", "course", "partner"},
    "course.*": lambda: set(COURSES),
    "classes.*": lambda: {"language", "adults", "sessions", "attended", "mobile", "own_language"},
    "equity.dimension.*": lambda: set(equity.DIMENSIONS),
    "equity.stratum.*": lambda: set(equity.STRATA),
    "equity.column.*": lambda: set(equity.COLUMNS),
    "effort.class.*": lambda: {"easy_again", "balanced", "too_few"},
    "effort.column.*": lambda: set(equity.EFFORT),
    "need.*": lambda: {"certain", "possible", "not"},
    "remedy.*": lambda: set(REMEDIES.values()),
    "remedy_short.*": lambda: set(REMEDIES.values()),
    "check.*": lambda: {check.name for check in CHECKS},
    "check.*.definition": lambda: {check.name for check in CHECKS},
    "check.*.sample": lambda: {check.name for check in CHECKS},
    "check.*.row": lambda: {check.name for check in CHECKS} - {"unmatched", "refusal", "future"},  # told by a reason
    "quality.column.*": lambda: {*quality.COMMUNES, *quality.CHECK_COLUMNS, *quality.ROW_COLUMNS, "weight", "worst"},
    "quality.card.*": lambda: literals_of(quality, "quality.card"),
    "quality.card.*.definition": lambda: literals_of(quality, "quality.card"),
    "quality.status.*": lambda: {"check", "fine", "too_few"},
    "planned.*": lambda: set(planned.COLUMNS),
    "commune.column.*": lambda: set(commune.LANGUAGES),
    "effort.here.*": lambda: {"easy_again", "balanced"},
    "pace.on_time.*": lambda: {*pace.CLASSES, "unknown"},
    "pace.never.*": lambda: {PaceState.STANDING_STILL.value, PaceState.TOO_SLOW.value},
    "pace.state.*": lambda: {state.value for state in PaceState},
    "pace.filter.*": lambda: set(pace.SHOWN),
    "pace.column.*": lambda: {*pace.COLUMNS, *pace.TEAM_COLUMNS},
    "pace.card.*": lambda: literals_of(pace, "pace.card"),
    "pace.card.*.definition": lambda: literals_of(pace, "pace.card"),
    "pace.method.*": lambda: {"province", "commune"},
    "pace.trial.*": lambda: set(pace.TRIALS),
    "chart.hover.*": lambda: set(charts.HOVER),
    "chart.*": lambda: set(charts.LINES),
    "mark.*": lambda: {mark.value for mark in Mark},
    "cause.*": lambda: {cause.value for cause in Cause},
    "checks.column.*": lambda: set(checks.LISTED),
    "checks.card.*": lambda: set(check_tables.CARDS),
    "checks.card.*.help": lambda: set(check_tables.CARDS),
    "checks.card.*.note": lambda: set(check_tables.CARDS) - {"checked"},
    "checks.means.*": lambda: {Mark.CONFIRMED.value, Mark.DOUBTFUL.value},
    "checks.commune.*": lambda: set(check_tables.COMMUNES),
    "checks.rule.*": lambda: {*check_tables.RULES, *check_tables.SIZES},
    "form.column.*": lambda: set(check_form.COLUMNS),
    "comparison.of.*": lambda: set(so_sanh.KINDS),
    "comparison.only.*": lambda: {"before", "after", "neither"},
    "former.extent.*": lambda: {"whole", "partly", "unknown"},
    "why.*": lambda: {key.removeprefix("why.") for key in constants(("reports",)) if key.startswith("why.")},
    "brief.section.*": lambda: literals_of(narrative, "brief.section"),
    "brief.change.active_*": lambda: {"communes", "groups"},
    "brief.change.late_*": lambda: {"communes", "groups"},
    "headline.*": lambda: {*HEADLINE, "skilled"},
    "headline.*.definition": lambda: {*HEADLINE, "skilled"},
    "headline.chance.*": lambda: {*pace.CLASSES, "unknown"},
    "headline.finish_value.*": lambda: {PaceState.DONE.value, *(state.value for state in NEVER)},
    "outlook.*": lambda: {
        key.removeprefix("outlook.")
        for key in constants(("reports",))
        if key.startswith("outlook.") and not key.endswith(".")
    },
    "outlook.chance.*": lambda: set(pace.CLASSES),
    "outlook.never.*": lambda: {state.value for state in NEVER},
    "document.*": lambda: {document.module for document in DOCUMENTS},
    "rule.*": lambda: set(RULE_NAMES),
    "rule.*.means": lambda: set(RULE_NAMES),
    "candidates.card.*": lambda: set(candidates.CARDS),
    "candidates.card.*.definition": lambda: set(candidates.CARDS),
    "candidates.list.*": lambda: set(CANDIDATE_LISTS),
    "candidates.column.*": lambda: set(candidates.COMPARED),
    "candidates.*": lambda: {"enters", "leaves"},
    "picks.*": lambda: set(picks.LISTS),
    "picks.*_selected": lambda: set(picks.LISTS),
    "teams.card.*": lambda: set(teams.CARDS),
    "teams.card.*.definition": lambda: set(teams.CARDS),
    "teams.column.*": lambda: set(teams.WEEKS),
    "doubt.*": lambda: set(DOUBTS),
    "doubt.*.title": lambda: set(DOUBTS),
    "doubt.*.means": lambda: set(DOUBTS),
    "absences.scope.*": lambda: set(absences.SCOPES),
    "absences.column.*": lambda: set(absences.HISTORY),
    "plan.sheet.*": lambda: set(plan_folder.SHEETS),
    "plan.column.*": lambda: {
        column for columns in (*plan_folder.SHEETS.values(), *COLUMNS_OF_PLANS) for column in columns
    },
    "desk.card.*": lambda: literals_of(head, "desk.card"),
    "desk.card.*.definition": lambda: literals_of(head, "desk.card"),
    "desk.status.*": lambda: {DRAFT, APPROVED, WITHDRAWN},
    "desk.language.*": lambda: set(form.LANGUAGE_RULES),
    "desk.season.*": lambda: set(form.SEASONS),
    "desk.side.*": lambda: set(board.SIDES),
    "desk.action.*": lambda: {"made", "moved", "dropped", "banned", "pinned", "loosened", "solved"},
    "desk.papers.*": lambda: {"sheets", "form", "summary", *(track.name for track in TRACKS)},
    "lesson.*": lambda: {"saturation", "language_factor", "travel"},
    "desk.rule.*": lambda: {"must", "never", "fixed", "floor"},
    "desk.figure.*": lambda: set(beside.FIGURES),
    "desk.difference.*": lambda: set(DIFFERENCES),
    "conflict.*": lambda: set(RULES),
    "assumed.*": lambda: {*form.KIND_FIGURES, *form.TERRAIN_FIGURES},
    "terrain.*": lambda: set(TERRAINS),
    "weekday.*": lambda: set("0123456"),
    "visit.*": lambda: {*KINDS_OF_VISIT, "whole", "morning", "afternoon"},
    "plan.why.*": lambda: set(WHY_THERE),
    "left.*": lambda: set(LEFT),
    "relaxed.*": lambda: set(RELAXED),
    "unmet.*": lambda: {*WHY, *returns.REASONS},
    "paper.head_*": lambda: {"no", "when", "where", "people", "result"},
    "paper.sign_*": lambda: {"base", "place", "unsure"},
    "paper.power_*": lambda: {"yes", "no", "unknown"},
    "paper.signal_*": lambda: {"yes", "no", "unknown"},
    "return.column.*": lambda: set(returns.COLUMNS),
    "plan_sheet.column.*": lambda: {*plan_pdf.TEAMS, *plan_pdf.WEEKS},
    "followup.*": lambda: {status.value for status in Status},
    "tracking.card.*": lambda: {"adults", "done", "not_done", "unplanned", "closed"},
    "tracking.card.*.definition": lambda: {"adults", "done", "not_done", "unplanned", "closed"},
    "tracking.line.*": lambda: set(tracking_chart.LINES),
    "tracking.column.*": lambda: {
        *tracking.OF_TEAM,
        *tracking.OF_VISIT,
        *tracking_lessons.OF_LESSON,
        *tracking_lessons.OF_WAY,
        *twice_missed.OF_MISSED,
        *return_forms.SEEN,
    },
    "returns.column.*": lambda: set(return_forms.LISTED),
    "map.grade.*": lambda: {"schematic", "point"},
}
ASKED_FIRST = {"measure.*.definition", "error.*", "reason.*"}  # looked for with `has` before they are said


@dataclass(frozen=True)
class Said:
    """A key as the source writes it, a star for each part known only at run time, with the facts given to it."""

    key: str
    facts: frozenset[str] | None
    where: str


def files(rooms: tuple[str, ...]) -> Iterator[Path]:
    for room in rooms:
        yield from [HOME / room] if room.endswith(".py") else sorted((HOME / room).glob("**/*.py"))


def calls(rooms: tuple[str, ...]) -> Iterator[tuple[Path, ast.Call]]:
    for path in files(rooms):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def facts_of(call: ast.Call) -> frozenset[str] | None:
    """Return the names of the facts, None where they are only known at run time."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(map(str, names))


def templates(key: ast.expr, path: Path) -> Iterator[str]:
    """Yield the keys that an expression may come to, with a star for what is not written out."""
    if isinstance(key, ast.IfExp):
        yield from (*templates(key.body, path), *templates(key.orelse, path))
    elif isinstance(key, ast.Name):
        for value in _assigned(path).get(key.id, []):
            yield from templates(value, path)
    elif isinstance(key, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in key.values)
    elif isinstance(key, ast.BinOp) and isinstance(key.left, ast.Constant):
        yield f"{key.left.value}*"
    elif isinstance(key, ast.Constant):
        yield str(key.value)


@cache
def _assigned(path: Path) -> dict[str, list[ast.expr]]:
    """Return what a file assigns to its plain names."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def is_speech(path: Path, function: ast.expr) -> bool:
    """Tell a call of a Language: `say(…)`, `visit.say(…)`, `words()(…)`, and `self(…)` in the texts themselves."""
    written = ast.unparse(function)
    if written == "self":
        return path.parent.name == "texts"
    return written == "say" or written.endswith((".say", ".has")) or written == "words()"


def said() -> list[Said]:
    found = [(path, call) for path, call in calls(SPEAK) if call.args and is_speech(path, call.func)]
    return [
        Said(key, facts_of(call), f"{path.relative_to(HOME)}:{call.lineno}")
        for path, call in found
        for key in templates(call.args[0], path)
    ]


def refused() -> list[Said]:
    """Return every key of an error that is raised anywhere."""
    return [
        Said(f"error.{call.args[0].value}", facts_of(call), f"{path.relative_to(HOME)}:{call.lineno}")
        for path, call in calls(RAISE)
        if ast.unparse(call.func).split(".")[-1] in REFUSALS and call.args and isinstance(call.args[0], ast.Constant)
    ]


def constants(rooms: tuple[str, ...]) -> set[str]:
    """Return every short text, and every name of an argument, that stands in the source."""
    nodes = [n for path in files(rooms) for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}


def expanded() -> set[str]:
    return {family.replace("*", value) for family, values in FAMILIES.items() for value in values()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def reasons_written(room: str) -> set[str]:
    """Return the reasons that a package writes: the texts that stand where a reason is made."""
    return {key for path in files((room,)) for key in _reasons(ast.parse(path.read_text(encoding="utf-8")))}


def _reasons(tree: ast.Module) -> Iterator[str]:
    bodies = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for made in _where_reasons_are_made(tree):
        yield from _keys(made)
        for call in ast.walk(made):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in bodies:
                yield from _keys(
                    *(n.value for n in ast.walk(bodies[call.func.id]) if isinstance(n, ast.Return) and n.value)
                )


def _where_reasons_are_made(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any("reason" in ast.unparse(target) for target in node.targets):
            yield node.value
        if isinstance(node, ast.keyword) and node.arg == "reason":
            yield node.value
        if isinstance(node, ast.Dict):
            yield from (v for k, v in zip(node.keys, node.values, strict=True) if k and ast.unparse(k) == "'reason'")
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_reasons":
            yield from (ast.Constant(keyword.arg) for keyword in node.keywords)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sheet.report":
            yield node.args[2]


def _keys(*made: ast.expr) -> Iterator[str]:
    """Yield the texts of expressions that look like keys; what stands in brackets is the name of a column."""
    for node in made:
        if isinstance(node, ast.Subscript):
            yield from _keys(node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" in node.value:
            yield node.value
        else:
            yield from _keys(
                *(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.keyword))
            )


def reasons_met(kind: Kind) -> set[str]:
    """Return the reasons that come out of a sheet in which every cell is nonsense, and every one is far too much."""
    headings = list(kind.columns)
    rows = [headings, ["vô nghĩa"] * len(headings), ["999999999"] * len(headings)]
    content = "\n".join(";".join(row) for row in rows).encode()
    layout = {column: column for column in headings}
    built, _ = load(content, "a.csv", kind, Context(b"k", 1, (), date(2026, 1, 1)), Limits(), layout)
    return set(built.problems["reason"])


def test_every_question_has_its_choices_in_words() -> None:
    """Whatever may be chosen is asked for, and is told again when it has been chosen."""
    chosen = {key.removeprefix("choice.") for key in catalogue("vi") if key.startswith("choice.")}
    assert chosen
    assert {f"question.{key.split('.')[0]}" for key in chosen} - set(catalogue("vi")) == set()
    assert {f"finding.{key}" for key in chosen} - set(catalogue("vi")) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_written_twice(code: str) -> None:
    """A catalogue has one text for a key; a second one would silently win."""
    lines = (HOME / "texts" / f"{code}.po").read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if line.startswith("msgid ")]
    assert len(keys) == len(set(keys))


def test_both_languages_have_the_same_keys() -> None:
    """A text of one language has its counterpart in the other."""
    assert set(catalogue("vi")) ^ set(catalogue("en")) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_empty(code: str) -> None:
    """Every key says something."""
    assert [key for key, text in catalogue(code).items() if not text.strip()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_are_composed_and_tidy(code: str) -> None:
    """Texts are in the composed form of Unicode, without blanks at their ends."""
    texts = catalogue(code)
    assert [key for key, text in texts.items() if text != unicodedata.normalize("NFC", text).strip()] == []


def test_both_languages_speak_of_the_same_facts() -> None:
    """The two texts of a key have the same placeholders."""
    vi, en = catalogue("vi"), catalogue("en")
    assert [key for key in vi if placeholders(vi[key]) != placeholders(en.get(key, ""))] == []


def test_no_sentence_is_left_in_the_other_language() -> None:
    """A text of several words differs between the languages."""
    vi, en = catalogue("vi"), catalogue("en")
    same = [key for key, text in vi.items() if text == en.get(key) and len(text.split()) > 2 and not placeholders(text)]
    assert same in ([], ["app.name", "app.title"])


def test_every_family_of_keys_is_known() -> None:
    """A key put together at run time belongs to a family whose members this file knows."""
    assert {
        f"{one.where} {one.key}" for one in said() if "*" in one.key and one.key not in FAMILIES.keys() | ASKED_FIRST
    } == set()


def test_every_text_that_is_said_exists() -> None:
    """Whatever the pages and the command line say has its text."""
    missing = {f"{one.where} {one.key}" for one in said() if "*" not in one.key and one.key not in catalogue("vi")}
    assert missing == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_has_its_text(family: str) -> None:
    """Every key that can be put together has its text."""
    assert {family.replace("*", value) for value in FAMILIES[family]()} - set(catalogue("vi")) == set()


def test_every_refusal_has_its_sentence() -> None:
    """Every error that is raised anywhere can be told in words."""
    assert {f"{one.where} {one.key}" for one in refused() if one.key not in catalogue("vi")} == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_reason_met_in_a_sheet_has_its_text(kind: Kind) -> None:
    """Whatever is wrong with a row of a sheet, the reason is told in words."""
    met = reasons_met(kind)
    assert met
    assert {f"reason.{key}" for key in met} - set(catalogue("vi")) == set()


@pytest.mark.parametrize("room", ["loaders", "geodata"])
def test_every_reason_in_the_source_has_its_text(room: str) -> None:
    """Every reason that the source writes is told in words."""
    written = reasons_written(room)
    assert written
    assert {f"reason.{key}" for key in written} - set(catalogue("vi")) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_asks_only_for_facts_that_it_is_given(code: str) -> None:
    """Wherever a text or a refusal is used, the facts that it names are given to it."""
    texts = catalogue(code)
    poor = [
        f"{one.where} {one.key}: {sorted(placeholders(texts[one.key]) - one.facts)}"
        for one in (*said(), *refused())
        if one.key in texts and one.facts is not None and not placeholders(texts[one.key]) <= one.facts
    ]
    assert poor == []


def test_no_text_is_unused() -> None:
    """Every text of the catalogue is used somewhere."""
    literal = {one.key for one in (*said(), *refused())}
    definitions = {f"measure.{name}.definition" for name in measures()}
    reasons = {f"reason.{one}" for one in constants(RAISE)} | {f"reason.unreadable_{column}" for column in COLUMNS}
    assert sorted(set(catalogue("vi")) - literal - definitions - reasons - expanded()) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_file_that_waits_for_an_answer_asks_in_words(code: str) -> None:
    """The refusal asks the question itself and tells each choice with the word that answers it."""
    facts = {"dmy": 0, "mdy": 0, "ambiguous": 3, "example": "05/03/2026"}
    told = language(code).error(
        errors.FileRefused("answer_needed", question="date_order", choices=("dmy", "mdy"), **facts)
    )
    assert "05/03/2026" in told
    assert f"mdy = {catalogue(code)['choice.date_order.mdy']}" in told


def test_an_unknown_key_shows_itself() -> None:
    """A key without a text is said as it is, and an unknown error is told in the sentence for such."""
    say = language("vi")
    assert say("no.such_text") == "no.such_text"
    told = say.error(errors.CampaignError("no_such_error", where="here"))
    assert "no_such_error" in told
    assert "error.unknown" not in told
