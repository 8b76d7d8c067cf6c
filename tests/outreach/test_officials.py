"""Officials and courses on tables small enough to count by hand."""

import pandas as pd
import pytest

from outreach.officials import classes, courses, officials_standing, officials_whole

DAY = pd.Timestamp("2026-06-30")
UNITS = pd.DataFrame(
    {
        "unit_no": [0, 1, 2, 3], "unit_id": ["A", "B", "A1", "B1"], "name": ["Xã A", "Xã B", "Bản 1", "Bản 2"],
        "level": ["commune", "commune", "group", "group"], "parent_id": [None, None, "A", "B"],
        "officials": [100, None, None, None], "language": [None, None, "Mông", "Kinh"],
        "adult_population": [None, None, 300, 200],
    }
)  # fmt: skip
SESSION = [
    "unit_no",
    "on_date",
    "audience",
    "course",
    "topic",
    "partner",
    "language",
    "is_mobile",
    "sessions",
    "attended",
]


def sessions(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=SESSION).astype({"on_date": "datetime64[s]", "language": "str"})


def facts(*rows: tuple) -> pd.DataFrame:
    columns = ["unit_no", "on_date", "adults_new", "adults_housed", "adults_loose"]
    return pd.DataFrame(rows, columns=columns).astype({"on_date": "datetime64[s]", "unit_no": "int64"})


def unnamed(*rows: tuple) -> pd.DataFrame:
    columns = ["unit_no", "on_date", "attended", "attended_most"]
    return pd.DataFrame(rows, columns=columns).astype({"on_date": "datetime64[s]", "unit_no": "int64"})


def official(
    unit: int, on: str, attended: int, course: str = "other", topic: str = "x", partner: str = "VNPT"
) -> tuple:
    return (unit, on, "officials", course, topic, partner, "Kinh", False, 1, attended)


def test_unnamed_classes_bound_the_officials() -> None:
    """Two classes of 50 among 100 officials: at least 50, at most 100, and 75 if each class were anybody."""
    found = officials_standing(
        UNITS, facts((0, "2026-01-01", 100, 0, 100)), unnamed((0, "2026-01-01", 50, 50), (0, "2026-01-09", 50, 50)),
        sessions(official(0, "2026-01-01", 50), official(0, "2026-01-09", 50)), DAY,
    )  # fmt: skip
    assert found.loc[0, ["trained_least", "trained", "trained_most"]].tolist() == [50, 75, 100]
    assert found.loc[0, "officials_share"] == pytest.approx(0.75)


def test_named_officials_are_exact_and_an_unknown_number_has_no_share() -> None:
    """Seven on a list are seven; of an unknown number of officials they are no share."""
    found = officials_standing(UNITS, facts((3, "2026-01-01", 7, 0, 0)), unnamed(), sessions(), DAY)
    assert found.loc[1, ["named", "trained_least", "trained", "trained_most"]].tolist() == [7, 7, 7, 7]
    assert pd.isna(found.loc[1, "officials_share"])
    whole = officials_whole(found)
    assert (whole["trained"], whole["officials_share"]) == (7, 0.0)


def test_more_were_trained_than_a_list_knows() -> None:
    """A named list longer than the number of officials is shown as it is, not cut."""
    found = officials_standing(UNITS, facts((0, "2026-01-01", 120, 0, 0)), unnamed(), sessions(), DAY)
    assert found.loc[0, ["trained_least", "trained_most"]].tolist() == [120, 120]


def test_sessions_close_to_each_other_are_one_course() -> None:
    """Days of one topic and partner with a week between them at most are one course, with its fullest day as places."""
    held = courses(
        sessions(
            official(0, "2026-03-01", 30, "data_analysis"), official(0, "2026-03-08", 34, "data_analysis"),
            official(0, "2026-03-16", 20, "data_analysis"),
            official(0, "2026-03-08", 9, "data_analysis", partner="FPT"),
            official(0, "2026-03-08", 50), official(0, "2026-09-01", 50, "data_analysis"),
        ),
        DAY,
    )  # fmt: skip
    assert held[["attended", "sessions"]].to_numpy().tolist() == [[34, 2], [9, 1], [20, 1]]


def test_classes_are_told_by_the_language_of_the_place() -> None:
    """A class in Mông among Mông people is in their own language, one in Kinh is not; a commune's is most adults'."""
    held = sessions(
        (2, "2026-01-01", "citizens", "other", "x", None, "Mông", True, 1, 20),
        (2, "2026-01-02", "citizens", "other", "x", None, "Kinh", False, 2, 30),
        (1, "2026-01-02", "citizens", "other", "x", None, "Kinh", None, 1, 8),
        official(2, "2026-01-02", 99),
    )
    found = classes(held, UNITS, DAY)
    columns = ["sessions", "attended", "mobile", "own_language", "adults"]
    assert found.loc["Mông", columns].tolist() == [3, 50, 1, 1, 300]
    assert found.loc["Kinh", columns].tolist() == [1, 8, 0, 1, 200]
