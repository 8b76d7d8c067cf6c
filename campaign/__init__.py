"""One campaign's data folder: import, undo, and the standing of its units. The app and the command line share it.

What only reads does not import the engine: a page opens without it.
"""

from campaign.campaign import Campaign
from campaign.charted import chartable
from campaign.checks import households_of, new_draw
from campaign.edition import Edition
from campaign.outcome import Outcome
from campaign.pace import PROVINCE
from campaign.review import candidates_of, confident, decision_on
from campaign.snapshots import Comparison, Moment, Snapshot
from campaign.temporary import keep_temporary_files_in
from loaders.kinds import CONTACTS, KINDS
from outreach.uncertainty import COLUMNS as KNOWLEDGE
from store.catalogue import Import
from store.decisions import VERDICTS

SOURCE_NAMES = ("odk", "kobo")  # told here, for what asks them loads slowly; a test compares
KIND_NAMES = tuple(kind.name for kind in KINDS)

__all__ = [
    "CONTACTS",
    "KIND_NAMES",
    "KNOWLEDGE",
    "PROVINCE",
    "SOURCE_NAMES",
    "VERDICTS",
    "Campaign",
    "Comparison",
    "Edition",
    "Import",
    "Moment",
    "Outcome",
    "Snapshot",
    "candidates_of",
    "chartable",
    "confident",
    "decision_on",
    "households_of",
    "keep_temporary_files_in",
    "new_draw",
]
