"""What became of an import: the counts that add up, and every row that does not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from campaign.edition import Edition
from loaders.kinds import CONTACTS
from outreach.errors import StoreDamaged
from store.catalogue import Import

Counts = Mapping[int, int]
UNPLACED = ("teams", "boundaries")  # kinds whose rows are no contacts or figures of a place
COLUMNS = ["sheet", "row_no", "column", "heading", "value", "reason", "fate"]
WRITTEN = ["group", "commune", "district", "code", "commune_code"]


@dataclass(frozen=True)
class Outcome:
    """What an import came to. Rows in = matched + unmatched + rejected + duplicates, always.

    `people` are the people on the rows of each fate, empty for a file that tells of no contacts. Those of rejected
    rows are the ones that could be read.
    """

    one: Import
    matched: int
    unmatched: int
    duplicates: int
    people: Mapping[str, int] = field(default_factory=dict)
    is_repeat: bool = False

    @property
    def rejected(self) -> int:
        """Rows that cannot count until a person mends them."""
        return self.one.rows_rejected

    def __post_init__(self) -> None:
        found = self.matched + self.unmatched + self.duplicates + self.rejected
        if found != self.one.rows_in:
            raise StoreDamaged("rows_lost", import_id=self.one.import_id, rows_in=self.one.rows_in, found=found)


def outcome_of(one: Import, counts: Mapping[str, Counts], people: Mapping[str, Counts]) -> Outcome:
    """Add up what became of one import; `counts` and `people` are those of each segment, as an edition has them."""
    found = {fate: rows.get(one.detail["number"], 0) for fate, rows in counts.items()}
    if one.kind in UNPLACED:
        return Outcome(one, one.rows_in - one.rows_rejected - found["homeless"], found["homeless"], 0)
    on_rows = _people(one, people) if one.kind in CONTACTS else {}
    return Outcome(one, found["matched"], found["waiting"] + found["homeless"], found["duplicates"], on_rows)


def _people(one: Import, people: Mapping[str, Counts]) -> dict[str, int]:
    found = {fate: rows.get(one.detail["number"], 0) for fate, rows in people.items()}
    found["rejected"] = int(one.detail.get("people_rejected", 0))
    return {"rows_in": sum(found.values()), **found}


def outcome_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return outcomes as a table: import_id, kind, file_name, rows_in, and the rows of each fate."""
    columns = ["import_id", "kind", "file_name", "rows_in", "matched", "unmatched", "rejected", "duplicates"]
    about = [(o.one.import_id, o.one.kind, o.one.file_name, o.one.rows_in) for o in outcomes]
    fates = [(o.matched, o.unmatched, o.rejected, o.duplicates) for o in outcomes]
    return pd.DataFrame([(*one, *fate) for one, fate in zip(about, fates, strict=True)], columns=columns)


def open_rows(one: Import, edition: Edition, problems: pd.DataFrame) -> pd.DataFrame:
    """Return every row of an import that does not count: sheet, row_no, column, heading, value, reason and fate.

    The fate is 'rejected', 'left_out' (one cell was not used, the row counts), 'unmatched' or 'duplicate'.
    """
    number = one.detail["number"]
    if one.kind == "boundaries":
        problems = problems.rename(columns={"feature_no": "row_no"}).assign(is_rejected=True)
    waiting, doubled, homeless = edition.waiting, edition.read("duplicates"), edition.read("homeless")
    waiting = waiting[waiting["segment"] == number]
    parts = [
        problems.assign(fate=problems["is_rejected"].map({True: "rejected", False: "left_out"})),
        waiting.assign(value=written(waiting), fate="unmatched"),
        homeless[homeless["segment"] == number].assign(fate="unmatched"),
        doubled[doubled["segment"] == number].assign(reason="duplicate", fate="duplicate"),
    ]
    return _filled(pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True))


def written(waiting: pd.DataFrame) -> list[str]:
    """Write each place as its file did: group, commune, district, codes."""
    rows = waiting[WRITTEN].fillna("").itertuples(index=False, name=None)
    return [", ".join(filter(None, row)) for row in rows]


def _filled(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.reindex(columns=COLUMNS)
    texts = ["sheet", "column", "heading", "value"]
    rows[texts] = rows[texts].astype("object").fillna("").astype("str")
    return rows.sort_values(["sheet", "row_no"], ignore_index=True, kind="stable")
