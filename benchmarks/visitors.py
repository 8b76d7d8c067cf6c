"""Fifty visitors at once: how long a rerun takes, and whether the server's memory stays flat.

`python benchmarks/visitors.py [--visitors 50] [--minutes 2] [--every 5] [--folder DATA]`

Each visitor holds a socket as a browser does, opens the page of the map, and every so many seconds chooses another
layer, commune or level by its address, which draws the whole page anew. DATA is a data folder with its edition built;
without one the demonstration is made first. The visitors and the server share the processors of this machine.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME / "benchmarks"), str(HOME)]
TODAY = "2026-11-22"
CHOICES = (
    "lop=gap",
    "lop=state",
    "lop=recency",
    "xa=03127",
    "xa=03301",
    "xa=03295&lop=gap",
    "cap=to",
    "lop=change",
    "",
)
WARM = 8  # seconds
LIMIT = 120  # seconds for one rerun


async def rerun(socket: object, query: str) -> tuple[float, int]:
    """Ask for the page at an address and wait until its script has ended: seconds, and bytes received."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = "ban_do"
    began, received = time.perf_counter(), 0
    await socket.send(asked.SerializeToString())  # type: ignore[attr-defined]
    while True:
        frame = await asyncio.wait_for(socket.recv(), LIMIT)  # type: ignore[attr-defined]
        received += len(frame)
        told = ForwardMsg()
        told.ParseFromString(frame)
        if told.WhichOneof("type") == "script_finished":
            return time.perf_counter() - began, received


async def visitor(number: int, port: int, every: float, until: float, taken: list[tuple[float, int]]) -> None:
    """Open the page and change what it shows until the time is over."""
    from websockets.asyncio.client import connect

    chance = random.Random(number)
    await asyncio.sleep(chance.random() * every)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = f"http://127.0.0.1:{port}"
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=origin, open_timeout=LIMIT) as socket:
        await rerun(socket, "")
        while time.perf_counter() < until:
            await asyncio.sleep(every * (0.5 + chance.random()))
            taken.append(await rerun(socket, chance.choice(CHOICES)))


async def watch(pid: int, until: float, seen: list[tuple[float, float]]) -> None:
    """Note the server's memory (MB) and processor seconds every ten seconds."""
    while time.perf_counter() < until:
        seen.append((memory_mb(pid), cpu_s(pid)))
        await asyncio.sleep(10)


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def cpu_s(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def crowd(visitors: int, port: int, pid: int, minutes: float, every: float) -> None:
    """Let all visitors in, and print what was measured."""
    await visitor(0, port, 0, time.perf_counter() + WARM, [])  # the first visitor of a new server waits for all others
    until = time.perf_counter() + minutes * 60
    taken: list[tuple[float, int]] = []
    seen: list[tuple[float, float]] = []
    watcher = asyncio.create_task(watch(pid, until, seen))
    everyone = [visitor(number, port, every, until, taken) for number in range(visitors)]
    results = await asyncio.gather(*everyone, return_exceptions=True)
    watcher.cancel()
    with suppress(asyncio.CancelledError):
        await watcher
    failed = [one for one in results if isinstance(one, BaseException)]
    seconds = sorted(one for one, _ in taken)
    percent = statistics.quantiles(seconds, n=100)
    cpu = (seen[-1][1] - seen[0][1]) * 1000 / max(len(seconds), 1)
    memory = [one for one, _ in seen]
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{visitors} visitors, {minutes:g} min, one action in {every:g} s each, load {load}; {len(failed)} failed")
    print(f"{len(seconds)} reruns: p50 {percent[49]:.2f} s, p95 {percent[94]:.2f} s, p99 {percent[98]:.2f} s")
    print(f"{cpu:.0f} CPU ms a rerun of the whole page, {statistics.median(one for _, one in taken) / 1024:.0f} KB")
    print("memory, MB, every 10 s:", " ".join(f"{one:.0f}" for one in memory))
    for one in failed[:3]:
        print("failed:", repr(one))


def main() -> None:
    """Serve the dashboard and let the crowd in."""
    from start import demonstration, server

    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    os.environ["PHOCAP_TODAY"] = TODAY
    with tempfile.TemporaryDirectory() as temporary:
        data = options.folder or demonstration(Path(temporary))
        with server(HOME / "dashboard.py", data, Path(temporary) / "log") as (url, _):
            port = int(url.rstrip("/").rpartition(":")[2])
            pid = _listening(port)
            asyncio.run(crowd(options.visitors, port, pid, options.minutes, options.every))


def _listening(port: int) -> int:
    """Return the process that was started with a port."""
    found = subprocess.run(["pgrep", "-f", f"server.port={port}"], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


if __name__ == "__main__":
    main()
