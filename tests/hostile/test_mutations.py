"""Good files damaged at random: refused in words, or every row accounted for."""

import csv
import io
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.kinds import kind_named
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Context
from outreach.errors import CampaignError
from tests.hostile.case import book, saved
from tests.hostile.names import ATTACKS

HEAD = ["Ngày", "Xã", "Tổ dân phố", "Số CCCD", "Số người", "Kết quả", "Vĩ độ", "Kinh độ"]
ROWS = [
    ["01/02/2026", "Xã Bình Minh", "Tổ 1", "011090000001", "3", "Hoàn thành", "21.005", "103.005"],
    ["02/02/2026", "Xã Suối Lạnh", "Nà Nghè", "", "2", "Vắng", "", ""],
    ["03/02/2026", "Xã Lạ", "Tổ 9", "011090000002", "1", "", "20,995", "103,005"],
]
NASTY = [
    *ATTACKS.values(),
    "",
    " ",
    "\n",
    '"',
    "\x00",
    "\ufeff",
    "#REF!",
    "1e999",
    "-1",
    "31/02/2026",
    "9" * 400,
    "á" * 300,
]
CONTEXT = Context(b"k", 1, (date(2025, 7, 1),), date(2026, 3, 31))
WHERE = st.floats(0, 1, exclude_max=True)
grid = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), st.sampled_from(NASTY)), max_size=6)
order = st.permutations(range(8))
copies = st.lists(st.integers(0, 2), min_size=1, max_size=8)
damage = st.lists(st.tuples(WHERE, st.integers(0, 255)), max_size=4)
cut = st.one_of(st.just(1.0), WHERE)


def table(cells: list[tuple[int, int, str]], columns: list[int], rows: list[int]) -> list[list[str]]:
    """Return the rows with cells replaced, columns in another order and rows doubled or left out."""
    body = [list(row) for row in ROWS]
    for row, column, text in cells:
        body[row][column] = text
    return [[row[column] for column in columns] for row in (HEAD, *(body[number] for number in rows))]


def damaged(content: bytes, bytes_changed: list[tuple[float, int]], length: float) -> bytes:
    kept = bytearray(content[: max(1, round(length * len(content)))])
    for where, byte in bytes_changed:
        kept[int(where * len(kept))] = byte
    return bytes(kept)


def fates(content: bytes, *, isolated: bool = False) -> tuple[int, int] | None:
    """Read a file; return rows in and rows accounted for, None when it is refused."""
    try:
        built, _ = load(content, "tệp", kind_named("visits"), CONTEXT, Limits(isolated=isolated))
    except CampaignError:
        return None
    rejected = built.problems[built.problems["is_rejected"]].drop_duplicates(["sheet", "row_no"])
    return built.rows_in, built.records.num_rows + len(rejected)


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_book(rows: list[list[str]]) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book([])))
    for row in rows:
        made.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text) for text in row])
    return saved(made)


@settings(max_examples=150, deadline=None)
@given(grid, order, copies, damage, cut)
def test_a_damaged_csv_loses_no_row(cells: list, columns: list, rows: list, changed: list, length: float) -> None:
    """Cells replaced, columns swapped, rows doubled, bytes flipped, the end cut off: refused, or all rows told."""
    found = fates(damaged(as_csv(table(cells, columns, rows)), changed, length))
    assert found is None or found[0] == found[1]


@settings(max_examples=100, deadline=None)
@given(grid, order, copies)
def test_every_row_of_a_nasty_csv_is_counted(cells: list, columns: list, rows: list) -> None:
    """Where the csv module finds as many cells in each row as there are headings, as many rows come in."""
    written = table(cells, columns, rows)
    found = fates(as_csv(written))
    if found is not None:
        assert found == (sum(any(cell.strip() for cell in row) for row in written[1:]),) * 2


@settings(max_examples=15, deadline=None)
@given(grid, order, copies, damage, cut)
def test_a_damaged_workbook_loses_no_row(cells: list, columns: list, rows: list, changed: list, length: float) -> None:
    """A workbook damaged in the same ways is refused, or all its rows are told."""
    found = fates(damaged(as_book(table(cells, columns, rows)), changed, length), isolated=True)
    assert found is None or found[0] == found[1]
