"""Form services, played by a small server on this machine that speaks their documented answers."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign import SOURCE_NAMES, Campaign
from loaders import kobo as kobo_loader
from loaders import odk_central, submissions
from loaders.sources import SOURCES, source_named
from outreach.errors import CampaignError, FileRefused
from texts import language

HOME = Path(__file__).parent.parent.parent
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


def speak(address: str, source: str, rows: list[dict]) -> None:
    {"odk": speak_odk, "kobo": speak_kobo}[source](address, rows)


FORM = {
    "odk": lambda number, day, state=None: odk(number, day, [], state),
    "kobo": lambda number, day, state="": kobo(number, day, "Tổ 1", state),
}
REJECTED = {"odk": "rejected", "kobo": "validation_status_not_approved"}


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


def test_a_question_answered_for_the_first_time_makes_no_other_row(service: str, campaign: Campaign) -> None:
    """KoboToolbox leaves out what was not answered: a column that comes with a later visit counts none anew."""
    rows = [kobo(n, f"2026-03-0{n}", "Tổ 1") for n in (1, 2, 3)]
    for row in rows:
        del row["visit/respondent_name"]
    speak_kobo(service, rows[:2])
    campaign.pull("kobo", "visits")
    speak_kobo(service, [*rows[:2], {**rows[2], "a/first": "x", "visit/topic": "VNeID"}])
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


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_too_much_is_refused(service: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """No more is read than the limit, over all pages; no page alone reaches it."""
    monkeypatch.setattr("loaders.submissions.MOST_BYTES", 1_500)
    speak(service, source, [FORM[source](n, f"2026-03-0{n}") for n in range(1, 9)])
    with pytest.raises(FileRefused) as caught:
        campaign.pull(source, "visits")
    assert caught.value.key == "source_too_large"
    assert len(Service.seen) > 1 + (source == "odk")


def test_a_small_answer_cannot_stand_for_a_huge_table() -> None:
    """Rows that each bring a column of their own are refused before the table of them all is written."""
    rows = [{f"column {number}": "x"} for number in range(400)]
    assert submissions.as_csv(iter(rows), 400 * 400 + 400) is not None
    assert submissions.as_csv(iter(rows), 400 * 200) is None


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_a_service_that_does_not_answer_is_left(
    service: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """A service that takes the question and says nothing is given up, whichever it is."""
    waited = threading.Event()
    monkeypatch.setattr(odk_central, "SECONDS", 0.2)
    monkeypatch.setattr(kobo_loader, "SECONDS", 0.2)

    def silent(*_: object) -> Answer:
        waited.wait(20)
        return ok({})

    Service.answers = {"/v1/sessions": silent, KOBO_ROWS: silent}
    with pytest.raises(FileRefused) as caught:
        campaign.pull(source, "visits")
    waited.set()
    assert caught.value.key == "source_unreachable"


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_a_pull_ends(service: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """All pages together have one time, and what it was given for is refused whole."""
    monkeypatch.setattr("loaders.submissions.MOST_SECONDS", -1)
    speak(service, source, [FORM[source](1, "2026-03-01")])
    with pytest.raises(FileRefused) as caught:
        campaign.pull(source, "visits")
    assert caught.value.key == "source_unreachable"


@pytest.mark.parametrize(
    ("written", "query"),
    [
        (None, ""), ("", ""), ("https://central.vn/x?a=1", "a=1"), ("http://central.vn:81/x?a=1", "a=1"),
        ("/x?a=1", "a=1"),
        ("https://evil.vn/x?a=1", None), ("https://central.vn@evil.vn/?a=1", None), ("//evil.vn/?a=1", None),
        ("https://[x", None), ("https://central.vn/x", None), (["https://evil.vn"], None),
    ],
)  # fmt: skip
def test_only_the_query_of_a_next_page_is_taken(written: object, query: str | None) -> None:
    """Wherever the service says that the next page lies, the token goes to the address that was set up, encrypted."""
    reading = submissions.Reading("odk", "https://central.vn")
    if query is None:
        with pytest.raises(FileRefused) as caught:
            reading.following(written)
        assert caught.value.key == "source_answer"
    else:
        assert reading.following(written) == query


def test_no_page_is_read_twice() -> None:
    """A service whose pages go round in a circle is refused at the second turn."""
    reading = submissions.Reading("kobo", "https://kobo.vn")
    assert [reading.following(f"https://kobo.vn/x?start={n}") for n in (1, 2)] == ["start=1", "start=2"]
    with pytest.raises(FileRefused):
        reading.following("https://kobo.vn/x?start=1")


SIGN_INS: dict[str, tuple[Answer, str]] = {
    "denied": ((401, {}, b"{}"), "source_denied"),
    "a login page": ((200, {}, b"<html>login</html>"), "source_answer"),
    "another program": ((404, {}, b"{}"), "source_answer"),
    "the server's fault": ((500, {}, b"oh"), "source_unreachable"),
    "sent elsewhere": ((302, {"Location": "http://127.0.0.1:9/"}, b""), "source_answer"),
    "a number": (ok(5), "source_answer"),
    "no token": (ok({}), "source_answer"),
    "a token that is none": (ok({"token": 5}), "source_answer"),
    "a token that no header can hold": (ok({"token": "mật khẩu"}), "source_answer"),
    "a token of two lines": (ok({"token": "a\r\nX: y"}), "source_answer"),
}


@pytest.mark.parametrize("case", SIGN_INS)
def test_a_sign_in_that_gives_no_token_is_refused(service: str, campaign: Campaign, case: str) -> None:
    """Whatever answers in place of Central, it is told for what it is; no question follows."""
    answer, key = SIGN_INS[case]
    Service.answers = {"/v1/sessions": lambda *_: answer}
    with pytest.raises(FileRefused) as caught:
        campaign.pull("odk", "visits")
    assert caught.value.key == key
    assert Service.seen == ["/v1/sessions"]


def test_a_token_that_no_header_can_hold_is_denied(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped token is not sent at all: the error for it would quote it."""
    for name, value in zip(source_named("kobo").settings, ("https://kobo.example", "mật\n", "aXy"), strict=True):
        monkeypatch.setenv(name, value)
    with pytest.raises(FileRefused) as caught:
        campaign.pull("kobo", "visits")
    assert caught.value.key == "source_denied"


