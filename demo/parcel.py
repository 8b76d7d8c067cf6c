"""The parcel of raw files, as a province would send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from demo.campaign import Campaign, campaign
from demo.census import officials_file, population_file
from demo.layout import sheets
from demo.shape import group_file
from demo.team import team_file
from demo.training import training_file
from demo.workbook import workbook

SEED = 225
KINDS = ("population", "groups", "teams", "trainings", "visits")


@dataclass(frozen=True)
class RawFile:
    """A file as it arrives: its name, what it holds (one of `KINDS`), its bytes."""

    name: str
    kind: str
    content: bytes


def raw_files(
    communes: pd.DataFrame,
    crosswalk: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    *,
    seed: int = SEED,
    until: date,
) -> Iterator[RawFile]:
    """Generate the files of a made-up campaign, population and groups first.

    Parameters
    ----------
    communes
        code (text), full_name, kind, centre_lon, centre_lat (EPSG:4326), area_km2, zone, population.
    crosswalk
        old_code, old_name (in full), old_kind, old_district, new_code.
    boundaries
        unit_id (the commune's code) and a polygon, EPSG:4326.
    seed
        The same seed gives the same bytes.
    until
        The last day of the records. How many people are reached by then does not depend on it.

    Raises
    ------
    CampaignError
        `demo_boundary_missing`, `demo_too_early`.
    """
    return parcel(campaign(communes, crosswalk, boundaries, seed=seed, until=until), boundaries)


def parcel(made: Campaign, boundaries: gpd.GeoDataFrame) -> Iterator[RawFile]:
    """Write the files of a campaign, one after the other."""
    yield RawFile("dan-so.xlsx", "population", population_file(made.groups, made.seed))
    yield RawFile("can-bo.xlsx", "population", officials_file(made.communes, made.seed))
    yield RawFile("to-ban.geojson", "groups", group_file(made.groups, boundaries, made.seed))
    yield RawFile("doi-tinh-nguyen.xlsx", "teams", team_file(made.force))
    yield RawFile("tap-huan.xlsx", "trainings", training_file(made.sessions))
    for code, part in made.rows.groupby("commune_id", sort=True):
        content = workbook(sheets(made.layout[str(code)], part, made.force))
        yield RawFile(f"luot-den-{code}.xlsx", "visits", content)
