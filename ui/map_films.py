"""The weeks of a campaign as films of the map: what each unit's class was at the end of every week."""

from datetime import date, timedelta

import pandas as pd

from ui.coverage_map import Film, MapStyle, Week, cells
from ui.layers import Layer
from ui.map_styles import Shelf, counted, radii_of
from ui.visit import Visit

FILMS = Shelf(24)
MOST_ROWS = 400_000  # of units and weeks together: a country shows fewer weeks
FEWEST = 8


def week_ends(visit: Visit) -> tuple[date, ...]:
    """Return the Sundays since the first record, and today at the end."""
    edition = visit.edition()
    if edition.facts.empty:
        return (visit.day,)
    first = edition.facts["on_date"].min().date()
    most = max(MOST_ROWS // max(len(edition.units), 1), FEWEST)
    sunday = visit.day - timedelta(days=(visit.day.weekday() + 1) % 7)
    count = min((sunday - first).days // 7 + 1, most)
    ends = [sunday - timedelta(weeks=back) for back in range(max(count, 0))][::-1]
    return (*ends, visit.day) if not ends or ends[-1] != visit.day else tuple(ends)


def written(visit: Visit, days: tuple[date, ...]) -> tuple[Week, ...]:
    """Return days as the map's script and its slider have them."""
    return tuple((day.isoformat(), visit.say.day(day)) for day in days)


def film_of(
    visit: Visit,
    level: str,
    parent_id: str,
    layer: Layer,
    before: pd.DataFrame,
    style: MapStyle,
    days: tuple[date, ...],
) -> Film:
    """Return what the units of a style were on each of some days, on a layer; made once for a set of figures.

    The style must have every class in its legend.
    """
    today = visit.standing(level)
    facts = (level, parent_id, layer.key, days)
    if (kept := FILMS.find((today, before), *facts)) is not None:
        return kept
    history = visit.campaign.history(level, days, parent_id)
    history = counted(history, before, history["on_date"])
    history = history[history["unit_id"].isin(style.unit_ids)]
    keys = layer.classes(history)
    order = [known.key for known in style.classes]
    radii = pd.Series(0.0, index=history.index)
    if style.radii and layer.circles:
        radii = radii_of(history[layer.circles], keys, float(history["adults"].max()), len(style.unit_ids))
    unsure = layer.unsure(history) if layer.unsure else pd.Series(False, index=history.index)
    written_cells = cells(tuple(keys), order, unsure.tolist(), radii.tolist() if style.radii else ())
    place = pd.MultiIndex.from_arrays([history["unit_id"].array, history["on_date"].array])
    wide = pd.Series(written_cells, index=place).unstack().reindex(style.unit_ids)  # noqa: PD010 - no sums
    film = Film.of([tuple(wide[day]) for day in sorted(wide.columns)])
    return FILMS.put(film, (today, before), *facts)
