"""Cells read as what they mean: each distinct text once, with a mark on those that cannot be read."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from loaders.headings import bare

LONG_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d){8,}")
LONGEST_REMARK = 200
UNITS = re.compile(
    r"\s*(người|nguoi|hộ|ho|học viên|hv|people|persons?|adults|households|phút|phut|minutes|min)\s*$", re.IGNORECASE
)
CODE = re.compile(r"^\d{1,2} (?=[a-z])")
THOUSANDS = re.compile(r"[1-9]\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]0+)?")
BLANKS = frozenset({"", "-", "–", "na", "n a", "null", "none", "nan", "khong ro", "chua co"})
LONGEST_BLANK = max(len(word.replace(" ", "")) for word in BLANKS)
NO_VALUE = "khong co"  # "there is none": nothing in a column of numbers, and a plain no where yes or no is asked
NO_NAMES = frozenset({"n/a", "#n/a", "null", "#null!"})  # a village may be called Na, and a hamlet None
YES = frozenset({"co", "yes", "y", "x", "1", "true", "dung", "oui", "si", "sim", "ya", "iya", "da co", "1 yes", "1 co"})
NO = frozenset({"khong", "no", "n", "0", "false", "sai", "chua", "khong co", "chua co", "non", "nao", "tidak", "0 no"})
SERVED = frozenset(
    {
        "da huong dan", "hoan thanh", "da hoan thanh", "completed", "complete", "done", "served", "dat", "thanh cong",
        "co mat", "co gap", "xong", "da tap huan", "da tiep can", "ok", "hoan tat", "complet", "termine", "realise",
        "completado", "completada", "completo", "completa", "realizado", "realizada", "concluido", "concluida",
        "atendido", "atendida", "selesai", "finished", "successful", "visited",
    }
)  # fmt: skip
ENDINGS = {
    "absent": (
        "vang mat",
        "vang",
        "vang nha",
        "di vang",
        "absent",
        "not home",
        "khong co nha",
        "khong gap",
        "khong co mat",
        "absente",
        "ausente",
        "not at home",
        "nobody home",
        "nobody at home",
        "no one home",
        "no one at home",
    ),
    "refused": ("tu choi", "refused", "refusal", "refus", "rechazo", "rechazado", "recusa", "recusou", "menolak"),
    "moved": ("da chuyen di", "chuyen di", "moved", "moved away", "da mat", "demenage", "mudou", "pindah"),
    "unreachable": ("khong tiep can duoc", "unreachable", "inaccessible"),
}
SERVED_BEGINNINGS = ("da", "hoan thanh", "hoan tat", "co gap", "completed", "served", "done")
CLOSED = {word: ending for ending, words in ENDINGS.items() for word in words}
OFFICIALS = ("can bo", "cong chuc", "vien chuc", "official", "civil servant", "public employee")


@dataclass(frozen=True)
class Cells:
    """A column read: `found` (None where blank or unreadable) and `is_bad`, True where text could not be read."""

    found: pa.Array
    is_bad: np.ndarray


def is_blank(text: str) -> bool:
    """Tell text that stands for nothing where a number, a date or a number of a person belongs."""
    letters = text.replace(" ", "")
    # Told by its length or a digit, without a look at each letter: most texts of a large file are names and codes.
    if letters.isalnum() and (len(letters) > LONGEST_BLANK or not letters.isalpha()):
        return False
    return bare(text) in BLANKS


def is_valueless(text: str) -> bool:
    """Tell text that stands for nothing where a number of something or of somebody belongs."""
    return is_blank(text) or (len(text) == len(NO_VALUE) and bare(text) == NO_VALUE)


def is_nameless(text: str) -> bool:
    """Tell text that stands for nothing where a name belongs: no letter and no digit in it, or a mark of no value."""
    return not any(map(str.isalnum, text)) or text.casefold() in NO_NAMES


def read(column: pa.DictionaryArray, parse: Callable[[str], object], kind: pa.DataType) -> Cells:
    """Read each distinct text with `parse`, which returns None for text that it cannot read."""
    texts = [tidy(text) for text in column.dictionary.to_pylist()]
    is_nothing = BLANK_FOR.get(parse, is_valueless)
    blank = np.array([is_nothing(text) for text in texts], dtype=bool)
    parsed = [None if nothing else parse(text) for text, nothing in zip(texts, blank, strict=True)]
    is_bad = np.array([value is None for value in parsed], dtype=bool) & ~blank
    values = pa.array(parsed, kind)
    if not len(texts):
        return Cells(pa.nulls(len(column), kind), np.zeros(len(column), dtype=bool))
    return Cells(values.take(column.indices), is_bad[column.indices.to_numpy(zero_copy_only=False)])


def tidy(text: str | None) -> str:
    """Bring text to NFC with single spaces and without control, zero-width and bidi characters."""
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(_keep(c) for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def _keep(character: str) -> str:
    category = unicodedata.category(character)
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else "" if category == "Cf" else character


def read_count(text: str) -> int | None:
    """Read a whole number of people: '1.234' and '1,234' are thousands, '12.0' is twelve, '5 người' is five."""
    text = UNITS.sub("", text)
    if found := THOUSANDS.fullmatch(text):
        text = "".join(part for part in text.split(found[1]))
    if found := re.fullmatch(r"(\d{1,9})([.,]0+)?", text):
        return int(found[1])
    return None


def read_measure(text: str) -> float | None:
    """Read a decimal number with a point or a comma, thousands marked by the other; no infinity, no NaN."""
    text = re.sub(r"(?<=\d)\s*(km|ngày|days?)$", "", text, flags=re.IGNORECASE)
    if found := re.fullmatch(r"([+-]?\d{1,3}(?:([ .,'’])\d{3}(?:\2\d{3})*))(?!\2)[.,](\d{1,30})", text):
        return float(f"{found[1].replace(found[2], '')}.{found[3]}")
    if re.fullmatch(r"[+-]?\d{1,3}(?:([.,])\d{3}\1\d{3}(?:\1\d{3})*|(?:[ '’]\d{3})+)", text):
        return float(re.sub(r"[ .,'’]", "", text))
    if re.fullmatch(r"[+-]?\d{1,12}([.,]\d{0,30})?", text):
        return float(text.replace(",", "."))
    return None


def measure_reader(column: pa.DictionaryArray) -> Callable[[str], float | None]:
    """Return how a column's decimal numbers are read: where its decimals follow commas, '1.234' is a thousand.

    The column proves it: some number has a comma that cannot mark thousands, and none has such a point.
    """
    texts = [tidy(text) for text in column.dictionary.to_pylist()]
    marks = {found[1] for text in texts if (found := re.search(r"\d([.,])(?:\d{1,2}|\d{4,})(?:\D|$)", text))}
    if marks != {","}:
        return read_measure
    return lambda text: read_measure(re.sub(r"(?<=\d)\.(?=\d{3}(?:\D|$))", "", text))


def read_yes(text: str) -> bool | None:
    """Read yes or no in both languages, and in French, Spanish, Portuguese and Indonesian."""
    word = bare(text)
    return True if word in YES else False if word in NO else None


def read_status(text: str) -> str | None:
    """Read how a visit ended: 'served', or closed without service as absent, refused, moved, unreachable.

    A phrase is known by its beginning: "Đã hướng dẫn VNeID" is served, "Vắng nhà cả ngày" is absent. A number
    before it is the code of a form: "1. Hoàn thành".
    """
    word = CODE.sub("", bare(text))
    for begin, meaning in CLOSED.items():
        if word == begin or word.startswith(begin + " "):
            return meaning
    is_served = word in SERVED or any(word.startswith(begin + " ") for begin in SERVED_BEGINNINGS)
    return "served" if is_served else None


def read_audience(text: str) -> str:
    """Tell officials from citizens; whoever is not plainly an official is a citizen."""
    word = bare(text)
    return "officials" if any(part in word for part in OFFICIALS) else "citizens"


def read_year(text: str) -> int | None:
    """Read a year between 1900 and 2100."""
    found = re.fullmatch(r"(19\d\d|20\d\d|2100)(\.0+)?", text)
    return int(found[1]) if found else None


def read_text(text: str) -> str:
    """Read a name as it is; 'NA' and 'None' are names."""
    return text


def read_remark(text: str) -> str:
    """Read free text without what may be a telephone or an identity number in it, and not without end."""
    return LONG_NUMBER.sub("…", text)[:LONGEST_REMARK]


def read_label(text: str) -> str:
    """Read a code or a label as it is, less the '.0' that spreadsheets put behind a number."""
    return re.sub(r"^(\d+)\.0+$", r"\1", text)


# What is nothing in a column, by how it is read; "không có" is a no to a question, and no outcome of a visit.
BLANK_FOR: dict[Callable[[str], object], Callable[[str], bool]] = {
    read_text: is_nameless,
    read_status: is_blank,
    read_yes: lambda text: is_blank(text) and read_yes(text) is None,
}
