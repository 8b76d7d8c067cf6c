"""What a team takes along says what the plan says, prints right, and is read by others as it was meant."""

import csv
import io
import json
import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pyogrio
import pypdfium2
import pytest
import zxingcpp

from outreach.errors import NotFound
from outreach.returns import REASONS, check_of, may_be_on
from reports import plan_pdf, return_form, team_sheet_pdf
from reports.plan_map import runs, spread
from reports.plan_papers import DRAFT, PlanPapers
from reports.tracks import GPX, KML, TRACKS, entities, entity_id, geojson, gpx, kml
from tests.reports.papers import papers
from texts import LANGUAGES, catalogue, language

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def pages(content: bytes) -> list[str]:
    """Return the text of each page of a PDF without its blanks."""
    with pypdfium2.PdfDocument(content) as document:
        return [re.sub(r"[\s\x00-\x1f\ufffe\u00ad]+", "", page.get_textpage().get_text_range()) for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def codes(content: bytes) -> list[str]:
    """Read the code of each page as a phone would, from a grey print."""
    with pypdfium2.PdfDocument(content) as document:
        pictures = [page.render(scale=3).to_pil().convert("L") for page in document]
    return [one.text for picture in pictures for one in zxingcpp.read_barcodes(picture)]


def many(count: int) -> PlanPapers:
    """Return a plan in which the second team has so many visits."""
    one = papers()
    last = one.schedule.iloc[[-1]]
    return replace(one, schedule=pd.concat([one.schedule.iloc[:-1], *[last] * count], ignore_index=True))


def test_the_groups_of_a_team_are_numbered_by_their_first_visit() -> None:
    """A second visit to a group bears the number of the first, and is told as the second."""
    stays = papers().stays
    first = stays[stays["team_id"] == "D1"]
    assert first[["unit_id", "place_no", "stay"]].to_numpy().tolist() == [
        ["90002-1", 1, 1],
        ["90001-1", 2, 1],
        ["90002-1", 1, 2],
    ]
    assert stays.loc[stays["team_id"] == "D2", "place_no"].tolist() == [1]


@every_language
def test_a_sheet_says_what_the_plan_says(lang: str) -> None:
    """Team, plan, approval, people with their range, language, nights and what is missing stand on the sheet."""
    say = language(lang)
    first, second = pages(team_sheet_pdf.make(papers(), say))
    texts = [
        "Đội một", "Trưởng ban chỉ đạo", "Kinh, Thái", 'Tổ <1> & "2"', say("plan.why.not_spoken", language="Mông"),
        say("paper.expected", adults="200", least="104", most="290"), say("paper.overnight", nights=1),
        say("paper.power_no"), say("paper.signal_unknown"), say("paper.stay", stay=2, stays=2),
        say("paper.map_note"), say("paper.sign_unsure"), *(say(f"unmet.{reason}") for reason in REASONS),
    ]  # fmt: skip
    flat = first.casefold()
    assert [text for text in texts if squeezed(text).casefold() not in flat] == []
    assert squeezed("Đội hai") in second
    assert squeezed("Đội hai") not in first


@every_language
def test_made_up_figures_and_drafts_are_marked_on_every_page(lang: str) -> None:
    """No page of an illustrative draft can be taken for a real order, further pages of a long list included."""
    say = language(lang)
    one = replace(many(9), is_illustrative=True, status=DRAFT)
    found = [*pages(team_sheet_pdf.make(one, say)), *pages(plan_pdf.make(one, say))]
    assert len(found) == 4
    for page in found:
        assert squeezed(say("brief.illustrative")) in page
        assert squeezed(say("paper.draft")) in page


@pytest.mark.parametrize("count", [1, 5, 6, 7, 17, 18, 40])
def test_every_visit_stands_on_a_sheet(count: int) -> None:
    """However many visits a team has, each one has its row, and the pages are counted."""
    content = team_sheet_pdf.make(many(count), language("vi"), "D2")
    found = pages(content)
    assert sum(page.count(squeezed("=Bản Huổi Lóng")) for page in found) == count
    assert squeezed(f"Trang {len(found)}/{len(found)}") in found[-1]
    with pypdfium2.PdfDocument(content) as document:
        assert {(round(page.get_width()), round(page.get_height())) for page in document} == {(595, 842)}


def test_each_team_has_a_bookmark() -> None:
    """The sheets of a plan are found by the names of the teams."""
    with pypdfium2.PdfDocument(team_sheet_pdf.make(papers(), language("vi"))) as document:
        assert [one.get_title() for one in document.get_toc()] == ["Đội một", "Đội hai"]


def test_the_code_of_a_sheet_is_read_by_a_phone() -> None:
    """Without an address the code holds plan and team; with one, the address with both filled in and escaped."""
    say, url = language("vi"), "https://bieu.example.vn/f?ke-hoach={plan}&doi={team}"
    assert codes(team_sheet_pdf.make(papers(), say)) == ["KH3/D1", "KH3/D2"]
    filled = papers(return_form_url=url, number="3/2")
    assert codes(team_sheet_pdf.make(filled, say, "D1")) == ["https://bieu.example.vn/f?ke-hoach=3%2F2&doi=D1"]


def test_a_team_without_visits_has_no_sheet() -> None:
    """A team of no plan is refused, and so is a plan in which nobody goes anywhere."""
    empty = papers(schedule=papers().schedule.iloc[:0])
    with pytest.raises(NotFound, match="team_unknown"):
        team_sheet_pdf.make(papers(), language("vi"), "D9")
    with pytest.raises(NotFound, match="plan_empty"):
        team_sheet_pdf.make(empty, language("vi"))


@every_language
def test_the_summary_says_the_headline_and_what_is_left_out(lang: str) -> None:
    """One A3 sheet has the range, the worst-off tenth, the share of the ceiling, both teams and the reasons."""
    say = language(lang)
    (page,) = pages(plan_pdf.make(papers(), say))
    texts = [
        *(text for pair in plan_pdf.headline(papers(), say) for text in pair), "Đội một", "Đội hai", "Tổ 2",
        say("left.worth_less"), say("plan_sheet.left_count", count=1),
    ]  # fmt: skip
    assert [text for text in texts if squeezed(text) not in page] == []
    assert squeezed(say.share(0.988)) in page


@pytest.mark.parametrize(
    ("gap", "share"), [(0.0121, 0.987), (0.012, 0.988), (0.0, 0.999), (1e-9, 0.999), (0.99951, 0.0)]
)
def test_the_share_of_the_ceiling_is_never_told_better_than_it_is(gap: float, share: float) -> None:
    """The large figure and the sentence below it tell the same share, rounded down; all of it only where proven."""
    say = language("en")
    facts = {**papers().facts, "gap": gap}
    figure, sentence = plan_pdf.headline(papers(facts=facts), say)[-1]
    assert figure == say.share(share)
    assert sentence == say("plan.gap", gap=say.share(1 - share), share=figure)
    assert plan_pdf.headline(papers(facts={**facts, "is_proven": True}), say)[-1][0] == say.share(1.0)


def test_the_range_of_a_sum_is_narrower_than_the_sum_of_the_ranges() -> None:
    """Two groups of 60 (31 to 116) and 40 (21 to 77): deviations add in squares."""
    rows = [{"gain_adults": 60, "gain_least": 31, "gain_most": 116}, {"gain_adults": 40, "gain_least": 21,
            "gain_most": 77}]  # fmt: skip
    mean, least, most = team_sheet_pdf.sums_of(rows)
    assert (mean, least, most) == pytest.approx((100, 100 - (29**2 + 19**2) ** 0.5, 100 + (56**2 + 37**2) ** 0.5))


def test_numbers_on_the_map_do_not_cover_each_other() -> None:
    """Thirty groups in one place have their numbers side by side, and none covers the base."""
    spots = spread([(100.0, 100.0)] * 30, [str(n) for n in range(30)], [True] * 30, [(100.0, 100.0)], (0, 0, 200, 200))
    places = [(100.0, 100.0), *(spot.label for spot in spots)]
    near = [(a, b) for at, a in enumerate(places) for b in places[:at] if abs(complex(*a) - complex(*b)) < 12.4]
    assert near == []
    assert runs([1, 2, 3, 7]) == "1–3, 7"


@every_language
def test_the_form_locks_its_ids_and_offers_the_answers(lang: str) -> None:
    """Ids, names and check are locked, answers are not; lists of both languages' words; A4 on its side, head frozen."""
    say = language(lang)
    book = openpyxl.load_workbook(io.BytesIO(return_form.make(papers(), say)))
    sheet, hidden = book.worksheets
    head = {cell.value: cell.column_letter for cell in sheet[5]}
    locked = {say(f"return.column.{name}"): sheet[f"{head[say(f'return.column.{name}')]}6"].protection.locked
              for name in return_form.ORDER}  # fmt: skip
    free = {say(f"return.column.{name}") for name in return_form.ANSWERS}
    assert {name for name, is_locked in locked.items() if not is_locked} == free
    assert sheet.protection.sheet
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.freeze_panes) == ("landscape", 9, "D6")
    lists = [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert any(say("unmet.road_cut") in one for one in lists)
    assert any(say("followup.partly") in one for one in lists)
    assert Counter(one.type for one in sheet.data_validations.dataValidation) == {"list": 2, "date": 1, "whole": 4}
    assert hidden.sheet_state == "veryHidden"
    assert [cell.value for cell in hidden[3]][:4] == ["3", "D1", "90002-1", "1"]
    assert not any(cell.data_type == "f" for one in book for row in one for cell in row)


def test_the_check_tells_each_id_from_each_other() -> None:
    """Any changed id changes the letters, and they are letters alone."""
    day = papers().stays["starts_on"].iloc[0].date()
    keys = [("3", "D1", "90001-1", 1, day), ("4", "D1", "90001-1", 1, day), ("3", "D2", "90001-1", 1, day),
            ("3", "D1", "90001-2", 1, day), ("3", "D1", "90001-1", 2, day)]  # fmt: skip
    found = {check_of(*key) for key in keys}
    assert len(found) == len(keys)
    assert all(re.fullmatch("[B-Z]{6}", one) for one in found)


@pytest.mark.parametrize(("day", "may_be"), [("11-09", True), ("11-08", False), ("01-22", True), ("01-23", False)])
def test_a_visit_counts_near_its_planned_day(day: str, may_be: bool) -> None:
    """A visit planned for 23 November may be two weeks early and sixty days late, and no day more."""
    year = 2027 if day.startswith("01") else 2026
    assert may_be_on(date.fromisoformat(f"{year}-{day}"), date(2026, 11, 23)) is may_be


def test_gpx_has_points_and_a_route_for_each_team() -> None:
    """Namespace, version and order of elements are those of GPX 1.1; a visit of no known place is left out."""
    root = ElementTree.fromstring(gpx(papers(), language("vi")))
    assert root.tag == f"{{{GPX}}}gpx"
    assert root.attrib["version"] == "1.1"
    assert root.attrib["creator"]
    tags = [child.tag.split("}")[1] for child in root]
    assert tags == ["metadata", "wpt", "wpt", "wpt", "rte", "rte"]
    names = [[inner.tag.split("}")[1] for inner in child] for child in root]
    assert names[1] == ["name", "desc"]
    assert names[4] == ["name", "desc", "rtept", "rtept", "rtept", "rtept"]
    points = [one for one in root.iter() if "lat" in one.attrib]
    assert all(-90 <= float(one.attrib["lat"]) <= 90 and -180 <= float(one.attrib["lon"]) < 180 for one in points)


def test_kml_has_folders_and_escapes_what_its_balloons_show() -> None:
    """A folder a team, in it one a week; signs of HTML in a name stay text; elements stand in KML's order."""
    marked = papers()
    schedule = marked.schedule.assign(commune="<script>alert(1)</script>\x07")
    root = ElementTree.fromstring(kml(replace(marked, schedule=schedule), language("en")))
    space = {"k": KML}
    folders = root.findall("k:Document/k:Folder", space)
    assert [one.findtext("k:name", namespaces=space) for one in folders] == ["Đội một", "Đội hai"]
    weeks = [one.findtext("k:name", namespaces=space) for one in folders[0].findall("k:Folder", space)]
    assert weeks == ["Week 1", "Week 2"]
    visit = folders[0].find("k:Folder/k:Placemark", space)
    assert visit is not None
    assert [one.tag.split("}")[1] for one in visit] == ["name", "description", "TimeSpan", "ExtendedData", "Point"]
    told = visit.findtext("k:description", namespaces=space) or ""
    assert "&lt;script&gt;" in told
    assert "<script" not in told
    assert set(re.findall("<[^>]*>", told)) == {"<br/>"}


def test_geojson_keeps_to_its_standard() -> None:
    """Points are longitude and latitude, without a CRS; a visit of no known place is there without a geometry."""
    told = json.loads(geojson(papers(), language("vi")))
    assert set(told) == {"type", "name", "is_illustrative", "features"}
    assert [one["geometry"] and one["geometry"]["coordinates"] for one in told["features"]] == [
        [103.05, 20.97], [103.005, 21.005], [103.05, 20.97], None
    ]  # fmt: skip
    assert told["features"][1]["properties"]["name"] == 'Tổ <1> & "2"'
    assert len({one["id"] for one in told["features"]}) == 4


@pytest.mark.parametrize(("name", "suffix", "count"), [("gpx", "gpx", 3), ("kml", "kml", 3), ("geojson", "geojson", 4)])
def test_another_reader_finds_the_places(name: str, suffix: str, count: int, tmp_path) -> None:
    """GDAL reads every format, with the names and the places that were written."""
    driver = {"gpx": "GPX", "kml": "LIBKML", "geojson": "GeoJSON"}[name]
    if driver not in pyogrio.list_drivers():
        pytest.skip(f"this GDAL does not read {driver}")
    file = tmp_path / f"plan.{suffix}"
    file.write_bytes(next(one for one in TRACKS if one.name == name).make(papers(), language("vi"), ""))
    layers = [str(layer) for layer in pyogrio.list_layers(file)[:, 0]]
    wanted = ["waypoints"] if name == "gpx" else layers
    tables = [pyogrio.read_dataframe(file, layer=layer) for layer in wanted]
    column = "Name" if name == "kml" else "name"
    rows = [row for table in tables if column in table for row in zip(table[column], table.geometry, strict=True)]
    visits = [row for row in rows if str(row[0]).startswith(("1. ", "2. ", "Bản", "Tổ", "=Bản"))]
    if name == "kml":
        visits = [row for row in visits if row[1] is not None and not row[1].is_empty]
    assert len(visits) == count
    assert any('Tổ <1> & "2"' in str(row[0]) for row in visits)
    points = {(round(point.x, 3), round(point.y, 3)) for _, point in visits if point is not None}
    assert points == {(103.05, 20.97), (103.005, 21.005)}


def test_the_entities_have_lasting_ids_and_points_of_odk() -> None:
    """Names are UUIDs, unlike each other and the same each time; no column starts like those that ODK reserves."""
    rows = list(csv.DictReader(io.StringIO(entities(papers(), language("vi")).decode())))
    again = list(csv.DictReader(io.StringIO(entities(papers(), language("en")).decode())))
    assert rows == again
    assert len({row["name"] for row in rows}) == len(rows) == 4
    assert all(uuid.UUID(row["name"]).version == 4 for row in rows)
    assert rows[1]["name"] == entity_id("3", "D1", "90001-1", 1)
    assert rows[1]["geometry"] == "21.005000 103.005000 0 0"
    assert rows[3]["geometry"] == ""
    assert all(row["label"] for row in rows)
    assert all(re.fullmatch("[a-z][a-z_]*", name) for name in rows[0])


def test_no_person_is_named_on_a_sheet() -> None:
    """A role has a line and no name; the roles come from the settings of each language."""
    found = pages(team_sheet_pdf.make(papers(), language("en"), "D1"))[0]
    assert squeezed("Contact of the commune:") in found
    assert squeezed("Đầu mối xã") not in found


def test_the_typeface_has_every_letter_of_the_sheets() -> None:
    """All texts that the papers print can be drawn."""
    from reports.typeface import legible

    printed = ("paper.", "plan_sheet.", "terrain.", "unmet.", "left.", "visit.")
    texts = [text for code in LANGUAGES for key, text in catalogue(code).items() if key.startswith(printed)]
    assert [text for text in texts if legible(text) != " ".join(text.split())] == []
