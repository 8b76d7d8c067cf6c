"""Files of every kind and layout, from bytes to records."""

import io
from datetime import date

import openpyxl
import pytest

from loaders.header import commune_in
from loaders.headings import guess_layout
from loaders.kinds import KINDS, kind_named
from loaders.loading import examine, load
from loaders.opening import Limits
from loaders.sheet import Built, Context
from outreach.errors import FileRefused, NotFound

CONTEXT = Context(b"k" * 32, 1, (date(2025, 7, 1),), date(2026, 3, 31))
HEAD = "Ngày,Xã,Tổ dân phố,Số người"


def loaded(text: str, kind: str = "visits", name: str = "tệp.csv", layout: dict[str, str] | None = None) -> Built:
    return load(text.encode(), name, kind_named(kind), CONTEXT, Limits(), layout)[0]


def test_every_kind_has_records_of_its_own_segment() -> None:
    """One good row of each kind is one record that carries the number of its import."""
    rows = {
        "visits": f"{HEAD}\n01/02/2026,Xã A,Tổ 1,3",
        "trainings": "Ngày,Xã,Số người tham dự\n01/02/2026,Xã A,30",
        "population": "Xã,Tổ dân phố,Số hộ\nXã A,Tổ 1,40",
        "teams": "Mã đội,Tên đội\nD1,Đội 1",
    }
    assert set(rows) == {kind.name for kind in KINDS}
    for name, text in rows.items():
        built = loaded(text, name)
        assert (built.rows_in, built.records.num_rows, len(built.problems)) == (1, 1, 0)
        assert built.records.column("segment").to_pylist() == [1]
    with pytest.raises(NotFound):
        kind_named("khác")


def test_a_day_decides_the_era_of_a_place() -> None:
    """The last day of June 2025 is before the merger, the first of July after it."""
    built = loaded(f"{HEAD}\n30/06/2025,Xã A,Tổ 1,1\n01/07/2025,Xã A,Tổ 1,1")
    assert sorted(built.places.column("era").to_pylist()) == [0, 1]
    assert len(set(built.records.column("place_key").to_pylist())) == 2


def test_one_way_of_writing_a_place_is_one_place() -> None:
    """Capitals, blanks and decomposed letters share a number; the place is kept as it was first written."""
    built = loaded(f"{HEAD}\n01/02/2026,Xã A,Tổ 1,1\n01/02/2026,XÃ  A,tổ 1,1\n01/02/2026,Xã A,Tổ 2,1")
    assert len(set(built.records.column("place_key").to_pylist())) == 2


@pytest.mark.parametrize(
    ("title", "commune"),
    [
        ("Đơn vị: Xã Nậm Kè, tháng 8", "Xã Nậm Kè"),
        ("BÁO CÁO PHƯỜNG MƯỜNG THANH - TUẦN 3", "PHƯỜNG MƯỜNG THANH"),
        ("Danh sách các xã, phường", ""),
        ("Báo cáo", ""),
    ],
)
def test_a_commune_is_found_in_a_title(title: str, commune: str) -> None:
    """The title of a form names the commune for all of its rows, a heading about communes does not."""
    assert commune_in(title) == commune


def test_the_title_stands_in_for_a_missing_column() -> None:
    """Rows below 'Xã Nậm Kè' belong there, and a column of communes comes before any title."""
    below = loaded("Đơn vị: Xã Nậm Kè,,\nNgày,Tổ dân phố,Số người\n01/02/2026,Tổ 1,3")
    beside = loaded(f"Đơn vị: Xã Nậm Kè,,,\n{HEAD}\n01/02/2026,Xã A,Tổ 1,3")
    found = [built.places.column("commune").to_pylist() for built in (below, beside)]
    assert found == [["Xã Nậm Kè"], ["Xã A"]]


def test_a_layout_of_a_person_comes_before_the_guess() -> None:
    """A heading that nobody knows can be named, and a column left out; without the required ones it is refused."""
    text = "Ngày,Xã,Nơi ở,Số người\n01/02/2026,Xã A,Tổ 1,3"
    built = loaded(text, layout={"group": "Nơi ở", "adults": ""})
    assert built.places.column("group").to_pylist() == ["Tổ 1"]
    assert built.records.column("adults").to_pylist() == [1]
    with pytest.raises(FileRefused) as caught:
        loaded(text, layout={"date": ""})
    assert caught.value.key == "headings_unknown"


