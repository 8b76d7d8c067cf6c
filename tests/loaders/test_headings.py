"""Headings of tools and countries that this project did not write: which column is meant, and which is none.

The headings are those that the makers of the tools document (ODK Central, KoboToolbox, Google Forms, Survey Solutions,
SurveyCTO, CommCare, DHS, LSMS-ISA) and those that forms of several countries use.
"""

from datetime import date

import pytest

from loaders.headings import guess_layout
from loaders.kinds import kind_named
from loaders.loading import load
from loaders.opening import Limits
from loaders.sheet import Context

CONTEXT = Context(b"k" * 32, 1, (date(2025, 7, 1),), date(2026, 3, 31))

# Each heading with the column of ours that it means, '' for none.
LAYOUTS: dict[str, dict[str, str]] = {
    "ODK Central": {
        "SubmissionDate": "", "start": "", "end": "", "today": "", "where-visit_date": "date",
        "where-commune": "commune", "where-village": "group", "where-village_other": "",
        "where-gps-Latitude": "lat", "where-gps-Longitude": "lon", "where-gps-Altitude": "",
        "where-gps-Accuracy": "", "head_name": "household_head", "household_id": "household_id",
        "adults_guided": "adults", "visit-result": "status", "topics": "topic", "topics/vneid": "",
        "meta-instanceID": "", "meta-instanceName": "", "KEY": "", "SubmitterID": "", "SubmitterName": "",
        "AttachmentsPresent": "", "AttachmentsExpected": "", "Status": "", "ReviewState": "", "DeviceID": "",
        "Edits": "", "FormVersion": "",
    },
    "Kobo, labels": {
        "start": "", "end": "", "Ngày đến": "date", "Xã/phường": "commune", "Tổ dân phố, thôn, bản": "group",
        "Tổ dân phố, thôn, bản khác (ghi rõ)": "", "Vị trí GPS": "geopoint", "_Vị trí GPS_latitude": "lat",
        "_Vị trí GPS_longitude": "lon", "_Vị trí GPS_altitude": "", "_Vị trí GPS_precision": "",
        "Họ và tên chủ hộ": "household_head", "Số người được hướng dẫn": "adults", "Kết quả": "status",
        "Nội dung hướng dẫn": "topic", "Nội dung hướng dẫn/VNeID": "", "Nội dung hướng dẫn/Dịch vụ công": "",
        "_id": "", "_uuid": "", "_submission_time": "", "_validation_status": "", "_notes": "", "_status": "",
        "_submitted_by": "", "__version__": "", "_tags": "", "_index": "",
    },
    "Kobo, names and no day asked": {
        "start": "", "end": "", "today": "date", "g_noi/xa": "commune", "g_noi/thon_ban": "group",
        "g_noi/gps": "geopoint", "g_noi/_gps_latitude": "lat", "g_noi/_gps_longitude": "lon",
        "g_noi/_gps_altitude": "", "g_noi/_gps_precision": "", "so_nguoi": "adults", "ket_qua": "status",
        "formhub/uuid": "", "meta/instanceID": "", "_id": "", "_uuid": "", "_submission_time": "",
        "_submitted_by": "", "_status": "", "_index": "",
    },
    "Google Forms": {
        "Dấu thời gian": "", "Địa chỉ email": "", "Anh/chị thuộc xã/phường nào?": "commune",
        "Ngày đến (ngày/tháng/năm)": "date", "Ghi tên tổ dân phố, thôn, bản nơi anh/chị đến": "group",
        "Hôm nay anh/chị đã đến bao nhiêu hộ?": "", "Hôm nay anh/chị đã hướng dẫn bao nhiêu người?": "adults",
        "Nội dung hướng dẫn (chọn nhiều)": "topic", "Họ và tên của anh/chị": "", "Số điện thoại của anh/chị": "",
    },
    "Google Forms in English": {
        "Timestamp": "", "Email Address": "", "Which commune or ward did you visit?": "commune",
        "What was the date of the visit?": "date", "Name of the village you went to": "group",
        "How many people did you help?": "adults", "Your full name": "", "Your phone number": "",
    },
    "Google Forms without a day": {
        "Dấu thời gian": "date", "Xã, phường": "commune", "Thôn, bản": "group", "Số người": "adults",
    },
    "Survey Solutions": {
        "interview__key": "", "interview__id": "", "region": "", "district": "district", "commune": "commune",
        "village": "group", "interview_date": "date", "gps__Latitude": "lat", "gps__Longitude": "lon",
        "gps__Accuracy": "", "gps__Altitude": "", "gps__Timestamp": "", "hhsize": "",
        "result_of_interview": "status", "sssys_irnd": "", "has__errors": "", "interview__status": "",
        "assignment__id": "", "interviewer_name": "",
    },
    "SurveyCTO": {
        "CompletionDate": "", "SubmissionDate": "", "starttime": "", "endtime": "", "deviceid": "",
        "subscriberid": "", "simid": "", "devicephonenum": "", "username": "", "duration": "", "visit_date": "date",
        "region": "", "district": "district", "ward": "commune", "village": "group", "gps-Latitude": "lat",
        "gps-Longitude": "lon", "gps-Altitude": "", "gps-Accuracy": "", "resp_name": "person_name",
        "resp_phone": "phone", "num_people": "adults", "visit_result": "status", "enumerator_name": "",
        "enumerator_phone": "", "instanceID": "", "formdef_version": "", "review_quality": "", "review_status": "",
        "KEY": "",
    },
    "CommCare": {
        "number": "", "formid": "", "form.visit_date": "date", "form.ward": "commune", "form.village": "group",
        "form.gps_location": "geopoint", "form.case.@case_id": "household_id",
        "form.beneficiary_name": "person_name", "completed_time": "", "started_time": "", "username": "",
        "received_on": "", "form_link": "",
    },
    "DHS, clusters": {
        "DHSID": "", "DHSCC": "", "DHSYEAR": "", "DHSCLUST": "", "CCFIPS": "", "ADM1FIPS": "", "ADM1NAME": "",
        "DHSREGNA": "", "SOURCE": "", "URBAN_RURA": "", "LATNUM": "lat", "LONGNUM": "lon", "ALT_GPS": "",
        "ALT_DEM": "", "DATUM": "", "interview_date": "date",
    },
    "LSMS-ISA": {
        "HHID": "household_id", "region": "", "district": "district", "ea_id": "", "interviewDate": "date",
        "lat_modified": "lat", "lon_modified": "lon", "hh_size": "", "interview_result": "status",
        "hh_head_name": "household_head",
    },
    "Senegal": {
        "Date de l'entretien": "date", "Région": "", "Département": "district", "Commune": "commune",
        "Quartier/Village": "group", "Latitude": "lat", "Longitude": "lon",
        "Nom du chef de ménage": "household_head", "Numéro de téléphone": "phone", "N° ménage": "household_id",
        "Taille du ménage": "", "Résultat de l'interview": "status", "Nom de l'enquêteur": "",
    },
    "Peru": {
        "Fecha de entrevista": "date", "Departamento": "", "Provincia": "", "Distrito": "district",
        "Centro poblado": "group", "Latitud": "lat", "Longitud": "lon", "Nombres y apellidos": "person_name",
        "DNI": "person_id", "Celular": "phone", "Nº de personas": "adults", "Resultado de la entrevista": "status",
        "Nombre del encuestador": "",
    },
    "Mozambique": {
        "Data da visita": "date", "Província": "", "Distrito": "district", "Aldeia": "group", "Latitude": "lat",
        "Longitude": "lon", "Nome do entrevistado": "person_name", "Número de pessoas": "adults",
        "Resultado da visita": "status", "Nome do entrevistador": "",
    },
    "Indonesia": {
        "Tanggal Kunjungan": "date", "Provinsi": "", "Kabupaten/Kota": "district", "Kecamatan": "commune",
        "Desa/Kelurahan": "group", "Lintang": "lat", "Bujur": "lon", "Nama Responden": "person_name",
        "NIK": "person_id", "No. HP": "phone", "Jumlah Orang": "adults", "Hasil Kunjungan": "status",
        "Nama Enumerator": "",
    },
    "units by their level": {
        "admin1Name": "", "admin2Name": "district", "admin3Name": "commune", "admin4Name": "group",
        "interview_date": "date", "_gps_latitude": "lat", "_gps_longitude": "lon",
        "head_of_hh_name": "household_head", "hh_members": "", "interview_status": "status",
    },
    "Uganda": {
        "District": "district", "Sub-County": "commune", "Village": "group", "Date of Interview": "date",
        "GPS Lat": "lat", "GPS Long": "lon", "Phone Number of Respondent": "phone", "Name of Interviewer": "",
        "Outcome of visit": "status",
    },
    "words glued together": {
        "visitDate": "date", "communeName": "commune", "villageName": "group", "gpsLat": "lat", "gpsLng": "lon",
        "householdId": "household_id", "respondentName": "person_name", "phoneNumber": "phone",
        "numberOfPeople": "adults", "visitStatus": "status",
    },
    "a form of a commune": {
        "TT": "row_label", "Ngày, tháng": "date", "Họ và tên": "person_name", "Năm sinh": "birth_year",
        "Số CCCD": "person_id", "SĐT": "phone", "Địa chỉ (tổ dân phố, thôn, bản)": "group",
        "Nội dung hướng dẫn": "topic", "Người hướng dẫn": "", "Ghi chú": "",
    },
    "names of both sides": {
        "Ngày": "date", "Xã": "commune", "Họ và tên tình nguyện viên": "", "SĐT tình nguyện viên": "",
        "Họ và tên người được hướng dẫn": "person_name", "Số điện thoại": "phone",
    },
}  # fmt: skip


