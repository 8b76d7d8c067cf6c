"""Plans that were approved, as of a day."""

from datetime import date
from pathlib import Path

import pandas as pd

from store.plans import ASSIGNED, Plans

NOBODY = pd.DataFrame(columns=list(ASSIGNED)).astype(ASSIGNED)


def test_the_plans_approved_by_a_day_are_those_that_stand(tmp_path: Path) -> None:
    """A draft, a plan approved later and a withdrawn one are left out; the newest comes first."""
    plans = Plans(tmp_path / "catalogue.sqlite")
    for name in ("first", "withdrawn", "draft", "later", "second"):
        plans.add(name, {}, NOBODY, "", "2026-04-01T08:00:00+00:00")
    for number, day in ((1, "2026-04-02"), (2, "2026-04-02"), (4, "2026-04-07"), (5, "2026-04-06")):
        base = plans.find(number).revision_id
        plans.approve(number, base, {}, actor="Lan", why="", at=f"{day}T23:30:00+00:00")
    plans.withdraw(2, "2026-04-03T08:00:00+00:00")
    assert [one.name for one in plans.approved(date(2026, 4, 6))] == ["second", "first"]
    assert plans.approved(date(2026, 4, 1)) == []
