"""A table as it was written: headings, text cells, and the row number that a person sees in the file."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.finding import Finding

MAX_HEADER_ROW = 30


@dataclass(frozen=True)
class RawTable:
    """One sheet of a file.

    `columns` are dictionary-encoded text, one array a heading, blanks are ''. `row_no` is the row's number in
    the file, counted from 1. `preamble` is the text above the headings. `ragged` lists rows that do not fit
    the headings: row_no and the number of cells found. `findings` tell how the text itself had to be read.
    """

    sheet: str
    headings: tuple[str, ...]
    columns: tuple[pa.DictionaryArray, ...]
    row_no: np.ndarray
    preamble: tuple[str, ...] = ()
    ragged: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"row_no": [], "cells": []}, dtype="int64"))
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.row_no)

    def take(self, rows: np.ndarray) -> "RawTable":
        """Keep the rows of a boolean mask."""
        kept = pa.array(rows)
        columns = tuple(column.filter(kept) for column in self.columns)
        return replace(self, columns=columns, row_no=self.row_no[rows])


def encode(texts: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """Dictionary-encode text in one piece, so that each distinct value is read once."""
    if isinstance(texts, pa.ChunkedArray):
        texts = (
            texts.unify_dictionaries().combine_chunks()
            if pa.types.is_dictionary(texts.type)
            else texts.combine_chunks()
        )
    if isinstance(texts, pa.ChunkedArray):  # combine_chunks of no chunk at all
        texts = pa.array([], pa.string())
    return texts if pa.types.is_dictionary(texts.type) else texts.fill_null("").dictionary_encode()
