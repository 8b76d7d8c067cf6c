"""KoboToolbox: the submissions of an asset, through its API (version 2), as a table of the service's own columns."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests

from loaders.submissions import Pulled, Reading, as_file, fits_a_header, guarded, https_or_here, said, sifted
from outreach.errors import FileRefused

NAME = "kobo"
SETTINGS = ("PHOCAP_KOBO_URL", "PHOCAP_KOBO_TOKEN", "PHOCAP_KOBO_ASSET")
PAGE = 1_000  # the most that the service gives in one answer
SECONDS = 60
REJECTED = "validation_status_not_approved"
# Of what the service adds to a submission, this alone never changes. The rest (attachments, notes, who reviewed it and
# when) would make another row of the same submission, and no answer of a visit is in it.
LASTING = ("_id", "_uuid", "_submission_time", "_geolocation")


def pull(environment: Mapping[str, str]) -> Pulled:
    """Fetch all submissions of the asset; those marked not approved are left out and counted.

    Raises FileRefused as `loaders.odk_central.pull` does.
    """
    url, token, asset = (environment[name] for name in SETTINGS)
    https_or_here(url)
    if not fits_a_header(token):
        raise FileRefused("source_denied", source=NAME)
    with guarded(NAME), requests.Session() as session:
        session.auth = _signed(token)
        rows = _rows(session, url.rstrip("/"), asset)
        kept, left_out = sifted(rows, "_id", _is_rejected)
        return as_file(NAME, asset, [_lasting(row) for row in kept], left_out, separator="/")


def _is_rejected(row: Mapping[str, Any]) -> bool:
    return said(row.get("_validation_status"), "uid") == REJECTED


class _signed(requests.auth.AuthBase):  # noqa: N801 - reads as what is done to a request
    """Puts the token into each request; without it requests would look for a password in the home folder."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Token {self.token}"
        return request


def _lasting(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("_") or name in LASTING}


def _rows(session: requests.Session, base: str, asset: str) -> list[dict[str, Any]]:
    address = f"{base}/api/v2/assets/{quote(asset, safe='')}/data.json"
    reading, query = Reading(NAME, base), f"limit={PAGE}&start=0"
    found: list[dict[str, Any]] = []
    while query:
        response = session.get(f"{address}?{query}", timeout=SECONDS, allow_redirects=False, stream=True)
        answer = reading.answer(response)
        found += reading.rows(answer, "results")
        query = reading.following(answer.get("next"))
    return found
