"""The official report as a Word file, laid out as Decree 30/2020/NĐ-CP, appendix I, asks of a report.

What the program does not know - who issues, number, place and date, proposals, recipients, signatory - is left blank
for a person. Sizes are those of the appendix: national name 12-13, motto, body and title 13-14, recipients 11-12.
"""

import io
from typing import Any

from reports.brief_figures import BriefFigures
from reports.dossier import Dossier
from reports.layout import listed
from reports.map_pdf import in_order
from reports.narrative import Section, narrative, place_name, sources, within
from texts import Language

FONT = "Times New Roman"
BODY, SMALL = 14, 11
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15  # millimetres
PAGE = (210, 297)
INDENT = 10  # millimetres of a first line
COLUMNS = ("name", "adults", "reached", "coverage_share", "gap_people")
COLUMN_WIDTHS = (63, 26, 26, 22, 28)
HEAD_WIDTHS = (66, 99)
# The rules below the agency and the motto, in millimetres: a third to a half of the line, and the whole line.
AGENCY_RULE, MOTTO_RULE, SUBJECT_RULE = 22, 58, 50
EPOCH = 2000  # no clock: the same figures give the same file


def make(dossier: Dossier, say: Language) -> bytes:
    """Return the report as a DOCX."""
    document = _blank(say)
    figures = dossier.figures
    _letterhead(document, say)
    _title(document, figures, say)
    source = sources(figures, say)
    _line(document, say("letter.report.opening", app=say("app.name"), source=source[:1].lower() + source[1:]))
    sections = narrative(figures, say)
    for number, section in enumerate(sections, start=1):
        _section(document, number, section, say)
    _figures_table(document, dossier, len(sections) + 1, say)
    _heading(document, say("letter.report.section", number=len(sections) + 2, title=say("letter.report.proposals")))
    for _ in range(2):
        _line(document, say("letter.report.blank"), indent=0)
    _line(document, say("letter.report.closing"))
    _signature(document, say)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _blank(say: Language) -> Any:
    """Return an empty A4 document with the margins, the typeface and the page numbers that are asked for."""
    from datetime import datetime

    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY)
    _typeface(document, say)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    facts = document.core_properties
    facts.title, facts.author, facts.language = say("letter.report.kind"), say("app.name"), say.code
    facts.created = facts.modified = datetime(EPOCH, 1, 1)  # noqa: DTZ001 - no moment is meant
    facts.comments = ""
    _page_numbers(section)
    return document


def _typeface(document: Any, say: Language) -> None:
    """Set one typeface for every letter, in place of those of the theme, and the language for the spelling."""
    from docx.oxml.ns import qn

    document.styles["Normal"].font.name = FONT
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in (defaults.find(f".//{qn('w:rFonts')}"), document.styles["Normal"].element.rPr.rFonts):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    defaults.find(f".//{qn('w:lang')}").set(qn("w:val"), {"vi": "vi-VN", "en": "en-GB"}[say.code])


def _page_numbers(section: Any) -> None:
    """Number the pages at the middle of the top, but not the first one."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = 1
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _letterhead(document: Any, say: Language) -> None:
    """Set the issuing body on the left, the nation, its motto, and the place and date on the right."""
    left, right = _columns(document, 2)
    _cell(left, say("letter.report.superior"), 12)
    _cell(left, say("letter.report.agency"), 12, bold=True)
    _rule(left, AGENCY_RULE, HEAD_WIDTHS[0])
    _cell(left, say("letter.report.number"), 13, before=4)
    _cell(right, say("letter.report.nation"), 12, bold=True)
    _cell(right, say("letter.report.motto"), 13, bold=True)
    _rule(right, MOTTO_RULE, HEAD_WIDTHS[1])
    _cell(right, say("letter.report.place_date"), 13, italic=True, before=4)


def _columns(document: Any, count: int) -> tuple[Any, ...]:
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=count)
    table.autofit = False
    _no_padding(table)
    for column, cell, width in zip(table.columns, table.rows[0].cells, HEAD_WIDTHS, strict=True):
        column.width = cell.width = Mm(width)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    return tuple(table.rows[0].cells)


def _no_padding(table: Any) -> None:
    """Give the lines of a block the whole width of their column: the national name needs it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _cell(
    cell: Any, text: str, size: int, *, bold: bool = False, italic: bool = False, before: int = 0, align: int = 1
) -> None:
    from docx.shared import Pt

    paragraph = cell.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    _run(paragraph, text, size, bold=bold, italic=italic)


