"""The measures that pages, exports and the command line show: one tuple, walked by all of them and by the tests."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A figure: its column, its unit and the column of its denominator.

    The unit is 'people', 'share', 'households', 'date' or 'count'; of a change 'change' (people) or
    'points' (share).
    Its name and definition are the texts `measure.<column>` and `measure.<column>.definition`.
    """

    column: str
    unit: str
    denominator: str | None = None


MEASURES = (
    Measure("reached", "people"),
    Measure("reached_least", "people"),
    Measure("reached_most", "people"),
    Measure("coverage_share", "share", "adults"),
    Measure("effective_share", "share", "adults"),
    Measure("gap_people", "people", "adults"),
    Measure("household_share", "share", "households"),
    Measure("adults", "people"),
    Measure("households", "households"),
    Measure("households_reached", "households"),
    Measure("contacts", "count"),
    Measure("closed", "count"),
    Measure("last_on", "date"),
    Measure("coverage_low_share", "share", "adults"),
    Measure("coverage_high_share", "share", "adults"),
    Measure("below_target_probability", "share"),
    Measure("lowest_tenth_probability", "share"),
    Measure("unreached_expected", "people", "adults"),
    Measure("unreached_low", "people", "adults"),
    Measure("unreached_high", "people", "adults"),
)

# What a change between two moments consists of (`outreach.comparison`).
CHANGES = (
    Measure("reached_before", "people"),
    Measure("reached_after", "people"),
    Measure("reached_change", "change"),
    Measure("field", "change"),
    Measure("data_change", "change"),
    Measure("late", "change"),
    Measure("listed", "change"),
    Measure("decided", "change"),
    Measure("undone", "change"),
    Measure("program", "change"),
    Measure("coverage_before_share", "share"),
    Measure("coverage_after_share", "share"),
    Measure("coverage_change_share", "points"),
    Measure("denominator_share", "points"),
)
