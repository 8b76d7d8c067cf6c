"""Encodings of text files: told from all of the bytes, and no line is lost."""

import pytest

from loaders.encoding import find_encoding, to_utf8
from outreach.errors import FileRefused

TEXT = "Ngày,Xã,Tổ dân phố,Số người\n01/02/2026,Xã Bình Minh,Tổ 1,3\n02/02/2026,Xã Suối Lạnh,Bản Nà Nghè,2\n"


def old_windows(text: str) -> bytes:
    """Write a text in code page 1258 as Windows does: a letter with its shape, then its tone."""
    split = {"à": "à", "ã": "ã", "ổ": "ô\u0309", "ố": "ô\u0301", "ư": "ư", "ờ": "ơ\u0300", "ì": "i\u0300",
             "ạ": "a\u0323", "ả": "a\u0309", "è": "e\u0300", "ó": "o\u0301"}  # fmt: skip
    letters = "".join(split.get(letter, letter) for letter in text)
    return "".join({"ã": "a\u0303"}.get(letter, letter) for letter in letters).encode("cp1258")


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-16"), "utf16"),
        (TEXT.encode("utf-16-le"), "utf16"),
        (TEXT.encode("utf-16-be"), "utf16"),
        (old_windows(TEXT), "cp1258"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16 with mark", "UTF-16 LE", "UTF-16 BE", "1258"],
)
def test_an_encoding_is_told_and_read(content: bytes, reading: str) -> None:
    """The text comes out as it went in, and what was not plain UTF-8 is told with the number of lines."""
    read, findings = to_utf8(content)
    assert read.decode() == TEXT
    assert [(one.key, one.reading, one.facts) for one in findings] == (
        [("encoding", reading, {"lines": 3})] if reading else []
    )


def test_western_letters_are_told_from_the_vietnamese_code_page() -> None:
    """Vietnamese without a second mark fits code page 1252, where 1258 makes no syllables of it; French is the same."""
    text = "Xã Bình,Nà Nhé,hòa,lý\n"
    assert find_encoding(text.encode("cp1252")) == "cp1252"
    assert to_utf8("école,né,São João\n".encode("cp1252"))[0].decode() == "école,né,São João\n"


def test_a_byte_that_comes_late_counts() -> None:
    """The encoding is told from the whole file, also where its first megabyte is plain."""
    plain = b"01/02/2026,Xa A,To 1,3\n" * 60_000
    read, findings = to_utf8(plain + "Xã Bình Minh,é\x8d\n".encode("latin-1"))
    assert findings[0].reading == "cp1252"
    assert read.decode().endswith("Xã Bình Minh,é\x8d\n")


def test_lines_of_another_encoding_are_read_by_their_own() -> None:
    """A file of UTF-8 with some lines of code page 1258 keeps every line, and tells how many were not UTF-8."""
    odd = "03/02/2026,Xã Bình Minh,Tổ 2,4\n"
    read, findings = to_utf8(TEXT.encode() + old_windows(odd) + TEXT.encode())
    assert read.decode() == TEXT + odd + TEXT
    assert [(one.reading, one.facts) for one in findings] == [("mixed", {"lines": 1})]


def test_half_a_letter_does_not_spoil_its_line() -> None:
    """A cell cut in the middle of a letter of UTF-8 leaves the rest of its line readable."""
    whole = TEXT.encode()
    cut = "Xã Suối".encode() + "ạ".encode()[:1] + ",Tổ 3\n".encode()
    read, _ = to_utf8(whole + cut)
    assert read.decode().startswith(TEXT + "Xã Suối")
    assert read.decode().endswith(",Tổ 3\n")


def test_zeros_of_a_program_are_no_text_and_a_stray_zero_goes() -> None:
    """A file full of zero bytes is refused, a single one in a cell is left out."""
    with pytest.raises(FileRefused, match="file_format"):
        to_utf8(b"MZ\x90\x00\x03\x00\x00\x00" * 100)
    assert to_utf8(TEXT.encode().replace(b"3\n", b"3\x00\n"))[0].decode() == TEXT
