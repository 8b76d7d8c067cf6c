"""The figures of a brief are those of the page and of the command line, and its sentences say what a pencil finds."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import cli
from campaign import Campaign
from campaign.frozen import as_frozen
from outreach.errors import NotFound
from outreach.target import Target
from reports.brief_figures import BriefFigures, brief_figures
from reports.circumstances import circumstances
from reports.document import DOCUMENTS
from reports.dossier import Dossier
from reports.headline import headline
from reports.narrative import narrative, sources
from reports.remark import Remark
from settings import Settings
from tests.reports.places import ADULTS, CODES, DAY, reached
from texts import LANGUAGES, language

every_language = pytest.mark.parametrize("lang", LANGUAGES)
PEOPLE = sum(reached(place, group) for place in range(8) for group in range(3))


def lines(figures: BriefFigures, lang: str = "vi") -> dict[str, str]:
    """Return the sentences of each section."""
    return {section.name: " ".join(section.lines) for section in narrative(figures, language(lang))}


def _page() -> None:
    import streamlit

    from pages import tong_quan
    from ui.visit import begin

    streamlit.session_state["visit"] = begin()
    tong_quan.show()


def printed(*arguments: str) -> list[dict[str, str]]:
    """Return the rows that a command prints."""
    cli.campaign.cache_clear()
    return list(csv.DictReader(io.StringIO(CliRunner().invoke(cli.app, list(arguments)).stdout)))


@every_language
def test_the_cards_are_those_of_the_overview(inside: None, whole: Dossier, lang: str) -> None:
    """Every headline figure of the brief, and what it means, is written as the overview writes it."""
    app, say = AppTest.from_function(_page, default_timeout=60), language(lang)
    app.query_params["lang"] = lang
    app.run()
    shown = headline(whole.figures, say)
    assert {metric.label: metric.value for metric in app.metric} == {
        say(f"headline.{one.key}"): one.value for one in shown
    }
    assert {one.meaning for one in shown} <= {caption.value for caption in app.caption}


def test_page_brief_and_command_line_tell_the_same_numbers(inside: None, whole: Dossier) -> None:
    """Whatever the head of the overview states, bounds, pace and rows too, is what the commands print, added up."""
    figures, say = whole.figures, language("en")
    rows = [row for row in printed("coverage") if row["adults"]]
    reached, least, most, adults, gap = (
        sum(int(row[column]) for row in rows)
        for column in ("reached", "reached_least", "reached_most", "adults", "gap_people")
    )
    pace, total = printed("pace", "--level", "province")[0], printed("status")[-1]
    assert (figures.whole.reached, figures.whole.adults, figures.whole.gap_people) == (reached, adults, gap)
    assert (figures.reached_least, figures.reached_most) == (least, most)
    assert reached == PEOPLE
    told = {one.key: f"{one.value} {one.meaning}" for one in headline(figures, say)}
    assert say.share(reached / adults) in told["coverage"]
    assert say("headline.coverage_exact", reached=reached, adults=adults) in told["coverage"]
    assert say.number(gap) in told["left"]
    assert f"{say.rate(float(pace['needed_per_week']))} people a week" in told["left"]
    counted = sum(int(row["matched"]) for row in printed("status")[:-1] if row["kind"] == "visits")
    assert int(total["in"]) - len(ADULTS) * len(CODES) == whole.figures.basis.rows  # type: ignore[union-attr]
    assert say("headline.rows", share=say.share(counted / whole.figures.basis.rows)) in told["heard"]  # type: ignore[union-attr]
    needed = lines(figures, "en")["needed"]
    assert say("brief.needed.weekly", count=say.rate(float(pace["needed_per_week"]))) in needed


def test_the_command_writes_every_document_in_both_languages(inside: None, tmp_path: Path) -> None:
    """Ten files, named by what they are, the day and the language; of a commune with its code."""
    cli.campaign.cache_clear()
    for commune in ("", CODES[5]):
        done = CliRunner().invoke(cli.app, ["brief", "--out", str(tmp_path / "out"), "--commune", commune])
        assert (done.exit_code, done.stderr) == (0, "")
        expected = {kind.file_name(commune, DAY, language(lang)) for kind in DOCUMENTS for lang in LANGUAGES}
        assert expected <= {file.name for file in (tmp_path / "out").iterdir() if file.stat().st_size > 1_000}
        assert all(line.endswith(tuple(expected)) for line in done.stdout.splitlines())
    assert len(list((tmp_path / "out").iterdir())) == 20


def test_the_last_week_is_compared_with_the_one_before(told: Campaign, whole: Dossier) -> None:
    """New people of the last Monday to Sunday, and of the week before, are those counted from the facts."""
    facts = told.edition().facts
    week = whole.figures.week
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))
    for first, counted in ((week.first, week.adults_new), (week.first - timedelta(days=7), week.adults_before)):
        days = facts["on_date"].dt.date
        assert counted == facts.loc[(days >= first) & (days < first + timedelta(days=7)), "adults_new"].sum()
    assert week.adults_new + week.adults_before == PEOPLE
    assert (week.places, week.places_all) == (7, 45)


def test_three_are_ahead_and_three_behind(whole: Dossier) -> None:
    """Shares grow with the place's number, so 7, 6, 5 are ahead and 1, 2, 3 behind; who is silent is not ranked."""
    assert [place.unit_id for place in whole.figures.ahead] == [CODES[7], CODES[6], CODES[5]]
    assert [place.unit_id for place in whole.figures.behind] == [CODES[1], CODES[2], CODES[3]]
    assert whole.figures.ahead[0].coverage_share == pytest.approx(7 * 15 / 240)


