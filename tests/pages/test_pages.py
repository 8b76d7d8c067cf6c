"""Every page, full and empty, in both languages: nothing breaks, no key shows, and the figures are right."""

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

import dashboard
from campaign import Campaign
from reports.document import DOCUMENTS
from texts import LANGUAGES, catalogue
from texts import language as speak

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
Draw = Callable[..., AppTest]
PAGES = list(dashboard.PAGES)
NOT_READ = {"id", "icon", "key", "form_id", "url", "element_id", "arrow_data", "data", "page_script_hash", "columns"}

TARGET_ON = date(2026, 12, 31)
every_language = pytest.mark.parametrize("lang", LANGUAGES)
every_page = pytest.mark.parametrize("page", PAGES)


def texts(app: AppTest) -> set[str]:
    """Return all that a visitor reads: texts, labels, notes, and the cells and headings of tables."""
    read = set(_strings(app.main))
    for table in app.dataframe:
        cells = table.value.select_dtypes("str").to_numpy().ravel()
        read |= {*_headings(table), *(cell for cell in cells if isinstance(cell, str))}  # a cell may be blank
    return {text for text in read if text and not text.startswith("<script>")}


def _headings(table: Dataframe) -> Iterator[str]:
    """Yield what stands over the columns, and what they say on hover."""
    settings = json.loads(table.proto.columns or "{}")
    for column in table.value.columns:
        said = settings.get(column, {})
        yield from (said.get("label") or column, said.get("help") or "")


def _strings(block: object) -> Iterator[str]:
    for child in getattr(block, "children", {}).values():
        yield from _strings(child)
        if proto := getattr(child, "proto", None):
            yield from _fields(proto)


def _fields(proto: object) -> Iterator[str]:
    for field, value in proto.ListFields():  # type: ignore[attr-defined]
        if field.name in NOT_READ:
            continue
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from _fields(one)
            elif isinstance(one, str):
                yield one


def keys_shown(app: AppTest) -> set[str]:
    families = {key.partition(".")[0] for key in catalogue("vi") if "." in key}
    pattern = re.compile(rf"\b(?:{'|'.join(families)})\.[a-z_]+(?:\.[a-z_]+)*")
    return {found for text in texts(app) for found in pattern.findall(text)}


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: str(metric.value) for metric in app.metric}


@every_page
@every_language
@pytest.mark.parametrize("state", ["full", "emptied"])
def test_a_page_is_drawn_whole(state: str, page: str, lang: str, request: pytest.FixtureRequest) -> None:
    """No page breaks or shows an error, with records or without."""
    app = request.getfixturevalue(state)(page, lang)
    assert [error.value for error in (*app.exception, *app.error)] == []
    assert texts(app)


@every_page
@every_language
@pytest.mark.parametrize("state", ["full", "emptied"])
def test_a_page_speaks_one_language(state: str, page: str, lang: str, request: pytest.FixtureRequest) -> None:
    """A page shows neither a key in place of a text nor a text of the other language."""
    app = request.getfixturevalue(state)(page, lang)
    other = next(code for code in LANGUAGES if code != lang)
    foreign = {text for text in catalogue(other).values() if len(text) > 3} - set(catalogue(lang).values())
    assert keys_shown(app) == set()
    assert texts(app) & foreign == set()


@every_language
def test_the_overview_states_the_province(full: Draw, lang: str) -> None:
    """Four people of fifty are reached, 8 %, so 46 are left: 9.2 in each of five weeks; two communes of 45 report."""
    say, app = speak(lang), full("tong_quan", lang)
    needed = say("headline.left_needed", share=say.share(1), day=TARGET_ON, needed=say.measure(9.2))
    expected = {
        "coverage": (say.share(0.08), say("headline.coverage_exact", reached=4, adults=50)),
        "left": (say.number(46), needed),
        "finish": ("–", say("headline.finish_short", weeks=2, least=6)),
        "heard": ("2/45", say("headline.silent", communes=43, days=28) + " " + say("headline.rows", share="75%")),
    }
    assert metrics(app) == {say(f"headline.{key}"): value for key, (value, _) in expected.items()}
    said = {caption.value for caption in app.caption}
    assert {meaning.replace("75%", say.share(0.75)) for _, meaning in expected.values()} <= said


def html_of(app: AppTest) -> str:
    """Return what a page draws by itself, as text."""
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", one.proto.body) for one in app.get("html")))


