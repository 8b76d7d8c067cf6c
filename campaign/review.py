"""The review of places that wait: the queue, and what people decide about it.

What reads names is imported where it is needed: every page imports this module, and few review anything.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from campaign.edition import Edition
from campaign.intake import now
from campaign.outcome import WRITTEN, written
from store.catalogue import Import
from store.decisions import Decision, Decisions

SHOWN = 3
CONFIDENT, CLEAR = 80.0, 6.0  # points of the best candidate, and its lead over the second, for acceptance in bulk
QUEUE = ("place_key", *WRITTEN, "reason", "rows", "people", "files", "commune_id", "candidates", "witness_id")


def review_queue(edition: Edition, imports: Sequence[Import]) -> pd.DataFrame:
    """Return each written place that waits for a person, most people first.

    One row a place: place_key, the texts as written, reason, rows, people, files, commune_id ('' where unknown),
    candidates (up to three pairs of unit_id and score, best first) and witness_id, the unit that the points lie in
    ('' for none).
    """
    names = {one.detail["number"]: one.file_name for one in imports}
    return _queue(edition.folder, edition.name, tuple(sorted(names.items())))


@lru_cache(maxsize=4)
def _queue(folder: Path, name: str, names: tuple[tuple[int, str], ...]) -> pd.DataFrame:
    from geodata.rulings import DISMISSED

    edition = Edition(name, folder)
    waiting = edition.waiting
    waiting = waiting[~waiting["reason"].isin(DISMISSED.values())]
    if waiting.empty:
        return pd.DataFrame(columns=list(QUEUE))
    waiting = waiting.assign(file=waiting["segment"].map(dict(names)).fillna(""))
    grouped = waiting.groupby("place_key", sort=False)
    first = grouped[[*WRITTEN, "reason", "candidates", "commune_no"]].first()
    units = edition.units.set_index("unit_no")["unit_id"]
    queue = first.assign(
        rows=grouped.size(),
        people=grouped["adults"].sum(),
        files=grouped["file"].agg(lambda files: ", ".join(sorted(set(files)))),
        commune_id=first["commune_no"].map(units).fillna("").astype("str"),
        candidates=first["candidates"].map(_pairs),
        witness_id=grouped["witness_no"].agg(_most_often).map(units).fillna("").astype("str"),
    )
    queue[WRITTEN] = queue[WRITTEN].fillna("").astype("str")
    return queue.reset_index()[list(QUEUE)].sort_values(
        ["people", "rows", "place_key"], ascending=[False, False, True], ignore_index=True
    )


def _pairs(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((str(unit), float(score)) for unit, score in json.loads(text or "[]"))[:SHOWN]


def _most_often(numbers: pd.Series) -> int:
    return int(numbers.mode().iloc[0])


def confident(queue: pd.DataFrame, least: float = CONFIDENT) -> pd.DataFrame:
    """Return the places whose best candidate has that many points and a clear lead, with it as unit_id and score.

    None whose point speaks of another place: a contradiction is for a person to look at.
    """
    best = queue["candidates"].map(lambda pairs: pairs[0] if pairs else ("", 0.0))
    second = queue["candidates"].map(lambda pairs: pairs[1][1] if len(pairs) > 1 else 0.0)
    found = queue.assign(unit_id=best.str[0], score=best.str[1].astype(float))
    is_sure = (found["score"] >= least) & (found["score"] - second >= CLEAR)
    return found[is_sure & (found["reason"] != "point_contradicts")]


def candidates_of(place: pd.Series, units: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates of one place of the queue: unit_id, name, parent_id, score, and in what each differs.

    `units` are those of the edition.
    """
    from geodata.rulings import difference

    found = pd.DataFrame(place["candidates"], columns=["unit_id", "score"]).astype({"unit_id": "str", "score": float})
    named = found.merge(units[["unit_id", "name", "parent_id", "level"]], on="unit_id")
    pairs = zip(named["name"], named["level"], strict=True)
    return named.assign(difference=[difference(place[level], name, level) for name, level in pairs])


def decision_on(
    place: pd.Series, verdict: str, unit_id: str = "", *, group_name: str = "", alike: bool = False
) -> Decision:
    """Return a decision on one place of the queue.

    Where the commune is what nobody knows, and a commune is meant, it applies to every text with that commune.
    `alike` makes it apply to every spelling of the group's name in its commune, not only to this one.
    """
    from geodata.communes import WAITING
    from geodata.rulings import commune_keys, name_keys, place_keys

    frame = place.to_frame().T
    commune_id = pd.Series([place["commune_id"]], index=frame.index, dtype="str")
    scope, key = "place", str(place_keys(frame, commune_id).iloc[0])
    if place["reason"] in WAITING and place["commune"] and not group_name:
        scope, key = "commune", str(commune_keys(frame).iloc[0])
    elif alike and place["commune_id"] and place["group"]:
        scope, key = "name", str(name_keys(frame, commune_id).iloc[0])
    return Decision(scope, key, verdict, unit_id, group_name, written(frame)[0])


class Review:
    """Decisions on the places of one data folder."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions

    def decide(self, decisions: Sequence[Decision], actor: str = "") -> list[int]:
        """Put decisions into force, all or none; they apply to past and future rows alike. Return their numbers."""
        return self.decisions.add(decisions, actor, now())

    def take_back(self, decision_ids: Sequence[int]) -> int:
        """Take decisions back: the places are read again as if they had not been made."""
        return self.decisions.take_back(decision_ids, now())

    def begin_anew(self) -> None:
        """Take every decision back: what was decided on one set of records must not rule the next."""
        self.decisions.take_back(self.decisions.active()["decision_id"].tolist(), now())

    def history(self) -> pd.DataFrame:
        """Return every decision, the newest first, with who and when, and when it was taken back."""
        return self.decisions.history()
