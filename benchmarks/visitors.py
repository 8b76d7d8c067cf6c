"""Fifty visitors at once: how long a rerun takes, what it costs, and whether the server's memory stays flat.

`python benchmarks/visitors.py [--visitors 50] [--minutes 2] [--every 5] [--folder DATA] [--pages ban_do …]`

Each visitor holds a socket as a browser does, opens one of the pages, and every so many seconds chooses something else
by its address, which draws the whole page anew. Every minute the reruns, their time, the server's memory and processor
time and the machine's load are printed; `--minutes 20` is the soak. DATA is a data folder with its edition built;
without one the demonstration is made first. The visitors and the server share the processors of this machine: beside
other work only the processor time of a rerun can be compared.
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
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME / "benchmarks"), str(HOME)]
TODAY = "2026-11-22"
CHOICES = {
    "ban_do": (
        *("lop=gap", "lop=state", "lop=recency", "xa=03127", "xa=03301", "xa=03295&lop=gap", "cap=to", "lop=change"),
        "",
    ),
    "khoang_trong": ("xa=03127", "xa=03301", "tt=never_reached", "km=10", ""),
    "tong_quan": ("",),
}
WARM = 8  # seconds
MINUTE = 60
LIMIT = 120  # seconds for one rerun


Rerun = tuple[float, float, int]  # when it ended, seconds, bytes received
Look = tuple[float, float, float, float]  # when, memory (MB), processor seconds so far, load of the machine


async def rerun(socket: object, page: str, query: str) -> Rerun:
    """Ask for the page at an address and wait until its script has ended."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = "" if page == "tong_quan" else page
    began, received = time.perf_counter(), 0
    await socket.send(asked.SerializeToString())  # type: ignore[attr-defined]
    while True:
        frame = await asyncio.wait_for(socket.recv(), LIMIT)  # type: ignore[attr-defined]
        received += len(frame)
        told = ForwardMsg()
        told.ParseFromString(frame)
        if told.WhichOneof("type") == "script_finished":
            ended = time.perf_counter()
            return ended, ended - began, received


async def visitor(number: int, port: int, page: str, every: float, until: float, taken: list[Rerun]) -> None:
    """Open a page and change what it shows until the time is over."""
    from websockets.asyncio.client import connect

    chance = random.Random(number)
    await asyncio.sleep(chance.random() * every)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = f"http://127.0.0.1:{port}"
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=origin, open_timeout=LIMIT) as socket:
        await rerun(socket, page, "")
        while time.perf_counter() < until:
            await asyncio.sleep(every * (0.5 + chance.random()))
            taken.append(await rerun(socket, page, chance.choice(CHOICES[page])))


async def watch(pid: int, until: float, taken: list[Rerun], seen: list[Look]) -> None:
    """Note the server's memory and processor time every minute, and tell how the minute was."""
    print("minute  reruns   p50 s   p95 s  CPU ms a rerun  memory MB   load", flush=True)
    while True:
        now = time.perf_counter()
        seen.append((now, memory_mb(pid), cpu_s(pid), os.getloadavg()[0]))
        if len(seen) > 1:
            print(minute(len(seen) - 1, taken, *seen[-2:]), flush=True)
        if now >= until:
            return
        await asyncio.sleep(min(MINUTE, max(until - now, 0.1)))


def minute(number: int, taken: list[Rerun], before: Look, after: Look) -> str:
    """Write one line on what was done between two looks."""
    seconds = [took for ended, took, _ in taken if before[0] < ended <= after[0]]
    middle, most = quantile(seconds, 50), quantile(seconds, 95)
    cpu = (after[2] - before[2]) * 1000 / max(len(seconds), 1)
    return f"{number:6} {len(seconds):7} {middle:7.2f} {most:7.2f} {cpu:15.0f} {after[1]:10.1f} {after[3]:6.1f}"


def quantile(seconds: list[float], percent: int) -> float:
    """Return the time within which so many of a hundred reruns ended."""
    return statistics.quantiles(seconds, n=100)[percent - 1] if len(seconds) > 1 else float("nan")


def slope(seen: list[Look]) -> float:
    """Return by how many MB an hour the memory grows, by least squares over the second half of the time."""
    later = seen[len(seen) // 2 :]
    if len(later) < 3:
        return float("nan")
    return statistics.linear_regression([at for at, *_ in later], [memory for _, memory, *_ in later]).slope * 3600


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def cpu_s(pid: int) -> float:
    """Return the processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def crowd(visitors: int, port: int, pid: int, minutes: float, every: float, pages: list[str]) -> None:
    """Let all visitors in, and print what was measured."""
    for page in pages:  # the first visitor of a new server waits for all others
        await visitor(0, port, page, 0, time.perf_counter() + WARM, [])
    until = time.perf_counter() + minutes * 60
    taken: list[Rerun] = []
    seen: list[Look] = []
    everyone = [visitor(number, port, pages[number % len(pages)], every, until, taken) for number in range(visitors)]
    results = await asyncio.gather(watch(pid, until, taken, seen), *everyone, return_exceptions=True)
    failed = [one for one in results if isinstance(one, BaseException)]
    seconds = [took for _, took, _ in taken]
    cpu = (seen[-1][2] - seen[0][2]) * 1000 / max(len(seconds), 1)
    load = statistics.mean(one for *_, one in seen)
    print(
        f"{visitors} visitors, {minutes:g} min, an action in {every:g} s each, {' '.join(pages)}; {len(failed)} failed"
    )
    print(f"{len(seconds)} reruns: p50 {quantile(seconds, 50):.2f}, p95 {quantile(seconds, 95):.2f}, ", end="")
    print(f"p99 {quantile(seconds, 99):.2f} s; mean load {load:.1f}")
    print(f"{cpu:.0f} CPU ms a rerun of the whole page, {statistics.median(got for *_, got in taken) / 1024:.0f} KB")
    print(f"memory {seen[0][1]:.0f} to {seen[-1][1]:.0f} MB, most {max(one for _, one, *_ in seen):.0f}, ", end="")
    print(f"in the second half {slope(seen):+.1f} MB an hour")
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
    parser.add_argument("--pages", nargs="+", choices=list(CHOICES), default=["ban_do"])
    options = parser.parse_args()
    os.environ["PHOCAP_TODAY"] = TODAY
    with tempfile.TemporaryDirectory() as temporary:
        data = options.folder or demonstration(Path(temporary))
        with server(HOME / "dashboard.py", data, Path(temporary) / "log") as (url, _):
            port = int(url.rstrip("/").rpartition(":")[2])
            pid = _listening(port)
            asyncio.run(crowd(options.visitors, port, pid, options.minutes, options.every, options.pages))


def _listening(port: int) -> int:
    """Return the process that was started with a port."""
    found = subprocess.run(["pgrep", "-f", f"server.port={port}"], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


if __name__ == "__main__":
    main()
