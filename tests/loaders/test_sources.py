"""Form services, played by a small server on this machine that speaks their documented answers."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign import SOURCE_NAMES, Campaign
from loaders import submissions
from loaders.sources import SOURCES, source_named
from outreach.errors import CampaignError, FileRefused
from texts import language

PASSWORD, TOKEN = "mật-khẩu-rất-dài", "token-8c1f"
Answer = tuple[int, dict[str, str], bytes]


def odk(number: int, day: str, people: list[str], state: str | None = None) -> dict:
    return {
        "__id": f"uuid:{number:04}", "__system": {"reviewState": state, "submissionDate": "2026-03-30T00:00:00Z"},
        "visit_date": day, "place": {"commune": "Xã Bình Minh", "village": "Tổ 1"},
        "gps": {"type": "Point", "coordinates": [103.005, 21.005, 0], "properties": {"accuracy": 4}},
        "people": [{"full_name": n, "birth_year": "1970", "__id": f"{number}-{at}"} for at, n in enumerate(people)],
    }  # fmt: skip


def kobo(number: int, day: str, village: str, status: str = "") -> dict:
    return {
        "_id": number, "_uuid": f"{number:04}", "_submission_time": "2026-03-30T00:00:00", "visit/visit_date": day,
        "visit/commune": "Xã Bình Minh", "visit/village": village, "_geolocation": [21.005, 103.005],
        "visit/respondent_name": "Lò Thị Hặc", "_validation_status": {"uid": status} if status else {},
    }  # fmt: skip


class Service(BaseHTTPRequestHandler):
    """Answers as `answers` says: path -> a function of the query."""

    answers: ClassVar[dict[str, Callable[[dict, str], Answer]]] = {}
    seen: ClassVar[list[str]] = []

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        parts = urlsplit(self.path)
        self.seen.append(parts.path)
        found = self.answers.get(parts.path, lambda *_: (404, {}, b"{}"))
        status, headers, body = found(parse_qs(parts.query), self.headers.get("Authorization", ""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _do  # noqa: N815 - the names that the standard library asks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "PHOCAP_ODK_URL": address, "PHOCAP_ODK_USER": "lan@example.vn", "PHOCAP_ODK_PASSWORD": PASSWORD,
        "PHOCAP_ODK_PROJECT": "7", "PHOCAP_ODK_FORM": "tham_ho",
        "PHOCAP_KOBO_URL": address, "PHOCAP_KOBO_TOKEN": TOKEN, "PHOCAP_KOBO_ASSET": "aXy",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    Service.seen.clear()
    yield address
    server.shutdown()
    server.server_close()
    thread.join()


def ok(value: object) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


ODK_ROWS = "/v1/projects/7/forms/tham_ho.svc/Submissions"
KOBO_ROWS = "/api/v2/assets/aXy/data.json"


def speak_odk(address: str, rows: list[dict], page: int = 2) -> None:
    def submissions_page(query: dict, token: str) -> Answer:
        assert token == f"Bearer {TOKEN}"
        start = int(query.get("$skiptoken", ["0"])[0])
        answer: dict[str, object] = {"value": rows[start : start + page]}
        if start + page < len(rows):
            answer["@odata.nextLink"] = f"{address}{ODK_ROWS}?%24skiptoken={start + page}"
        return ok(answer)

    Service.answers = {"/v1/sessions": lambda *_: ok({"token": TOKEN}), ODK_ROWS: submissions_page}


def speak_kobo(address: str, rows: list[dict], page: int = 2) -> None:
    def data(query: dict, token: str) -> Answer:
        assert token == f"Token {TOKEN}"
        start = int(query["start"][0])
        more = f"{address}{KOBO_ROWS}?limit={page}&start={start + page}" if start + page < len(rows) else None
        return ok({"count": len(rows), "next": more, "previous": None, "results": rows[start : start + page]})

    Service.answers = {KOBO_ROWS: data}


def test_the_menu_names_every_source() -> None:
    """What the command line and the page offer is what there is."""
    assert tuple(source.name for source in SOURCES) == SOURCE_NAMES


def test_odk_central_gives_a_row_an_attendee(service: str, campaign: Campaign) -> None:
    """All pages are read, a repeat gives a row a person with its submission's day and place, rejected ones stay out."""
    rows = [
        odk(2, "2026-03-02", ["Lò Thị Hặc", "Lò Văn Panh"]), odk(1, "2026-03-01", ["Vàng A Dế"]),
        odk(3, "2026-03-03", [], "rejected"),
    ]  # fmt: skip
    speak_odk(service, rows)
    outcome, left_out = campaign.pull("odk", "visits")
    assert (outcome.one.rows_in, outcome.matched, left_out) == (3, 3, 1)
    assert campaign.standing("group").set_index("unit_id")["reached"]["90001-1"] == 3
    assert campaign.edition().facts["on_date"].dt.day.tolist() == [1, 2]


