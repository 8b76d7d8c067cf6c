"""A form that comes back is read as it was answered, and what was changed in it is told."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.headings import bare
from loaders.opening import Limits
from loaders.return_form import HEADINGS, OUTCOMES, REASONS, Returns, read_return_form
from outreach import returns
from outreach.errors import FileRefused
from reports import return_form
from tests.reports.papers import papers
from texts import LANGUAGES, language

every_language = pytest.mark.parametrize("lang", LANGUAGES)
HERE = Limits(isolated=False)  # files of our own making need no child process


def filled(rows: dict[int, dict[str, Any]], lang: str = "vi") -> bytes:
    """Return the form of the plan with answers (and other changes) in its rows, counted from nought."""
    say = language(lang)
    book = openpyxl.load_workbook(io.BytesIO(return_form.make(papers(), say)))
    sheet = book.worksheets[0]
    head = {cell.value: cell.column for cell in sheet[5]}
    for number, answers in rows.items():
        for column, value in answers.items():
            sheet.cell(6 + number, head[say(f"return.column.{column}")]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(rows: dict[int, dict[str, Any]], lang: str = "vi", known: pd.DataFrame | None = None) -> Returns:
    return read_return_form(filled(rows, lang), "tra-ve.xlsx", known, HERE)


def told(found: Returns) -> list[tuple[int, str, str]]:
    return list(found.problems[["row_no", "column", "reason"]].itertuples(index=False, name=None))


@every_language
def test_answers_come_back_as_they_were_given(lang: str) -> None:
    """Every outcome, every reason, days and numbers survive in either language; who answered nothing is counted."""
    say = language(lang)
    answers = {
        0: {"status": say("followup.done"), "on_date": datetime(2026, 11, 24), "households": 20, "adults": 31,  # noqa: DTZ001
            "closed": 3, "minutes": 80, "note": "anh Nam, 0912 345 678"},
        1: {"status": say("followup.not_done"), "reason": say("unmet.road_cut")},
        2: {"status": say("followup.partly"), "reason": say("unmet.weather"), "on_date": "30/11/2026", "adults": "12"},
    }  # fmt: skip
    found = read(answers, lang)
    assert told(found) == []
    assert found.unfilled == 1
    rows = found.rows
    assert rows["unit_id"].tolist() == ["90002-1", "90001-1", "90002-1"]
    assert rows["stay"].tolist() == [1, 1, 2]
    assert rows["status"].tolist() == ["done", "not_done", "partly"]
    assert rows["reason"].tolist() == ["", "road_cut", "weather"]
    assert [None if pd.isna(one) else one.date() for one in rows["on_date"]] == [
        date(2026, 11, 24), None, date(2026, 11, 30)
    ]  # fmt: skip
    assert rows.loc[0, ["households", "adults", "closed", "minutes"]].tolist() == [20, 31, 3, 80]
    assert rows["adults"].isna().tolist() == [False, True, False]
    assert "note" not in rows
    assert "Nam" not in rows.to_csv() + found.problems.to_csv()


@pytest.mark.parametrize("column", ["plan_no", "team_id", "unit_id", "stay", "planned_on", "check"])
def test_a_changed_id_is_found(column: str) -> None:
    """Whichever of its ids was changed, the row is told and not taken; the others are."""
    wrong: Any = {"planned_on": "24/11/2026", "stay": "2"}.get(column, "D2" if column == "team_id" else "9")
    found = read({1: {"status": "đã làm", column: wrong}, 3: {"status": "đã làm"}})
    assert told(found) == [(7, "unit_id", "return_ids_changed")]
    assert found.rows["unit_id"].tolist() == ["90002-2"]


def test_rows_that_were_added_are_told() -> None:
    """A row below the others without check letters is not of the plan, and a row copied counts once."""
    ids = {"plan_no": "3", "team_id": "D1", "unit_id": "90001-1", "stay": "1", "planned_on": "25/11/2026"}
    check = returns.check_of("3", "D1", "90001-1", 1, date(2026, 11, 25))
    found = read(
        {1: {"status": "đã làm"}, 4: {**ids, "status": "đã làm"}, 5: {**ids, "check": check, "status": "chưa làm"}}
    )
    assert told(found) == [(10, "unit_id", "return_unknown"), (11, "unit_id", "return_twice")]
    assert found.rows["status"].tolist() == ["done"]


def test_a_row_of_another_plan_is_told_where_the_plan_is_known() -> None:
    """With the plan at hand a genuine row that is not in it is refused."""
    known = pd.DataFrame({"plan_no": ["3"], "team_id": ["D1"], "unit_id": ["90001-1"]})
    found = read({1: {"status": "đã làm"}, 3: {"status": "đã làm"}}, known=known)
    assert told(found) == [(9, "unit_id", "return_unknown")]
    assert found.rows["unit_id"].tolist() == ["90001-1"]


@pytest.mark.parametrize(
    ("answers", "column", "reason", "is_kept"),
    [
        ({"adults": 5}, "status", "return_no_status", False),
        ({"note": "mưa"}, "status", "return_no_status", False),
        ({"status": "hình như xong"}, "status", "unreadable_status", False),
        ({"status": "chưa làm", "reason": "voi phá"}, "reason", "return_reason", True),
        ({"status": "chưa làm", "adults": 4}, "status", "return_contradiction", True),
        ({"status": "đã làm", "on_date": "32/11/2026"}, "on_date", "unreadable_date", True),
        ({"status": "đã làm", "on_date": "11/24/2026"}, "on_date", "unreadable_date", True),
        ({"status": "đã làm", "on_date": "25/11/2025"}, "on_date", "return_day_outside", True),
        ({"status": "đã làm", "adults": -3}, "adults", "return_negative", True),
        ({"status": "đã làm", "adults": "khoảng 20"}, "adults", "return_number", True),
        ({"status": "đã làm", "households": 99_999}, "households", "return_too_large", True),
        ({"status": "đã làm", "minutes": 2.5}, "minutes", "return_number", True),
    ],
)
def test_a_wrong_answer_is_told(answers: dict[str, Any], column: str, reason: str, is_kept: bool) -> None:
    """Each slip has its reason; only the cell is lost where the outcome itself is clear."""
    found = read({1: answers})
    assert told(found) == [(7, column, reason)]
    assert len(found.rows) == is_kept
    if is_kept and column in found.rows and reason != "return_contradiction":
        assert found.rows[column].isna().all() or found.rows[column].tolist() == [""]


@pytest.mark.parametrize("separator", [",", ";"])
@every_language
def test_the_same_columns_as_csv(separator: str, lang: str) -> None:
    """Saved as CSV by a spreadsheet, the form is read as well."""
    sheet = openpyxl.load_workbook(
        io.BytesIO(filled({1: {"status": language(lang)("followup.done")}}, lang))
    ).worksheets[0]
    lines = []
    for row in sheet.iter_rows(min_row=5, values_only=True):
        cells = [
            one.strftime("%d/%m/%Y") if hasattr(one, "strftime") else "" if one is None else str(one) for one in row
        ]
        lines.append(separator.join('"' + cell.replace('"', '""') + '"' for cell in cells))
    found = read_return_form("\r\n".join(lines).encode("utf-8-sig"), "tra-ve.csv")
    assert found.rows[["team_id", "unit_id", "status"]].to_numpy().tolist() == [["D1", "90001-1", "done"]]
    assert found.unfilled == 3
    assert len(found.problems) == 0


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (b"a,b,c\n1,2,3\n", "headings_unknown"),
        (b"PK\x03\x04" + b"\0" * 200, "workbook_unreadable"),
        ("Mã đội,Mã tổ bản,Kết quả\nD1,90001-1,đã làm\n".encode(), "headings_unknown"),
    ],
)
def test_a_file_that_is_no_form_is_refused(content: bytes, key: str) -> None:
    """What is empty, broken or without the columns of the form is refused as elsewhere."""
    with pytest.raises(FileRefused) as refused:
        read_return_form(content, "x.xlsx")
    assert refused.value.key in (key, "zip_without_table")


def test_the_reader_knows_the_words_of_the_form() -> None:
    """Every heading, outcome and reason that a form shows in either language is read as what it is."""
    for code in LANGUAGES:
        say = language(code)
        for column, words in HEADINGS.items():
            assert bare(say(f"return.column.{column}").partition("(")[0]) in words
        assert [OUTCOMES[bare(say(f"followup.{one}"))] for one in returns.OUTCOMES] == list(returns.OUTCOMES)
        assert [REASONS[bare(say(f"unmet.{one}"))] for one in returns.REASONS] == list(returns.REASONS)
    assert set(HEADINGS) == set(returns.COLUMNS) - set(returns.NAMES)


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), max_size=12)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_nothing_written_gets_in_without_its_letters(rows: list[tuple[str, ...]]) -> None:
    """Whatever is typed into rows that were never sent out, none is taken, and each is accounted for."""
    head = "plan_no;team_id;unit_id;stay;planned_on;status;adults;check"
    quoted = [";".join('"' + cell.replace('"', '""').replace("\0", "") + '"' for cell in row) for row in rows]
    lines = [f'{row};"done";"1";"XXXXXX"' for row in quoted]
    found = read_return_form("\n".join([head, *lines]).encode(), "x.csv")
    assert len(found.rows) == 0
    assert found.problems["row_no"].nunique() == len(rows)
