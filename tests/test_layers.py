"""The house as a rule: who may import whom, and what the pure rooms and the pages must never do."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard

HOME = Path(__file__).parent.parent
ENGINE = {"outreach", "planning", "geodata", "loaders", "store", "demo"}
MAY_IMPORT = {
    "outreach": {"outreach"},
    "planning": {"planning", "outreach"},
    "geodata": {"geodata", "outreach"},
    "loaders": {"loaders", "outreach"},
    "store": {"store", "outreach"},
    "demo": {"demo", "geodata", "outreach"},
    "settings": {"outreach"},
    "texts": {"texts", "outreach"},
    "pipeline": ENGINE - {"demo"} | {"pipeline", "settings"},
    "campaign": ENGINE | {"settings", "pipeline", "campaign"},
    "reports": {"reports", "outreach", "planning", "texts", "settings", "campaign"},
    "ui": {"ui", "outreach", "planning", "texts", "settings", "pipeline", "campaign", "reports"},
    "pages": {"pages", "ui", "texts", "dashboard"},
    "dashboard": {"pages", "ui"},
    "commands": {"commands", "outreach", "planning", "settings", "texts", "campaign", "reports"},
    "cli": {"commands", "outreach", "texts", "campaign"},
}
SHOWN_BY = {"streamlit", "streamlit_folium", "folium", "branca"}
MAY_DRAW = {"ui": SHOWN_BY, "pages": {"streamlit"}, "dashboard": {"streamlit"}}
PURE = ("outreach", "planning")
TOUCHES = {
    "pathlib", "os", "io", "shutil", "tempfile", "sqlite3", "socket", "urllib", "subprocess",
    "time", "locale", "gettext", "babel",
}  # fmt: skip
CLOCK = {"today", "now", "utcnow"}
BARE_IO = {"open", "print", "input"}
FILE_IO = ("read_", "to_csv", "to_excel", "to_parquet", "to_json", "to_file", "to_pickle", "write_", "savefig")
VAGUE = {"utils", "helpers", "common", "core", "services", "manager"}
NEVER_READ = {
    "key", "icon", "gap", "type", "height", "width", "on_select", "vertical_alignment", "horizontal_alignment",
}  # fmt: skip
PAGE_LINES = 80
MARKUP = {"session_state", "query_params"}


def sources() -> list[Path]:
    """Return every source file of the product, the tests and benchmarks apart."""
    rooms = [child for room in MAY_IMPORT for child in sorted((HOME / room).glob("**/*.py"))]
    return [*rooms, *sorted(HOME.glob("*.py"))]


def named(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def in_room(*rooms: str) -> list[Path]:
    return [path for path in sources() if path.relative_to(HOME).parts[0] in rooms]


def room_of(path: Path) -> str:
    return path.relative_to(HOME).parts[0].removesuffix(".py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield every module that a file imports, inside its functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(tree: ast.Module) -> set[str]:
    return {name.partition(".")[0] for name in imported(tree)}


every_file = pytest.mark.parametrize("path", sources(), ids=named)
every_pure_file = pytest.mark.parametrize("path", in_room(*PURE), ids=named)
every_page = pytest.mark.parametrize("path", in_room("pages"), ids=named)


def test_every_room_is_in_the_table() -> None:
    """Each package and each file at the top of the house has a line in the table of who may import whom."""
    packages = {child.parent.name for child in HOME.glob("*/*.py")} - {"tests", "benchmarks"}
    assert packages | {path.stem for path in HOME.glob("*.py")} <= set(MAY_IMPORT)


@every_file
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    """No file reaches into a room that the table of layers closes to it."""
    ours = tops(tree_of(path)) & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[room_of(path)] | {path.stem}


@every_file
def test_only_what_is_shown_imports_what_shows(path: Path) -> None:
    """Streamlit and folium are known in ui, and of the pages and the frame only Streamlit."""
    assert tops(tree_of(path)) & SHOWN_BY <= MAY_DRAW.get(room_of(path), set())


@every_file
def test_a_module_is_named_by_one_noun(path: Path) -> None:
    """No module has a name that says nothing."""
    assert path.stem not in VAGUE


@every_pure_file
def test_a_pure_file_touches_nothing_outside(path: Path) -> None:
    """The campaign's rules open no file, start nothing, and do not know the time or a language."""
    tree = tree_of(path)
    assert not tops(tree) & TOUCHES
    assert sorted(set(_impure_calls(tree))) == []


