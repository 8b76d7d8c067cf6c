"""The command line from outside: status, sentences, and figures that a plain count of the rows confirms."""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Geod
from typer.testing import CliRunner

import cli
from outreach.quality import CHECKS

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
HOME = Path(__file__).parent.parent
DATA = HOME / ".." / "shared" / "data"
COMMUNES = DATA / "dienbien" / "communes_2025.geojson"
BURKINA = DATA / "other" / "burkina_org_units.gpkg"
SIERRA_LEONE = DATA / "other" / "sierra_leone_chiefdoms.geojson"
STATED_KM2 = 9_539.27  # Resolution 1661/NQ-UBTVQH15
TODAY = "2026-11-22"
GROUPS = {"G1": ("03127", 30, 10), "G2": ("03127", 12, 5), "G3": ("03151", 8, 3)}
HEADINGS = ("date", "commune code", "group code", "person id", "household id", "result")

Row = tuple[str, ...]


def needs(*files: Path) -> pytest.MarkDecorator:
    missing = [file.name for file in files if not file.exists()]
    return pytest.mark.skipif(bool(missing), reason=f"real data beside the repository is missing: {', '.join(missing)}")


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        """The lines of a CSV answer by their headings."""
        return list(csv.DictReader(io.StringIO(self.out)))


