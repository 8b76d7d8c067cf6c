"""Minutes on the road from an OSRM server, where an office has one: the table service, asked in pieces."""

import json
import urllib.request

import numpy as np

from outreach.errors import FileRefused

MOST_PLACES = 100  # in one question: what a server allows unless it is told otherwise
MOST_STARTS = 25
PATIENCE = 30  # seconds for one answer
MOST_BYTES = 10_000_000


def road_minutes(url: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the minutes by road from each start (row) to each end (column), not a number where there is no way.

    Both are longitudes and latitudes in degrees, a row each; places without coordinates have no minutes. Raise
    FileRefused `osrm_unreachable` where the server does not answer, or not with such a table.
    """
    minutes = np.full((len(starts), len(ends)), np.nan)
    some = np.flatnonzero(np.isfinite(starts).all(axis=1))
    others = np.flatnonzero(np.isfinite(ends).all(axis=1))
    step = MOST_PLACES - MOST_STARTS
    for rows in (some[at : at + MOST_STARTS] for at in range(0, len(some), MOST_STARTS)):
        for columns in (others[at : at + step] for at in range(0, len(others), step)):
            minutes[np.ix_(rows, columns)] = _asked(url, starts[rows], ends[columns])
    return minutes


def _asked(url: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in np.vstack([starts, ends]))
    first, count = len(starts), len(starts) + len(ends)
    sources, targets = (";".join(map(str, span)) for span in (range(first), range(first, count)))
    address = f"{url.rstrip('/')}/table/v1/driving/{places}?sources={sources}&destinations={targets}"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - settings allow http(s) alone
            told = json.loads(answer.read(MOST_BYTES))
        table = np.array(told["durations"], dtype=float) / 60  # null is a pair without a way
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileRefused("osrm_unreachable", url=url) from error
    if table.shape != (len(starts), len(ends)):
        raise FileRefused("osrm_unreachable", url=url)
    return table