@pytest.mark.parametrize(
    "url", ["", "central", "ftp://a.vn", "http://a.vn", "https://", "https://[::1", "https://a:b@c.vn"]
)
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    """Neither in the clear, nor with a password in it, nor to nowhere."""
    with pytest.raises(FileRefused) as caught:
        submissions.https_or_here(url)
    assert caught.value.key == "source_address"


def test_a_password_of_the_home_folder_does_not_take_the_place_of_the_token(
    service: str, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written for a host in .netrc is not sent."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    speak_kobo(service, [kobo(1, "2026-03-01", "Tổ 1")])
    assert campaign.pull("kobo", "visits")[0].matched == 1


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_nothing_to_take_in_is_told(service: str, campaign: Campaign, source: str) -> None:
    """A form without submissions, or with rejected ones alone, is refused with their number."""
    for rows in ([], [FORM[source](1, "2026-03-01", REJECTED[source])]):
        speak(service, source, rows)
        with pytest.raises(FileRefused) as caught:
            campaign.pull(source, "visits")
        assert (caught.value.key, caught.value.facts["left_out"]) == ("source_nothing", len(rows))


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_a_review_makes_no_other_row(service: str, campaign: Campaign, source: str) -> None:
    """Approving a submission, or noting and attaching something, changes nothing: its visit is counted once."""
    row = FORM[source](1, "2026-03-01")
    speak(service, source, [row])
    first, _ = campaign.pull(source, "visits")
    system = {"reviewState": "approved", "updatedAt": "2026-04-01T00:00:00Z", "edits": 1, "attachmentsPresent": 2}
    reviewed = {
        "odk": {
            "__system": {**row.get("__system", {}), **system},
            "people@odata.navigationLink": "Submissions(1)/people",
        },
        "kobo": {
            "_validation_status": {"uid": "validation_status_approved", "timestamp": 1},
            "_attachments": [{"download_url": "a"}, {"download_url": "b"}],
            "_notes": ["seen"],
        },
    }[source]
    speak(service, source, [{**row, **reviewed}])
    second, _ = campaign.pull(source, "visits")
    assert second.is_repeat
    assert (second.one, second.matched, second.one.rows_in) == (first.one, 1, 1)


def test_a_submission_on_two_pages_is_one(service: str, campaign: Campaign) -> None:
    """What moves to the next page, for another came in while the pages were read, is counted once."""
    rows = [kobo(n, f"2026-03-0{n}", "Tổ 1") for n in (1, 2)]
    for row in rows:
        del row["visit/respondent_name"]
    speak_kobo(service, [*rows, rows[1]])
    outcome, _ = campaign.pull("kobo", "visits")
    assert (outcome.one.rows_in, outcome.matched) == (2, 2)


def rows_of(form: dict, separator: str = "/") -> list[dict[str, str]]:
    return list(submissions.flattened([form], separator=separator))


def test_repeats_within_repeats_lose_nobody() -> None:
    """People within households are a row each, with the answers of their household and of the visit."""
    homes = [
        {"home/number": "1", "home/who": [{"home/who/full_name": "A"}, {"home/who/full_name": "B"}]},
        {"home/number": "2", "home/who": [{"home/who/full_name": "C"}]},
    ]
    found = rows_of({"day": "1", "home": homes})
    assert [(row["day"], row["home/number"], row["home/who/full_name"]) for row in found] == [
        ("1", "1", "A"), ("1", "1", "B"), ("1", "2", "C"),
    ]  # fmt: skip


def test_a_repeat_of_things_gives_no_rows_beside_one_of_people() -> None:
    """Three devices on a visit of two people are two rows, and devices alone in a form of both are one visit."""
    devices = [{"model": "a"}, {"model": "b"}, {"model": "c"}]
    people = [{"full_name": "A"}, {"full_name": "B"}]
    both = {"day": "1", "device": devices, "people": people}
    nobody = {"day": "2", "device": devices, "people": []}
    found = list(submissions.flattened([both, nobody], separator="-"))
    assert found == [
        {"day": "1", "people-full_name": "A"}, {"day": "1", "people-full_name": "B"}, {"day": "2", "people": ""},
    ]  # fmt: skip
    assert rows_of({"day": "1", "device": devices, "topic": [{"name": "x"}, {"name": "y"}]}) == [{"day": "1"}]


def test_a_name_that_begins_like_its_group_keeps_its_path() -> None:
    """A group `name` with a question `name_full` is no question of the form itself."""
    assert rows_of({"name": {"name_full": "A"}}, "-") == [{"name-name_full": "A"}]
    assert rows_of({"a": [{"a/b": "1"}, {"a/b": "2"}]}) == [{"a/b": "1"}, {"a/b": "2"}]


def test_what_was_pulled_does_not_show_itself() -> None:
    """The answers of people are not in what a trace of an error prints."""
    assert "Hặc" not in repr(submissions.Pulled("a.csv", "Hặc".encode(), 0))


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_the_command_line_pulls(service: str, campaign: Campaign, source: str) -> None:
    """The same summary as an import and status 0; one sentence and status 2 where it is refused; never a secret."""
    speak(service, source, [FORM[source](1, "2026-03-01"), FORM[source](2, "2026-03-02", REJECTED[source])])
    done = command(campaign.folder, "pull", source, "--kind", "visits")
    assert done.returncode == 0
    assert language("vi")("cli.left_out", count=1) in done.stdout
    listed = command(campaign.folder, "status").stdout
    assert f'visits,"{source}-' in listed
    Service.answers = {}
    refused = command(campaign.folder, "pull", source, "--kind", "visits")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr
    said = done.stdout + done.stderr + refused.stdout + refused.stderr + listed
    assert not [secret for secret in (PASSWORD, TOKEN, service) if secret in said]


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PHOCAP_DATA": str(folder), "PHOCAP_TODAY": "2026-04-30", "HOME": str(folder.parent)}
    return subprocess.run(
        [sys.executable, HOME / "cli.py", *words], env=environment, capture_output=True, encoding="utf-8", timeout=240
    )  # fmt: skip


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
