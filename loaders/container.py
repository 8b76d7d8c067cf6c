"""What kind of file this is, told from its bytes and never from its name."""

import io
import re
import zipfile

from outreach.errors import FileRefused

ZIP, EMPTY_ZIP, OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
MAX_UNPACKED = 1 << 30
MAX_RATIO = 400
TABLES = re.compile(r"(?!__MACOSX/).*\.(csv|tsv|txt|xlsx|xlsm|xlsb|xls|ods)", re.IGNORECASE | re.DOTALL)
OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\x00": "TIFF",
    b"MZ\x90\x00": "EXE", b"\x7fELF": "ELF", b"{\\rtf": "RTF", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet", b"SQLite format 3": "SQLite",
}  # fmt: skip
STREAMS = {"WordDocument": "DOC", "PowerPoint Document": "PPT", "__properties_version1.0": "MSG"}
START_OF_XLS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
FILEPASS = 0x2F
PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|meta|body|table|style|div)\b", re.I | re.S
)


def container(content: bytes) -> str:
    """Return 'xlsx', 'xlsb', 'xls', 'ods', 'zip' (of one table), 'html' or 'text'; raise FileRefused for others."""
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _zipped([entry.filename for entry in entries(content)])
    if content.startswith(OLE):
        return _compound(content)
    for start, what in OTHERS.items():
        if content.startswith(start):
            raise FileRefused("file_is", what=what)
    return _written(content[:4096])


def entries(content: bytes) -> list[zipfile.ZipInfo]:
    """List what a zip holds; raise FileRefused for a damaged or encrypted one, and for a bomb."""
    try:
        found = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("workbook_unreadable") from error
    if any(entry.flag_bits & 1 for entry in found):
        raise FileRefused("workbook_encrypted")
    unpacked = sum(entry.file_size for entry in found)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1 << 14):
        raise FileRefused("workbook_bomb", megabytes=unpacked >> 20)
    return found


def _zipped(names: list[str]) -> str:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx" if "xl/workbook.xml" in names else "xlsb"
    if "content.xml" in names:
        return "ods"
    for name, what in {"word/document.xml": "DOCX", "ppt/presentation.xml": "PPTX"}.items():
        if name in names:
            raise FileRefused("file_is", what=what)
    tables = sum(TABLES.fullmatch(name) is not None for name in names)
    if tables > 1:
        raise FileRefused("zip_of_many", count=tables)
    if not tables:
        raise FileRefused("zip_without_table")
    return "zip"


def only_table(content: bytes, megabytes: int) -> bytes:
    """Unpack the one table of a zip, in memory, no further than the zip says; its name is never used as a path."""
    entry = next(entry for entry in entries(content) if TABLES.fullmatch(entry.filename))
    if entry.file_size > megabytes << 20:
        raise FileRefused("file_too_large", megabytes=megabytes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)).open(entry) as stream:
            return stream.read(entry.file_size)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("workbook_unreadable") from error


def _compound(content: bytes) -> str:
    """Tell the old files of Office by the names of the streams inside them."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise FileRefused("workbook_encrypted")
    if has("Workbook") or has("Book"):
        if _has_password(content):
            raise FileRefused("workbook_encrypted")
        return "xls"
    for name, what in STREAMS.items():
        if has(name):
            raise FileRefused("file_is", what=what)
    raise FileRefused("workbook_unreadable")


def _has_password(content: bytes) -> bool:
    """Look for the record FILEPASS behind the one that begins the workbook."""
    start = START_OF_XLS.search(content)
    at = start.start() if start else len(content)
    for _ in range(20):
        record, length = (int.from_bytes(content[at + n : at + n + 2], "little") for n in (0, 2))
        if record == FILEPASS:
            return True
        at += 4 + length
    return False


def _written(head: bytes) -> str:
    """Tell a page of HTML, as many systems export one under the name .xls, and other markup from plain text."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace")
    if PAGE.match(text):
        return "html"
    if text.lstrip().startswith("<?xml"):
        is_excel = "urn:schemas-microsoft-com:office:spreadsheet" in text
        raise FileRefused("file_is", what="XML Spreadsheet 2003" if is_excel else "XML")
    return "text"