def test_headings_are_guessed_once_each() -> None:
    """An exact heading wins over one that contains it, and no heading serves two columns."""
    columns = kind_named("visits").columns
    found = guess_layout(["Ngày thực hiện", "Tên xã", "Số CCCD*", "Họ và tên chủ hộ", "Họ và tên"], columns)
    assert found["date"] == 0
    assert found["person_id"] == 2
    assert found["person_name"] == 4
    assert len(set(found.values())) == len(found)


def test_a_preview_shows_no_person() -> None:
    """Examples are shown of what is understood, and only the shape of what may tell who a person is."""
    text = "Ngày,Xã,Họ và tên,Ghi chú\n01/02/2026,Xã A,Lò Thị Hặc,gọi 0912345678"
    seen = examine(text.encode(), "x.csv", kind_named("visits"), CONTEXT, Limits(), {}).tables[0]
    assert seen.examples == ("01/02/2026", "Xã A", "xx xxx xxx", "xxx 0000000000")


def test_hidden_sheets_are_not_read() -> None:
    """What a person does not see in the workbook is not imported."""
    book = openpyxl.Workbook()
    for title, state in (("a", "visible"), ("b", "hidden"), ("c", "veryHidden")):
        sheet = book.create_sheet(title)
        sheet.append(HEAD.split(","))
        sheet.append(["01/02/2026", "Xã A", "Tổ 1", 3])
        sheet.sheet_state = state
    out = io.BytesIO()
    book.save(out)
    built = load(out.getvalue(), "x.xlsx", kind_named("visits"), CONTEXT, Limits(isolated=False))[0]
    assert (built.rows_in, built.records.column("sheet").to_pylist()) == (1, ["a"])


def test_a_file_over_the_limit_is_refused() -> None:
    """The size of an upload is looked at before its content."""
    with pytest.raises(FileRefused) as caught:
        load(b"x" * 2_000_000, "x.csv", kind_named("visits"), CONTEXT, Limits(upload_megabytes=1))
    assert caught.value.key == "file_too_large"


def test_a_title_serves_a_sheet_without_any_column_of_places() -> None:
    """A commune above the headings is the place of every row, where the headings name none."""
    built = loaded("Đơn vị: Xã Nậm Kè\n\nNgày,Số CCCD,Số người\n01/02/2026,,3\n02/02/2026,,4\n")
    assert built.places.column("commune").to_pylist() == ["Xã Nậm Kè"]
    assert built.records.num_rows == built.rows_in == 2


def test_a_table_without_places_and_title_is_refused_with_its_headings() -> None:
    """A commune among the rows is no title, and the refusal quotes the fullest row."""
    with pytest.raises(FileRefused) as refusal:
        loaded("Báo cáo\nNgày,Ghi chú,Số người\n01/02/2026,Xã Nậm Kè,3\n")
    assert refusal.value.facts["found"] in ("Ngày | Ghi chú | Số người", "01/02/2026 | Xã Nậm Kè | 3")


@pytest.mark.parametrize("heading", ["Ngày đi", "Ngày hướng dẫn", "Date de visite", "NGÀY (dd/mm/yyyy)"])
def test_a_longer_heading_that_begins_with_the_day_is_the_date(heading: str) -> None:
    """The short words for a date count at the beginning of a heading, and the year of birth is no date."""
    assert guess_layout([heading, "Ngày sinh", "Xã"], kind_named("visits").columns)["date"] == 0


def test_a_commune_merged_over_rows_is_written_in_each_of_them() -> None:
    """Text merged downwards belongs to all its rows; a merged number stays one number."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["Ngày", "Xã", "Mã hộ", "Số người"], ["01/02/2026", "Xã A", "H1", 3], ["02/02/2026", None, "H2", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("D2:D3")
    content = io.BytesIO()
    workbook.save(content)
    built = load(content.getvalue(), "a.xlsx", kind_named("visits"), CONTEXT, Limits(), None)[0]
    assert built.places.column("commune").to_pylist() == ["Xã A"]
    assert built.records.column("adults").to_pylist() == [3, 1]
