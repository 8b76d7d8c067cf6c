"""The kinds of documents: one tuple, walked by the menu, the command line and the tests."""

from dataclasses import dataclass
from datetime import date
from importlib import import_module

from reports.dossier import Dossier
from texts import Language


@dataclass(frozen=True)
class Document:
    """A kind of document. Its module has `make(dossier, say) -> bytes`; its name is the text `document.<module>`."""

    module: str
    stem: str
    suffix: str
    mime: str

    def make(self, dossier: Dossier, say: Language) -> bytes:
        """Make the file; the libraries that write it are loaded now and not before."""
        content: bytes = import_module(f"reports.{self.module}").make(dossier, say)
        return content

    def file_name(self, commune_id: str, day: date, say: Language) -> str:
        """Name the file by what it is, of which place, day and language."""
        return "-".join(filter(None, [self.stem, commune_id, day.isoformat(), say.code])) + f".{self.suffix}"


OFFICE = "application/vnd.openxmlformats-officedocument"
BRIEF_PDF = Document("brief_pdf", "ban-tin", "pdf", "application/pdf")
BRIEF_PNG = Document("brief_png", "ban-tin", "png", "image/png")
MAP_PDF = Document("map_pdf", "ban-do-a3", "pdf", "application/pdf")
TABLE_XLSX = Document("table_xlsx", "bang-so-lieu", "xlsx", f"{OFFICE}.spreadsheetml.sheet")
LETTER_DOCX = Document("letter_docx", "bao-cao", "docx", f"{OFFICE}.wordprocessingml.document")
DOCUMENTS = (BRIEF_PDF, BRIEF_PNG, MAP_PDF, TABLE_XLSX, LETTER_DOCX)
