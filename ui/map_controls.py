"""What is chosen over the map: the place, by path or by name, the layer, the days, and what lies beside it."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from ui import address
from ui.escape import markdown
from ui.map_view import YES, View, can_draw_all, comparisons
from ui.maps import Scene
from ui.moments import told
from ui.search import Place, found
from ui.visit import Visit

SEARCH = "map_search"


def path(scene: Scene) -> None:
    """Draw the way from the province to the place, each step a button, and beside it the search."""
    visit, view, say = scene.visit, scene.view, scene.visit.say
    with st.container(horizontal=True, vertical_alignment="center", key="map_path"):
        st.button(
            visit.place_name if view.commune_id else f"**{markdown(visit.place_name)}**",
            key="map_back",
            type="tertiary",
            icon=":material/home_pin:",
            help=say("map.back"),
            on_click=_choose,
            kwargs={"xa": "", "to": ""},
        )
        for unit_id, name, codes in _steps(scene):
            st.button(f"› {markdown(name)}", key=f"step_{unit_id}", type="tertiary", on_click=_choose, kwargs=codes)
        st.text_input(
            say("map.search"),
            key=SEARCH,
            placeholder=say("map.search"),
            icon=":material/search:",
            label_visibility="collapsed",
            width=320,
            on_change=_search,
            args=(visit,),
        )
    _hits(visit)


def _steps(scene: Scene) -> list[tuple[str, str, dict[str, str]]]:
    view = scene.view
    if not view.commune_id:
        return []
    communes = scene.figures.standing("commune")
    name = communes.loc[communes["unit_id"] == view.commune_id, "name"].iloc[0]
    steps = [(view.commune_id, name, {"to": ""})]
    marked = scene.inside[scene.inside["unit_id"] == view.group_id]
    return steps + [(view.group_id, one, {}) for one in marked["name"]]


def _choose(**codes: str) -> None:
    for name, code in codes.items():
        address.choose(name, code)


def _search(visit: Visit) -> None:
    """Open the place at once where only one is meant, else keep what was found for the visitor to choose from."""
    hits = _found(visit)
    if len(hits) == 1:
        _open(hits[0])


def _found(visit: Visit) -> list[Place]:
    query = st.session_state.get(SEARCH, "")
    return found(query, visit.standing("commune"), visit.standing("group")) if query.strip() else []


def _open(place: Place) -> None:
    st.session_state[SEARCH] = ""
    _choose(xa=place.commune_id, to=place.group_id)


def _hits(visit: Visit) -> None:
    # The box is there with or without hits: an element that comes and goes would have the map built anew.
    with st.container(horizontal=True, key="map_hits"):
        if not st.session_state.get(SEARCH, "").strip():
            return
        hits = _found(visit)
        for place in hits:
            key = f"hit_{place.commune_id}_{place.group_id}"
            st.button(markdown(place.name), key=key, on_click=_open, args=(place,))
        if not hits:
            st.caption(visit.say("map.search_none"))


def choices(scene: Scene) -> None:
    """Draw what can be chosen of the map: layer, level, day, the weeks, and behind a button the rest."""
    visit, view, say = scene.visit, scene.view, scene.visit.say
    layers = [layer.key for layer in scene.figures.layers(view.level)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="map_choices"):
        _pick("lop", say("map.layer"), layers, view.layer.key, lambda key: say(f"layer.{key}"), width=270)
        if not view.commune_id and can_draw_all(visit.standing("group")):
            _level(visit, view)
        if not view.number:
            _date("ngay", say("map.day"), view.day, visit.day, width=150)
        if view.layer.counts_change:
            _date("tu", say("map.since_day"), view.since, view.day, width=150)
        if view.layer.has_weeks and not view.number:
            _flag("tuan", say("map.weekly"), view.weekly)
        with st.popover(say("map.more"), icon=":material/tune:"):
            _frozen("anh", say("map.figures"), scene, view.number)
            _beside(scene, layers)
            if visit.edition().geometry_file("former"):
                _flag("cu", say("map.former"), view.former)
            if visit.campaign.settings.map_tiles:
                _flag("nen", say("map.tiles"), view.tiles)


def _level(visit: Visit, view: View) -> None:
    say = visit.say
    key = "map_level"
    _sync(key, "to" if view.level == "group" else "xa")

    def remember() -> None:
        address.choose("cap", "to" if st.session_state[key] == "to" else "")

    names = {"xa": say("map.level.commune"), "to": say("map.level.group")}
    st.segmented_control(
        say("map.level"), list(names), format_func=lambda code: names[code], key=key, on_change=remember, required=True
    )


def _beside(scene: Scene, layers: Sequence[str]) -> None:
    visit, view, say = scene.visit, scene.view, scene.visit.say
    names = {
        "": say("map.beside.none"),
        "ngay": say("map.beside.day"),
        "lop": say("map.beside.layer"),
        "anh": say("map.beside.snapshot"),
    }
    _pick("so", say("map.beside"), comparisons(visit, scene.figures), view.beside, lambda code: names[code])
    if view.beside == "anh":
        _frozen("anh2", say("map.other_figures"), scene, view.other_number)
    if view.beside == "ngay":
        _date("ngay2", say("map.other_day"), view.other_day, visit.day)
    if view.beside == "lop":
        others = [key for key in layers if key != view.layer.key]
        _pick("lop2", say("map.other_layer"), others, view.other_layer.key, lambda key: say(f"layer.{key}"))


def frozen_banner(scene: Scene) -> None:
    """Say over the map that its figures are those of a snapshot, and offer the way back to those in force."""
    visit, snapshot = scene.visit, scene.figures.snapshot
    # As with the search: the box is there with or without a snapshot.
    with st.container(key="map_frozen"):
        if snapshot is None:
            return
        with st.container(key="frozen", border=True, horizontal=True, vertical_alignment="center"):
            named = markdown(told(visit, snapshot))
            st.markdown(f":material/ac_unit: **{named}**  \n{visit.say('map.frozen')}", width="stretch")
            st.button(visit.say("map.to_force"), key="map_to_force", on_click=_choose, kwargs={"anh": ""})


def _frozen(code: str, label: str, scene: Scene, number: int) -> None:
    """Let the visitor choose the figures in force or a snapshot, where there is any; a hidden one by its address."""
    visit = scene.visit
    listed = {one.number: one for one in visit.campaign.snapshots()[::-1]}
    if number and number not in listed:
        listed[number] = visit.campaign.snapshot(number)
    if not listed:
        return
    names = {"": visit.say("map.in_force")} | {str(one): told(visit, listed[one]) for one in listed}
    _pick(code, label, tuple(names), str(number) if number else "", lambda chosen: names[chosen])


def _sync(key: str, wanted: object) -> None:
    """Let a widget show what the address says, also after the browser's back button."""
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted


def _pick(
    code: str,
    label: str,
    options: Sequence[str],
    wanted: str,
    said: Callable[[str], str],
    width: int | str = "stretch",
) -> None:
    key = f"map_{code}"
    _sync(key, wanted)

    def remember() -> None:
        address.choose(code, st.session_state[key])

    st.selectbox(label, options, format_func=said, key=key, on_change=remember, width=width)  # type: ignore[arg-type]


def _date(code: str, label: str, wanted: date, last: date, width: int | str = "stretch") -> None:
    key = f"map_{code}"
    _sync(key, wanted)

    def remember() -> None:
        address.choose(code, st.session_state[key].isoformat() if st.session_state[key] else "")

    st.date_input(
        label, key=key, min_value=FIRST_DAY, max_value=last, format="DD/MM/YYYY", on_change=remember,
        width=width,  # type: ignore[arg-type]
    )  # fmt: skip


def _flag(code: str, label: str, wanted: bool) -> None:
    key = f"map_{code}"
    _sync(key, wanted)

    def remember() -> None:
        address.choose(code, YES if st.session_state[key] else "")

    st.toggle(label, key=key, on_change=remember)


FIRST_DAY = date(2025, 1, 1)  # before the campaign's plan of June 2025
