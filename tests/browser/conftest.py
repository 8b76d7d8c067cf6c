"""A real Chromium before a real server with the demonstration; every request and every complaint is on record."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pandas as pd
import pytest

HOME = Path(__file__).parent.parent.parent
TODAY = "2026-11-22"
HERE = "127.0.0.1"
# Opened below its root, Streamlit's own front end looks for its server under the page first, and takes a 404 for no.
PROBE = re.compile(r" http://127\.0\.0\.1:\d+/[a-z_]+/_stcore/(health|host-config)$")
PATIENCE = 60  # seconds until a server must answer


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PHOCAP_DATA": str(folder), "PHOCAP_TODAY": TODAY}


def cli(folder: Path, *words: str) -> str:
    command = [sys.executable, str(HOME / "cli.py"), *words]
    done = subprocess.run(command, env=environment(folder), capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="session")
def demonstration(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the illustrative campaign, once for all journeys."""
    folder = tmp_path_factory.mktemp("demonstration")
    cli(folder, "demo")
    return folder


@pytest.fixture
def groups(demonstration: Path) -> pd.DataFrame:
    """The standing of every group as the command line has it."""
    return pd.DataFrame(json.loads(cli(demonstration, "coverage", "--level", "group", "--format", "json")))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a data folder on a free port until the block ends; yield the address."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none"]
    command = [sys.executable, "-m", "streamlit", "run", str(HOME / "dashboard.py"), *options]
    log = (folder.parent / f"{folder.name}-{port}.log").open("wb")
    server = subprocess.Popen(command, cwd=HOME, env=environment(folder), stdout=log, stderr=log)
    try:
        _until_healthy(f"http://{HERE}:{port}", server)
        yield f"http://{HERE}:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _until_healthy(address: str, server: subprocess.Popen) -> None:
    """Ask until the server says that it is ready; what it serves is not touched by this."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        assert server.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            continue
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def server(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as address:
        yield address


@pytest.fixture
def cold_server(demonstration: Path) -> Iterator[str]:
    """A server that has served nothing before."""
    with serving(demonstration) as address:
        yield address


@dataclass
class Record:
    """What a browser asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> set[str]:
        """Hosts that are not this computer."""
        hosts = {
            urlsplit(url).hostname for url in self.requests if urlsplit(url).scheme not in ("data", "blob", "about")
        }
        return {str(host) for host in hosts - {HERE}}


@pytest.fixture
def page(browser) -> Iterator[object]:
    """A visitor who has never been here; at the end nothing was asked of another host, and nothing complained."""
    record = Record()
    visitor = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
    visitor.on("request", lambda request: record.requests.append(request.url))
    opened = visitor.new_page()
    opened.set_default_timeout(30_000)
    opened.on("websocket", lambda channel: record.requests.append(channel.url))
    opened.on(
        "console",
        lambda said: record.complaints.append(f"{said.text} {said.location['url']}") if said.type == "error" else None,
    )
    opened.on("pageerror", lambda error: record.complaints.append(str(error)))
    yield opened
    visitor.close()
    assert record.requests
    assert record.strangers == set()
    assert [said for said in record.complaints if not PROBE.search(said)] == []


Open = Callable[..., object]


@pytest.fixture
def visit(page, server: str) -> Open:
    """Open an address of the server and return the page."""

    def open_at(path: str = "/") -> object:
        page.goto(f"{server}{path}")
        return page

    return open_at