def test_kobo_gives_its_submissions(service: str, campaign: Campaign) -> None:
    """Groups are paths, the place in one cell is read, what reviewers refused stays out."""
    rows = [kobo(n, f"2026-03-0{n}", "Tổ 1") for n in (1, 2, 3)]
    rows.append(kobo(4, "2026-03-04", "Tổ 2", "validation_status_not_approved"))
    speak_kobo(service, rows)
    outcome, left_out = campaign.pull("kobo", "visits")
    assert (outcome.one.rows_in, outcome.matched, left_out) == (3, 3, 1)


def test_a_later_pull_adds_only_what_is_new(service: str, campaign: Campaign) -> None:
    """The same submissions again are the same file; with one more, only that one counts anew."""
    rows = [kobo(n, f"2026-03-0{n}", f"Tổ {n}") for n in (1, 2)]
    speak_kobo(service, rows)
    campaign.pull("kobo", "visits")
    speak_kobo(service, rows[::-1])
    assert campaign.pull("kobo", "visits")[0].is_repeat
    speak_kobo(service, [*rows, kobo(3, "2026-03-03", "Tổ 1")])
    outcome, _ = campaign.pull("kobo", "visits")
    assert (outcome.one.rows_in, outcome.duplicates, outcome.matched) == (3, 2, 1)


REFUSED: dict[str, tuple[Answer, str]] = {
    "denied": ((401, {}, b"{}"), "source_denied"),
    "no such form": ((404, {}, b"{}"), "source_unknown_form"),
    "the server's fault": ((500, {}, b"oh"), "source_unreachable"),
    "a login page": ((200, {"Content-Type": "text/html"}, b"<html>login</html>"), "source_answer"),
    "a list": (ok([]), "source_answer"),
    "no rows": (ok({}), "source_answer"),
    "sent elsewhere": ((302, {"Location": "http://127.0.0.1:9/"}, b""), "source_answer"),
    "next page elsewhere": (
        ok({"value": [], "results": [], "next": "http://evil.example/x", "@odata.nextLink": "http://evil.example/x"}),
        "source_answer",
    ),
}


@pytest.mark.parametrize("source", SOURCE_NAMES)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_answer_is_refused(service: str, campaign: Campaign, source: str, case: str) -> None:
    """Each failure is one sentence in both languages that names neither password, token nor address."""
    answer, key = REFUSED[case]
    Service.answers = {
        "/v1/sessions": lambda *_: ok({"token": TOKEN}), ODK_ROWS: lambda *_: answer, KOBO_ROWS: lambda *_: answer,
    }  # fmt: skip
    with pytest.raises(FileRefused) as caught:
        campaign.pull(source, "visits")
    assert caught.value.key == key
    for code in ("vi", "en"):
        told = language(code).error(caught.value)
        assert not [secret for secret in (PASSWORD, TOKEN, service, "{") if secret in told]
    assert caught.value.__cause__ is None or TOKEN not in repr(caught.value.__cause__)


def test_a_wrong_password_is_told(service: str, campaign: Campaign, capfd: pytest.CaptureFixture[str]) -> None:
    """Central's refusal to open a session is a refusal, and nothing is printed."""
    Service.answers = {"/v1/sessions": lambda *_: (401, {}, json.dumps({"message": PASSWORD}).encode())}
    with pytest.raises(FileRefused) as caught:
        campaign.pull("odk", "visits")
    assert caught.value.key == "source_denied"
    assert capfd.readouterr() == ("", "")


def test_too_much_is_refused(service: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than the limit, over all pages."""
    monkeypatch.setattr("loaders.kobo.MOST_BYTES", 900)
    speak_kobo(service, [kobo(n, "2026-03-01", "Tổ 1") for n in range(1, 9)])
    with pytest.raises(FileRefused) as caught:
        campaign.pull("kobo", "visits")
    assert caught.value.key == "source_too_large"


def test_what_is_not_set_is_named(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its variables a source is refused by their names; a password never travels in the clear to a stranger."""
    for name in source_named("odk").settings:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CampaignError) as caught:
        campaign.pull("odk", "visits")
    assert "PHOCAP_ODK_PASSWORD" in language("vi").error(caught.value)
    with pytest.raises(FileRefused) as clear:
        submissions.https_or_here("http://central.example.vn")
    assert clear.value.key == "source_address"


def test_nothing_of_a_pull_names_a_person_or_a_secret(
    service: str, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the data folder nor the home folder holds a name, a password or a token afterwards."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    speak_odk(service, [odk(1, "2026-03-01", ["Lò Thị Hặc"])])
    campaign.pull("odk", "visits")
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in ("Lò Thị Hặc", PASSWORD, TOKEN) if any(text.encode() in file for file in files)]
    assert not (tmp_path / "home").exists()