@every_language
def test_the_overview_says_who_needs_help_and_why(full: Draw, lang: str) -> None:
    """The ward lacks 40 people, the other place 6; in the ward one of two groups was never reached."""
    app, say = full("tong_quan", lang), speak(lang)
    listed = next(one.proto.body for one in app.get("html") if "needs" in one.proto.body)
    assert re.findall(r"<b>(.*?)</b>", listed)[:2] == ["Phường Điện Biên Phủ", "Phường Mường Lay"]
    assert say("overview.people", people=40, share=say.share(2 / 42)) in html_of(app)
    assert say("why.never", count=1, groups=2) in html_of(app)
    assert f"xa_phuong?xa=03127&amp;lang={lang}" in listed


@every_language
def test_the_overview_says_what_the_week_brought(full: Draw, lang: str) -> None:
    """The week of 16 November brought one person after three; nobody who usually reports is missing but the ward."""
    said, say = html_of(full("tong_quan", lang)), speak(lang)
    assert say("brief.change.less", count=2, before=3) in said
    assert say("brief.change.late_communes", count=1) in said


@every_language
def test_the_overview_says_how_far_it_can_be_trusted(full: Draw, lang: str) -> None:
    """Of eight rows six count, one waits, one is refused, and the last record is of 16 November."""
    said, say = html_of(full("tong_quan", lang)), speak(lang)
    assert {"vi": "75,0%", "en": "75.0%"}[lang] in said
    assert {"vi": "16/11/2026", "en": "16 Nov 2026"}[lang] in said
    assert say("overview.quality") in said


@every_language
def test_the_list_of_gaps_is_ordered_by_people(full: Draw, lang: str) -> None:
    """The groups stand by people still to reach, with the shares that a pencil finds."""
    app, say = full("khoang_trong", lang), speak(lang)
    listed = app.dataframe[0].value
    assert listed["name"].tolist() == ["Tổ dân phố 1", "Tổ dân phố 2", "Bản Nậm Cản"]
    assert listed["gap_people"].tolist() == [28, 12, 6]
    assert listed["coverage_share"].tolist() == pytest.approx([2 / 30, 0, 2 / 8])
    assert listed["state"].tolist() == [say("state.not_on_map")] * 3  # a list of residents alone draws nothing
    assert say("gaps.summary", groups=3, people=46, never=1) in {one.value for one in app.markdown}


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ({"xa": "03151"}, ["Bản Nậm Cản"]),
        ({"tt": "never_reached"}, ["Tổ dân phố 2"]),
        ({"nn": "Mông"}, ["Bản Nậm Cản"]),
        ({"km": "5"}, ["Tổ dân phố 2", "Bản Nậm Cản"]),
        ({"xa": "03127", "km": "5"}, ["Tổ dân phố 2"]),
        ({"xa": "nonsense", "tt": "<b>", "km": "-1"}, ["Tổ dân phố 1", "Tổ dân phố 2", "Bản Nậm Cản"]),
    ],
)
def test_the_address_filters_the_list(full: Draw, codes: dict[str, str], names: list[str]) -> None:
    """Codes in the address choose the filters; unknown ones count as none."""
    app = full("khoang_trong", **codes)
    assert app.dataframe[0].value["name"].tolist() == names


def test_a_filter_without_a_group_says_so(full: Draw) -> None:
    """An empty list is told in words, and the page goes on."""
    app = full("khoang_trong", xa="03151", tt="never_reached")
    assert not app.exception
    assert speak("vi")("table.empty") in {one.value for one in app.info}


def test_choosing_a_filter_writes_its_code(full: Draw) -> None:
    """The address takes the code of a choice, never a translated word."""
    app = full("khoang_trong", "en")
    app.selectbox(key="filter_tt").select("never_reached").run()
    assert app.query_params["tt"] == "never_reached"
    assert app.dataframe[0].value["name"].tolist() == ["Tổ dân phố 2"]


def test_no_commune_is_chosen_for_the_visitor(full: Draw) -> None:
    """While all communes are shown the box to find one is empty, so that the first one can be chosen too."""
    assert full("chat_luong", "vi").selectbox(key="map_commune").value is None


@every_language
def test_the_map_of_a_commune_lists_its_groups(full: Draw, lang: str) -> None:
    """The address of a commune opens its groups, the most people first; an unknown one opens all communes."""
    groups = full("ban_do", lang, xa="03127").dataframe[0].value
    assert groups["name"].tolist() == ["Tổ dân phố 1", "Tổ dân phố 2"]
    communes = full("ban_do", lang, xa="00000").dataframe[0].value
    assert len(communes) == 45
    assert communes["name"].tolist()[:2] == ["Phường Điện Biên Phủ", "Phường Mường Lay"]
    assert communes["gap_people"].tolist()[:2] == [40, 6]