def _impure_calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in BARE_IO:
            yield node.id
        if isinstance(node, ast.Attribute) and (node.attr in CLOCK or node.attr.startswith(FILE_IO)):
            yield node.attr


@every_page
def test_a_page_imports_only_what_arranges(path: Path) -> None:
    """A page knows ui, the words, Streamlit, the standard library, and the pandas types alone."""
    tree = tree_of(path)
    known = {"streamlit", "pandas", *MAY_IMPORT["pages"], *sys.stdlib_module_names}
    assert tops(tree) <= known
    pandas = {name for name in imported(tree) if name.partition(".")[0] == "pandas"}
    assert pandas <= {"pandas.DataFrame", "pandas.Series"}


@every_page
def test_a_page_is_short(path: Path) -> None:
    """A page arranges and can be read at a glance."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < PAGE_LINES


@every_page
def test_a_page_has_no_words_of_its_own(path: Path) -> None:
    """Whatever a visitor reads comes from the catalogue."""
    assert list(_words(tree_of(path))) == []


def _words(tree: ast.Module) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_shown(call.func):
            given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in NEVER_READ)]
            for value in given:
                yield from _literals(value)


def _is_shown(function: ast.expr) -> bool:
    dotted = ast.unparse(function).split(".")
    return dotted[0] == "st" and not MARKUP & set(dotted)


def _literals(value: ast.expr) -> Iterator[str]:
    """Yield the texts with letters of an argument, but not those that another call gets."""
    if isinstance(value, ast.Call):
        return
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and any(map(str.isalpha, value.value)):
        yield value.value
    for child in ast.iter_child_nodes(value):
        yield from _literals(child) if isinstance(child, ast.expr) else ()


@every_page
def test_a_page_ends_with_the_guard(path: Path) -> None:
    """A page that a cold server runs bare starts the frame, as a last statement."""
    last = tree_of(path).body[-1]
    assert isinstance(last, ast.If)
    assert ast.unparse(last) == "if __name__ == '__main__':\n    import dashboard\n    dashboard.main()"


def test_every_page_is_in_the_menu() -> None:
    """The menu of the frame is the folder of pages, with none forgotten."""
    assert set(dashboard.PAGES) == {path.stem for path in in_room("pages")}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("st.header('Xin chào', anchor=False)", ["Xin chào"]),
        ("st.selectbox(say('a'), x, placeholder='Choose')", ["Choose"]),
        ("st.markdown(f'{count} xã')", [" xã"]),
        ("st.button(say('a'), icon=':material/undo:', key='undo')", []),
        ("st.session_state.get('map_group')", []),
        ("st.caption(say('overview.open_hint'))", []),
    ],
)
def test_words_of_a_page_are_found(line: str, found: list[str]) -> None:
    """The search for words sees every text that a visitor would read, and nothing else."""
    assert list(_words(ast.parse(line))) == found


@pytest.mark.parametrize(
    "line", ["open('a')", "date.today()", "datetime.now(UTC)", "pd.read_csv(p)", "visits.to_csv(p)"]
)
def test_a_touch_of_the_outside_is_found(line: str) -> None:
    """The search for impure calls sees files and the clock."""
    assert list(_impure_calls(ast.parse(line)))


def test_opening_a_page_loads_no_engine() -> None:
    """What reads files, names and shapes is loaded by those who ask for it, not by every visitor of a cold server."""
    heavy = ("ibis", "duckdb", "geopandas", "pyogrio", "pyproj", "scipy", "shapely", "rapidfuzz")
    pages = ", ".join(f"pages.{name}" for name in dashboard.PAGES)
    script = f"import sys, {pages}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
