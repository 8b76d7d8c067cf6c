"""What a team sends back of a plan: the columns of its form, outcomes, and letters that prove an id unchanged."""

from datetime import date, timedelta
from hashlib import blake2b

FORM_VERSION = "1"
DONE, PARTLY, NOT_DONE = "done", "partly", "not_done"
OUTCOMES = (DONE, PARTLY, NOT_DONE)
REASONS = ("nobody_there", "refused", "road_cut", "weather", "no_electricity", "team_absent", "other")
IDS = ("plan_no", "team_id", "unit_id", "stay", "planned_on")
NAMES = ("team", "commune", "name")
ANSWERS = ("status", "reason", "on_date", "households", "adults", "closed", "minutes", "note")
COLUMNS = (*IDS, *NAMES, *ANSWERS, "check")
MOST = {"households": 5_000, "adults": 20_000, "closed": 5_000, "minutes": 2_880}  # of one visit: more is a slip
EARLY, LATE = timedelta(days=14), timedelta(days=60)  # a visit may come so much before its day, and so much after
LETTERS = "BCDFGHJKLMNPQRTVWXZ"  # no vowels, and no digits: a spreadsheet would make 12E45 a number
CHECK_LETTERS = 6


def check_of(plan_no: str, team_id: str, unit_id: str, stay: int, planned_on: date) -> str:
    """Return the letters that go with a row's ids: they tell a slip of the hand, and are no secret."""
    ids = "\x1f".join((FORM_VERSION, plan_no, team_id, unit_id, str(stay), planned_on.isoformat()))
    number = int.from_bytes(blake2b(ids.encode(), digest_size=8).digest(), "big")
    letters = []
    for _ in range(CHECK_LETTERS):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def may_be_on(day: date, planned_on: date) -> bool:
    """Tell whether a visit planned for a day can have been on another."""
    return planned_on - EARLY <= day <= planned_on + LATE


def short_code(plan_no: str, team_id: str) -> str:
    """Return the code by which a sheet of paper and its form are known to belong together."""
    return f"KH{plan_no}/{team_id}"
