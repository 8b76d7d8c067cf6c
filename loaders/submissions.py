"""Submissions of a form service: nested answers as a flat table, one row a submission or an attendee of it."""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from pyodk.errors import PyODKError

from loaders.headings import guess_layout
from outreach.errors import FileRefused

MOST_BYTES = 200 << 20
MOST_SECONDS = 900
HERE = ("127.0.0.1", "localhost", "::1")
PIECE = 1 << 16
OK, SERVER_FAULT = 200, 500
REFUSALS = {
    401: "source_denied",
    403: "source_denied",
    404: "source_unknown_form",
    408: "source_unreachable",
    429: "source_unreachable",
}
POINT_AXES = ("longitude", "latitude")
PERSON = ("person_id", "person_name", "birth_year", "phone")


@dataclass(frozen=True)
class Pulled:
    """What a service gave: a file as its content and name, and how many submissions it had itself rejected."""

    file_name: str
    content: bytes = field(repr=False)
    left_out: int


def https_or_here(url: str) -> None:
    """Raise FileRefused for an address that would carry a password in the clear, or that is none at all."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise FileRefused("source_address") from None  # the cause quotes the address
    if not host or "@" in parts.netloc or parts.scheme not in ("http", "https"):
        raise FileRefused("source_address")
    if parts.scheme == "http" and host not in HERE:
        raise FileRefused("source_address")


def fits_a_header(secret: str) -> bool:
    """Tell whether a token can be sent at all; the error for one that cannot would quote it."""
    return bool(secret) and secret.isascii() and secret.isprintable()


@contextmanager
def guarded(source: str) -> Iterator[None]:
    """Turn what goes wrong on the way into a refusal; no address, password or answer is in it."""
    try:
        yield
    except RecursionError:
        raise FileRefused("source_answer", source=source) from None
    except (requests.RequestException, PyODKError):
        # The causes may quote the request with its token: they must not travel on.
        raise FileRefused("source_unreachable", source=source) from None


class Reading:
    """What one pull has read so far: all its pages share the bytes and the seconds, and none comes twice."""

    def __init__(self, source: str, base: str) -> None:
        self.source = source
        self.host = urlsplit(base).hostname
        self.room = MOST_BYTES
        self.until = time.monotonic() + MOST_SECONDS
        self.pages: set[str] = set()

    def answer(self, response: requests.Response) -> dict[str, Any]:
        """Return the answer of a stream as an object; raise FileRefused for every answer that is none."""
        with response:
            refusal = REFUSALS.get(response.status_code)
            if refusal or response.status_code >= SERVER_FAULT:
                raise FileRefused(refusal or "source_unreachable", source=self.source)
            content = self._content(response)
        answer = _parsed(content) if response.status_code == OK else None
        if not isinstance(answer, dict):
            raise FileRefused("source_answer", source=self.source)
        return answer

    def _content(self, response: requests.Response) -> bytearray:
        content = bytearray()
        for piece in response.iter_content(PIECE):
            content += piece
            self.room -= len(piece)
            if self.room < 0:
                raise too_large(self.source)
            if time.monotonic() > self.until:
                raise FileRefused("source_unreachable", source=self.source)
        return content

    def rows(self, answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        """Return the submissions of a page; raise FileRefused where they are no list of objects."""
        rows = answer.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise FileRefused("source_answer", source=self.source)
        return rows

    def following(self, written: object) -> str:
        """Return the query of the next page as the service names it, "" for none.

        Only the query is taken, and asked of the address that was set up: the token goes nowhere else, not even to
        the same host without encryption. Raises FileRefused for another host and for a page that was read already.
        """
        if not written:
            return ""
        try:
            parts = urlsplit(str(written))
            host = parts.hostname
        except ValueError:
            raise FileRefused("source_answer", source=self.source) from None
        if host not in (None, self.host) or not parts.query or parts.query in self.pages:
            raise FileRefused("source_answer", source=self.source)
        self.pages.add(parts.query)
        return parts.query


def too_large(source: str) -> FileRefused:
    """Return the refusal of a service that sent more than is taken in."""
    return FileRefused("source_too_large", source=source, megabytes=MOST_BYTES >> 20)


def _parsed(content: bytearray) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def said(value: object, name: str) -> object:
    """Return what an object says under a name; None where it is no object."""
    return value.get(name) if isinstance(value, Mapping) else None


def sifted(
    rows: Sequence[dict[str, Any]], identity: str, is_rejected: Callable[[Mapping[str, Any]], bool]
) -> tuple[list[dict[str, Any]], int]:
    """Return the submissions that were not rejected, in a lasting order, and the number of those that were.

    One that comes on two pages, for others came in between, is taken once, as it was last.
    """
    known = {
        (str(row[identity]), 0) if identity in row else ("", number): (row, is_rejected(row))
        for number, row in enumerate(rows)
    }
    ordered = [known[key] for key in sorted(known)]
    return [row for row, rejected in ordered if not rejected], sum(rejected for _, rejected in ordered)


def as_file(source: str, name: str, kept: Sequence[Mapping[str, Any]], left_out: int, *, separator: str) -> Pulled:
    """Return submissions as a CSV file; raise FileRefused `source_nothing` where there is none to take in."""
    if not kept:
        raise FileRefused("source_nothing", source=source, left_out=left_out)
    content = as_csv(flattened(kept, separator=separator), MOST_BYTES)
    if content is None:
        raise too_large(source)
    return Pulled(f"{source}-{name}.csv", content, left_out)


@dataclass(frozen=True)
class Node:
    """The answers of a submission or of a member of a repeat, and the members of the repeats within."""

    own: dict[str, str]
    repeats: dict[str, list["Node"]]


def flattened(rows: Sequence[Mapping[str, Any]], *, separator: str) -> Iterator[dict[str, str]]:
    """Yield a flat row for each submission, or for each attendee of one: groups joined to paths.

    A list of objects is a repeat: each of its members gets the submission's own answers. Where a form has several,
    only those that ask for a person give rows: three devices shown on one visit are not three visits. A point
    becomes latitude and longitude.
    """
    nodes = [_node(row, "", separator) for row in rows]
    chosen = _chosen(nodes, separator)
    return (flat for node in nodes for flat in _spread(node, chosen))


def _node(row: Mapping[str, Any], path: str, separator: str) -> Node:
    node = Node({}, {})
    _fill(node, row, path, separator)
    return node


def _fill(node: Node, row: Mapping[str, Any], path: str, separator: str) -> None:
    for name, value in row.items():
        place = name if not path or name.startswith(path + separator) else f"{path}{separator}{name}"
        if _is_point(value):
            node.own.update(zip(POINT_AXES, map(str, value["coordinates"][:2]), strict=False))
        elif isinstance(value, Mapping):
            _fill(node, value, place, separator)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            node.repeats.setdefault(place, []).extend(_node(one, place, separator) for one in value)
        elif isinstance(value, list):
            node.own[place] = " ".join(str(one) for one in value if one is not None)
        elif value is not None:
            node.own[place] = str(value)


def _is_point(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "Point" and isinstance(value.get("coordinates"), list)


def _chosen(nodes: Sequence[Node], separator: str) -> set[str]:
    """Return the repeats that give rows: those of people, else the only one; with all repeats that they lie in."""
    headings: dict[str, set[str]] = {}
    _gather(nodes, headings)
    innermost = [path for path in headings if not any(other.startswith(path + separator) for other in headings)]
    people = [path for path, names in headings.items() if guess_layout(sorted(names), PERSON)]
    rows = people or (innermost if len(innermost) == 1 else [])
    return {path for path in headings if any(f"{row}{separator}".startswith(path + separator) for row in rows)}


def _gather(nodes: Sequence[Node], headings: dict[str, set[str]]) -> None:
    for node in nodes:
        for path, members in node.repeats.items():
            headings.setdefault(path, set()).update(*(member.own for member in members))
            _gather(members, headings)


def _spread(node: Node, chosen: set[str]) -> Iterator[dict[str, str]]:
    members = [one for path, ones in node.repeats.items() if path in chosen for one in ones]
    if not members:
        yield node.own
    for one in members:
        yield from ({**node.own, **flat} for flat in _spread(one, chosen))


def as_csv(rows: Iterator[dict[str, str]], most: int) -> bytes | None:
    """Write rows as CSV with the columns in order of their names: the same submissions, the same bytes.

    None stands for more than `most` letters: a few answers that say little can stand for a very large table.
    """
    listed: list[dict[str, str]] = []
    names: set[str] = set()
    size = 0
    for row in rows:
        listed.append(row)
        names |= row.keys()
        size += sum(map(len, row.values()))
        if size + len(listed) * len(names) > most:
            return None
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, sorted(names), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode(errors="replace")
