"""Long searches beside the page: a bar that moves with the time, so that nobody wonders whether it still works."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import streamlit as st

TICK = 0.2
ALMOST = 0.97
T = TypeVar("T")


def with_bar(text: str, seconds: float, work: Callable[[], T]) -> T:
    """Do some work of about so many seconds, with a bar; what it raises is raised here."""
    bar, begun = st.progress(0.0, text=text), time.monotonic()
    try:
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(work)
            while wait((running,), TICK).not_done:
                bar.progress(min((time.monotonic() - begun) / max(seconds, TICK), ALMOST), text=text)
            return running.result()
    finally:
        bar.empty()
