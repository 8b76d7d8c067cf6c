"""Cells below a heading that say that it means something else."""

import pytest

from loaders.kinds import kind_named
from loaders.loading import load
from loaders.opening import Limits
from tests.loaders.test_loading import CONTEXT


def used(text: str) -> dict[str, str]:
    return load(text.encode(), "x.csv", kind_named("visits"), CONTEXT, Limits())[1]


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        ("Ngày,Ngày thực hiện,Xã", "Thứ hai,02/02/2026,Xã A", {"date": "Ngày thực hiện"}),
        ("Ngày,Ngày đi,Xã", ",02/02/2026,Xã A", {"date": "Ngày đi"}),
        ("SubmissionDate,visit_date,commune", "2026-02-02T01:00:00Z,,Xã A", {"date": "SubmissionDate"}),
        ("Ngày,Xã,Tên xã", "02/02/2026,7,Xã A", {"commune": "Tên xã"}),
        ("date,commune,Status,g-status", "2026-02-02,Xã A,,completed", {"status": "g-status"}),
        ("date,commune,result,status", "2026-02-02,Xã A,1,completed", {"status": "status"}),
        ("Ngày,Xã,X,Y,lat,lon", "02/02/2026,Xã A,x,,21.4,103.0", {"lat": "lat", "lon": "lon"}),
        ("Ngày,Xã,Số người,Tổng số người", "02/02/2026,Xã A,Lò Văn A,4", {"adults": "Tổng số người"}),
    ],
)
def test_cells_decide_between_headings(headings: str, cells: str, expected: dict[str, str]) -> None:
    """Of two headings that may mean the same the one counts whose cells look like it."""
    found = used(f"{headings}\n{cells}\n")
    assert {column: found[column] for column in expected} == expected


def test_a_doubtful_column_is_better_than_none() -> None:
    """Cells that look wrong are read, and reported, where no other column can be meant."""
    assert used("Ngày,Xã,Kết quả\n02/02/2026,Xã A,1\n")["status"] == "Kết quả"