def run(folder: Path, *words: object, today: str = TODAY) -> Answer:
    """Run a command on a data folder, from another working folder."""
    environment = {**os.environ, "LC_ALL": "C", "PHOCAP_DATA": str(folder), "PHOCAP_TODAY": today}
    command = [sys.executable, HOME / "cli.py", *map(str, words)]
    done = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, timeout=240, check=False)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def must(folder: Path, *words: object) -> Answer:
    """Run a command that is expected to end well, in this process: starting one takes longer than most commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOCAP_DATA", str(folder))
        patch.setenv("PHOCAP_TODAY", TODAY)
        patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))  # the program moves both into its data folder
        patch.setattr(tempfile, "tempdir", tempfile.tempdir)
        cli.campaign.cache_clear()
        done = CliRunner().invoke(cli.app, [*map(str, words)], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    return Answer(0, done.stdout, done.stderr)


def write(path: Path, headings: Row, rows: list[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def visits(count: int) -> list[Row]:
    """Make visits of a few people in a few groups, some of them closed without service; no row twice."""
    chance = random.Random(7)
    people = [(group, f"{number:03}", f"{group}/{number // 6}") for number, group in enumerate([*GROUPS] * 6)]
    days = [f"2026-{month:02}-{day:02}" for month in (9, 10, 11) for day in range(1, 22)]
    met = chance.sample([(day, one) for day in days for one in people], count)
    ends = chance.choices(["completed", "absent", "refused"], [6, 1, 1], k=count)
    return [(day, GROUPS[g][0], g, p, h, end) for (day, (g, p, h)), end in zip(met, ends, strict=True)]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return visits(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> Path:
    """A campaign with three groups in two communes and sixty visits."""
    place = tmp_path_factory.mktemp("campaign")
    listed = [(commune, code, str(adults), str(homes)) for code, (commune, adults, homes) in GROUPS.items()]
    residents = write(place / "residents.csv", ("commune code", "group code", "adult population", "households"), listed)
    must(place / "data", "import", residents, "--kind", "population")
    must(place / "data", "import", write(place / "visits.csv", HEADINGS, rows), "--kind", "visits")
    return place / "data"


Counted = dict[str, int | float]


def counted(rows: list[Row], until: str, place_of: Callable[[Row], str]) -> dict[str, Counted]:
    """Count people, homes, contacts and closed doors by place, with nothing but sets."""
    people, homes = defaultdict(set), defaultdict(set)
    contacts, closed = Counter(), Counter()
    for row in sorted(row for row in rows if row[0] <= until):
        place, (_, _, _, person, home, end) = place_of(row), row
        if end == "completed":
            people[place].add(person)
            homes[place].add(home)
        (contacts if end == "completed" else closed)[place] += 1
    places = {place_of(row) for row in rows}
    return {
        place: {
            "reached": len(people[place]),
            "households_reached": len(homes[place]),
            "contacts": contacts[place],
            "closed": closed[place],
        }
        for place in places
    }


def shown(answer: Answer, places: set[str]) -> dict[str, Counted]:
    names = ("reached", "households_reached", "contacts", "closed")
    return {row["unit_id"]: {name: int(row[name]) for name in names} for row in answer.rows if row["unit_id"] in places}


@pytest.mark.parametrize("until", ["2026-11-22", "2026-10-15", "2026-09-01"])
@pytest.mark.parametrize(("level", "column"), [("group", 2), ("commune", 1)])
def test_coverage_equals_a_plain_count_of_the_rows(
    folder: Path, rows: list[Row], level: str, column: int, until: str
) -> None:
    """People, homes, contacts and closed doors of every unit are those that a loop over the rows finds."""
    expected = counted(rows, until, lambda row: row[column])
    assert shown(must(folder, "coverage", "--level", level, "--on", until), set(expected)) == expected


def test_shares_and_gaps_follow_from_the_counts(folder: Path, rows: list[Row]) -> None:
    """Coverage is reached over adults, and the gap is what is left of the target of everybody."""
    expected = counted(rows, TODAY, lambda row: row[2])
    for row in must(folder, "coverage", "--level", "group").rows:
        adults, reached = GROUPS[row["unit_id"]][1], expected[row["unit_id"]]["reached"]
        assert float(row["coverage_share"]) == pytest.approx(reached / adults, abs=5e-5)
        assert int(row["gap_people"]) == max(adults - reached, 0)


def test_gaps_are_ordered_by_people(folder: Path) -> None:
    """The list of gaps starts with the group in which most people are left, and leaves out those without a gap."""
    gaps = [int(row["gap_people"]) for row in must(folder, "gaps").rows]
    assert gaps == sorted(gaps, reverse=True)
    assert min(gaps) > 0
    assert len(gaps) == sum(int(row["gap_people"]) > 0 for row in must(folder, "coverage", "--level", "group").rows)


def test_formats_carry_the_same_figures(folder: Path) -> None:
    """CSV, JSON and GeoJSON say the same of every commune, and Vietnamese letters stay as they are."""
    table = {row["unit_id"]: row for row in must(folder, "coverage").rows}
    plain = {row["unit_id"]: row for row in json.loads(must(folder, "coverage", "--format", "json").out)}
    drawn = json.loads(must(folder, "coverage", "--format", "geojson").out)
    shapes = {feature["properties"]["unit_id"]: feature for feature in drawn["features"]}
    assert len(table) == len(plain) == len(shapes) == 45
    for code, row in table.items():
        assert int(row["reached"]) == plain[code]["reached"] == shapes[code]["properties"]["reached"]
        assert row["name"] == plain[code]["name"] == shapes[code]["properties"]["name"]
        assert shapes[code]["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert table["03127"]["name"] == "Phường Điện Biên Phủ"


def test_every_row_of_an_import_is_accounted_for(folder: Path, rows: list[Row]) -> None:
    """The status adds up: rows in are matched, unmatched, rejected or duplicates, for each import and in all."""
    *imports, total = must(folder, "status").rows
    for one in (*imports, total):
        assert int(one["in"]) == sum(int(one[part]) for part in ("matched", "unmatched", "rejected", "duplicates"))
    assert [int(one["in"]) for one in (*imports, total)] == [len(GROUPS), len(rows), len(GROUPS) + len(rows)]


def test_bad_rows_are_told_one_by_one(tmp_path: Path) -> None:
    """An impossible day and an unknown group stay outside the figures, and each is told with its row and value."""
    good = ("2026-11-01", "03127", "G1", "001", "h1", "completed")
    bad = [("2026-13-45", *good[1:]), ("2026-11-02", "99999", "NOWHERE", "002", "h1", "completed")]
    listed = write(
        tmp_path / "residents.csv", ("commune code", "group code", "adult population"), [("03127", "G1", "9")]
    )
    must(tmp_path / "data", "import", listed, "--kind", "population")
    told = must(tmp_path / "data", "import", write(tmp_path / "v.csv", HEADINGS, [good, *bad]), "--kind", "visits").out
    one = must(tmp_path / "data", "status").rows[1]
    assert [one[part] for part in ("in", "matched", "unmatched", "rejected", "duplicates")] == ["3", "1", "1", "1", "0"]
    assert "2026-13-45" in told
    assert "NOWHERE" in told


def test_the_same_file_twice_changes_nothing_and_undo_takes_it_back(tmp_path: Path) -> None:
    """A repeated import is told and not counted; undo empties the figures; undoing it again is refused."""
    file = write(tmp_path / "v.csv", HEADINGS, [("2026-11-01", "03127", "", "1", "h", "completed")])
    must(tmp_path / "data", "import", file, "--kind", "visits")
    must(tmp_path / "data", "import", file, "--kind", "visits")
    assert [row["in"] for row in must(tmp_path / "data", "status").rows] == ["1", "1"]
    assert sum(int(row["contacts"]) for row in must(tmp_path / "data", "coverage").rows) == 1
    must(tmp_path / "data", "undo", 1)
    assert sum(int(row["contacts"]) for row in must(tmp_path / "data", "coverage").rows) == 0
    _refused_in_one_sentence(run(tmp_path / "data", "undo", 1))


def test_the_program_itself_prints_the_same_as_the_command(folder: Path) -> None:
    """Run as a program from any folder, in any locale, a command ends with status 0 and the same text."""
    answer = run(folder, "coverage")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == must(folder, "coverage").out


def test_reset_withdraws_everything(tmp_path: Path) -> None:
    """After a reset no import is in force."""
    file = write(tmp_path / "v.csv", HEADINGS, [("2026-11-01", "03127", "", "1", "h", "completed")])
    must(tmp_path / "data", "import", file, "--kind", "visits")
    must(tmp_path / "data", "reset")
    assert [row["import"] for row in must(tmp_path / "data", "status").rows] == ["total"]


def test_the_demonstration_says_why_it_cannot_start(tmp_path: Path) -> None:
    """Before the campaign has lasted a season there is nothing to make up, and the refusal is a sentence."""
    _refused_in_one_sentence(run(tmp_path / "data", "demo", today="2025-07-01"))


def _refused_in_one_sentence(answer: Answer) -> None:
    assert answer.status == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert "error." not in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert " " in answer.err.strip()


@pytest.mark.parametrize(
    ("command", "content"),
    [
        (("import", "FILE", "--kind", "visits"), b"%PDF-1.7 not a workbook"),
        (("import", "FILE", "--kind", "visits"), b""),
        (("import", "FILE", "--kind", "population"), b"a,b\n1,2\n"),
        (("import", "FILE", "--kind", "teams"), b"PK\x03\x04 broken"),
        (("boundaries", "FILE"), b"%PDF-1.7 not a map"),
        (("boundaries", "FILE"), b'{"type": "FeatureCollection", "features": []}'),
        (("undo", "99"), None),
        (("coverage", "--on", "2026-99-99"), None),
    ],
)
def test_a_refusal_is_one_sentence(tmp_path: Path, command: tuple[str, ...], content: bytes | None) -> None:
    """Whatever cannot be done ends with status 2 and one sentence on the error stream, never with a traceback."""
    file = tmp_path / "file.xlsx"
    if content is not None:
        file.write_bytes(content)
    _refused_in_one_sentence(run(tmp_path / "data", *(str(file) if word == "FILE" else word for word in command)))


@pytest.mark.parametrize("command", [("nonsense",), ("import", "/no/such/file", "--kind", "visits"), ("import",)])
def test_a_slip_of_the_pen_ends_with_status_two(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A command that is not there, or a file that is not, ends with status 2 and no traceback."""
    answer = run(tmp_path / "data", *command)
    assert answer.status == 2
    assert "Traceback" not in answer.err


