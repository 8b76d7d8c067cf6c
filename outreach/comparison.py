"""What a change between two figures consists of: each cause by itself, and their sum exactly the change.

Between an earlier and a later figure lie some stages, each the standing after one cause more. A part is the
difference of two neighbours, so the parts add up to the person whatever hangs on their order. Coverage is taken apart
in the same way with the population of the earlier figure, and what its own population makes of the later one comes last
(standardisation: Kitagawa 1955).
"""

from collections.abc import Sequence

import pandas as pd

FIELD, DENOMINATOR = "field", "denominator"
DATA = ("late", "listed", "decided", "undone", "program")  # what is known otherwise than before of the same day
CAUSES = (FIELD, *DATA)
SHARE_CAUSES = (*CAUSES, DENOMINATOR)
POPULATION = ("adult_population", "households", "literate_adults", "vneid_confirmed")
TOLD = ("name", "parent_id", "commune")

Stages = Sequence[tuple[str, pd.DataFrame]]


def with_population_of(units: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return units with the population figures that the same units have in another list, NA for those not in it."""
    figures = other.drop_duplicates("unit_id").set_index("unit_id")
    columns = [column for column in POPULATION if column in units and column in figures]
    return units.assign(**{column: units["unit_id"].map(figures[column]).array for column in columns})


def attribute(before: pd.DataFrame, stages: Stages) -> pd.DataFrame:
    """Return for every unit the change from `before` to the last stage, and the part of each cause.

    All frames have unit_id, reached, reached_known, adults and coverage_share; a cause may come more than once. The
    result is indexed by unit_id: name, parent_id and commune where told, only_in ('before', 'after', 'neither' or
    ''), reached_before, reached_after, reached_change and a column of people for each of CAUSES; coverage_before_share,
    coverage_after_share, coverage_change_share and `<cause>_share` for each of SHARE_CAUSES, NA where one of the two
    ends has no coverage. A unit that is in a frame not counts there as nobody reached.
    """
    frames = [before, *(frame for _, frame in stages)]
    keyed = [frame.set_index("unit_id") for frame in frames]
    units = _every_unit([keyed[-1], *keyed[:-1]])
    people = _side_by_side([frame["reached"] for frame in keyed], units.index).fillna(0).astype("int64")
    shares = _side_by_side([_coverage(frame) for frame in keyed], units.index).astype("Float64")
    has_ends = keyed[0]["coverage_share"].reindex(units.index).notna()
    has_ends &= keyed[-1]["coverage_share"].reindex(units.index).notna()
    causes = [cause for cause, _ in stages]
    return (
        units.assign(only_in=_only_in(units.index, keyed[0].index, keyed[-1].index))
        .join(_parts(people, causes, CAUSES, ""))
        .join(_ends(people, "reached_{}"))
        .join(_ends(shares.where(has_ends), "coverage_{}_share"))
        .join(_parts(shares.where(has_ends), causes, SHARE_CAUSES, "_share"))
    )


def totals(standing: pd.DataFrame) -> pd.DataFrame:
    """Return communes as one row, a whole with the measures that `attribute` asks for."""
    whole = standing[["reached", "reached_known", "adults"]].sum(min_count=1).to_frame().T
    whole = whole.astype({"reached": "int64"}).assign(unit_id="")
    return whole.assign(coverage_share=_coverage(whole))


def data_change(parts: pd.DataFrame) -> pd.Series:
    """Return the people by which the same day is known otherwise than before: everything but the field."""
    return parts[list(DATA)].sum(axis="columns").rename("data_change")


def _every_unit(keyed: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the units of all frames once, told as in the first frame that has them."""
    told = [frame[[name for name in TOLD if name in frame]] for frame in keyed]
    every = pd.concat(told)
    return every[~every.index.duplicated()]


def _coverage(standing: pd.DataFrame) -> pd.Series:
    adults = standing["adults"].astype("Float64")
    return standing["reached_known"].astype("Float64") / adults.where(adults > 0)


def _side_by_side(columns: list[pd.Series], index: pd.Index) -> pd.DataFrame:
    return pd.concat([column.reindex(index) for column in columns], axis="columns", keys=range(len(columns)))


def _only_in(every: pd.Index, before: pd.Index, after: pd.Index) -> pd.Series:
    kinds = {(True, True): "", (True, False): "before", (False, True): "after", (False, False): "neither"}
    pairs = zip(every.isin(before), every.isin(after), strict=True)
    return pd.Series([kinds[bool(one), bool(two)] for one, two in pairs], index=every, dtype="str")


def _ends(values: pd.DataFrame, named: str) -> pd.DataFrame:
    first, last = values.iloc[:, 0], values.iloc[:, -1]
    return pd.DataFrame(
        {named.format("before"): first, named.format("after"): last, named.format("change"): last - first}
    )


def _parts(values: pd.DataFrame, causes: list[str], wanted: Sequence[str], suffix: str) -> pd.DataFrame:
    """Return the difference of each stage to the one before, causes that come twice together; NA stays NA."""
    steps = values.diff(axis="columns").iloc[:, 1:]
    steps.columns = pd.Index(causes)
    parts = {
        f"{cause}{suffix}": steps.loc[:, steps.columns == cause].sum(axis="columns", skipna=False) for cause in wanted
    }
    return pd.DataFrame(parts, index=values.index).astype(values.dtypes.iloc[0])