def test_who_has_long_been_silent_is_not_ranked(told: Campaign) -> None:
    """Five weeks after the last record the old coverage is no reason to call anybody ahead or behind."""
    figures = brief_figures(told, date(2026, 12, 25))
    assert figures.whole.reached == PEOPLE
    assert figures.ahead + figures.behind == ()


def test_what_is_known_stands_beside_those_behind(whole: Dossier) -> None:
    """Place 1 has one group of three never reached, all of it far away and speaking Mông; of place 2 less is known."""
    far, near = (dict.fromkeys(remark.key for remark in place.known) for place in whole.figures.behind[:2])
    assert list(far) == ["why.never", "why.far", "why.language"]
    assert list(near) == ["why.never"]


def test_what_is_needed_is_the_gap_over_the_time_left(whole: Dossier) -> None:
    """39 days are left, five whole weeks: each needs a fifth of the gap."""
    figures = whole.figures
    assert figures.need.days_left == 39
    assert figures.need.weekly == pytest.approx((figures.whole.gap_people or 0) / 5)


@pytest.mark.parametrize(
    ("gap", "on", "sentence"),
    [
        (0, date(2026, 12, 31), "Đã đạt chỉ tiêu"),
        (9, date(2026, 11, 22), "Đã qua ngày đích 22/11/2026 mà còn thiếu 9 người"),
    ],
)
def test_a_target_met_or_passed_asks_for_no_pace(whole: Dossier, gap: int, on: date, sentence: str) -> None:
    """Who has arrived, or is too late, is not told a number a week."""
    figures = whole.figures
    changed = replace(
        figures,
        whole=replace(figures.whole, gap_people=gap),
        target=Target(1.0, on),
        need=replace(figures.need, weekly=None),
        most_left=(),
    )
    assert lines(changed)["needed"].startswith(sentence)


def test_caveats_name_what_is_not_known(whole: Dossier) -> None:
    """The silent communes, the hidden places and the source of the denominator are told."""
    caveats = lines(whole.figures)["caveats"]
    assert "38 xã, phường quá 28 ngày" in caveats
    assert "và 33 nơi khác" in caveats
    assert "năm 2025" in caveats
    assert f"{whole.figures.hidden} nơi được ẩn" in caveats


@every_language
def test_no_report_is_not_zero(told: Campaign, lang: str) -> None:
    """The brief of a commune that never sent anything says that nothing is known, and ranks none of its groups."""
    figures = brief_figures(told, DAY, CODES[0])
    assert figures.whole.reached is None
    assert not figures.ahead + figures.behind
    assert {"vi": "không phải bằng 0", "en": "is not zero"}[lang] in lines(figures, lang)["standing"]


def test_a_commune_has_its_own_brief(told: Campaign) -> None:
    """Of place 5: 75 of 240, its groups by name, its own week."""
    figures = brief_figures(told, DAY, CODES[5])
    assert (figures.whole.reached, figures.whole.adults, figures.whole.gap_people) == (75, 240, 165)
    assert figures.week.adults_new + figures.week.adults_before == 75
    assert [place.gap_people for place in figures.most_left] == [100, 45, 20]


