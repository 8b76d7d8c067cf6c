"""Tables of units: what is shown of a long one."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ui import tables


def page(standing: "pd.DataFrame") -> None:
    """Draw a table alone."""
    from types import SimpleNamespace
    from typing import Any

    from texts import language
    from ui.tables import unit_table

    visit: Any = SimpleNamespace(say=language("vi"))
    unit_table(visit, standing, ("name", "gap_people"), key="long")


def test_a_table_longer_than_anyone_reads_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more rows than a table shows the first are sent, with a line that says how many there are."""
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    for rows in (3, 5):
        names = [f"Bản {number}" for number in range(rows)]
        standing = pd.DataFrame({"unit_id": names, "name": names, "gap_people": range(rows)})
        app = AppTest.from_function(page, args=(standing,)).run()
        assert not app.exception
        assert app.dataframe[0].value["name"].tolist() == names[:3]
        assert ["5" in one.value for one in app.caption] == ([True] if rows > 3 else [])
