"""Headings as real forms have them: in two rows, numbered, repeated, below titles."""

import pytest

from loaders.header import Header, find_header, find_known_header, layout_key
from loaders.headings import guess_layout
from loaders.kinds import kind_named

VISITS = kind_named("visits")
DATA = ["1", "01/02/2026", "Xã Bình Minh", "Tổ 1", "Lò A"]


def test_a_group_of_columns_stands_above_its_parts() -> None:
    """Two rows are one heading each; a part that says enough by itself stands alone, a merged one goes down."""
    rows = [
        ["BÁO CÁO"],
        ["STT", "Ngày", "Địa bàn", "", "Người được hướng dẫn", ""],
        ["", "", "Xã", "Thôn/bản", "Họ và tên", "Số"],
        DATA,
    ]
    found = find_header(rows, VISITS)
    assert found == Header(2, ("STT", "Ngày", "Xã", "Thôn/bản", "Họ và tên", "Người được hướng dẫn Số"))


def test_a_row_of_numbers_belongs_to_the_headings() -> None:
    """What only numbers the columns is no record; a row of data that looks alike is."""
    head = ["STT", "Ngày", "Xã", "Tổ"]
    assert find_header([head, ["(1)", "(2)", "(3)", "(4)"], DATA], VISITS).row == 1
    assert find_header([head, ["A", "B", "C", "D"], DATA], VISITS).row == 1
    assert find_header([head, ["1", "2", "4", "3"], DATA], VISITS).row == 0


def test_a_heading_that_recurs_gets_a_number() -> None:
    """Each of two equal headings can be chosen."""
    assert find_header([["Ngày", "Xã", "Ghi chú", "Ghi chú"]], VISITS).headings[2:] == ("Ghi chú", "Ghi chú (2)")


def test_mapped_headings_are_found_again() -> None:
    """A row that a person has mapped is the headings, wherever it stands; unknown ones are offered on demand."""
    rows = [["Danh sách", ""], ["Hôm", "Chỗ"], ["01/02/2026", "x"]]
    assert find_known_header(rows, VISITS) is None
    assert find_known_header(rows, VISITS, known={layout_key(["Hôm", "Chỗ"])}) == Header(1, ("Hôm", "Chỗ"))
    assert find_known_header(rows, VISITS, is_lenient=True) == Header(1, ("Hôm", "Chỗ"))


@pytest.mark.parametrize(
    ("headings", "layout"),
    [
        # ODK Central, CSV export
        (
            ["SubmissionDate", "start", "visit-visit_date", "visit-commune", "visit-village", "gps-Latitude",
             "gps-Longitude", "gps-Altitude", "meta-instanceID", "KEY"],
            {"date": 2, "commune": 3, "group": 4, "lat": 5, "lon": 6},
        ),
        # KoboToolbox, XLSX export
        (
            ["start", "end", "visit/visit_date", "visit/commune", "visit/village", "_geolocation", "_gps_precision",
             "_id", "_uuid", "_submission_time", "_validation_status", "_index"],
            {"date": 2, "commune": 3, "group": 4, "geopoint": 5},
        ),
        # A form that asks no day: the moment of sending will do
        (["_submission_time", "commune", "village", "_uuid"], {"date": 0, "commune": 1, "group": 2}),
        # Google Forms
        (
            ["Dấu thời gian", "Anh/chị thuộc xã/phường nào?", "Ghi tên tổ dân phố, thôn, bản nơi anh/chị đến",
             "Ngày đến (ngày/tháng/năm)", "Bao nhiêu người được hướng dẫn?"],
            {"date": 3, "commune": 1, "group": 2, "adults": 4},
        ),
        # Survey Solutions
        (
            ["interview__key", "interview__id", "interview_date", "province", "district", "village", "gps__Latitude",
             "gps__Longitude", "gps__Accuracy", "interview__status"],
            {"date": 2, "district": 4, "group": 5, "lat": 6, "lon": 7},
        ),
        # SurveyCTO
        (
            ["SubmissionDate", "starttime", "endtime", "deviceid", "visit_date", "hhid", "ward", "gpsLatitude",
             "gpsLongitude", "KEY"],
            {"date": 4, "household_id": 5, "commune": 6, "lat": 7, "lon": 8},
        ),
        # DHS, with the positions of its clusters
        (["DHSID", "interview_date", "ADM1NAME", "LATNUM", "LONGNUM"], {"date": 1, "lat": 3, "lon": 4}),
        # CommCare
        (
            ["formid", "form.visit_date", "form.village", "form.commune", "received_on", "form.case.@case_id"],
            {"date": 1, "group": 2, "commune": 3},
        ),
        # Surveys in French, Spanish, Portuguese, Indonesian
        (["Date de visite", "Commune", "Quartier", "Résultat"], {"date": 0, "commune": 1, "group": 2, "status": 3}),
        (["Fecha de visita", "Municipio", "Comunidad", "Resultado", "Latitud", "Longitud"],
         {"date": 0, "commune": 1, "group": 2, "status": 3, "lat": 4, "lon": 5}),
        (["Data da visita", "Distrito", "Bairro"], {"date": 0, "district": 1, "group": 2}),
        (["Tanggal kunjungan", "Kecamatan", "Desa", "Hasil"], {"date": 0, "commune": 1, "group": 2, "status": 3}),
        # Words run together
        (["visitDate", "communeName", "villageName"], {"date": 0, "commune": 1, "group": 2}),
    ],
)  # fmt: skip
def test_the_columns_of_forms_are_known(headings: list[str], layout: dict[str, int]) -> None:
    """The documented columns of form services mean ours; what a form tells of itself means nothing."""
    found = guess_layout(headings, VISITS.columns)
    assert {column: at for column, at in found.items() if column in layout} == layout
    assert not set(found) & {"person_id", "phone", "person_name"}
