"""The product's map alone on a page, or (with `empty`) the same page without any map.

`streamlit run light_map.py -- FOLDER [empty]`, where FOLDER holds figures.csv and file names (see benchmarks/map.py).
"""

import json
import sys
from pathlib import Path

import pandas as pd
import streamlit as st

from outreach.state import coverage_class
from reports.palette import COVERAGE
from texts import language
from ui.coverage_map import Frame, MapClass, MapStyle, Panel, draw_board, take_answer
from ui.geometry_url import geometry_url

FOLDER, EMPTY = Path(sys.argv[1]), "empty" in sys.argv


@st.cache_data
def style(level: str, measure: str) -> MapStyle:
    say = language("vi")
    table = pd.read_csv(FOLDER / f"{level}.csv", dtype={"unit_id": "str"})
    known = pd.Series("partly", index=table.index)
    keys = coverage_class(table[measure], known)
    tips = tuple(f"{name}\n{say.share(share)}" for name, share in zip(table["name"], table[measure], strict=True))
    classes = tuple(MapClass(one.key, one.fill, one.hatch, say(f"class.{one.key}")) for one in COVERAGE)
    return MapStyle(tuple(table["unit_id"]), tuple(keys), tips, classes, title=measure)


st.set_page_config(layout="wide")


@st.fragment
def page() -> None:
    measure = st.radio("measure", ["one", "two", "three", "four"], horizontal=True)
    files = json.loads((FOLDER / "files.json").read_text(encoding="utf-8"))
    clicked = take_answer("map").unit_id
    level = st.session_state.setdefault("level", st.query_params.get("level", "figures"))
    if clicked and level == "figures" and "drill" in st.query_params:
        level = st.session_state["level"] = "groups"
    elif clicked:
        st.session_state["chosen"] = clicked
    chosen = st.session_state.get("chosen")
    if not EMPTY:
        name, bounds = files[level]
        frame = Frame(geometry_url(FOLDER / name), tuple(bounds))
        panels = [Panel(style(level, measure), "x")]
        draw_board(frame, panels, say=language("vi"), selected=chosen, key="map", height=560)
    st.text(f"chosen={chosen} measure={measure}")


page()
