"""The residential groups: how many, how large, what they are called, what they lack."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from demo.language import languages
from demo.stream import stream
from demo.terrain import scattered
from demo.toponym import names

GROUPS, UNITS = 1446, 45  # public figures of 2025
FEWEST, MOST = 12, 60
ADULT_SHARE = 0.64
PERSONS_PER_HOUSEHOLD = 4.6
NO_POWER, NO_SIGNAL = 105, 84  # of 1,446 (public figures of 2025)
VNEID_SHARE = 0.79  # some 330 thousand confirmed accounts
LITERACY = {"Kinh": 0.97, "Thái": 0.86, "Mông": 0.62}
# The groups that the campaign goes to again and again, and their share of the ward's adults.
HOT = {"03127": ((6, 7, 8, 12), 0.32), "03334": ((1, 4, 5), 0.38)}


def counts(communes: pd.DataFrame) -> pd.Series:
    """Return how many groups each commune has (index: code): by population, 12 to 60, 1,446 over 45 units."""
    total = round(len(communes) * GROUPS / UNITS)
    people = communes.set_index("code")["population"].astype(float)
    low, high = 0.0, 1.0
    for _ in range(60):  # the rate that fills the total once every commune keeps to its limits
        rate = (low + high) / 2
        low, high = (rate, high) if (people * rate).clip(FEWEST, MOST).sum() < total else (low, rate)
    wanted = (people * high).clip(FEWEST, MOST)
    whole = (wanted // 1).astype(int)
    rest = (wanted - whole).sort_values(ascending=False, kind="stable").index[: total - int(whole.sum())]
    return whole.add(pd.Series(1, index=rest), fill_value=0).astype(int).reindex(people.index)


def villages(communes: pd.DataFrame, crosswalk: pd.DataFrame, boundaries: gpd.GeoDataFrame, seed: int) -> pd.DataFrame:
    """Return one row a residential group, from its code to its phone signal.

    Columns: group_id, name, commune_id, commune_name, kind, zone, number (inside the commune), hot, lon, lat,
    spread, centre_km, old_name, old_district, adults, households, literate, vneid, language, power, signal.
    """
    places = scattered(communes, counts(communes), boundaries, seed)
    units = communes.set_index("code")[["full_name", "kind", "zone", "population"]]
    places = places.join(units.rename(columns={"full_name": "commune_name"}), on="commune_id")
    places["number"] = places.groupby("commune_id").cumcount() + 1
    places["group_id"] = places["commune_id"] + "-" + places["number"].astype(str).str.zfill(3)
    places["hot"] = _hot(places)
    places["adults"] = _adults(places, seed)
    places["households"] = (places["adults"] / ADULT_SHARE / PERSONS_PER_HOUSEHOLD).round().astype(int)
    places["language"] = languages(places, seed)
    places["name"] = names(places, seed)
    places = _literate(places, seed)
    places["power"] = ~_remote(places, NO_POWER, stream(seed, "power"))
    places["signal"] = ~_remote(places, NO_SIGNAL, stream(seed, "signal"))
    return _former(places, crosswalk).drop(columns=["population"])


def _hot(places: pd.DataFrame) -> pd.Series:
    chosen = [f"{code}-{number:03d}" for code, (numbers, _) in HOT.items() for number in numbers]
    return places["group_id"].isin(chosen)


def _adults(places: pd.DataFrame, seed: int) -> pd.Series:
    """Share each commune's adults out: groups differ by a lognormal factor, hot ones are large."""
    weight = pd.Series(np.exp(stream(seed, "adults").normal(0, 0.4, len(places))), index=places.index)
    share = places["commune_id"].map({code: part for code, (_, part) in HOT.items()}).fillna(0.0)
    part = share.where(places["hot"], 1 - share)
    # Lively groups differ less from one another than villages do.
    weight = weight.where(~places["hot"], weight**0.4)
    of_kind = weight.groupby([places["commune_id"], places["hot"]]).transform("sum")
    adults = places["population"] * ADULT_SHARE * part * weight / of_kind
    return adults.round().clip(lower=24).astype(int)


def _literate(places: pd.DataFrame, seed: int) -> pd.DataFrame:
    random = stream(seed, "literate")
    share = places["language"].map(LITERACY).fillna(0.76).to_numpy()
    share = np.clip(share + random.normal(0, 0.04, len(places)), 0.3, 0.995)
    vneid = np.clip(VNEID_SHARE + random.normal(0, 0.06, len(places)), 0.4, 0.98)
    literate = np.floor(places["adults"] * share).astype(int)
    return places.assign(literate=literate, vneid=np.floor(places["adults"] * vneid).astype(int))


def _remote(places: pd.DataFrame, of_all: int, random: np.random.Generator) -> pd.Series:
    """Mark the remotest groups outside wards; `of_all` of them in a whole province."""
    score = places["centre_km"].to_numpy() + random.normal(0, 4, len(places))
    score[(places["kind"].str.lower() == "phường").to_numpy()] = -np.inf
    chosen = np.argsort(-score, kind="stable")[: round(of_all * len(places) / GROUPS)]
    return pd.Series(np.isin(np.arange(len(places)), chosen), index=places.index)


def _former(places: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Add old_name and old_district: an old town has the centre, the other old units their directions."""
    old = crosswalk.assign(town=crosswalk["old_kind"].str.lower() == "thị trấn")
    old = old.sort_values(["town", "old_code"])
    old["turn"] = old.groupby("new_code").cumcount()
    parts = places["commune_id"].map(old.groupby("new_code").size()).fillna(1)
    towns = places["commune_id"].map(old.groupby("new_code")["town"].sum()).fillna(0)
    outer = np.floor(places["former"] * (parts - towns))
    inner = places.groupby("commune_id")["centre_km"].rank(pct=True) <= towns / parts
    turn = outer.mask(inner, parts - 1).astype(int)
    keys = old[["new_code", "turn", "old_name", "old_district"]]
    found = places.assign(turn=turn).merge(
        keys, how="left", left_on=["commune_id", "turn"], right_on=["new_code", "turn"]
    )
    return found.drop(columns=["former", "turn", "new_code"])
