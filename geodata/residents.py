"""Population figures with the unit that each belongs to."""

import pandas as pd

from geodata.places import made_id

TEXTS = ("group_code", "group", "commune_code", "commune")


def with_units(rows: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return population rows with commune_id, unit_id and reason ('' where the unit is known).

    `placed` has commune_id and reason per place_key (its index). A row with a group belongs to that group, under its
    code or else an id made of its name; a row without one is the commune's own figure.
    """
    reason = rows["place_key"].map(placed["reason"]).astype("str")
    commune_id = rows["place_key"].map(placed["commune_id"]).astype("str").where(reason == "")
    units = [_unit_id(*row) for row in zip(rows["group_code"], rows["group"], commune_id.fillna(""), strict=True)]
    return rows.assign(
        commune_id=commune_id,
        unit_id=pd.Series(units, index=rows.index, dtype="str").where(reason == ""),
        reason=reason,
    )


def _unit_id(code: str, name: str, commune_id: str) -> str:
    if code:
        return code
    return made_id(commune_id, name) if name else commune_id
