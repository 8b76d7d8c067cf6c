"""How many distinct adults: the figure that is counted, and between which bounds the truth lies.

Where records name people, distinct people are counted. Where they only hold numbers, nobody can tell whether it was
the same people again. The counted figure takes each household at its largest number, and adults of no household as
others each time; unnamed attendance at classes is left out. At least as many were reached as the largest single one of
these sources proves; at most as many as all of them together.
"""

import pandas as pd


def reached_bounds(facts: pd.DataFrame, unnamed: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return reached_least and reached_most of each unit up to a day, indexed by unit_no.

    `facts` has unit_no, on_date, adults_new, adults_housed and adults_loose; `unnamed` unit_no, on_date, attended,
    attended_most and loose_most. The bounds are those of one unit: of several, see `whole_bounds`.
    """
    counted = facts[facts["on_date"] <= until].groupby("unit_no")[["adults_new", "adults_housed", "adults_loose"]].sum()
    by_unit = unnamed[unnamed["on_date"] <= until].groupby("unit_no")
    places = by_unit["attended"].sum()
    largest = by_unit[["attended_most", "loose_most"]].max()
    every = counted.join(places, how="outer").join(largest, how="outer").fillna(0).astype("int64")
    named = every["adults_new"] - every["adults_housed"] - every["adults_loose"]
    sources = pd.DataFrame(
        {
            "named": named,
            "housed": every["adults_housed"],
            "loose": every["loose_most"],
            "attended": every["attended_most"],
        }
    )
    return pd.DataFrame(
        {"reached_least": sources.max(axis="columns"), "reached_most": every["adults_new"] + every["attended"]}
    ).astype("int64")


def whole_bounds(own: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the bounds of units with parts, from what each holds itself and what its parts add up to, same index.

    Whoever is known at the commune alone may be one of its groups' people: the larger of the two is certain, and both
    together are possible.
    """
    least = pd.concat([own["reached_least"], parts["reached_least"]], axis="columns").max(axis="columns")
    return pd.DataFrame({"reached_least": least, "reached_most": own["reached_most"] + parts["reached_most"]})
