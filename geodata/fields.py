"""Which column of a boundary file is the code, the name, the kind, the parent."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

import pandas as pd

from geodata import columns
from geodata.syllable import plain
from outreach.errors import FileRefused

# In order of preference; {n} stands for the level of a unit, deeper levels first. Headings are compared
# without marks, capitals and anything but letters and digits.
CODE_HEADINGS = (
    "mathon", "maban", "matdp", "mato", "makhupho", "maxa", "maphuong", "mapx", "maphuongxa", "madvhc",
    "madonvi", "unitid", "code", "ma", "communecode", "wardcode", "villagecode", "groupcode",
    "adm(?:in)?{n}(?:pcod|pcode|code|id)", "pcode", "shapeiso", "cc{n}", "ref", "orgunitid", "uid", "id",
    "gid{n}", "shapeid",
)  # fmt: skip
NAME_HEADINGS = (
    "tenthon", "tenban", "tentdp", "tento", "tenkhupho", "tenxa", "tenphuong", "tenpx", "tenphuongxa",
    "tendvhc", "tendonvi", "unitname", "name", "ten", "tengoi", "fullname", "tendaydu", "communename",
    "wardname", "villagename", "groupname", "namevi", "namevn", "adm(?:in)?{n}(?:name|vi|vn|en|)",
    "name{n}", "shapename", "label", "title",
)  # fmt: skip
KIND_HEADINGS = (
    "kind",
    "type",
    "loai",
    "cap",
    "loaidvhc",
    "loaihinh",
    "phanloai",
    "type{n}",
    "engtype{n}",
    "shapetype",
)
PARENT_HEADINGS = (
    "parentid", "parentcode", "parentref", "macha", "macaptren", "communeid", "communecode", "wardcode",
    "maxa", "maphuong", "mapx", "districtcode", "mahuyen", "maqh", "adm(?:in)?{n}(?:pcod|pcode|code|id)",
    "gid{n}", "provincecode", "matinh", "matp",
)  # fmt: skip
PARENT_NAME_HEADINGS = (
    "parentname", "parent", "tencha", "tencaptren", "communename", "commune", "wardname", "tenxa",
    "tenphuong", "tenpx", "xa", "phuong", "districtname", "district", "tenhuyen", "huyen",
    "adm(?:in)?{n}(?:name|vi|vn|en|)", "name{n}", "provincename", "province", "tentinh", "tinh",
)  # fmt: skip
COUNTERS = ("objectid", "fid", "ogcfid", "rowid", "stt")
CODE_SHARE, NAME_SHARE = 0.5, 0.3
CODE_LENGTH = 40
CODE_SHAPE = r"(?!\d+\.\d+$)(?=.*\d)[0-9A-Z._/-]{2,20}"


@dataclass(frozen=True)
class FieldMap:
    """Columns by their headings; without a code the ids are made from names."""

    code: str | None = None
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    parent_name: str | None = None

    def check(self, headings: Iterable[str]) -> None:
        """Refuse a map that names a column the file has not, or neither code nor name.

        Raises
        ------
        FileRefused
            ``field_unknown``; ``fields_needed``.
        """
        known = list(headings)
        for field in fields(self):
            heading = getattr(self, field.name)
            if heading is not None and heading not in known:
                raise FileRefused("field_unknown", field=field.name, heading=heading[:200], headings=known)
        if self.code is None and self.name is None:
            raise FileRefused("fields_needed", headings=known)


def guess_fields(table: pd.DataFrame) -> FieldMap:
    """Guess by heading first, and then by content.

    A heading is believed only where its column holds what it promises: codes and names differ from row to
    row, those of a parent repeat.

    Parameters
    ----------
    table
        The attributes, without geometry; headings are text.
    """
    texts = pd.DataFrame({heading: columns.coded(table[heading]) for heading in table.columns}, index=table.index)
    code = _first(_headed(texts, CODE_HEADINGS), lambda heading: _is_code(texts[heading])) or _code_by_content(texts)
    left = texts.drop(columns=[code] if code else [])
    name = _first(_headed(left, NAME_HEADINGS), lambda heading: _is_name(left[heading])) or _name_by_content(left)
    left = left.drop(columns=[name] if name else [])
    kind = _first(_headed(left, KIND_HEADINGS), lambda heading: _repeats(left[heading]))
    parent = _first(_headed(left, PARENT_HEADINGS), lambda heading: _is_parent(left[heading]))
    left = left.drop(columns=[parent] if parent else [])
    parent_name = _first(_headed(left, PARENT_NAME_HEADINGS), lambda heading: _is_parent(left[heading]))
    return FieldMap(code, name, kind, parent, parent_name)


def _first(headings: list[str], test: Callable[[str], bool]) -> str | None:
    return next((heading for heading in headings if test(heading)), None)


def _headed(texts: pd.DataFrame, patterns: tuple[str, ...]) -> list[str]:
    """List the columns whose headings are known, the best first."""
    ranked = [(rank, heading) for heading in texts.columns if (rank := _rank(heading, patterns)) is not None]
    return [heading for _, heading in sorted(ranked, key=lambda pair: pair[0])]


def _rank(heading: str, patterns: tuple[str, ...]) -> tuple[int, int] | None:
    """Rank a heading by its pattern, then by its level, the deepest first."""
    word = re.sub(r"[^a-z0-9]", "", plain(heading))
    for place, pattern in enumerate(patterns):
        found = re.fullmatch(pattern.replace("{n}", r"(\d)"), word)
        if found:
            return place, -int(found[1]) if found.groups() else 0
    return None


def _distinct_share(text: pd.Series) -> float:
    return text.nunique() / max(len(text), 1)


def _is_code(text: pd.Series) -> bool:
    """Tell whether a column can hold codes: mostly filled, mostly different, short, without spaces."""
    filled = text.dropna()
    if len(filled) < len(text) / 2 or filled.empty:
        return False
    short = (filled.str.len() <= CODE_LENGTH) & ~filled.str.contains(r"\s", regex=True)
    return bool(short.mean() > 0.9 and _distinct_share(filled) >= CODE_SHARE)


def _is_name(text: pd.Series) -> bool:
    """Tell whether a column can hold names: half filled at least, and many."""
    filled = text.dropna()
    if len(filled) < len(text) / 2 or filled.empty:
        return False
    return bool(_distinct_share(filled) >= NAME_SHARE and filled.str.contains(r"[^\W\d_]|\d", regex=True).mean() > 0.9)


def _is_parent(text: pd.Series) -> bool:
    """Tell whether a column can name parents: filled, and not different in every row of many."""
    filled = text.dropna()
    return len(filled) > len(text) / 2 and (_distinct_share(filled) < 1 or len(filled) <= 2)


def _repeats(text: pd.Series) -> bool:
    filled = text.dropna()
    return not filled.empty and len(filled.unique()) <= max(12, len(filled) / 10)


def _code_by_content(texts: pd.DataFrame) -> str | None:
    """Find a column of codes under a heading nobody knows: all different, of one length and one shape."""
    for heading in texts.columns:
        text = texts[heading]
        if _rank(heading, COUNTERS) is None and len(text) > 1 and text.notna().all() and text.is_unique:
            alike = text.str.fullmatch(CODE_SHAPE).all() and text.str.len().eq(text.str.len().iloc[0]).all()
            if alike and not _counts_rows(text):
                return str(heading)
    return None


def _counts_rows(text: pd.Series) -> bool:
    """Tell whether the values only number the rows."""
    numbers = pd.to_numeric(text, errors="coerce")
    return bool((numbers.diff().dropna() == 1).all())


def _name_by_content(texts: pd.DataFrame) -> str | None:
    """Find a column of names under a heading nobody knows: words, nearly all different."""
    for heading in texts.columns:
        filled = texts[heading].dropna()
        wordy = len(filled) > len(texts) / 2 and filled.str.contains(r"[^\W\d_]{2}", regex=True).mean() > 0.9
        if wordy and filled.str.len().median() <= 80 and _distinct_share(filled) > 0.8:
            return str(heading)
    return None
