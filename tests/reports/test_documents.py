"""Every document says the same figures, prints right, and carries nothing that it should not."""

import io
import re
import socket
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import docx
import openpyxl
import pypdfium2
import pytest
from docx.shared import Pt
from PIL import Image

from campaign import Campaign
from geodata.province import communes
from reports import brief_pdf, brief_png, letter_docx, map_pdf, table_xlsx
from reports.cartography import round_length
from reports.document import DOCUMENTS
from reports.dossier import Dossier, dossier
from reports.headline import headline
from reports.narrative import narrative
from reports.palette import COVERAGE, HIDDEN, UNKNOWN
from reports.typeface import FILES, FOLDER, abridged, legible
from tests.reports.places import CODES, DAY
from texts import LANGUAGES, catalogue, language

every_language = pytest.mark.parametrize("lang", LANGUAGES)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "{=1}")
PRINTED = ("brief.", "why.", "measure.", "class.", "map.", "map_sheet.", "figure.", "trust.", "app.")


def words(content: bytes) -> str:
    """Return the text of a PDF without its blanks, for lines break where they may."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return squeezed("".join(texts))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\ufffe\u00ad]+", "", text)


def size(content: bytes) -> list[tuple[int, int]]:
    """Return the width and height of each page in millimetres."""
    with pypdfium2.PdfDocument(content) as document:
        return [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in document]


def docx_text(content: bytes) -> str:
    """Return all text of a Word file, in its order."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(node.itertext()) for node in body.iter() if node.tag.endswith("}p"))


