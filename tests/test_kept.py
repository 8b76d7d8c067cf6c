"""What a campaign keeps between two questions is what it would find if it looked again."""

from collections.abc import Iterator

import pandas as pd
import pytest

from campaign import Campaign
from outreach.coverage import by_week
from outreach.standing import province_standing
from store.decisions import Decision
from store.edition import edition_name
from texts import language

VISITS = "Ngày,Xã,Tổ dân phố,Họ và tên,Năm sinh,Số điện thoại\n"


@pytest.fixture
def beside(campaign: Campaign) -> Iterator[Campaign]:
    """Return another program on the same folder."""
    return Campaign(campaign.settings)


def visits(*groups: str) -> bytes:
    rows = (
        f"{day:02d}/03/2026,Xã Bình Minh,{group},Lò A{day},1980,09120000{day:02d}"
        for day, group in enumerate(groups, 1)
    )
    return (VISITS + "\n".join(rows) + "\n").encode()


def named(campaign: Campaign) -> str:
    return edition_name(campaign.catalogue.imports(), campaign.decisions.active())


def test_an_edition_is_the_one_of_the_inputs_in_force(campaign: Campaign, beside: Campaign) -> None:
    """Whatever another program imports, withdraws or decides, the next question is answered by its edition."""
    names = [campaign.edition().name]
    came = beside.import_file(visits("Tổ 1", "Tổ 2"), "visits.csv", "visits")
    names.append(campaign.edition().name)
    (number,) = beside.decisions.add([Decision("name", "90001|x", "outside")], "", "now")
    names.append(campaign.edition().name)
    beside.decisions.take_back([number], "later")
    names.append(campaign.edition().name)
    beside.undo(came.one.import_id)
    names.append(campaign.edition().name)
    assert names[-1] == named(campaign)
    assert [names.index(name) for name in names] == [0, 1, 2, 1, 0]


def test_kept_figures_equal_those_worked_out_again(campaign: Campaign) -> None:
    """The whole province, the weeks and the counts of each import are the same as from the tables themselves."""
    came = campaign.import_file(visits("Tổ 1", "Tổ 2", "Tổ 2", "Tổ 9"), "visits.csv", "visits")
    edition = campaign.edition()
    again = province_standing(campaign.standing("commune"), campaign.target)
    pd.testing.assert_series_equal(campaign.province(), again)
    assert campaign.province() is campaign.province()
    pd.testing.assert_frame_equal(edition.weeks, by_week(edition.facts))
    assert (came.one.rows_in, came.matched, came.unmatched) == (4, 3, 1)
    assert came.people == {"rows_in": 4, "matched": 3, "unmatched": 1, "duplicates": 0, "rejected": 0}


@pytest.mark.parametrize("code", ["vi", "en"])
def test_a_number_is_written_alike_however_often(code: str) -> None:
    """Numbers that are equal but of another type, or nought with a sign, do not change what is kept of each other."""
    say = language(code)
    first = [say.number(1), say.number(1.0), say.measure(1), say.share(1), say.points(-0.0001), say.change(0.2)]
    assert [say.number(1), say.number(1.0), say.measure(1), say.share(1), say.points(-0.0001), say.change(0.2)] == first
    assert first[0] == first[1] == "1"
    assert first[2] in ("1,0", "1.0")
    assert first[4] in ("0,0", "0.0", "+0,0", "+0.0")
