"""Evidence small enough to check by hand: two communes, in each of them two groups, and the rows that a test asks for.

    0 Xã Bình Minh (90001), surveyed 103.00-103.02 E, 21.00-21.01 N: 2 Tổ 1 (10 adults), 3 Tổ 2 (adults not known)
    1 Xã Suối Lạnh (90002), schematic:                              4 Bản Nà Nghè (30 adults), 5 Huổi Lóng (8 adults)

Tổ 1 has a surveyed shape of its own (103.00-103.01 E), the other groups have none. The day is Tuesday 31 March 2026.
"""

from collections.abc import Callable

import pandas as pd
import pytest

from outreach.quality import Evidence

UNTIL = pd.Timestamp("2026-03-31")
COMMUNES = pd.DataFrame(
    [
        (0, "90001", "Xã Bình Minh", "surveyed", 103.00, 21.00, 103.02, 21.01, None, 0),
        (1, "90002", "Xã Suối Lạnh", "schematic", 103.00, 20.99, 103.02, 21.00, 38, 0),
    ],
    columns=["unit_no", "unit_id", "name", "grade", "west", "south", "east", "north", "adults", "reached_known"],
).set_index("unit_no")
GROUPS = pd.DataFrame(
    [
        (2, "90001", "surveyed", 103.00, 21.00, 103.01, 21.01, 10, 0),
        (3, "90001", "none", None, None, None, None, None, 0),
        (4, "90002", "none", None, None, None, None, 30, 0),
        (5, "90002", "point", 103.01, 20.99, 103.02, 21.00, 8, 0),
    ],
    columns=["unit_no", "parent_id", "grade", "west", "south", "east", "north", "adults", "reached_known"],
).set_index("unit_no")
RECORD = {
    "segment": 7, "sheet": "Trang", "place_key": 1, "unit_no": 2, "on_date": "2026-03-30", "kind": "visits",
    "team": None, "adults": 1, "served": True, "lat": None, "lon": None,
}  # fmt: skip
WAITING = {"segment": 7, "sheet": "Trang", "place_key": 9, "reason": "group_unknown", "commune_no": 0,
           "on_date": pd.Timestamp("2026-03-30")}  # fmt: skip
REFUSED = {"segment": 7, "sheet": "Trang", "value": "?", "reason": "unreadable_date", "commune_no": 0}
FIGURE = {"segment": 1, "commune_no": 1, "unit_no": 4, "adults": 30}


def frame(rows: list[dict], usual: dict, more: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return rows with what is usual in each; the number of the row in its file begins at 2."""
    filled = [{"row_no": number, **usual, **row} for number, row in enumerate(rows, start=2)]
    return pd.DataFrame(filled, columns=["row_no", *usual, *more])


@pytest.fixture
def evidence() -> Callable[..., Evidence]:
    """Return what makes evidence of the rows given, and of communes that reported yesterday unless told otherwise."""

    def make(
        records: list[dict] = [],  # noqa: B006 - read only
        waiting: list[dict] = [],  # noqa: B006
        refused: list[dict] = [],  # noqa: B006
        residents: list[dict] = [],  # noqa: B006
        last_on: tuple = ("2026-03-30", "2026-03-30"),
        is_silent: tuple = (False, False),
        is_waiting: tuple = (False, False),
        reached: dict | None = None,
    ) -> Evidence:
        placed = frame(records, RECORD)
        placed["on_date"] = pd.to_datetime(placed["on_date"]).astype("datetime64[s]")
        placed["commune_no"] = placed["unit_no"].map({0: 0, 1: 1, 2: 0, 3: 0, 4: 1, 5: 1})
        placed = placed.astype({"adults": "int64", "served": "bool", "lat": "float64", "lon": "float64"})
        communes = COMMUNES.assign(is_silent=is_silent, is_waiting=is_waiting, last_on=pd.to_datetime(list(last_on)))
        groups = GROUPS.copy()
        for table in (communes, groups):
            table["adults"] = table["adults"].astype("Int64")
            table["reached_known"] = [(reached or {}).get(number, 0) for number in table.index]
        return Evidence(
            communes,
            groups,
            placed,
            frame(waiting, WAITING),
            frame(refused, REFUSED),
            frame(residents, FIGURE).astype({"adults": "Int64"}),
            UNTIL,
        )

    return make
