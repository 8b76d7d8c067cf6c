"""Adults reached against adults reached in the worst-off tenth: what could be done at all, and where a plan lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from planning.bound import relaxed
from planning.case import Case
from planning.plan import Plan
from planning.statement import stated, valued
from planning.wishes import Goals, Wishes, wished

STEPS = 7


def frontier(case: Case, wishes: Wishes | None = None, steps: int = STEPS) -> pd.DataFrame:
    """Return points from most adults to most of the worst-off tenth (adults, adults_worst): no plan lies beyond.

    Each is the relaxed plan of most adults with a floor for the worst-off tenth (Haimes and others, 1971: the
    constraint method).
    """
    free = Goals(beta=0.0)
    options, must, _ = wished(case, wishes or Wishes())
    options = valued(case, options, free)
    problem = stated(case, options, free, must)
    is_worst = case.is_worst[options["group_no"]]
    gain = options["gain"].to_numpy()
    low = float((gain * is_worst) @ relaxed(problem).share)
    high = relaxed(replace(problem, value=np.where(is_worst, gain, 0.0))).value
    floors = np.linspace(low, high * (1 - 1e-6), steps)
    rows = []
    for floor in floors:
        bound = relaxed(stated(case, options, Goals(0.0, max(floor, 1e-9)), must))
        rows.append((float(gain @ bound.share), float((gain * is_worst) @ bound.share)))
    return pd.DataFrame(rows, columns=["adults", "adults_worst"])


def place_of(plan: Plan) -> pd.Series:
    """Return where a plan lies among them."""
    return pd.Series({"adults": plan.adults, "adults_worst": plan.adults_worst})
