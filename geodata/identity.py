"""Who each feature is: its id, its name, its kind, its parent; and the features that cannot be told apart."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import columns
from geodata.fields import FieldMap

NAME_LENGTH = 200
KINDS = {"tổ dân phố": "tổ"}
KIND_WORDS = r"^(tổ dân phố|thị trấn|tiểu khu|phường|thôn|bản|khối|xóm|đội|khu|xã|tổ)\s"


def identify(table: pd.DataFrame, fields: FieldMap) -> pd.DataFrame:
    """Read the identity of each feature out of its attributes.

    Returns
    -------
    DataFrame
        ``unit_id, name, kind, parent_id, parent_name, reason``, text or None, same index. A feature with
        neither code nor name has the reason ``identity_missing``.
    """
    blank = pd.Series(None, index=table.index, dtype="str")
    code = columns.coded(table[fields.code]) if fields.code else blank
    name = columns.tidied(table[fields.name]) if fields.name else blank
    parent_id = columns.coded(table[fields.parent]) if fields.parent else blank
    parent_name = columns.tidied(table[fields.parent_name]) if fields.parent_name else blank
    kind = columns.tidied(table[fields.kind]).str.lower() if fields.kind else blank
    made = _made_ids(name, parent_id.where(parent_id.notna(), parent_name))
    unit_id = code if fields.code else made
    reason = blank.mask(unit_id.isna(), "identity_missing").mask(name.str.len() > NAME_LENGTH, "name_too_long")
    read = name.str.lower().str.extract(KIND_WORDS, expand=False)
    kind = kind.where(kind.notna(), read)
    named = name.where(name.notna(), unit_id)
    found = {
        "unit_id": unit_id, "name": named, "kind": kind.replace(KINDS), "parent_id": parent_id,
        "parent_name": parent_name, "reason": reason, "is_named": name.notna(),
    }  # fmt: skip
    return pd.DataFrame(found, index=table.index)


def _made_ids(name: pd.Series, parent: pd.Series) -> pd.Series:
    """Make ids from names, the parent in front where a name recurs, and a number where that recurs."""
    key = name.str.casefold().str.replace(" ", "-")
    above = parent.str.casefold().str.replace(" ", "-")
    recurs = key.duplicated(keep=False) & key.notna()
    key = key.mask(recurs & above.notna(), above + ":" + key)
    number = key.groupby(key).cumcount() + 1
    return key.mask(number > 1, key + "-" + number.astype(str))


def join_parts(units: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series, int]:
    """Join areas that share code and name into one unit; refuse those that share only the code.

    Which of two names a code means cannot be known, so none of them is kept.

    Returns
    -------
    tuple
        Units with one row an id; the reasons ``duplicate_code`` of all refused rows, by index; how many
        rows were joined into another.
    """
    again = units["unit_id"].duplicated(keep=False)
    names = units.groupby("unit_id")["name"].transform("nunique")
    areas = pd.Series(shapely.get_dimensions(units.geometry.to_numpy()) == 2, index=units.index)
    joined = again & (names == 1) & areas.groupby(units["unit_id"]).transform("all")
    refused = again & ~joined
    parts = units[joined]
    first = parts.drop_duplicates("unit_id")
    whole = parts[["unit_id", "geometry"]].dissolve("unit_id", method="unary").geometry.reindex(first["unit_id"])
    result = units[~again | (joined & ~units["unit_id"].duplicated())].copy()
    result.loc[first.index, "geometry"] = np.asarray(whole, dtype=object)
    return (
        result,
        pd.Series("duplicate_code", index=units.index[refused], dtype=object),
        len(parts) - len(first),
    )
