"""Rows to be mended: the cells of chosen rows as they were written, under their own headings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from loaders.header import find_known_header
from loaders.kinds import Kind
from loaders.opening import Limits, read_tables


@dataclass(frozen=True)
class Excerpt:
    """Some rows of one sheet: the titles above, the headings, the cells as text, and each row's number in the file."""

    sheet: str
    preamble: tuple[str, ...]
    headings: tuple[str, ...]
    cells: pd.DataFrame
    row_no: np.ndarray


def excerpts(
    content: bytes,
    kind: Kind,
    limits: Limits,
    answers: Mapping[str, str],
    wanted: Collection[tuple[str, int]],
    known: Collection[str],
) -> list[Excerpt]:
    """Return the wanted rows (sheet and row number) of a file; a sheet without any is left out.

    `known` are the keys of headings that people have mapped.

    The cells are the user's own and may name people: they go back to the user and are kept nowhere.
    """
    found = []
    for table in read_tables(content, kind, limits, answers, partial(find_known_header, known=known)):
        numbers = [row for sheet, row in wanted if sheet == table.sheet]
        part = table.take(np.isin(table.row_no, numbers))
        if len(part):
            cells = pd.DataFrame({at: column.to_pylist() for at, column in enumerate(part.columns)})
            found.append(Excerpt(part.sheet, part.preamble, part.headings, cells, part.row_no))
    return found
