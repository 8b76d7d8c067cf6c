"""KoboToolbox: the submissions of an asset, through its API (version 2), as a table of the service's own columns."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from loaders.submissions import MOST_BYTES, Pulled, answered, as_csv, flattened, guarded, https_or_here
from outreach.errors import FileRefused

NAME = "kobo"
SETTINGS = ("PHOCAP_KOBO_URL", "PHOCAP_KOBO_TOKEN", "PHOCAP_KOBO_ASSET")
PAGE = 1_000  # the most that the service gives in one answer
SECONDS = 60
REJECTED = "validation_status_not_approved"


def pull(environment: Mapping[str, str]) -> Pulled:
    """Fetch all submissions of the asset; those marked not approved are left out and counted.

    Raises FileRefused as `loaders.odk_central.pull` does.
    """
    url, token, asset = (environment[name] for name in SETTINGS)
    https_or_here(url)
    with guarded(NAME), requests.Session() as session:
        session.headers["Authorization"] = f"Token {token}"
        rows = _rows(session, url.rstrip("/"), asset)
    kept = [row for row in rows if (row.get("_validation_status") or {}).get("uid") != REJECTED]
    tables = flattened(kept, separator="/", identity="_uuid")
    return Pulled(f"kobo-{asset}.csv", as_csv(tables), len(rows) - len(kept))


def _rows(session: requests.Session, base: str, asset: str) -> list[dict[str, Any]]:
    address = f"{base}/api/v2/assets/{quote(asset, safe='')}/data.json?limit={PAGE}&start=0"
    found: list[dict[str, Any]] = []
    room = MOST_BYTES
    while address:
        response = session.get(address, timeout=SECONDS, allow_redirects=False, stream=True)
        answer, size = answered(NAME, response, room)
        room -= size
        if not isinstance(answer.get("results"), list):
            raise FileRefused("source_answer", source=NAME)
        found += answer["results"]
        address = str(answer.get("next") or "")
        if address and urlsplit(address).netloc != urlsplit(base).netloc:
            raise FileRefused("source_answer", source=NAME)
    return found
