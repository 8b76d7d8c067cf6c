"""The standing by the units of before the merger on the command line."""

from datetime import date

from commands.session import TableFormat, campaign, print_table
from outreach.errors import CampaignError

PRINTED = (
    *("unit_id", "name", "old_district", "parent_id", "commune", "is_remainder", "is_partial", "groups"),
    *(
        "adults",
        "reached",
        "reached_known",
        "known_share",
        "coverage_share",
        "gap_people",
        "households",
        "households_reached",
    ),
    *("household_share", "contacts", "closed", "last_on"),
)


def print_former(until: date | None, output: str) -> None:
    """Print former units by new commune, each commune ending with what is known of none; shapes there are none of."""
    if output not in list(TableFormat):
        raise CampaignError("former_without_shapes")
    print_table(campaign().former_standing(until)[list(PRINTED)], TableFormat(output))
