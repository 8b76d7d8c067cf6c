"""ODK Central: the submissions of a form, through its OData service, as a table of the service's own columns."""

import logging
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import requests
from pyodk._endpoints.auth import AuthService
from pyodk._utils.config import CentralConfig, Config
from pyodk._utils.session import Adapter, Session
from pyodk.client import Client

from loaders.submissions import Pulled, Reading, as_file, fits_a_header, guarded, https_or_here, said, sifted
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
        self.auth.service = OwnSignIn(session=self)
        for scheme in ("https://", "http://"):
            self.mount(scheme, Adapter(timeout=SECONDS, max_retries=0))

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask without following a redirect: it could lead to another host, and the token with it."""
        return super().request(*args, **{**kwargs, "allow_redirects": False})


class OwnSignIn(AuthService):
    """The signing in of pyodk, for servers that answer anything: its own takes every answer for a token or raises."""

    def get_new_token(self, username: str, password: str) -> str:
        """Ask for a token; raise FileRefused where none comes."""
        asked = {"email": username, "password": password}
        response = self.session.post("sessions", json=asked, stream=True)
        try:
            token = Reading(NAME, self.session.base_url).answer(response).get("token")
        except FileRefused as refused:
            if refused.key == "source_unknown_form":  # no form was asked for yet: this is no ODK Central
                raise FileRefused("source_answer", source=NAME) from None
            raise
        if not isinstance(token, str) or not fits_a_header(token):
            raise FileRefused("source_answer", source=NAME)
        return token


def pull(environment: Mapping[str, str]) -> Pulled:
    """Fetch all submissions of the form; those that a reviewer rejected are left out and counted.

    Raises FileRefused: `source_address`, `source_denied`, `source_unknown_form`, `source_unreachable`,
    `source_answer`, `source_too_large` or `source_nothing`.
    """
    url, user, password, project, form = (environment[name] for name in SETTINGS)
    https_or_here(url)
    with guarded(NAME), closing(OwnSession(url, user, password)) as session:
        central = CentralConfig(base_url=url, username=user, password=password)
        Client(session=session, config=Config(central=central), project_id=_number(project)).open()
        rows = _rows(session, url, _number(project), form)
        kept, left_out = sifted(rows, "__id", _is_rejected)
        return as_file(NAME, form, [_lasting(row) for row in kept], left_out, separator="-")


def _number(project: str) -> int:
    if not project.isdecimal():
        raise FileRefused("source_unknown_form", source=NAME)
    return int(project)


def _is_rejected(row: Mapping[str, Any]) -> bool:
    return said(row.get("__system"), "reviewState") == REJECTED


def _lasting(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what changes while the answers do not, such as who reviewed them: it would make another row of them."""
    answers = {name: value for name, value in row.items() if name != "__system" and "@odata." not in name}
    return {**answers, "__system": {"submissionDate": said(row.get("__system"), "submissionDate")}}


def _rows(session: OwnSession, base: str, project: int, form: str) -> list[dict[str, Any]]:
    """Page through `Submissions`; the service names the next page itself."""
    path = session.urlformat("projects/{p}/forms/{f}.svc/Submissions", p=project, f=form)
    reading, query = Reading(NAME, base), f"$top={PAGE}&$expand=*"
    found: list[dict[str, Any]] = []
    while query:
        answer = reading.answer(session.get(f"{path}?{query}", stream=True))
        found += reading.rows(answer, "value")
        query = reading.following(answer.get("@odata.nextLink"))
    return found
