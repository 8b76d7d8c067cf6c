"""The commune that a unit lies in."""

import pandas as pd


def parent_numbers(units: pd.DataFrame) -> pd.Series:
    """Return the unit_no of the commune of every unit, indexed by unit_no; NA for a commune, which lies in none.

    `units` has unit_no, unit_id and parent_id.
    """
    number = units.set_index("unit_id")["unit_no"]
    return units.set_index("unit_no")["parent_id"].map(number).rename("parent_no")


def commune_numbers(units: pd.DataFrame) -> pd.Series:
    """Return the unit_no of the commune of every unit, indexed by unit_no; a commune is its own."""
    parent = parent_numbers(units)
    return parent.fillna(parent.index.to_series()).astype("int32")