@pytest.mark.realdata
@needs(COMMUNES)
def test_real_communes_keep_their_number_and_area(tmp_path: Path) -> None:
    """The 45 communes go in by one command and come out with the area that the resolution states, within 0.2 %."""
    must(tmp_path / "data", "boundaries", COMMUNES)
    features = json.loads(must(tmp_path / "data", "coverage", "--level", "commune", "--format", "geojson").out)[
        "features"
    ]
    drawn = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    globe = Geod(ellps="WGS84")
    area = sum(abs(globe.geometry_area_perimeter(shape)[0]) for shape in drawn.geometry) / 1e6
    assert len(drawn) == drawn["unit_id"].nunique() == 45
    assert area == pytest.approx(STATED_KM2, rel=0.002)
    assert drawn["area_km2"].sum() == pytest.approx(area, rel=0.002)


@pytest.mark.realdata
@needs(BURKINA)
def test_another_country_is_covered_by_its_own_points(tmp_path: Path) -> None:
    """45 areas of a GeoPackage with several layers, and its 83 facilities as visits: each counts where it lies."""
    refusal = run(tmp_path / "data", "boundaries", BURKINA)
    _refused_in_one_sentence(refusal)
    areas, points = (layer for layer in gpd.list_layers(BURKINA)["name"] if layer.startswith(("level-4", "level-5")))
    assert areas in refusal.err
    must(tmp_path / "data", "boundaries", BURKINA, "--layer", areas)
    homes = gpd.read_file(BURKINA, layer=points)
    places = [(f"{p.y:.6f}", f"{p.x:.6f}", f"2026-10-{n % 28 + 1:02}", str(n)) for n, p in enumerate(homes.geometry)]
    file = write(tmp_path / "v.csv", ("lat", "lon", "date", "person id"), places)
    must(tmp_path / "data", "import", file, "--kind", "visits")
    shapes = gpd.read_file(BURKINA, layer=areas)
    met = homes.sjoin(shapes[["ref", "geometry"]], predicate="within")["ref_right"].value_counts().to_dict()
    covered = {row["unit_id"]: int(row["contacts"]) for row in must(tmp_path / "data", "coverage").rows}
    assert len(covered) == 45
    assert {code: count for code, count in covered.items() if count} == met
    one = must(tmp_path / "data", "status").rows[1]
    assert (int(one["in"]), int(one["matched"])) == (83, sum(met.values()))


