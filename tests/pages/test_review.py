"""The review page: a decision moves the figures at once, says so, and can be taken back with one click."""

import pytest

from campaign import Campaign
from tests.pages.conftest import RESIDENTS, draw
from texts import language

pytestmark = pytest.mark.filterwarnings("ignore:.*future.infer_string.*")  # Ibis 12 sets it to read a table
VISITS = """date,commune code,group,household id,adults,result
2026-11-10,03127,Chợ ![x](http://x) phiên,h1,3,completed
2026-11-13,03151,Bản Nậm Hạn,h2,1,completed
2026-11-14,03151,Lán nương,h3,2,completed
2026-11-14,,Bản X,h4,9,completed
"""


@pytest.fixture
def waiting(fresh: Campaign) -> Campaign:
    """Four places wait, one of them in no commune that anybody knows."""
    fresh.import_file(RESIDENTS.encode(), "residents.csv", "population")
    fresh.import_file(VISITS.encode(), "visits.csv", "visits")
    fresh.import_file("Ngày,Xã,Số người\n14/11/2026,Xã Mường Nhớ,20".encode(), "xa.csv", "visits")
    return fresh


def test_most_people_come_first_with_their_candidates(waiting: Campaign) -> None:
    """A commune that nobody knows is offered its likeliest ones, on a map."""
    app = draw("ra_soat")
    assert not app.exception
    assert any("Xã Mường Nhớ" in one.value for one in app.markdown)
    assert app.button("review_accept_1").label.startswith("**1** · ")


def test_names_are_harmless(waiting: Campaign) -> None:
    """A name that would load an image is text."""
    app = draw("ra_soat", xa="03127")
    assert any("Chợ \\!\\[x\\]" in one.value for one in app.markdown)
    assert app.button("review_next").disabled


def test_a_decision_is_applied_told_and_taken_back(waiting: Campaign) -> None:
    """A click accepts under the name of who decided; the notice's button undoes it."""
    before = waiting.edition().name
    app = draw("ra_soat")
    app.text_input("review_actor").input("Lò A").run()
    app.button("review_accept_1").click().run()
    assert not app.exception
    decision = waiting.review.history().iloc[0]
    assert (decision["scope"], decision["verdict"], decision["actor"]) == ("commune", "unit", "Lò A")
    assert waiting.standing("commune").set_index("unit_id")["contacts"][decision["unit_id"]] == 1
    app.button("review_take_back").click().run()
    assert not app.exception
    assert waiting.edition().name == before


def test_steps_walk_the_queue(waiting: Campaign) -> None:
    """Next and back show one place after the other, and stop at the ends."""
    app = draw("ra_soat")
    assert app.button("review_previous").disabled
    for _ in range(len(waiting.review_queue()) - 1):
        app.button("review_next").click().run()
    assert app.button("review_next").disabled
    app.button("review_outside").click().run()
    assert not app.exception
    assert waiting.review.history()["verdict"].tolist() == ["outside"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_waits(fresh: Campaign, lang: str) -> None:
    """Where nothing waits the page says so."""
    fresh.import_file(RESIDENTS.encode(), "residents.csv", "population")
    app = draw("ra_soat", lang)
    assert [one.value for one in app.success] == [language(lang)("review.empty")]