@pytest.mark.parametrize("key", LAYOUTS)
def test_headings_of_others_mean_what_their_makers_say(key: str) -> None:
    """Every heading finds its column, and what a tool notes of itself, or of who asked, is none of ours."""
    expected = {column: heading for heading, column in LAYOUTS[key].items() if column}
    headings = list(LAYOUTS[key])
    found = guess_layout(headings, kind_named("visits").columns)
    assert {column: headings[at] for column, at in found.items()} == expected


def test_whoever_fills_in_a_form_is_not_the_person_reached() -> None:
    """The people that a volunteer counts are people, and the volunteer's own name makes nobody of two reports one."""
    text = (
        "Dấu thời gian,Họ và tên của bạn,Xã,Số người\n13/02/2026 8:30:12,Giàng A Tủa,Xã A,7\n"
        "13/02/2026 9:30:12,Giàng A Tủa,Xã A,5\n"
    )
    built = load(text.encode(), "x.csv", kind_named("visits"), CONTEXT, Limits())[0]
    assert built.records.column("adults").to_pylist() == [7, 5]
    assert built.records.column("person").null_count == 2


@pytest.mark.parametrize(("more", "named"), [("", "Họ và tên của anh/chị"), (",Số người tham dự", None)])
def test_whoever_signs_up_for_a_class_is_its_attendee(more: str, named: str | None) -> None:
    """In a form of a session the writer attends, unless the form counts the people itself."""
    headings = f"Ngày,Xã,Họ và tên của anh/chị{more}".split(",")
    found = guess_layout(headings, kind_named("trainings").columns)
    assert (headings[found["person_name"]] if "person_name" in found else None) == named


