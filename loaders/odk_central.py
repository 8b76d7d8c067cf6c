"""ODK Central: the submissions of a form, through its OData service, as a workbook of the service's own columns."""

import logging
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import requests
from pyodk._utils.config import CentralConfig, Config
from pyodk._utils.session import Adapter, Session
from pyodk.client import Client
from pyodk.errors import PyODKError

from loaders.submissions import MOST_BYTES, Pulled, answered, as_csv, flattened, guarded, https_or_here
from outreach.errors import FileRefused

# What pyodk logs quotes the answers of the service.
logging.getLogger("pyodk").addHandler(logging.NullHandler())
logging.getLogger("pyodk").propagate = False

NAME = "odk"
SETTINGS = ("PHOCAP_ODK_URL", "PHOCAP_ODK_USER", "PHOCAP_ODK_PASSWORD", "PHOCAP_ODK_PROJECT", "PHOCAP_ODK_FORM")
PAGE = 2_000  # submissions of one answer
SECONDS = 60
REJECTED = "rejected"


class OwnSession(Session):
    """A session of pyodk that keeps its token in memory, waits no longer than it must, and follows nobody elsewhere."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        super().__init__(base_url, "v1", username, password, cache_path=None)
        for scheme in ("https://", "http://"):
            self.mount(scheme, Adapter(timeout=SECONDS, max_retries=0))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask without following a redirect: it could lead to another host, and the token with it."""
        return super().request(*args, **{**kwargs, "allow_redirects": False})


def pull(environment: Mapping[str, str]) -> Pulled:
    """Fetch all submissions of the form; those that a reviewer rejected are left out and counted.

    Raises FileRefused: `source_denied`, `source_unknown_form`, `source_unreachable`, `source_answer` or
    `source_too_large`.
    """
    url, user, password, project, form = (environment[name] for name in SETTINGS)
    https_or_here(url)
    with guarded(NAME), closing(OwnSession(url, user, password)) as session:
        central = CentralConfig(base_url=url, username=user, password=password)
        client = Client(session=session, config=Config(central=central), project_id=_number(project))
        try:
            client.open()
        except PyODKError as error:
            raise FileRefused("source_denied", source=NAME) from type(error)()
        rows = _rows(session, url, _number(project), form)
    kept = [row for row in rows if (row.get("__system") or {}).get("reviewState") != REJECTED]
    tables = flattened(kept, separator="-", identity="__id")
    return Pulled(f"odk-{form}.csv", as_csv(tables), len(rows) - len(kept))


def _number(project: str) -> int:
    if not project.isdecimal():
        raise FileRefused("source_unknown_form", source=NAME)
    return int(project)


def _rows(session: OwnSession, base: str, project: int, form: str) -> list[dict[str, Any]]:
    """Page through `Submissions`; the service names the next page itself, which must lie on the same host."""
    path = session.urlformat("projects/{p}/forms/{f}.svc/Submissions?$top={n}&$expand=*", p=project, f=form, n=PAGE)
    found: list[dict[str, Any]] = []
    room = MOST_BYTES
    while path:
        answer, size = answered(NAME, session.get(path, stream=True), room)
        if not isinstance(answer.get("value"), list):
            raise FileRefused("source_answer", source=NAME)
        room -= size
        found += answer["value"]
        path = str(answer.get("@odata.nextLink") or "")
        if path and urlsplit(path).netloc not in ("", urlsplit(base).netloc):
            raise FileRefused("source_answer", source=NAME)
    return found
