"""Did it happen: a plan is made and approved, its records and a form come later, and page and command line tell it."""

import io
import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import cli
from campaign import Campaign, forms, tracking
from campaign.plans import new_adults
from outreach.errors import CampaignError, FileRefused
from outreach.returns import check_of
from tests.conftest import TODAY
from tests.pages.conftest import Draw, draw, inside
from texts import LANGUAGES
from texts import language as speak
from ui.tracking import OF_VISIT, TAKEN, in_words
from ui.twice_missed import twice_missed_line
from ui.visit import Visit

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
every_language = pytest.mark.parametrize("lang", LANGUAGES)
AFTER, LATER = date(2026, 4, 12), date(2026, 4, 19)
TEAMS = """Mã đội,Tên đội,Xã/phường đóng quân,Số thành viên,Ngôn ngữ,Phương tiện,Số ngày mỗi tuần
D1,Đội một,Xã Bình Minh,8,"Kinh, Thái",Xe máy,2
D2,Đội hai,Suối Lạnh,4,Kinh,Đi bộ,1.5
"""
LOCKS = (("D1", "90001-1", 1, None), ("D1", "90001-2", 1, None), ("D2", "90002-1", 1, None))
# D1 reaches 4 in the first group and is once at a closed door; nobody comes to the second, somebody else to the third.
VISITS = """Ngày,Mã tổ,Mã hộ,Số người lớn,Đội,Kết quả
2026-04-06,90001-1,H1,3,D1,hoàn thành
2026-04-07,90001-1,H2,1,đội một,hoàn thành
2026-04-07,90001-1,H3,1,D1,vắng nhà
2026-04-07,90002-1,H4,5,D1,hoàn thành
2026-04-08,90001-3,H5,2,D2,hoàn thành
2026-04-08,90002-1,H6,2,,hoàn thành
2026-04-14,90001-2,H7,2,D1,hoàn thành
"""


def on(campaign: Campaign, day: date) -> Campaign:
    return Campaign(replace(campaign.settings, until=day))


def plan(
    campaign: Campaign,
    day: date,
    starts_on: date | None = None,
    weeks: int = 1,
    *,
    locks: tuple[tuple, ...] = LOCKS,
    never: tuple[str, ...] = (),
) -> int:
    """Make and approve a plan for the locked pairs, as a planner of that day; for the week after it if not told."""
    desk = on(campaign, day).desk
    others = ("90002-2", "90002-3", "90001-3", *never)
    number = desk.make("Tuần thử", replace(desk.ask(day, starts_on, weeks), fixed=locks, never=others), seconds=0.5)
    desk.approve(number, actor="Lò B", why="")
    return number


