"""Places that wait: ordered by people, decided by a person for past and future rows alike, and taken back."""

import pandas as pd
import pytest

from campaign import Campaign, confident, decision_on
from outreach.errors import NotFound

HEAD = "Ngày,Xã,Tổ dân phố,Số người,Kết quả"
WEEK_1 = [
    "01/02/2026,Xã Bình Minh,Tổ mười chín,3,",
    "02/02/2026,Xã Bình Minh,Nhà ông Páo,5,",
    "02/02/2026,Xã Lạ,Tổ 1,2,",
]
WEEK_2 = [
    "09/02/2026,Xã Bình Minh,Nhà ông Páo,4,",
    "10/02/2026,Xã Suối Lạnh,Nhà ông Páo,7,",
    "11/02/2026,Xã Lạ,Tổ 2,1,",
]


def taken(campaign: Campaign, rows: list[str], name: str = "a.csv"):
    return campaign.import_file("\n".join([HEAD, *rows]).encode(), name, "visits")


def reached(campaign: Campaign) -> dict[str, int]:
    groups = campaign.standing("group")
    return {u: int(n) for u, n in zip(groups["unit_id"], groups["reached"].fillna(0), strict=True) if n and n > 0}


def place(campaign: Campaign, group: str, commune: str) -> pd.Series:
    queue = campaign.review_queue()
    return queue[(queue["group"] == group) & (queue["commune"] == commune)].iloc[0]


@pytest.fixture
def waiting(campaign: Campaign) -> Campaign:
    taken(campaign, WEEK_1, "tuần 1.csv")
    taken(campaign, WEEK_2, "tuần 2.csv")
    return campaign


def test_the_queue_is_ordered_by_people(waiting: Campaign) -> None:
    """Each written place is there once, with its rows, people and files."""
    queue = waiting.review_queue()
    assert queue[["group", "commune", "rows", "people"]].to_numpy().tolist() == [
        ["Nhà ông Páo", "Xã Bình Minh", 2, 9], ["Nhà ông Páo", "Xã Suối Lạnh", 1, 7],
        ["Tổ mười chín", "Xã Bình Minh", 1, 3], ["Tổ 1", "Xã Lạ", 1, 2], ["Tổ 2", "Xã Lạ", 1, 1],
    ]  # fmt: skip
    assert queue["files"][0] == "tuần 1.csv, tuần 2.csv"


def test_a_decision_counts_for_past_and_future_rows_and_leaks_into_no_other_commune(waiting: Campaign) -> None:
    """The same text in another commune still waits; next week's file with the same text needs nobody."""
    waiting.review.decide([decision_on(place(waiting, "Nhà ông Páo", "Xã Bình Minh"), "unit", "90001-2")], "Lan")
    assert reached(waiting) == {"90001-2": 9}
    later = taken(waiting, ["17/02/2026,Xã Bình Minh,Nhà ông Páo,1,"], "tuần 3.csv")
    assert later.matched == 1
    assert place(waiting, "Nhà ông Páo", "Xã Suối Lạnh")["rows"] == 1
    assert waiting.edition().read("places").set_index("group")["via"].tolist().count("person") == 1


def test_taking_back_restores_what_was(waiting: Campaign) -> None:
    """After the decision is taken back the figures, the queue and the edition are the former ones."""
    before, edition = waiting.review_queue(), waiting.edition().name
    numbers = waiting.review.decide([decision_on(before.iloc[0], "unit", "90001-1")], "Lan")
    assert waiting.edition().name != edition
    waiting.review.take_back(numbers)
    assert waiting.edition().name == edition
    assert waiting.review_queue().equals(before)
    history = waiting.review.history()
    assert history[["actor", "unit_id"]].to_numpy().tolist() == [["Lan", "90001-1"]]
    assert history["taken_back_at"].notna().all()
    with pytest.raises(NotFound):
        waiting.review.take_back(numbers)


