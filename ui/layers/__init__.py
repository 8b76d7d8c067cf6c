"""The layers of the map: one tuple, walked by the page, its legend and the tests; the first is the default.

A new layer is a module with one `Layer`, a place in this tuple, and its texts. It is offered as soon as a standing has
the columns that it needs.
"""

from ui.layers.change import CHANGE
from ui.layers.cluster import CLUSTERS
from ui.layers.coverage import COVERAGE
from ui.layers.effective import EFFECTIVE
from ui.layers.gap import GAP
from ui.layers.layer import LEVELS, Layer
from ui.layers.pace import PACE
from ui.layers.plan import PLAN
from ui.layers.recency import RECENCY
from ui.layers.risk import RISK
from ui.layers.state import STATE

LAYERS = (COVERAGE, GAP, EFFECTIVE, STATE, RECENCY, CHANGE, PACE, RISK, CLUSTERS, PLAN)

__all__ = ["LAYERS", "LEVELS", "Layer"]
