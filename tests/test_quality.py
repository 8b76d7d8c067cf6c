"""The quality of the made-up district's records: from files to points, and to a message that holds nothing of another.

Bình Minh reports in one file: 18 good rows of as many people in a group of 10 adults, 4 of a village that nobody
knows, 2 refused rows and one of the future.
Suối Lạnh reports in another: a lone good row of January, and one of an unknown village.
"""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from campaign import Campaign
from outreach.quality import Quality
from texts import LANGUAGES, language
from texts.letter import MOST, letter
from ui.downloads import points_workbook
from ui.quality import answerable, named_rows

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả,Họ và tên,Số điện thoại"
DAY = date(2026, 3, 31)
PERSON, PHONE = "Lò Thị Nhung", "0912345678"
GOOD = [f"{day:02}/03/2026,Xã Bình Minh,Tổ 1,2,Hoàn thành,{PERSON} {day},{PHONE}" for day in range(1, 19)]
BAD = [
    *(f"{day:02}/03/2026,Xã Bình Minh,=Bản Lạ <img src=x>,2,Hoàn thành,," for day in range(1, 5)),
    "31/02/2026,Xã Bình Minh,Tổ 1,1,Hoàn thành,,",
    "05/03/2026,Xã Bình Minh,Tổ 1,-4,Hoàn thành,,",
    "12/03/2062,Xã Bình Minh,Tổ 1,1,Hoàn thành,,",
]
OTHER = [
    "05/01/2026,Xã Suối Lạnh,Bản Nà Nghè,1,Hoàn thành,,",
    "06/01/2026,Xã Suối Lạnh,Bản Không Tên,1,Hoàn thành,,",
]


def lines(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows, ""]).encode()


@pytest.fixture(scope="module")
def reported(shared_campaign: Campaign) -> Campaign:
    """Return the district with the files of both communes in it."""
    shared_campaign.import_file(lines(*GOOD, *BAD), "binh-minh.csv", "visits")
    shared_campaign.import_file(lines(*OTHER), "suoi-lanh.csv", "visits")
    return shared_campaign


@pytest.fixture(scope="module")
def quality(reported: Campaign) -> Quality:
    return reported.quality()


def own(campaign: Campaign, quality: Quality, code: str) -> pd.DataFrame:
    return campaign.open_points(quality.rows(quality.number(code)))


def cells(workbook: bytes) -> list[str]:
    sheets = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    return [str(cell.value or "") for sheet in sheets for row in sheet.iter_rows() for cell in row]


def test_every_row_finds_its_check(quality: Quality) -> None:
    """Four places wait, two rows are refused, one day is of the future; shares are of 22, 24 and 23 rows."""
    said = quality.checks(quality.number("90001"))
    assert said.loc[["unmatched", "refusal", "future"], "flagged"].tolist() == [4, 2, 1]
    assert said.loc[["unmatched", "refusal", "future"], "sample"].tolist() == [22, 24, 23]
    assert said.loc["unmatched", "share"] == pytest.approx(4 / 22)
    assert quality.unmatched_share == pytest.approx(5 / 24)
    assert quality.points_unknown == 0


def test_a_silent_commune_without_enough_rows_has_no_score(quality: Quality) -> None:
    """Suối Lạnh is silent since 5 January, 12 weeks; one row and one that waits are too little for a score."""
    communes = quality.communes.set_index("unit_id")
    assert communes["silent_weeks"].to_dict() == {"90001": 1, "90002": 12}
    assert communes["is_silent"].to_dict() == {"90001": False, "90002": True}
    assert communes["score"].isna().to_dict() == {"90001": False, "90002": True}
    assert pd.isna(communes.loc["90002", "unmatched_share"])


def test_the_score_is_the_mean_of_the_marks(quality: Quality) -> None:
    """The score of Bình Minh is made of what its checks say, with their weights, by plain sums."""
    said = quality.checks(quality.number("90001"))
    weights = {verdict.check.name: verdict.check.weight for verdict in quality.verdicts}
    spoke = {name: mark for name, mark in said["mark"].items() if pd.notna(mark)}
    expected = 100 * sum(weights[name] * mark for name, mark in spoke.items()) / sum(weights[name] for name in spoke)
    assert quality.communes.set_index("unit_id").loc["90001", "score"] == int(expected)


