"""The brief as a picture, to be sent in a chat: the very page of the PDF."""

import io
import threading

from reports import brief_pdf
from reports.dossier import Dossier
from texts import Language

SCALE = 2.0  # pixels of a point: 1191 x 1684, which chat programs keep legible
DRAWING = threading.Lock()  # PDFium serves one thread at a time


def make(dossier: Dossier, say: Language) -> bytes:
    """Return the brief as a PNG."""
    return picture(brief_pdf.make(dossier, say), SCALE)


def picture(content: bytes, scale: float, number: int = 0) -> bytes:
    """Return one page of a PDF as a PNG."""
    import pypdfium2

    buffer = io.BytesIO()
    with DRAWING, pypdfium2.PdfDocument(content) as document:
        page = document[number]
        page.render(scale=scale).to_pil().save(buffer, "PNG")
        page.close()
    return buffer.getvalue()
