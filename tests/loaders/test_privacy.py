"""What tells who a person is never gets past the border."""

import sqlite3
from pathlib import Path

import pyarrow.parquet as pq

from campaign import Campaign

SECRETS = [
    "Lò Thị Hặc",
    "Quàng Văn Panh",
    "Vàng A Dế",
    "011190001234",
    "0912345678",
    "1948",
    "HỘ-7731",
    "Tòng Văn Chựa",
]
HEAD = "Ngày,Xã,Tổ dân phố,Họ và tên,Năm sinh,Số CCCD,Số điện thoại,Chủ hộ,Mã hộ,Số người,Kết quả"
ROWS = [
    "01/02/2026,Xã Bình Minh,Tổ 1,Lò Thị Hặc,1948,011190001234,0912345678,Quàng Văn Panh,HỘ-7731,1,",
    "02/02/2026,Xã Lạ,Tổ 1,Lò Thị Hặc,1948,,0912345678,,,1,",
    "31/02/2026,Xã Bình Minh,Tổ 1,Lò Thị Hặc,1948,011190001234,0912345678,Quàng Văn Panh,HỘ-7731,1,",
    "0912345678,Xã Bình Minh,Tổ 1,,,,,,,011190001234,",
    "02/02/2026,Xã Bình Minh,Tổ 1,Lò Thị Hặc,1948,Vàng A Dế,0912345678,Quàng Văn Panh,HỘ-7731,1,,thừa",
    "Người lập biểu: Tòng Văn Chựa,,,,,,,,,,",
    ",,,Tòng Văn Chựa,,,,,,,",
]


def texts_below(folder: Path) -> str:
    """Gather all that any file holds: its bytes, the cells of Parquet, the rows of SQLite."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.append(path.read_bytes().decode("utf-8", errors="replace"))
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path).to_pydict()))
    with sqlite3.connect(folder / "catalogue.sqlite") as connection:
        found += [str(row) for row in connection.execute("SELECT * FROM imports")]
    return "\n".join(found)


def test_no_file_below_the_data_folder_names_a_person(campaign: Campaign) -> None:
    """Names, numbers, telephones and households of good, bad and misplaced rows are in no file, in any form."""
    outcome = campaign.import_file("\n".join([HEAD, *ROWS]).encode(), "tuần.csv", "visits")
    assert (outcome.matched, outcome.unmatched, outcome.rejected) == (1, 1, 5)
    kept = texts_below(campaign.folder)
    assert "Xã Lạ" in kept
    assert "31/02/2026" in kept
    assert [secret for secret in SECRETS if secret in kept and secret != "1948"] == []
    records = pq.read_table(next((campaign.folder / "segments").glob("visits-*/records.parquet")))
    assert not {"person_name", "birth_year", "phone", "person_id"} & set(records.column_names)


def test_people_have_other_keys_in_another_installation(campaign: Campaign, tmp_path: Path) -> None:
    """The key of a person is worth nothing without the key of the installation."""
    import pyarrow as pa

    from loaders.identity import keyed
    from loaders.table import encode

    column = encode(pa.array(["11190001234", "", "11190001234"]))
    one, other = keyed(column, b"a" * 32, "citizen").to_pylist(), keyed(column, b"b" * 32, "citizen").to_pylist()
    assert one[0] == one[2] != other[0]
    assert one[1] is None
    assert keyed(column, b"a" * 32, "household").to_pylist()[0] != one[0]