@pytest.mark.parametrize(
    "heading",
    ["Số người trong hộ", "Số nhân khẩu", "Số người chưa hướng dẫn", "Household size", "Number of people in household"],
)
def test_a_household_is_not_reached_by_its_size(heading: str) -> None:
    """People who live there or were not met are no people reached."""
    assert "adults" not in guess_layout(["Ngày", "Xã", heading], kind_named("visits").columns)


@pytest.mark.parametrize("heading", ["Ngày cấp", "Ngày sinh con", "Ngày hẹn", "Next visit date", "Ngày dự kiến"])
def test_a_day_of_something_else_is_no_day_of_a_visit(heading: str) -> None:
    """The day that a card was issued, or on which the team means to come again, is not the visit's."""
    assert "date" not in guess_layout([heading, "Ngày sinh", "Xã"], kind_named("visits").columns)


@pytest.mark.parametrize(
    ("headings", "taken"),
    [("Tên,Năm sinh", True), ("name,phone", True), ("Tên,_parent_index", True), ("Tên,Ghi chú", False)],
)
def test_a_bare_name_is_a_persons_among_what_is_told_of_persons(headings: str, taken: bool) -> None:
    """'Tên' alone may be that of anything."""
    found = guess_layout(f"Ngày,Xã,{headings}".split(","), kind_named("visits").columns)
    assert ("person_name" in found) == taken


@pytest.mark.parametrize(
    ("headings", "day"),
    [("start,end,today", "today"), ("SubmissionDate,end,start", "start"), ("Timestamp,today,visit_date", "visit_date")],
)
def test_the_moment_nearest_to_the_visit_is_its_day(headings: str, day: str) -> None:
    """A day that was asked for comes first, then the day of the form, then its beginning and its end."""
    names = headings.split(",")
    assert names[guess_layout(names, kind_named("visits").columns)["date"]] == day
