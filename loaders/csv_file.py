"""CSV and its relatives: encoding, separator and header row are found, rows that do not fit are kept apart."""

import codecs
import csv
import io
from collections import deque

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from loaders.header import Header
from loaders.table import MAX_HEADER_ROW, RawTable, encode
from outreach.errors import FileRefused

SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE = 1 << 17
BLOCK = 1 << 22  # larger than usual: each block brings its own distinct texts, which are put together afterwards


def find_encoding(content: bytes) -> str:
    """Tell the encoding: by its mark, else UTF-8 where every byte agrees, else the Vietnamese code page of Windows."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    if not _is_utf8(content):
        return "cp1258" if _reads_as(content, "cp1258") else "cp1252"
    return "utf-8"


def _is_utf8(content: bytes) -> bool:
    """Check the bytes where they lie: a decoded copy of a large file would be four times its size."""
    ends = pa.py_buffer(np.array([0, len(content)], dtype=np.int64))
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(content)])
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content[:SAMPLE].decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def first_rows(content: bytes, encoding: str, separator: str) -> list[tuple[list[str], int]]:
    """Read the first rows with the number of the line that each ends on."""
    text = content[:SAMPLE].decode(encoding, errors="replace").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            rows.append((row, reader.line_num))
            if len(rows) == MAX_HEADER_ROW:
                break
    except csv.Error as error:
        raise FileRefused("csv_unreadable") from error
    return rows


def read_csv(content: bytes, encoding: str, separator: str, header: Header) -> RawTable:
    """Read all rows below the headings as dictionary-encoded text."""
    _check_quotes(content, encoding, separator)
    rows = first_rows(content, encoding, separator)
    line = rows[header.row][1]
    ragged: list[tuple[int, int]] = []

    def keep_apart(row: pc.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns if row.text.strip(separator + ' "\t\r\n') else 0))
        return "skip"

    names = [str(position) for position in range(len(header.headings))]
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pc.read_csv(
            pa.BufferReader(content),
            # One thread, so that a row that does not fit tells its number.
            read_options=pc.ReadOptions(
                use_threads=False, skip_rows=line, column_names=names, encoding=encoding, block_size=BLOCK
            ),
            parse_options=pc.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep_apart,
            ),
            convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise FileRefused("csv_unreadable") from error
    columns = tuple(encode(table.column(name)) for name in names)
    row_no = _numbers(table.num_rows, line, header.row, [number for number, _ in ragged])
    preamble = tuple(" ".join(cell for cell in row if cell.strip()) for row, _ in rows[: header.row])
    return RawTable("", header.headings, columns, row_no, preamble, _misfits(ragged, header.row, line))


def _check_quotes(content: bytes, encoding: str, separator: str) -> None:
    """Refuse a file with a quote that never ends: it would swallow all rows behind it into one cell."""
    if encoding != "utf-16" and content.count(b'"') % 2 == 0:
        return
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")
    try:
        deque(csv.reader(text, delimiter=separator, strict=True), maxlen=0)
    except csv.Error as error:
        raise FileRefused("csv_unreadable") from error


def _numbers(kept: int, line: int, header: int, apart: list[int]) -> np.ndarray:
    """Number the kept rows as the file does: all rows below the headings less those kept apart."""
    numbers = np.arange(line + 1, line + 1 + kept + len(apart))
    numbers = np.setdiff1d(numbers, np.array(apart, dtype=np.int64), assume_unique=True)
    return numbers - line + header + 1


def _misfits(ragged: list[tuple[int, int]], header: int, line: int) -> pd.DataFrame:
    frame = pd.DataFrame(ragged, columns=["row_no", "cells"], dtype="int64")
    frame["row_no"] += header + 1 - line
    return frame[frame["cells"] > 0].reset_index(drop=True)
