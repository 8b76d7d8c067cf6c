"""Hot and cold spots: what a unit is among its neighbours, as far as chance alone would hardly put it there."""

import pandas as pd

from outreach.clusters import Cluster
from reports.palette import Swatch
from ui.layers.layer import NO_DATA, UNKNOWN_OF, Layer

SPOT = "spot_"
# Low is dark red, high dark blue, and what stands alone among others is the paler of the two.
SWATCHES = (
    Swatch(f"{SPOT}{Cluster.LOW_CLUSTER.value}", "#8b1a4f"),
    Swatch(f"{SPOT}{Cluster.LOW_OUTLIER.value}", "#e58fb0"),
    Swatch(f"{SPOT}{Cluster.NONE.value}", "#f4f1ea"),
    Swatch(f"{SPOT}{Cluster.HIGH_OUTLIER.value}", "#84bde0"),
    Swatch(f"{SPOT}{Cluster.HIGH_CLUSTER.value}", "#0d4f8b"),
    Swatch(f"{SPOT}{Cluster.UNKNOWN.value}", "#e6edf2", "diagonal"),
)


def _classes(standing: pd.DataFrame) -> pd.Series:
    found = (SPOT + standing["cluster"].astype("str")).where(standing["cluster"].notna(), NO_DATA.key)
    return standing["state"].map(UNKNOWN_OF).fillna(found)


CLUSTERS = Layer(
    "cluster",
    SWATCHES,
    _classes,
    needs=("cluster",),
    column="coverage_share",
    denominator="adults",
    has_weeks=False,
    diverges=True,
)
