"""What a plan's own visits taught: adults for a visit and minutes on the way, against what was assumed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.response import Response, newly_reached
from planning.travel import Roads, calibrated

CONFIDENCE = 0.9
FEWEST = 5  # groups, below which no range is told
BY = ["kind", "is_spoken"]
MEASURED = [*BY, "groups", "contacts", "adults_reached", "assumed_adults", "per_visit", "assumed_per_visit",
            "ratio", "ratio_low", "ratio_high"]  # fmt: skip
WAYS = ["terrain", "trips", "minutes", "model_minutes", "ratio", "factor"]


def assumed_adults(rows: pd.DataFrame, response: Response) -> pd.Series:
    """Return the adults that as many visits as were made would have brought by the response a plan was made with.

    `rows` has gain_adults (of the planned visits), visits, contacts, households and kind: of the planned gain so much
    remains as the saturation leaves for the visits made.
    """
    saturation = response.figures(rows["kind"].to_numpy(), "saturation")
    households = rows["households"].to_numpy(float)
    one = np.ones(len(rows))
    planned = newly_reached(one, households, rows["visits"].to_numpy(float), saturation)
    made = newly_reached(one, households, rows["contacts"].to_numpy(float), saturation)
    part = np.divide(made, planned, out=np.zeros(len(rows)), where=planned > 0)
    return pd.Series(rows["gain_adults"].to_numpy(float) * part, index=rows.index, name="assumed_adults")


def per_visit(rows: pd.DataFrame, response: Response) -> pd.DataFrame:
    """Return adults for a visit as they were and as assumed, by kind of visit and shared language (MEASURED).

    The ratio is that of the sums over the visited groups; its range is the one of a ratio estimator at CONFIDENCE
    (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.3, with Student's t), told from FEWEST groups on.
    """
    met = rows[(rows["contacts"] > 0) & (rows["visits"] > 0)]
    met = met.assign(assumed_adults=assumed_adults(met, response))
    of_class = met.groupby(BY)
    sums = of_class[["contacts", "adults_reached", "assumed_adults"]].sum().assign(groups=of_class.size()).reset_index()
    ratio = _share(sums["adults_reached"], sums["assumed_adults"])
    half = _half_width(met.merge(sums[BY].assign(ratio=ratio), on=BY), sums)
    made = sums.assign(
        per_visit=_share(sums["adults_reached"], sums["contacts"]),
        assumed_per_visit=_share(sums["assumed_adults"], sums["contacts"]),
        ratio=ratio,
        ratio_low=(ratio - half).clip(lower=0),
        ratio_high=ratio + half,
    )
    return made[MEASURED]


def _half_width(met: pd.DataFrame, sums: pd.DataFrame) -> pd.Series:
    from scipy.special import stdtrit

    rest = (met["adults_reached"] - met["ratio"] * met["assumed_adults"]) ** 2
    squares = rest.groupby([met[name] for name in BY]).sum().to_numpy()
    groups = sums["groups"].to_numpy(float)
    free = np.maximum(groups - 1, 1)
    error = _share(pd.Series(np.sqrt(groups / free * squares)), sums["assumed_adults"])
    t = stdtrit(free, (1 + CONFIDENCE) / 2)
    return (error * t).where(groups >= FEWEST)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)


def ways(rows: pd.DataFrame) -> pd.DataFrame:
    """Return by terrain the minutes on the way as told and as reckoned, and the factor that the log would give (WAYS).

    `rows` has terrain, form_minutes and travel_minutes; both are those of one way. The factor is drawn to one where
    few trips were told (`planning.travel.calibrated`).
    """
    told = rows[rows["form_minutes"].notna()]
    trips = pd.DataFrame(
        {
            "terrain": told["terrain"].to_numpy(),
            "minutes": told["form_minutes"].to_numpy(float),
            "model_minutes": told["travel_minutes"].to_numpy(float),
        }
    )
    trips = trips[(trips["minutes"] > 0) & (trips["model_minutes"] > 0)]
    factors = calibrated(Roads(), trips).factor
    by_class = trips.assign(ratio=trips["minutes"] / trips["model_minutes"]).groupby("terrain")
    made = by_class[["minutes", "model_minutes", "ratio"]].median().assign(trips=by_class.size()).reset_index()
    return made.assign(factor=made["terrain"].map(dict(factors)).astype(float))[WAYS]
