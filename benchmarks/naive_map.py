"""The map as it is usually built: folium.Choropleth drawn by st_folium, all of it made anew at every run.

`streamlit run naive_map.py -- FOLDER`, where FOLDER holds units.geojson and figures.csv (see benchmarks/map.py).
"""

import json
import sys
from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

FOLDER = Path(sys.argv[1])


@st.cache_data
def figures() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "figures.csv", dtype={"unit_id": "str"})


@st.cache_data
def units() -> dict:
    return json.loads((FOLDER / "units.geojson").read_text(encoding="utf-8"))


st.set_page_config(layout="wide")
measure = st.radio("measure", ["one", "two", "three", "four"], horizontal=True)
table = figures()
west, south, east, north = json.loads((FOLDER / "bounds.json").read_text(encoding="utf-8"))
page = folium.Map(location=((south + north) / 2, (west + east) / 2), tiles=None)
page.fit_bounds([[south, west], [north, east]])
drawn = folium.Choropleth(
    geo_data=units(),
    data=table,
    columns=["unit_id", measure],
    key_on="feature.id",
    fill_color="YlOrRd",
    bins=[0, 0.25, 0.5, 0.8, 1.0],
    line_weight=0.6,
)
for legend in [name for name in drawn._children if name.startswith("color_map")]:
    del drawn._children[legend]  # it needs d3 from another host; without it the usual way is faster, not slower
drawn.add_to(page)
drawn.geojson.add_child(folium.GeoJsonTooltip(["name"]))
if chosen := st.session_state.get("chosen"):
    one = next(feature for feature in units()["features"] if feature["id"] == chosen)
    outline = {"fill": False, "color": "#111111", "weight": 4}
    folium.GeoJson(one, style_function=lambda _: outline, interactive=False).add_to(page)
answer = st_folium(page, height=560, use_container_width=True, key="map", returned_objects=["last_active_drawing"])
clicked = (answer.get("last_active_drawing") or {}).get("id")
if clicked and clicked != chosen:
    st.session_state["chosen"] = clicked
    st.rerun()
st.text(f"chosen={chosen} measure={measure}")