def test_points_are_found_by_file_row_and_place(reported: Campaign, quality: Quality) -> None:
    """Each point names its file, its row there, and the place or value as it was written."""
    points = own(reported, quality, "90001")
    waiting = points[points["check"] == "unmatched"]
    assert waiting["row_no"].tolist() == [20, 21, 22, 23]
    assert waiting["on_date"].dt.day.tolist() == [1, 2, 3, 4]
    assert set(waiting["file"]) == {"binh-minh.csv"}
    assert set(waiting["place"]) == {"=Bản Lạ <img src=x>, Xã Bình Minh"}
    refused = points[points["check"].isin(["refusal", "future"])]
    assert refused[["row_no", "value"]].to_numpy().tolist() == [[24, "31/02/2026"], [25, "-4"], [26, "12/03/2062"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_message_holds_only_what_is_the_commune_s_own(lang: str, reported: Campaign, quality: Quality) -> None:
    """Neither message names a file, a village or the name of the other commune, and none names a person."""
    messages = {
        code: letter(name, own(reported, quality, code), DAY, language(lang))
        for code, name in (("90001", "Xã Bình Minh"), ("90002", "Xã Suối Lạnh"))
    }
    for text, foreign in (
        (messages["90001"], ("Suối Lạnh", "suoi-lanh", "Không Tên", "Nà Nghè")),
        (messages["90002"], ("Bình Minh", "binh-minh", "Bản Lạ", "31/02")),
    ):
        assert [word for word in (*foreign, PERSON, PHONE) if word.casefold() in text.casefold()] == []
    say = language(lang)
    assert say("letter.place", place="=Bản Lạ <img src=x>, Xã Bình Minh", count=4) in messages["90001"]
    assert say("letter.weeks", first=date(2026, 1, 12), last=date(2026, 3, 29)) in messages["90002"]


def test_the_workbook_holds_only_what_is_the_commune_s_own(reported: Campaign, quality: Quality) -> None:
    """No cell names the other commune or a person; the last column is empty, and no cell is a formula."""
    say = language("vi")
    books = {code: points_workbook(answerable(own(reported, quality, code), say), say) for code in ("90001", "90002")}
    found = {code: " | ".join(cells(book)) for code, book in books.items()}
    assert [word for word in ("Suối Lạnh", "suoi-lanh", "Không Tên", PERSON, PHONE) if word in found["90001"]] == []
    assert [word for word in ("Bình Minh", "binh-minh", "Bản Lạ", PERSON, PHONE) if word in found["90002"]] == []
    table = pd.read_excel(io.BytesIO(books["90001"]), engine="openpyxl", dtype=str)
    assert table[say("letter.answer")].isna().all()
    assert table[say("quality.column.row")].fillna("").tolist() == [*map(str, range(20, 27)), ""]  # Tổ 1 has no row
    sheet = openpyxl.load_workbook(io.BytesIO(books["90001"])).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_refused_rows_of_a_mixed_sheet_belong_to_no_commune(campaign: Campaign) -> None:
    """In a sheet of two communes a refused row may be of either: it is shown to the province, and in no message."""
    campaign.import_file(lines(GOOD[0], *OTHER, BAD[4]), "mixed.csv", "visits")
    quality = campaign.quality()
    refused = quality.rows()[quality.rows()["check"] == "refusal"]
    assert refused["commune_no"].tolist() == [-1]
    assert quality.points_unknown == 1
    assert all("refusal" not in set(own(campaign, quality, code)["check"]) for code in ("90001", "90002"))
    for lang in LANGUAGES:
        say = language(lang)
        named = named_rows(campaign.open_points(refused), say)
        assert named[say("quality.column.commune")].tolist() == [say("quality.commune_unknown")]


def test_undo_takes_the_points_back(campaign: Campaign) -> None:
    """Without its file a commune has no points and no score."""
    outcome = campaign.import_file(lines(*GOOD, *BAD), "binh-minh.csv", "visits")
    assert campaign.quality().communes["points"].tolist() == [8, 1]
    campaign.undo(outcome.one.import_id)
    assert campaign.quality().is_empty


def test_a_second_population_list_that_jumps_is_noticed(campaign: Campaign) -> None:
    """Nà Nghè had 30 adults and now has 60; the point names the second list, and Bản Huổi Lóng 1 is too small."""
    head = "Mã xã,Xã,Mã tổ,Tổ dân phố,Người trưởng thành,Số hộ"
    rows = ["90002,Xã Suối Lạnh,90002-1,Bản Nà Nghè,60,10", "90002,Xã Suối Lạnh,90002-2,Bản Huổi Lóng 1,10,2"]
    campaign.import_file("\n".join([head, *rows]).encode(), "population-2.csv", "population")
    points = own(campaign, campaign.quality(), "90002")
    jumps = points[points["check"] == "jump"]
    assert jumps[["file", "row_no", "place", "count", "limit"]].to_numpy().tolist() == [
        ["population-2.csv", 2, "Bản Nà Nghè", 60, 30]
    ]


def test_records_of_a_later_day_are_not_looked_at(reported: Campaign) -> None:
    """On 2 March two of the good rows were there and two of those that wait; refused rows have no day."""
    past = reported.quality(date(2026, 3, 2))
    assert past.checks(past.number("90001")).loc["unmatched", "sample"] == 2 + 2


def test_a_long_list_is_cut_in_the_message_alone(reported: Campaign) -> None:
    """The message shows ten lines of a kind and says how many more are in the workbook."""
    rows = own(reported, reported.quality(), "90001")
    refused = rows[rows["check"] == "refusal"]
    many = pd.concat([refused] * 6, ignore_index=True)
    text = letter("Xã Bình Minh", many, DAY, language("vi"))
    assert text.count("31/02/2026") + text.count("«-4»") == MOST
    assert language("vi")("letter.more", count=2) in text
