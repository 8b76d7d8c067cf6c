"""A square code that a phone reads, drawn as vectors on a page of a PDF."""

from typing import Any

QUIET = 4  # empty modules around the code, as its standard asks (ISO/IEC 18004)


def draw_code(canvas: Any, text: str, left: float, bottom: float, side: float) -> None:
    """Draw a QR code (error correction M) with its quiet zone into a square of a page."""
    from reportlab.graphics.barcode import qrencoder

    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = side / (count + 2 * QUIET)
    canvas.setFillColor("#ffffff")
    canvas.rect(left, bottom, side, side, stroke=0, fill=1)
    path = canvas.beginPath()
    for row in range(count):
        y = bottom + (QUIET + count - 1 - row) * module
        for first, length in _runs([code.isDark(row, column) for column in range(count)]):
            path.rect(left + (QUIET + first) * module, y, length * module, module)
    canvas.setFillColor("#000000")
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(dark: list[bool]) -> list[tuple[int, int]]:
    """Return where runs of dark modules begin and how long they are: fewer edges, and no hair lines in between."""
    found: list[tuple[int, int]] = []
    for place, is_dark in enumerate(dark):
        if not is_dark:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found