@pytest.mark.realdata
@needs(SIERRA_LEONE)
def test_chiefdoms_of_one_name_stay_apart(tmp_path: Path) -> None:
    """All 167 chiefdoms come in, the two Koyas under their own codes, and a visit that says only Koya waits."""
    must(tmp_path / "data", "boundaries", SIERRA_LEONE)
    chiefdoms = must(tmp_path / "data", "coverage").rows
    assert len({row["unit_id"] for row in chiefdoms}) == 167
    assert sum(row["name"] == "Koya" for row in chiefdoms) == 2
    file = write(
        tmp_path / "v.csv",
        ("date", "chiefdom", "person id"),
        [("2026-10-01", "Koya", "1"), ("2026-10-01", "Yakemu Kpukumu", "2")],
    )
    must(tmp_path / "data", "import", file, "--kind", "visits")
    one = must(tmp_path / "data", "status").rows[1]
    assert [one[part] for part in ("in", "matched", "unmatched")] == ["2", "1", "1"]


def test_quality_prints_what_the_page_shows(folder: Path) -> None:
    """Every commune has its line, of one commune every check has one, and the waiting rows add up."""
    every = must(folder, "quality").rows
    assert len(every) == 45
    one = next(row for row in every if row["unit_id"] == "03127")
    checks = json.loads(must(folder, "quality", "--commune", "03127", "--format", "json").out)
    assert [check["check"] for check in checks] == [check.name for check in CHECKS]
    assert sum(check["flagged"] for check in checks) == int(one["points"])
    assert sum(check["share"] is None for check in checks) == int(one["checks_too_few"])


def test_quality_of_an_unknown_commune_is_refused(folder: Path) -> None:
    """A code that no commune has is a sentence and status 2."""
    answer = run(folder, "quality", "--commune", "nonsense")
    assert (answer.status, answer.out) == (2, "")
    assert "nonsense" in answer.err
    assert "Traceback" not in answer.err


def test_uncertainty_prints_a_range_for_every_group(folder: Path) -> None:
    """Every group has its estimate inside its range, its chances, a class, and most unreached people come first."""
    found = must(folder, "uncertainty").rows
    assert {row["unit_id"] for row in found} == set(GROUPS)
    for row in found:
        low, estimate, high = (float(row[f"coverage_{name}_share"]) for name in ("low", "estimate", "high"))
        assert 0 <= low <= estimate <= high <= 1
        assert row["need_class"] in ("certain", "possible", "not")
    unreached = [float(row["unreached_expected"]) for row in found]
    assert unreached == sorted(unreached, reverse=True)
    assert json.loads(must(folder, "uncertainty", "--format", "json").out)[0]["unit_id"] == found[0]["unit_id"]


def test_equity_prints_strata_and_communes(folder: Path) -> None:
    """Strata of every dimension hold all groups; with --communes each commune has a row."""
    found = must(folder, "equity").rows
    by_dimension: dict[str, int] = defaultdict(int)
    for row in found:
        by_dimension[row["dimension"]] += int(row["groups"]) + int(row["groups_left_out"])
    assert set(by_dimension.values()) == {len(GROUPS)}
    communes = must(folder, "equity", "--communes").rows
    assert {row["unit_id"] for row in communes} == {commune for commune, _, _ in GROUPS.values()}
    assert all(row["effort_class"] for row in communes)