def test_an_alias_counts_however_it_is_spelled(waiting: Campaign) -> None:
    """A decision on the name applies to its other spellings in the commune; one on the place does not."""
    taken(waiting, ["12/02/2026,Xã Bình Minh,nhà Ông  Páo,2,"], "tuần 3.csv")
    spelled = place(waiting, "Nhà ông Páo", "Xã Bình Minh")
    alone = waiting.review.decide([decision_on(spelled, "unit", "90001-2")])
    with_case = reached(waiting)["90001-2"]
    waiting.review.take_back(alone)
    waiting.review.decide([decision_on(spelled, "unit", "90001-2", alike=True)])
    taken(
        waiting, ["13/02/2026,Xã Bình Minh,NHÀ ÔNG PÁO (cuối bản),1,", "13/02/2026,Bình Minh,nhà ông Páo,6,"], "4.csv"
    )
    assert with_case == 11
    assert reached(waiting)["90001-2"] == 11 + 6


def test_a_decided_commune_lets_its_groups_be_found(waiting: Campaign) -> None:
    """Who says which commune a name means needs not say it for every group of it."""
    waiting.review.decide([decision_on(place(waiting, "Tổ 1", "Xã Lạ"), "unit", "90001")])
    assert reached(waiting) == {"90001-1": 2, "90001-2": 1}


def test_a_new_group_is_listed_without_a_denominator(waiting: Campaign) -> None:
    """A group that no list knows can be made; its people count, its share is not made up."""
    spot = place(waiting, "Nhà ông Páo", "Xã Suối Lạnh")
    waiting.review.decide([decision_on(spot, "new_group", "90002", group_name="Bản Nhà Ông Páo")])
    groups = waiting.standing("group").set_index("name")
    assert groups.loc["Bản Nhà Ông Páo", "parent_id"] == "90002"
    assert groups.loc["Bản Nhà Ông Páo", "reached"] == 7
    assert pd.isna(groups.loc["Bản Nhà Ông Páo", "adults"])


@pytest.mark.parametrize("verdict", ["outside", "not_a_place"])
def test_what_is_no_place_here_leaves_the_queue_and_not_the_sum(waiting: Campaign, verdict: str) -> None:
    """Rows that a person dismissed stay on record with the reason, and rows in still add up."""
    waiting.review.decide([decision_on(place(waiting, "Nhà ông Páo", "Xã Bình Minh"), verdict)])
    outcome = waiting.outcomes()[-2]
    assert (outcome.one.rows_in, outcome.matched, outcome.unmatched) == (3, 0, 3)
    assert f"{verdict}_by_decision" in waiting.open_rows(outcome.one.import_id)["reason"].tolist()
    assert len(waiting.review_queue()) == 4


def test_a_code_stands_above_a_decision(campaign: Campaign) -> None:
    """A row that carries the code of a group is that group's, whatever was decided about its name."""
    taken(campaign, WEEK_1)
    campaign.review.decide([decision_on(place(campaign, "Nhà ông Páo", "Xã Bình Minh"), "unit", "90001-2", alike=True)])
    coded = "Ngày,Mã tổ,Tổ dân phố,Xã,Số người\n03/02/2026,90001-1,Nhà ông Páo,Xã Bình Minh,1"
    campaign.import_file(coded.encode(), "mã.csv", "visits")
    assert reached(campaign) == {"90001-1": 1, "90001-2": 5}


def test_a_decision_on_a_unit_that_is_gone_is_as_if_not_made(waiting: Campaign) -> None:
    """A unit that no list has any more takes no rows: they wait again."""
    waiting.review.decide([decision_on(place(waiting, "Nhà ông Páo", "Xã Bình Minh"), "unit", "90001-77")])
    assert reached(waiting) == {}
    assert len(waiting.review_queue()) == 5


def test_many_decisions_are_made_together_or_not_at_all(waiting: Campaign) -> None:
    """One decision that cannot be kept leaves none of the others behind."""
    spots = [decision_on(row, "unit", "90001-1") for _, row in waiting.review_queue().iterrows()]
    broken = decision_on(waiting.review_queue().iloc[0], None, "90001-1")  # type: ignore[arg-type] - what a bug would do
    with pytest.raises(Exception, match="NOT NULL"):
        waiting.review.decide([*spots, broken])
    assert waiting.review.history().empty