def _run(paragraph: Any, text: str, size: int, *, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(_printable(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _rule(block: Any, long: float, room: float) -> Any:
    """Draw a line of so many millimetres in the middle of a block; return the layout of its paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paragraph = block.add_paragraph()
    style = paragraph.paragraph_format
    style.left_indent = style.right_indent = Mm((room - long) / 2)
    style.space_before = style.space_after = Pt(0)
    style.line_spacing = Pt(3)
    border, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    border.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    return style


def _title(document: Any, figures: BriefFigures, say: Language) -> None:
    from docx.shared import Pt

    for text, before in ((say("letter.report.kind"), 18), (_subject(figures, say), 0)):
        paragraph = document.add_paragraph()
        paragraph.alignment = 1
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(2)
        _run(paragraph, text, BODY, bold=True)
    _rule(document, SUBJECT_RULE, PAGE[0] - LEFT - RIGHT).space_after = Pt(8)
    notices = [say("brief.illustrative")] if figures.is_illustrative else []
    for notice in [*notices, *([say("letter.report.translation")] if say.code == "en" else [])]:
        paragraph = document.add_paragraph()
        paragraph.alignment = 1
        paragraph.paragraph_format.space_before = Pt(8)
        _run(paragraph, notice, BODY - 1, bold=True, italic=True)


def _subject(figures: BriefFigures, say: Language) -> str:
    name = place_name(figures, say)
    place = within(name, say) if figures.is_of_commune else say("letter.report.province", name=name)
    return say("letter.report.subject", place=place, day=figures.day)


def _section(document: Any, number: int, section: Section, say: Language) -> None:
    _heading(document, say("letter.report.section", number=number, title=section.title))
    for line in section.lines:
        _line(document, line)


def _heading(document: Any, text: str) -> None:
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Mm(INDENT)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, BODY, bold=True)


def _line(document: Any, text: str, indent: float = INDENT) -> None:
    from docx.shared import Mm

    paragraph = document.add_paragraph()
    paragraph.alignment = 3
    paragraph.paragraph_format.first_line_indent = Mm(indent)
    _run(paragraph, text, BODY)


def _figures_table(document: Any, dossier: Dossier, number: int, say: Language) -> None:
    """Set the figures of every place; a hidden one is said to be so, and one not known has a dash."""
    from docx.shared import Mm

    _heading(document, say("letter.report.section", number=number, title=say("letter.report.table")))
    places = in_order(dossier.places)
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style, table.autofit = "Table Grid", False
    for at, column, width in zip(range(len(COLUMNS)), COLUMNS, COLUMN_WIDTHS, strict=True):
        cell = table.rows[0].cells[at]
        table.columns[at].width = cell.width = Mm(width)
        _fill(cell, say(f"measure.{column}"), bold=True, align=1)
    _repeat(table.rows[0])
    shown = places[[*COLUMNS, "is_hidden"]].itertuples(index=False, name=None)
    _body_rows(table, [_written(one, say) for one in shown])


def _written(one: tuple[Any, ...], say: Language) -> list[str]:
    name, adults, reached, share, gap, is_hidden = one
    if is_hidden:
        return [listed(str(name)), *[say("table.hidden")] * 4]
    return [listed(str(name)), say.number(adults), say.number(reached), say.share(share), say.number(gap)]


def _body_rows(table: Any, rows: list[list[str]]) -> None:
    """Add rows by copying a row that is laid out once: a province's table is made in a moment."""
    from copy import deepcopy

    from docx.shared import Mm

    model = table.add_row()
    for number, (cell, width) in enumerate(zip(model.cells, COLUMN_WIDTHS, strict=True)):
        cell.width = Mm(width)
        _fill(cell, "x", align=0 if number == 0 else 2)
    pattern = model._tr
    table._tbl.remove(pattern)
    for row in rows:
        made = deepcopy(pattern)
        for text, value in zip(
            made.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"), row, strict=True
        ):
            text.text = _printable(value)
        table._tbl.append(made)


def _printable(text: str) -> str:
    """Leave out the signs that no XML may hold."""
    return "".join(letter for letter in text.replace("\xa0", " ") if letter.isprintable())


def _fill(cell: Any, text: str, *, bold: bool = False, align: int = 0) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    _run(paragraph, text, SMALL, bold=bold)


def _repeat(row: Any) -> None:
    """Repeat a row of headings on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _signature(document: Any, say: Language) -> None:
    """Set the recipients on the left and the place of the signature on the right, both for a person to fill."""
    left, right = _columns(document, 2)
    _cell(left, say("letter.report.to"), 12, bold=True, italic=True, align=0)
    for text in (say("letter.report.to_blank"), say("letter.report.to_blank"), say("letter.report.to_file")):
        _cell(left, text, SMALL, align=0)
    _cell(right, say("letter.report.signature"), 13, bold=True)
    for _ in range(4):
        _cell(right, "", BODY)
    _cell(right, say("letter.report.name"), BODY, bold=True)
