"""Legacy fonts: what was written in TCVN3 or VNI is read as it looked, and right Vietnamese is never touched."""

import csv
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.fonts import FONTS, TCVN3, find_font, in_font
from loaders.syllable import is_syllable, marked_words

HOME = Path(__file__).parent.parent.parent
# The same sentences as three keyboards of the nineties left them.
RIGHT = ["Xã Mường Nhé", "Tổ dân phố số 6", "Thị xã Điện Biên Phủ", "Bản Huổi Lóng", "Ngày thực hiện", "Sửa đổi"]
AS_TCVN3 = ["X· M­êng NhÐ", "Tæ d©n phè sè 6", "ThÞ x· §iÖn Biªn Phñ", "B¶n Huæi Lãng", "Ngµy thùc hiÖn", "Söa ®æi"]
AS_VNI = ["Xaõ Möôøng Nheù", "Toå daân phoá soá 6", "Thò xaõ Ñieän Bieân Phuû", "Baûn Huoåi Loùng", "Ngaøy thöïc hieän",
          "Söûa ñoåi"]  # fmt: skip


def names() -> Iterator[str]:
    """Yield the names of all communes, those of today and those of before the merger."""
    for file, columns in (("communes", ("full_name", "former_districts")), ("crosswalk", ("old_name", "old_district"))):
        with (HOME / "geodata" / "builtin" / f"{file}.csv").open(encoding="utf-8") as lines:
            yield from (row[column] for row in csv.DictReader(lines) for column in columns)


@pytest.mark.parametrize(("font", "texts"), [("tcvn3", AS_TCVN3), ("vni", AS_VNI)])
def test_a_font_is_told_and_read(font: str, texts: list[str]) -> None:
    """A few headings and names in a legacy font prove it, and are read as they looked."""
    found = find_font(texts)
    assert found is not None
    assert (found.key, found.reading) == ("font", font)
    assert in_font(texts, FONTS[font]) == RIGHT


def test_capitals_of_vni_are_read() -> None:
    """VNI has capitals of its own, with signs in either case."""
    assert FONTS["vni"].convert("ÑIEÄN BIEÂN, MÖÔØNG LAY, XAÕ Aùng") == "ĐIỆN BIÊN, MƯỜNG LAY, XÃ Áng"


def test_right_vietnamese_is_never_converted() -> None:
    """The names of all communes and every word of the program's own texts are syllables, which prove no font."""
    texts = [*names(), *(HOME / "texts" / "vi.po").read_text(encoding="utf-8").splitlines()]
    composed_and_not = [*texts, *(unicodedata.normalize("NFD", text) for text in texts)]
    assert len(set(marked_words(texts))) > 400
    assert find_font(composed_and_not) is None
    for name in set(names()):
        assert find_font([name] * 10) is None
        assert all(is_syllable(word) for word in marked_words([name])), name


@pytest.mark.parametrize(("font", "texts"), [("tcvn3", AS_TCVN3), ("vni", AS_VNI)])
def test_right_cells_of_a_file_in_a_font_stay(font: str, texts: list[str]) -> None:
    """Where one part of a column is in a legacy font, the names that are right already keep every letter."""
    right = sorted(set(names()))
    assert in_font([*right, *texts], FONTS[font]) == [*right, *RIGHT]
    assert in_font(["Xã", "Ngày", "Số người"], FONTS[font]) == ["Xã", "Ngày", "Số người"]


@pytest.mark.parametrize(
    "text",
    [
        "été près école né à la Forêt père mère hôpital naïve garçon Noël août",
        "São João Conceição não maçã avô coração irmão",
        "año niño señor mañana corazón habitación José Núñez",
        "Straße München Köln größer für Übung Ärzte",
    ],
)
def test_other_languages_prove_no_font(text: str) -> None:
    """Words of French, Portuguese, Spanish and German are nobody's legacy font."""
    assert find_font([text]) is None


def test_a_word_or_two_prove_nothing() -> None:
    """Below a least number of words the text stays as written."""
    assert find_font(["X· B×nh"]) is None


def test_a_person_comes_before_the_evidence() -> None:
    """What a person answered holds, for a font that is not proved and against one that is."""
    asked = find_font(["X· B×nh"], "tcvn3")
    kept = find_font(AS_TCVN3, "as_written")
    assert asked is not None
    assert asked.reading == "tcvn3"
    assert kept is not None
    assert kept.reading == "as_written"


def test_the_table_of_tcvn3_is_that_of_the_standard() -> None:
    """Every small letter has the code that the C library knows for TCVN 5712."""
    codes = "".join(TCVN3).encode("latin-1")
    try:
        done = subprocess.run(
            ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=codes, capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no iconv here")
    if done.returncode:
        pytest.skip("this iconv does not know TCVN5712-1")
    assert unicodedata.normalize("NFC", done.stdout.decode()) == "".join(TCVN3.values())
