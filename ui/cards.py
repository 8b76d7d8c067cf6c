"""Figures at the head of a page: a card each, with its name, its value, what it means and a note below."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.visit import Visit

Card = tuple[str, str, str]  # the key of a figure, its value as it is written, and the note below it


def measure_cards(visit: Visit, shown: Sequence[Card]) -> None:
    """Show figures that are measures: their names and definitions are the measures' own."""
    say = visit.say
    cards(shown, lambda name: (say(f"measure.{name}"), say(f"measure.{name}.definition")))


def cards(shown: Sequence[Card], named: Callable[[str], tuple[str, str]]) -> None:
    """Show figures beside each other; `named` gives the name and the definition of one by its key."""
    with st.container(key="figures"):
        for column, (key, value, note) in zip(st.columns(len(shown), gap="small"), shown, strict=True):
            name, definition = named(key)
            with column, st.container(border=True, gap=None, key=f"figure_{key}"):
                st.metric(name, value, help=definition)
                st.caption(note)