@every_language
def test_the_import_page_remembers_every_import(full: Draw, lang: str) -> None:
    """The history names both files with their counts: eight rows are six matched, one waiting, one refused."""
    app, say = full("nhap_du_lieu", lang), speak(lang)
    told = "\n".join(one.value for one in app.markdown)
    assert say("history.counts", rows=8, matched=6, unmatched=1, rejected=1, duplicates=0) in told
    assert say("history.counts", rows=3, matched=3, unmatched=0, rejected=0, duplicates=0) in told
    assert "visits.csv" in told


def test_undo_takes_an_import_back(full: Draw, fresh: Campaign) -> None:
    """A press on the button withdraws the import, and the history is empty."""
    outcome = fresh.import_file(b"date,commune code,person id\n2026-11-10,03127,p1\n", "visits.csv", "visits")
    app = full("nhap_du_lieu")
    app.button(key=f"undo_{outcome.one.import_id}").click().run()
    assert not app.exception
    assert speak("vi")("history.empty") in {one.value for one in app.info}
    assert fresh.outcomes() == []


@every_language
def test_without_records_no_share_is_made_up(emptied: Draw, lang: str) -> None:
    """An empty campaign shows dashes, not nought percent, and says what is missing."""
    app, say = emptied("tong_quan", lang), speak(lang)
    shown = metrics(app)
    assert [shown[say(f"headline.{key}")] for key in ("coverage", "left", "finish")] == ["–"] * 3
    assert {say("overview.no_denominator"), say("trust.nothing")} <= {one.value for one in app.info}


@every_language
def test_the_frame_names_the_pages_and_the_province(full: Draw, lang: str) -> None:
    """The frame draws the default page inside, with the switch of languages set to the visitor's."""
    app = AppTest.from_file(dashboard.__file__, default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    assert not app.exception
    assert keys_shown(app) == set()
    assert app.button_group[0].value in (lang, [lang])
    assert len(app.metric) == 4


def test_an_error_of_a_page_is_told_in_words(full: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal inside a page becomes a sentence in the frame, with the menu still there."""
    from outreach.errors import NotFound
    from pages import tong_quan

    def refuse(visit: object, figures: object) -> None:
        raise NotFound("import_unknown", import_id=99)

    monkeypatch.setattr(tong_quan, "headline_figures", refuse)
    app = AppTest.from_file(dashboard.__file__, default_timeout=60).run()
    assert [error.value for error in app.error] == [speak("vi")("error.import_unknown", import_id=99)]
    assert not app.exception


@pytest.mark.parametrize(("number", "counts"), [(1, [3, 3, 0, 0, 0]), (2, [8, 6, 1, 1, 0])])
def test_the_page_tells_what_became_of_an_import(full: Draw, number: int, counts: list[int]) -> None:
    """After an import the page states where its rows went, whether or not any of them waits."""
    app = full("nhap_du_lieu")
    app.session_state["last_import"] = (number, False)
    app.run()
    assert [error.value for error in app.exception] == []
    names = ("rows_in", "matched", "unmatched", "rejected", "duplicates")
    assert metrics(app) == {speak("vi")(f"count.{name}"): str(value) for name, value in zip(names, counts, strict=True)}


def test_the_import_page_tells_how_to_set_up_a_service(full: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a service in the environment a hint stands there and no button; with one, its button alone."""
    for name in ("ODK", "KOBO"):
        monkeypatch.delenv(f"PHOCAP_{name}_URL", raising=False)
    app = full("nhap_du_lieu")
    assert speak("vi")("pull.none") in {one.value for one in app.caption}
    monkeypatch.setenv("PHOCAP_KOBO_URL", "https://kobo.example")
    monkeypatch.delenv("PHOCAP_KOBO_TOKEN", raising=False)
    app = full("nhap_du_lieu")
    assert [one.key for one in app.button if str(one.key).startswith("pull_")] == ["pull_kobo"]
    app.button(key="pull_kobo").click().run()
    assert not app.exception
    assert "PHOCAP\\_KOBO\\_TOKEN" in "".join(one.value for one in app.error)


@every_language
@pytest.mark.parametrize(("page", "codes", "count"), [("tong_quan", {}, 5), ("ban_do", {"xa": "03127"}, 5)])
def test_everything_can_be_taken_along(full: Draw, page: str, codes: dict[str, str], count: int, lang: str) -> None:
    """The overview, and the map of one commune, offer every kind of document by its name."""
    say, app = speak(lang), full(page, lang, **codes)
    offered = [button.label for button in app.get("download_button")]
    assert offered == [say(f"document.{document.module}") for document in DOCUMENTS]
    assert len(offered) == count
