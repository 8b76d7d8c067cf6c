"""Minutes from a road server: asked in pieces, put together in order, and said where it does not answer."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from loaders.osrm import MOST_PLACES, road_minutes
from outreach.errors import FileRefused


class Roads(BaseHTTPRequestHandler):
    """A server on which a way takes a minute for each degree of longitude, and none leads beyond 180."""

    def do_GET(self) -> None:
        """Answer a question for a table."""
        asked = urlsplit(self.path)
        places = [float(one.split(",")[0]) for one in asked.path.rsplit("/", 1)[1].split(";")]
        spans = {name: [int(one) for one in value[0].split(";")] for name, value in parse_qs(asked.query).items()}
        assert len(places) <= MOST_PLACES
        table = [
            [60 * abs(places[a] - places[b]) if places[b] < 180 else None for b in spans["destinations"]]
            for a in spans["sources"]
        ]
        self.send_response(200)
        self.end_headers()
        told = {"code": "NoTable"} if "broken" in asked.path else {"code": "Ok", "durations": table}
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        """Tell nobody."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Roads)
    Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()


def test_many_places_are_asked_in_pieces(server: str) -> None:
    """Thirty starts and two hundred ends need several questions; every pair has its own answer."""
    random = np.random.default_rng(1)
    starts, ends = (np.column_stack([random.uniform(100, 110, n), np.full(n, 21.0)]) for n in (30, 200))
    found = road_minutes(server, starts, ends)
    np.testing.assert_allclose(found, np.abs(starts[:, :1] - ends[:, 0]), atol=1e-4)


def test_what_has_no_way_or_place_has_no_minutes(server: str) -> None:
    """A pair without a way and a place without coordinates are not nought minutes, but unknown."""
    found = road_minutes(server, np.array([[100.0, 21.0], [np.nan, 21.0]]), np.array([[101.0, 21.0], [181.0, 21.0]]))
    np.testing.assert_allclose(found, [[1.0, np.nan], [np.nan, np.nan]], atol=1e-6)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "{server}/broken"])
def test_a_server_that_does_not_answer_is_named(server: str, url: str) -> None:
    """Nobody there, or an answer that is no table, is told with the address."""
    with pytest.raises(FileRefused, match="osrm_unreachable"):
        road_minutes(url.format(server=server), np.array([[100.0, 21.0]]), np.array([[101.0, 21.0]]))