@pytest.fixture(scope="module")
def planned_folder(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan for 6 to 12 April, and the records that came after it."""
    folder = tmp_path_factory.mktemp("planned") / "data"
    shutil.copytree(district_folder, folder)
    with pytest.MonkeyPatch.context() as patch:
        campaign = inside(folder, patch, TODAY.isoformat())
        campaign.import_file(TEAMS.encode(), "doi.csv", "teams")
        plan(campaign, TODAY)
        on(campaign, LATER).import_file(VISITS.encode(), "luot.csv", "visits")
    return folder


@pytest.fixture
def planned(planned_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    shutil.copytree(planned_folder, tmp_path / "data")
    return inside(tmp_path / "data", monkeypatch, AFTER.isoformat())


def form(campaign: Campaign, number: int, team: str, **told: tuple[str, str]) -> bytes:
    """Write the form of a team: the outcome and reason of each group by its id, and one row of a group unknown."""
    stays = campaign.desk.tables(number)["schedule"]
    mine = stays[stays["team_id"] == team].to_dict("records")
    lines = [
        "Kế hoạch số,Mã đội,Mã tổ bản,Lượt,Ngày theo kế hoạch,Kết quả,Lý do chưa xong,Số phút đi một chiều,Mã kiểm"
    ]
    for unit, day in [*((one["unit_id"], one["starts_on"].date()) for one in mine), ("90002-3", date(2026, 4, 6))]:
        status, reason = told.get("g" + unit.replace("-", "_"), ("đã làm", ""))
        check = check_of(str(number), team, unit, 1, day)
        lines.append(f"{number},{team},{unit},1,{day:%d/%m/%Y},{status},{reason},25,{check}")
    return "\n".join(lines).encode()


def statuses(campaign: Campaign, number: int = 1, day: date | None = None) -> dict[tuple[str, str], str]:
    rows = tracking.tracked(campaign, number, day).rows
    return {(row["team_id"], row["unit_id"]): row["status"] for row in rows.to_dict("records")}


def test_what_the_records_say_of_a_plan(planned: Campaign) -> None:
    """Each pair has its outcome, adults add up to the records of the week, and what nobody did is carried over."""
    assert statuses(planned) == {
        ("D1", "90001-1"): statuses(planned)["D1", "90001-1"],
        ("D1", "90001-2"): "not_done",
        ("D1", "90002-1"): "unplanned",
        ("", "90002-1"): "unplanned",
        ("D2", "90002-1"): "by_another",
        ("D2", "90001-3"): "unplanned",
    }
    assert statuses(planned)["D1", "90001-1"] in ("done", "partly")
    one = tracking.tracked(planned, 1)
    adults = new_adults(planned.edition())
    week = adults[adults["on_date"].between("2026-04-06", "2026-04-12") & adults["unit_id"].str.contains("-")]
    assert one.rows["adults_reached"].sum() == week["adults_new"].sum() == 13
    assert one.totals["adults_reached"] == one.by_day["adults_reached"].dropna().iloc[-1] == 11
    assert one.rows.loc[one.rows["starts_on"].notna(), "adults_reached"].sum() == 4
    assert (one.totals["adults_unplanned"], one.totals["closed"]) == (2, 1)
    assert one.by_day["planned_adults"].iloc[-1] == pytest.approx(one.totals["planned_adults"])
    assert one.teams["visits_planned"].sum() == one.totals["visits"] == 3
    assert "90001-2" in tracking.carried(planned, 1)
    assert set(statuses(planned, day=date(2026, 4, 5)).values()) == {"due"}
    assert tracking.tracked(planned, 1) is tracking.tracked(planned, 1)
    with pytest.raises(CampaignError):
        tracking.tracked(planned, 2)


def test_a_plan_approved_later_takes_its_days_over(planned: Campaign) -> None:
    """Visits and records of the days of the later plan are its own; a group missed in both is told once."""
    second = plan(planned, date(2026, 4, 11))
    later = on(planned, LATER)
    assert statuses(later)["D1", "90001-2"] == "not_done"
    assert statuses(later, second)["D1", "90001-2"] in ("done", "partly")
    missed = tracking.twice_missed(on(planned, date(2026, 4, 13)))
    assert missed.empty  # the second plan has only begun
    again = planned.undo(planned.catalogue.imports()[-1].import_id)
    assert again.kind == "visits"
    both = tracking.twice_missed(on(planned, LATER))
    assert set(both["unit_id"]) == {"90001-1", "90001-2", "90002-1"}
    third = plan(planned, TODAY)  # for the weeks of the first, and approved on that day
    assert third == 3
    one = tracking.tracked(on(planned, LATER), 1)
    assert one.rows.empty
    assert one.taken_over.to_dict() == {third: 3}


def test_of_several_plans_the_one_approved_last_takes_over(planned: Campaign) -> None:
    """The last word counts, not the earliest week: the visits of the first plan went to the third."""
    plan(planned, TODAY, date(2026, 3, 30), 2)
    third = plan(planned, TODAY)
    assert tracking.tracked(planned, 1).taken_over.to_dict() == {third: 3}


def test_a_group_dropped_from_the_last_plan_is_told_until_that_plan_is_over(planned: Campaign) -> None:
    """Missed by the two plans before, it is told while the third runs; afterwards the last two plans count."""
    planned.undo(planned.catalogue.imports()[-1].import_id)
    plan(planned, date(2026, 4, 11))
    plan(planned, date(2026, 4, 18), locks=LOCKS[:2], never=("90002-1",))

    def told(day: date) -> set[str]:
        return set(tracking.twice_missed(on(planned, day))["unit_id"])

    assert told(date(2026, 4, 26)) == {"90001-1", "90001-2", "90002-1"}  # its last day
    assert told(date(2026, 4, 27)) == {"90001-1", "90001-2"}


def test_only_the_last_three_plans_are_followed_up_for_the_leaders(
    planned: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overview asks at every visit: it costs three follow-ups, however many plans there were."""
    for first in (date(2026, 4, 13), date(2026, 4, 20), date(2026, 4, 27)):
        plan(planned, TODAY, first)
    asked, real = [], tracking.tracked

    def counted(campaign: Campaign, plan_no: int, day: date | None = None) -> tracking.Tracked:
        asked.append(plan_no)
        return real(campaign, plan_no, day)

    monkeypatch.setattr(tracking, "tracked", counted)
    tracking.twice_missed(on(planned, date(2026, 5, 4)))
    assert asked == [4, 3, 2]


def test_a_form_is_looked_at_taken_in_and_back(planned: Campaign) -> None:
    """Its rows explain and report, none of its people are counted, and taken back all is as before."""
    before = tracking.tracked(planned, 1)
    content = form(planned, 1, "D1", g90001_2=("chưa làm", "thời tiết xấu"))
    looked = forms.look_at(planned, content, "phieu.csv")
    assert looked.problems["reason"].tolist() == ["visit_not_planned"]
    assert forms.take_in(planned, looked, "Lan") == (1, False)
    assert forms.look_at(planned, content, "lai.csv").same == 1
    after = tracking.tracked(planned, 1)
    rows = after.rows.set_index(["team_id", "unit_id"])
    assert rows.loc[("D1", "90001-2"), ["status", "reason"]].tolist() == ["not_done", "weather"]
    assert after.totals["adults_reached"] == before.totals["adults_reached"]
    assert after.ways["trips"].sum() == 2
    other = form(planned, 1, "D1", g90001_2=("đã làm", ""))
    forms.take_in(planned, forms.look_at(planned, other, "sua.csv"))
    assert statuses(planned)["D1", "90001-2"] == "reported"
    assert "90001-2" not in tracking.carried(planned, 1)
    forms.take_back(planned, 2)
    forms.take_back(planned, 1)
    pd.testing.assert_frame_equal(tracking.tracked(planned, 1).rows, before.rows)
    with pytest.raises(FileRefused):
        forms.look_at(planned, b"a,b\n1,2\n", "khac.csv")
    nothing = replace(looked, rows=looked.rows.head(0))
    with pytest.raises(FileRefused):
        forms.take_in(planned, nothing)


@every_language
def test_without_an_approved_plan_the_page_says_what_to_do(full: Draw, lang: str) -> None:
    """No plan is no error: a sentence says that one has to be made and approved."""
    app = full("theo_doi", lang)
    assert not app.exception
    assert [one.value for one in app.info] == [speak(lang)("tracking.none")]


@every_language
def test_the_page_tells_what_became_of_the_plan(planned: Campaign, lang: str) -> None:
    """The cards hold the figures of the follow-up, the tables every visit and team; filters keep what is chosen."""
    app, say = draw("theo_doi", lang), speak(lang)
    assert not app.exception
    one = tracking.tracked(planned, 1)
    shown = {metric.label: metric.value for metric in app.metric}
    for name in ("done", "not_done", "unplanned", "closed"):
        assert shown[say(f"tracking.card.{name}")] == say.number(one.totals[name])
    assert shown[say("tracking.card.adults")] == "11"
    visits = table(app, OF_VISIT)
    assert len(visits) == len(one.rows)
    assert visits["outcome"].iloc[0].startswith(say("followup.not_done"))
    app.selectbox("filter_kq").select("not_done").run()
    assert len(table(app, OF_VISIT)) == 1
    assert app.query_params["kq"] == "not_done"


def table(app: AppTest, columns: tuple[str, ...]) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if tuple(one.value) == columns)