def test_only_clear_candidates_are_offered_in_bulk() -> None:
    """The best must be good, well before the second, and not spoken against by a point."""
    rows = [
        ("a", "group_unknown", (("g1", 90.0),)), ("b", "group_unknown", (("g1", 90.0), ("g2", 88.0))),
        ("c", "group_unknown", (("g1", 70.0),)), ("d", "point_contradicts", (("g1", 99.0),)), ("e", "x", ()),
    ]  # fmt: skip
    queue = pd.DataFrame(rows, columns=["group", "reason", "candidates"])
    assert confident(queue)[["group", "unit_id", "score"]].to_numpy().tolist() == [["a", "g1", 90.0]]


def test_the_command_line_decides_like_the_page(waiting: Campaign) -> None:
    """A place is decided by its number; one that does not wait and a unit that is not there are refused."""
    number = int(waiting.review_queue()["place_key"][0])
    for key, unit in ((number + 1, "90001-1"), (number, "99999-9")):
        with pytest.raises(NotFound):
            waiting.decide(key, "unit", unit)
    waiting.decide(number, "new_group", "90001", actor="Lan")
    assert "Nhà ông Páo" in waiting.standing("group")["name"].tolist()


def test_a_decision_holds_for_other_dates_and_spellings_of_the_commune(waiting: Campaign) -> None:
    """The commune without its kind, or a visit of before the merger, is the same place to a person."""
    waiting.review.decide([decision_on(place(waiting, "Nhà ông Páo", "Xã Bình Minh"), "unit", "90001-2")])
    rows = ["01/06/2025,Bình Minh,Nhà ông Páo,1,", "18/02/2026,xa binh minh,Nhà ông Páo,1,"]
    assert taken(waiting, rows, "khác.csv").matched == 2


def test_a_new_group_that_comes_with_a_list_is_that_group(waiting: Campaign) -> None:
    """Once a population list has the group under a code, the records are its own and no group stands twice."""
    spot = place(waiting, "Nhà ông Páo", "Xã Suối Lạnh")
    waiting.review.decide([decision_on(spot, "new_group", "90002", group_name="Bản Nhà Ông Páo")])
    listed = "Mã xã,Xã,Mã tổ,Thôn bản,Người trưởng thành\n90002,Xã Suối Lạnh,90002-9,Bản nhà ông Páo,40"
    waiting.import_file(listed.encode(), "dân số.csv", "population")
    groups = waiting.standing("group")
    found = groups[groups["name"].str.casefold() == "bản nhà ông páo"].iloc[0]
    assert (found["unit_id"], found["reached"], found["adults"]) == ("90002-9", 7, 40)
    assert groups["name"].str.casefold().tolist().count("bản nhà ông páo") == 1


def test_beginning_anew_forgets_the_decisions(waiting: Campaign) -> None:
    """After a reset no decision is in force, so that the next campaign is not ruled by the last."""
    waiting.review.decide([decision_on(waiting.review_queue().iloc[0], "unit", "90001-2")])
    waiting.reset()
    assert waiting.decisions.active().empty
    assert len(waiting.review.history()) == 1


def test_a_person_stands_above_the_point(campaign: Campaign) -> None:
    """A row whose point contradicts its commune waits with both sides told, and goes where a person says."""
    campaign.import_file("Ngày,Xã,lat,lon\n01/02/2026,Xã Bình Minh,20.995,103.005".encode(), "a.csv", "visits")
    spot = campaign.review_queue().iloc[0]
    assert (spot["reason"], spot["commune_id"], spot["witness_id"]) == ("point_contradicts", "90001", "90002-1")
    campaign.review.decide([decision_on(spot, "unit", "90002-1")])
    assert reached(campaign) == {"90002-1": 1}


def test_a_decision_on_a_commune_alone_moves_only_what_its_point_contradicts(campaign: Campaign) -> None:
    """Rows that name the commune only, and whose point says nothing against it, stay there."""
    rows = [
        "01/02/2026,Xã Bình Minh,20.995,103.005",
        "02/02/2026,Xã Bình Minh,,",
        "03/02/2026,Xã Bình Minh,21.005,103.005",
    ]
    campaign.import_file("\n".join(["Ngày,Xã,lat,lon", *rows]).encode(), "a.csv", "visits")
    campaign.review.decide([decision_on(campaign.review_queue().iloc[0], "unit", "90002-1")])
    assert reached(campaign) == {"90002-1": 1, "90001-1": 1}
    assert campaign.standing("commune").set_index("unit_id")["reached"].tolist() == [2, 1]
    assert campaign.review_queue().empty
