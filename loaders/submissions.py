"""Submissions of a form service: nested answers as a flat table, one row a submission or an attendee of it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from pyodk.errors import PyODKError

from outreach.errors import FileRefused

MOST_BYTES = 200 << 20
HERE = ("127.0.0.1", "localhost", "::1")
PIECE = 1 << 16
OK, SERVER_FAULT = 200, 500
REFUSALS = {401: "source_denied", 403: "source_denied", 404: "source_unknown_form"}
POINT_AXES = ("longitude", "latitude")


@dataclass(frozen=True)
class Pulled:
    """What a service gave: a file as its content and name, and how many submissions it had itself rejected."""

    file_name: str
    content: bytes
    left_out: int


def https_or_here(url: str) -> None:
    """Raise FileRefused for an address that would carry a password in the clear, or that is none at all."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise FileRefused("source_address")


@contextmanager
def guarded(source: str) -> Iterator[None]:
    """Turn what goes wrong on the way into a refusal; no address, password or answer is in it."""
    try:
        yield
    except (requests.RequestException, PyODKError) as error:
        # The causes may quote the request with its token: they must not travel on.
        raise FileRefused("source_unreachable", source=source) from type(error)()


def answered(source: str, response: requests.Response, room: int) -> tuple[dict[str, Any], int]:
    """Return the answer as an object, and its size; raise FileRefused for every answer that is none.

    `response` is a stream: no more than `room` bytes are read of it.
    """
    with response:
        refusal = REFUSALS.get(response.status_code)
        if refusal or response.status_code >= SERVER_FAULT:
            raise FileRefused(refusal or "source_unreachable", source=source)
        content = b""
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > room:
                raise FileRefused("source_too_large", source=source, megabytes=MOST_BYTES >> 20)
    answer = _parsed(content) if response.status_code == OK else None
    if not isinstance(answer, dict):
        raise FileRefused("source_answer", source=source)
    return answer, len(content)


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def flattened(rows: Sequence[Mapping[str, Any]], *, separator: str, identity: str) -> list[dict[str, str]]:
    """Return a flat row for each submission, or for each attendee of one: groups joined to paths, in a lasting order.

    A list of objects is a repeat: each of its members gets the submission's own answers. A point becomes latitude and
    longitude.
    """
    ordered = sorted(rows, key=lambda row: str(row.get(identity, "")))
    return [flat for row in ordered for flat in _spread(row, separator)]


def _spread(row: Mapping[str, Any], separator: str) -> Iterator[dict[str, str]]:
    own: dict[str, str] = {}
    repeats: list[dict[str, str]] = []
    _fill(own, repeats, row, "", separator)
    yield from ({**own, **member} for member in repeats) if repeats else (own,)


def _fill(
    own: dict[str, str], repeats: list[dict[str, str]], row: Mapping[str, Any], path: str, separator: str
) -> None:
    for name, value in row.items():
        place = name if not path or name.startswith(path) else f"{path}{separator}{name}"
        if _is_point(value):
            own |= dict(zip(POINT_AXES, map(str, value["coordinates"][:2]), strict=False))
        elif isinstance(value, Mapping):
            _fill(own, repeats, value, place, separator)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for one in value:
                member: dict[str, str] = {}
                _fill(member, [], one, place, separator)
                repeats.append(member)
        elif isinstance(value, list):
            own[place] = " ".join(str(one) for one in value if one is not None)
        elif value is not None:
            own[place] = str(value)


def _is_point(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "Point" and isinstance(value.get("coordinates"), list)


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Write rows as CSV with the columns in order of their names: the same submissions, the same bytes."""
    columns = sorted({name for row in rows for name in row})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