def cells(content: bytes) -> Iterator[tuple[str, object, str]]:
    """Yield the sheet, value and type of every cell of a workbook."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        filled = (cell for row in sheet for cell in row if cell.value is not None)
        yield from ((sheet.title, cell.value, cell.data_type) for cell in filled)


def renamed(one: Dossier, names: tuple[str, ...]) -> Dossier:
    """Return a dossier whose groups bear other names."""
    groups = one.groups.assign(name=[names[at % len(names)] for at in range(len(one.groups))])
    figures = replace(one.figures, ahead=tuple(replace(place, name=names[0]) for place in one.figures.ahead))
    return Dossier(figures, one.communes, groups, one.edition)


@every_language
def test_the_brief_says_the_figures_of_the_page(whole: Dossier, lang: str) -> None:
    """The text that comes out of the PDF has every card, and every sentence that is not in its tables."""
    say = language(lang)
    found = words(brief_pdf.make(whole, say))
    for value, note in ((one.value, one.meaning) for one in headline(whole.figures, say)):
        assert squeezed(value) in found
        assert squeezed(note) in found
    for section in narrative(whole.figures, say):
        if section.name not in ("ahead", "behind"):
            assert [line for line in section.lines if squeezed(line) not in found] == []
    for place in (*whole.figures.ahead, *whole.figures.behind):
        assert squeezed(place.name) + squeezed(say.share(place.coverage_share)) in found


@pytest.mark.parametrize(("code", "lang"), [("", "vi"), ("", "en"), (CODES[5], "en"), (CODES[0], "vi")])
def test_a_document_has_one_page_of_its_paper(told: Campaign, lang: str, code: str) -> None:
    """The brief is one upright A4, and the map one A3 on its side."""
    one, say = dossier(told, DAY, code), language(lang)
    assert size(brief_pdf.make(one, say)) == [(210, 297)]
    assert size(map_pdf.make(one, say)) == [(420, 297)]


def test_the_picture_is_the_brief(whole: Dossier) -> None:
    """The picture has the page at twice its points, and something on it."""
    picture = Image.open(io.BytesIO(brief_png.make(whole, language("vi"))))
    assert len(picture.convert("L").getcolors() or []) > 20
    assert (picture.format, picture.size) == ("PNG", (1191, 1684))


@every_language
def test_vietnamese_letters_survive(whole: Dossier, lang: str) -> None:
    """What comes out of the PDFs is composed, and holds the names and titles letter by letter."""
    say = language(lang)
    for module in (brief_pdf, map_pdf):
        found = words(module.make(whole, say))
        assert found == unicodedata.normalize("NFC", found)
        assert "ĐiệnBiên" in found
    assert [name for name in whole.communes["name"] if squeezed(name) not in found] == []


def test_the_typeface_has_every_letter() -> None:
    """All texts that are printed, all names of communes and all Vietnamese letters can be drawn; others show as `?`."""
    texts = [text for code in LANGUAGES for key, text in catalogue(code).items() if key.startswith(PRINTED)]
    names = communes()["full_name"].tolist()
    vietnamese = "".join(map(chr, range(0x1EA0, 0x1EFA))) + "ĂăÂâĐđÊêÔôƠơƯư"
    assert [text for text in [*texts, *names, vietnamese] if legible(text) != " ".join(text.split())] == []
    assert legible("Ba\u0309n \u0e01") == "Bản ?"


def test_the_typeface_is_small_and_licensed() -> None:
    """Both weights together stay below 600 KB, beside the licence they are given under."""
    assert sum((FOLDER / file).stat().st_size for file in FILES.values()) < 600_000
    assert "SIL Open Font License" in (FOLDER / "LICENSE-BeVietnamPro.txt").read_text(encoding="utf-8")


def test_the_pdf_carries_its_letters(whole: Dossier) -> None:
    """Every text is written in the typeface, which is embedded, so the page prints right everywhere."""
    with pypdfium2.PdfDocument(brief_pdf.make(whole, language("vi"))) as document:
        page = document[0]
        fonts = [one.get_font() for one in page.get_objects() if isinstance(one, pypdfium2.PdfTextObj)]
        assert fonts
        assert {(font.get_base_name().split("+")[-1], font.is_embedded) for font in fonts} == {
            ("BeVietnamPro-Regular", True),
            ("BeVietnamPro-Bold", True),
        }


def test_the_same_figures_give_the_same_pdf(whole: Dossier) -> None:
    """A brief made again is the same file to the byte."""
    say = language("vi")
    assert brief_pdf.make(whole, say) == brief_pdf.make(whole, say)


@every_language
def test_the_map_says_what_it_is(told: Campaign, lang: str) -> None:
    """Day, schematic borders, denominators and each class with its count stand on the sheet."""
    say, one = language(lang), dossier(told, DAY)
    found = words(map_pdf.make(one, say))
    for text in (say("map.as_of", day=DAY), say("map.grade.schematic"), say("measure.adults.definition")):
        assert squeezed(text) in found
    counts = one.communes["coverage_class"].value_counts()
    for swatch in (*COVERAGE, *(swatch for swatch in UNKNOWN if swatch.key in counts)):
        assert squeezed(say(f"class.{swatch.key}")) + str(counts.get(swatch.key, 0)) in found
    assert re.search(r"0\d+km", found)


def test_what_is_hidden_has_a_hatch_of_its_own() -> None:
    """On a grey print a hidden place is not taken for one that is not known."""
    assert HIDDEN.hatch not in {swatch.hatch for swatch in UNKNOWN}


@pytest.mark.parametrize(("most", "km"), [(9.9, 5), (20, 20), (1.4, 1), (0.35, 0.2)])
def test_the_scale_is_a_round_length(most: float, km: float) -> None:
    """The bar is 1, 2 or 5 times a power of ten and never longer than its room."""
    assert round_length(most) == pytest.approx(km)


def test_places_are_listed_as_a_reader_looks_them_up(whole: Dossier) -> None:
    """Numbers count as numbers, and marks come after letters: 2 before 10, Ảng between A and B."""
    names = ["Tổ 10", "Bản B", "Bản Ảng", "Tổ 2", "Bản A", "Đội 1", "Dội 2"]
    listed = map_pdf.in_order(whole.communes.head(len(names)).assign(name=names))
    assert listed["name"].tolist() == ["Bản A", "Bản Ảng", "Bản B", "Đội 1", "Dội 2", "Tổ 2", "Tổ 10"]
    assert listed.index.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_a_long_name_keeps_its_end() -> None:
    """A name is cut in its middle: the number at its end tells it from its neighbours."""
    assert abridged("Tổ dân phố Tái Định Cư 12", 15) == "Tổ dân ph…Cư 12"
    assert abridged("Tổ 1", 15) == "Tổ 1"


def test_the_report_is_laid_out_as_the_decree_asks(whole: Dossier) -> None:
    """A4, margins, typeface and sizes lie within appendix I of Decree 30/2020/NĐ-CP; page numbers but on the first."""
    document = docx.Document(io.BytesIO(letter_docx.make(whole, language("vi"))))
    section, normal = document.sections[0], document.styles["Normal"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for margin, least, most in (
        (section.top_margin, 20, 25),
        (section.bottom_margin, 20, 25),
        (section.left_margin, 30, 35),
        (section.right_margin, 15, 20),
    ):
        assert least <= round(margin.mm) <= most
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    head = document.tables[0].rows[0].cells
    nation, motto = head[1].paragraphs[0], head[1].paragraphs[1]
    assert (nation.text, nation.runs[0].bold) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True)
    assert (motto.text, motto.runs[0].bold) == ("Độc lập - Tự do - Hạnh phúc", True)
    assert "w:pBdr" in head[1].paragraphs[2]._p.xml
    assert head[1].paragraphs[3].runs[0].italic
    fonts = re.findall(r'w:(?:ascii|hAnsi|cs|eastAsia)="([^"]+)"', document.styles["Normal"].element.xml)
    assert set(fonts) == {"Times New Roman"}


@every_language
def test_the_report_tells_the_brief_and_invents_nothing(whole: Dossier, lang: str) -> None:
    """All sentences and every commune stand in it; who issues, signs and receives, and when, is left blank."""
    say = language(lang)
    text = docx_text(letter_docx.make(whole, say))
    assert [line for section in narrative(whole.figures, say) for line in section.lines if line not in text] == []
    assert [name for name in whole.communes["name"] if name not in text] == []
    for blank in ("number", "place_date", "superior", "agency", "signature", "name", "to_blank"):
        assert say(f"letter.report.{blank}") in text


@every_language
def test_the_table_has_the_standing_and_its_definitions(whole: Dossier, told: Campaign, lang: str) -> None:
    """Each commune's row is that of the command line, the total that of the brief, and every figure is defined."""
    say = language(lang)
    book = openpyxl.load_workbook(io.BytesIO(table_xlsx.make(whole, say)))
    sheet = book[say("table.sheet_communes")]
    head = [cell.value for cell in sheet[table_xlsx.HEAD_ROW + 1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(table_xlsx.HEAD_ROW + 2, values_only=True)]
    standing = told.standing("commune").set_index("unit_id")
    name, reached = say("measure.unit_id"), say("measure.reached")
    for row in rows[:-1]:
        expected = standing.loc[row[name]]
        assert row[reached] == (expected["reached"] if expected["records"] else None)
        assert row[say("measure.state")] == say(f"state.{expected['state']}")
    assert rows[-1][reached] == whole.figures.whole.reached
    defined = {row[0].value: row[1].value for row in book[say("download.definitions")]}
    for column in ("reached", "coverage_share", "gap_people", "adults", "groups_never", "state"):
        assert defined[say(f"measure.{column}")] == say(f"measure.{column}.definition")
    assert defined[say("definition.day")] == say.day(DAY)
    assert defined[say("definition.edition")] == whole.edition.name


def test_the_table_keeps_small_figures_to_itself(whole: Dossier) -> None:
    """The group of three people, and the one hidden with it, have the word in place of every count."""
    say = language("vi")
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx.make(whole, say)))[say("table.sheet_groups")]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(table_xlsx.HEAD_ROW + 2, values_only=True)}
    for code in (f"{CODES[1]}-1", f"{CODES[1]}-2"):
        assert rows[code][2:6] == ("ẩn",) * 4
        assert rows[code][6] == say("state.hidden")
        assert rows[code][9] == "ẩn"
    assert rows[f"{CODES[5]}-1"][2:6] == (60, 40, 0.667, 20)