def test_a_small_week_of_a_commune_is_told_as_fewer(told: Campaign) -> None:
    """Two people in a commune's week are "fewer than five", without a comparison that would tell them."""
    figures = brief_figures(told, DAY, CODES[5])
    few = replace(figures, week=replace(figures.week, adults_new=2))
    change = lines(few)["change"]
    assert "thêm dưới 5 người" in change
    assert "tuần trước" not in change


def test_a_hidden_place_is_told_without_a_number(told: Campaign) -> None:
    """Where the place itself is hidden, its brief says why and tells neither its week nor its need."""
    figures = brief_figures(told, DAY, CODES[5])
    blank = replace(figures.whole, is_hidden=True, reached=None, adults=None, coverage_share=None, gap_people=None)
    sections = lines(replace(figures, whole=blank, most_left=()))
    assert "Số dưới 5 người được ẩn" in sections["standing"]
    assert not {"change", "needed"} & set(sections)


def test_further_sentences_are_told_when_they_are_known(whole: Dossier) -> None:
    """A range of the people reached and a remark appear once they are filled in, and not before."""
    full = replace(whole.figures, reached_least=400, reached_most=500, remarks=(Remark("why.group.far", {"km": 7.5}),))
    assert "400 – 500" in lines(full)["standing"]
    assert "cách trung tâm xã 7,5 km" in lines(full)["needed"]
    assert "400" not in lines(whole.figures)["standing"]


def test_an_unknown_commune_is_refused(told: Campaign) -> None:
    """A code that is none is said to be so."""
    with pytest.raises(NotFound):
        brief_figures(told, DAY, "99999")


def test_a_brief_carries_the_number_of_the_snapshot_it_equals(told_folder: Path, tmp_path: Path) -> None:
    """Frozen figures are told with their number, in force or asked for by it, also after other records came."""
    folder = tmp_path / "data"
    shutil.copytree(told_folder, folder)
    campaign = Campaign(Settings(data=folder, until=DAY))
    assert brief_figures(campaign, DAY).snapshot is None
    number = campaign.freeze("Giao ban", DAY).number
    assert brief_figures(campaign, DAY).snapshot == str(number)
    assert brief_figures(campaign, DAY - timedelta(days=1)).snapshot is None
    more = f"date,commune code,group code,person id\n2026-11-20,{CODES[5]},{CODES[5]}-3,900000000001\n"
    campaign.import_file(more.encode(), "late.csv", "visits")
    assert (brief_figures(campaign, DAY).whole.reached, brief_figures(campaign, DAY).snapshot) == (PEOPLE + 1, None)
    frozen = brief_figures(as_frozen(campaign, number), DAY)
    assert (frozen.whole.reached, frozen.snapshot) == (PEOPLE, str(number))
    assert say_source(frozen) == language("vi")("brief.snapshot", number=str(number))


def say_source(figures: BriefFigures) -> str:
    """Return what the head of a document says of the snapshot."""
    return sources(figures, language("vi")).split(" · ")[1]


def place(**known: object) -> dict[str, object]:
    """Return a commune of ten groups about which nothing stands out, but for what is told."""
    plain: dict[str, object] = {
        "unit_id": "A", "groups": 10, "groups_never": 0, "groups_no_report": 0, "groups_no_denominator": 0,
        "is_silent": False, "last_on": None, "pace_state": "moving", "on_time": "likely", "actual_per_week": 8.0,
        "needed_per_week": 40.0, "effort_class": "balanced", "again_share": 0.2,
    }  # fmt: skip
    return plain | known


@pytest.mark.parametrize(
    ("known", "keys"),
    [
        ({}, []),
        ({"is_silent": True}, ["why.unheard"]),
        ({"groups_never": 4, "on_time": "unlikely"}, ["why.never", "why.slow"]),
        ({"groups_never": 0, "groups_no_denominator": 1, "effort_class": "easy_again"}, ["why.easy_again", "why.mend"]),
        ({"on_time": "unlikely", "actual_per_week": 1.0}, ["why.slow_few"]),
        ({"pace_state": "standing_still", "on_time": "unlikely"}, ["why.standing_still"]),
    ],
)
def test_reasons_are_told_by_weight(known: dict[str, object], keys: list[str]) -> None:
    """Silence first, then who was never reached, the pace, the easy places, the data; so few people have no number."""
    none = pd.DataFrame(columns=["parent_id", "state", "adult_population", "distance_km", "language"])
    none = none.assign(has_signal=None, has_power=None)
    assert [remark.key for remark in circumstances(place(**known), none, 5)] == keys