def test_a_plan_that_has_not_begun_says_when(planned: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its first day there is a sentence and no figure."""
    inside(planned.folder, monkeypatch, "2026-04-01")
    app = draw("theo_doi")
    assert not app.exception
    assert speak("vi")("tracking.not_begun", day=date(2026, 4, 6)) in {one.value for one in app.info}
    assert not app.metric


def test_what_is_open_goes_to_a_new_plan(planned: Campaign) -> None:
    """The button keeps the number of the plan and the groups to visit for the page of plans."""
    app = draw("theo_doi")
    app.button("plan_again").click().run()
    assert not app.exception
    assert app.session_state["plan_carried"] == {"plan_no": 1, "must": tracking.carried(planned, 1)}


@every_language
def test_a_form_comes_in_on_the_page_and_goes_back(planned: Campaign, lang: str) -> None:
    """What the form says and what is wrong with it is shown, taken in, undone, and each form can be taken back."""
    app, say = draw("theo_doi", lang), speak(lang)
    content = form(planned, 1, "D1", g90001_2=("chưa làm", "đường bị chia cắt"))
    app.file_uploader("return_file").upload("phieu.csv", content, "text/csv").run()
    assert not app.exception
    assert say("returns.preview", rows=2, problems=1) in {one.value for one in app.markdown}
    assert table(app, ("row_no", "value", "reason"))["reason"].tolist() == [say("reason.visit_not_planned")]
    app.text_input("return_actor").set_value("Lan")
    app.button("return_take").click().run()
    assert not app.exception
    assert say("returns.taken", number=1) in {one.value for one in app.success}
    assert any(say("unmet.road_cut") in told for told in table(app, OF_VISIT)["outcome"])
    app.button("return_undo").click().run()
    assert planned.returns.of_plan(1).empty
    number, _ = forms.take_in(planned, forms.look_at(planned, content, "phieu.csv"))
    app.run()
    app.button("return_take_back").click().run()
    assert not app.exception
    assert planned.returns.listed()["taken_back_at"].notna().tolist() == [True, True]
    assert number == 2


def test_forms_can_be_taken_back_when_their_plan_is_withdrawn(planned: Campaign) -> None:
    """Without a plan in force the forms that are in stay in sight."""
    forms.take_in(planned, forms.look_at(planned, form(planned, 1, "D1"), "phieu.csv"))
    planned.desk.withdraw(1)
    app = draw("theo_doi")
    assert not app.exception
    assert [one.value for one in app.info] == [speak("vi")("tracking.none")]
    app.button("return_take_back").click().run()
    assert planned.returns.listed()["taken_back_at"].notna().all()


def test_a_form_has_the_limits_and_the_clock_of_the_office(planned: Campaign) -> None:
    """A file larger than the office allows is refused; what is taken in bears the office's hour on today's date."""
    content = form(planned, 1, "D1")
    small = Campaign(replace(planned.settings, upload_megabytes=0))
    with pytest.raises(FileRefused):
        forms.look_at(small, content, "phieu.csv")
    forms.take_in(planned, forms.look_at(planned, content, "phieu.csv"))
    moment = datetime.fromisoformat(planned.returns.listed()["at"].iloc[0])
    now = datetime.now().astimezone()
    assert (moment.date(), moment.utcoffset()) == (AFTER, now.utcoffset())
    assert abs(moment - now) % timedelta(days=1) < timedelta(minutes=5)


def test_the_download_has_every_row_in_words(planned: Campaign) -> None:
    """The workbook holds each visit, with a sheet that says what the columns mean."""
    from ui.downloads import csv, workbook

    visit = Visit(planned, speak("vi"), AFTER)
    rows = in_words(tracking.tracked(planned, 1).rows, visit.say)
    book = openpyxl.load_workbook(io.BytesIO(workbook(visit, rows, TAKEN)))
    assert book[visit.say("download.sheet")].max_row == len(rows) + 1
    assert "NaT" not in csv(rows, TAKEN, visit.say).decode("utf-8-sig")


def test_the_line_for_leaders(planned: Campaign) -> None:
    """One line where two plans running missed a group, nothing where there is none."""

    def line() -> None:
        from ui.twice_missed import twice_missed_line
        from ui.visit import begin

        twice_missed_line(begin())

    assert callable(twice_missed_line)
    assert not AppTest.from_function(line).run().markdown
    plan(planned, date(2026, 4, 4))
    planned.undo(planned.catalogue.imports()[-1].import_id)
    st.cache_resource.clear()
    plan(planned, date(2026, 4, 11))
    with pytest.MonkeyPatch.context() as patch:
        inside(planned.folder, patch, LATER.isoformat())
        app = AppTest.from_function(line).run()
    assert not app.exception
    assert [one.value for one in app.markdown] == [speak("vi")("tracking.twice_line", groups=3)]


def run(*words: object) -> tuple[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", os.environ.get("TMPDIR", "/tmp"))  # the program moves both into its data folder
        patch.setattr(tempfile, "tempdir", tempfile.tempdir)
        cli.campaign.cache_clear()
        done = CliRunner().invoke(cli.app, [*map(str, words)])
    if done.exception is not None:
        raise done.exception
    return done.stdout, done.stderr


def test_the_command_line_says_the_same(planned: Campaign, tmp_path: Path) -> None:
    """The follow-up, the plans and the forms are those of the page."""
    say, file, carry = speak("vi"), tmp_path / "phieu.csv", tmp_path / "carry.csv"
    file.write_bytes(form(planned, 1, "D1", g90001_2=("chưa làm", "thời tiết xấu")))
    taken, problems = run("return", file)
    assert taken.strip() == say("cli.return_taken", number=1, rows=2)
    assert say("reason.visit_not_planned") in problems
    assert run("return", file)[0].strip() == say("cli.return_same", number=1)
    text = {"team_id": "str"}
    printed = pd.read_csv(io.StringIO(run("followup", 1, "--carry", carry)[0]), dtype=text, keep_default_na=False)
    one = tracking.tracked(planned, 1)
    assert printed[["team_id", "unit_id", "status", "reason"]].to_numpy().tolist() == (
        one.rows[["team_id", "unit_id", "status", "reason"]].to_numpy().tolist()
    )
    assert list(dict.fromkeys(pd.read_csv(carry)["unit_id"])) == tracking.carried(planned, 1)
    assert "approved" in run("plans")[0]
    assert "phieu.csv" in run("returns")[0]
    assert run("return-back", 1)[0].strip() == say("cli.return_back", number=1)
    assert planned.returns.of_plan(1).empty