def test_no_cell_is_a_formula(whole: Dossier) -> None:
    """A name that looks like a formula stays text."""
    content = table_xlsx.make(renamed(whole, FORMULAS), language("vi"))
    found = list(cells(content))
    assert {kind for _, _, kind in found} <= {"s", "n", "d"}
    assert set(FORMULAS) <= {value for _, value, _ in found}


def test_a_name_is_never_markup(whole: Dossier) -> None:
    """Marks of markup in a name are printed as they are, in the PDF and in the Word file; signs of control vanish."""
    say, name = language("vi"), "<b>Xã</b> &amp; <img src='http://x/'/>"
    named = renamed(whole, (name,))
    assert squeezed(name) in words(brief_pdf.make(named, say))
    broken = replace(named.figures, names={"vi": "Xã \x01\x0b", "en": ""})
    changed = Dossier(broken, named.communes.assign(name=name + "\x0b"), named.groups, named.edition)
    assert name in docx_text(letter_docx.make(changed, say))


@every_language
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.module)
def test_illustrative_figures_say_so(whole: Dossier, document: object, lang: str) -> None:
    """Every document of generated figures carries the notice, and of true ones none."""
    say = language(lang)
    for is_illustrative in (True, False):
        figures = replace(whole.figures, is_illustrative=is_illustrative)
        one = Dossier(figures, whole.communes, whole.groups, whole.edition)
        module = brief_pdf if document.module == "brief_png" else None  # type: ignore[attr-defined]
        content = module.make(one, say) if module else document.make(one, say)  # type: ignore[attr-defined]
        notice = say("brief.illustrative")
        read = {"%PDF": words, "PK\x03\x04": _office}[content[:4].decode("latin-1")]
        assert (squeezed(notice) in read(content)) is is_illustrative


def _office(content: bytes) -> str:
    try:
        return squeezed("".join(str(value) for _, value, _ in cells(content)))
    except OSError:
        return squeezed(docx_text(content))


def test_nothing_is_asked_of_the_network(whole: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """All documents are made without opening a socket."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a document asked the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert all(document.make(whole, language("vi")) for document in DOCUMENTS)
