"""Return forms on a page: look at what one says, take it in, and the list of those that are in, to be taken back."""

import hashlib

import pandas as pd
import streamlit as st

from campaign import forms
from campaign.forms import Form
from outreach.errors import CampaignError
from texts import Language
from ui.actor import actor_field
from ui.escape import markdown
from ui.imports import uploader_words
from ui.tables import figure_table
from ui.visit import Visit

TYPES = ["xlsx", "csv"]
LOOKED_AT = "return_looked_at"
TAKEN_IN = "return_taken_in"
SEEN = ("plan_no", "team_id", "unit_id", "form_outcome", "form_on", "households", "adults", "closed", "minutes")
LISTED = ("return_no", "file_name", "plans", "rows", "moment", "actor", "state")
SHOWN_HEIGHT = 320


def return_forms(visit: Visit) -> None:
    """Draw the way in for forms, what was just taken in, and the list."""
    say = visit.say
    st.subheader(say("returns.title"), anchor=False)
    st.markdown(say("returns.about"))
    _just_taken_in(visit)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        actor = actor_field(visit, "return_actor")
    with right:
        file = st.file_uploader(say("returns.file"), type=TYPES, key="return_file")
        st.html(uploader_words(visit, TYPES))
    if file is not None:
        _offer(visit, file.getvalue(), file.name, actor)
    _listing(visit)


def _offer(visit: Visit, content: bytes, name: str, actor: str) -> None:
    try:
        form = _looked_at(visit, content, name)
    except CampaignError as error:
        st.error(markdown(visit.say.error(error)), icon=":material/block:")
        return
    preview(visit, form, actor)


def _looked_at(visit: Visit, content: bytes, name: str) -> Form:
    """Read a chosen file once, not again at every rerun, unless forms came or went meanwhile."""
    key = (name, hashlib.sha256(content).hexdigest(), visit.campaign.returns.stamp())
    if st.session_state.get(LOOKED_AT, (None, None))[0] != key:
        st.session_state[LOOKED_AT] = (key, forms.look_at(visit.campaign, content, name))
    return st.session_state[LOOKED_AT][1]


def preview(visit: Visit, form: Form, actor: str) -> None:
    """Show what a form says and what is wrong with it, and take it in on demand."""
    say = visit.say
    if form.same:
        st.info(say("returns.same", number=form.same), icon=":material/info:")
        return
    st.markdown(say("returns.preview", rows=len(form.rows), problems=len(form.problems)))
    if len(form.rows):
        names = {name: say(f"tracking.column.{name}") for name in SEEN}
        table = _in_words(form.rows, say)
        figure_table(visit, table, names, shares=(), key="return_rows", height=_height(table))
    if len(form.problems):
        _problems(visit, form.problems)
    if form.rows.empty:
        return
    if st.button(say("returns.take"), type="primary", key="return_take", icon=":material/download_done:"):
        number, _ = forms.take_in(visit.campaign, form, actor)
        st.session_state[TAKEN_IN] = number
        st.rerun()


def _in_words(rows: pd.DataFrame, say: Language) -> pd.DataFrame:
    return rows.assign(
        plan_no=rows["plan_no"].astype("str"),
        form_outcome=[say(f"followup.{status}") for status in rows["status"]],
        form_on=[say.day(day) for day in pd.to_datetime(rows["on_date"])],
    )


def _problems(visit: Visit, problems: pd.DataFrame) -> None:
    """List the rows that do not count, by their number in the sheet, with the reason in words."""
    say = visit.say
    st.warning(say("returns.problems", count=len(problems)), icon=":material/warning:")
    table = pd.DataFrame(
        {
            "row_no": problems["row_no"].astype("str"),
            "value": problems["value"].fillna("").astype("str"),
            "reason": [say.reason(reason) for reason in problems["reason"]],
        }
    )
    names = {"row_no": say("problem.row_no"), "value": say("problem.value"), "reason": say("problem.reason")}
    figure_table(visit, table, names, shares=(), key="return_problems", height=_height(table))


def _just_taken_in(visit: Visit) -> None:
    """Say which form was just taken in, and offer to take it back at once."""
    say, number = visit.say, st.session_state.get(TAKEN_IN)
    if number is None:
        return
    st.success(say("returns.taken", number=number), icon=":material/check_circle:")
    if st.button(say("returns.undo"), icon=":material/undo:", key="return_undo"):
        _take_back(visit, number)


def _take_back(visit: Visit, number: int) -> None:
    st.session_state.pop(TAKEN_IN, None)
    try:
        forms.take_back(visit.campaign, number)
    except CampaignError as error:
        st.error(markdown(visit.say.error(error)), icon=":material/error:")
        return
    st.rerun()


def _listing(visit: Visit) -> None:
    say, listed = visit.say, visit.campaign.returns.listed()
    if listed.empty:
        st.caption(say("returns.none"))
        return
    in_force = listed[listed["taken_back_at"].isna()]
    title = say("returns.list", count=len(in_force))
    with st.expander(title, icon=":material/inventory:"):
        table = listed.assign(
            return_no=listed["return_no"].astype("str"),
            moment=[say.moment(one) for one in listed["at"]],
            actor=listed["actor"].replace("", say("actor.nobody")),
            state=listed["taken_back_at"].isna().map({True: say("returns.in_force"), False: say("returns.taken_back")}),
        )
        names = {name: say(f"returns.column.{name}") for name in LISTED}
        figure_table(visit, table, names, shares=(), key="returns_list", height=_height(table))
        _chosen_back(visit, in_force)


def _chosen_back(visit: Visit, in_force: pd.DataFrame) -> None:
    if in_force.empty:
        return
    say = visit.say
    files = dict(zip(in_force["return_no"], in_force["file_name"], strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            say("returns.choose"),
            list(files),
            format_func=lambda one: say("returns.one", number=int(one), file=files[one]),
            key="return_chosen",
        )
        if st.button(say("returns.take_back"), icon=":material/undo:", key="return_take_back"):
            _take_back(visit, int(number))


def _height(table: pd.DataFrame) -> int:
    return min(36 * (len(table) + 1) + 2, SHOWN_HEIGHT)
