"""Population rows and the units they belong to."""

import pandas as pd

from geodata.places import made_id
from geodata.residents import with_units


def test_each_row_has_its_unit_or_a_reason() -> None:
    """A code is the unit, else a name in the commune, else the commune; an unknown commune leaves none."""
    rows = pd.DataFrame(
        {"place_key": [1, 1, 1, 2], "group_code": ["G1", "", "", "G2"], "group": ["Tổ 1", "Tổ 2", "", "Tổ 3"]},
        index=[4, 3, 2, 1],
    )
    placed = pd.DataFrame({"commune_id": ["90001", None], "reason": ["", "commune_unknown"]}, index=[1, 2])
    found = with_units(rows, placed)
    assert found["unit_id"].tolist()[:3] == ["G1", made_id("90001", "Tổ 2"), "90001"]
    assert found["unit_id"].isna().tolist() == [False, False, False, True]
    assert found["reason"].tolist() == ["", "", "", "commune_unknown"]
    assert found.index.tolist() == [4, 3, 2, 1]
    assert list(rows.columns) == ["place_key", "group_code", "group"]
