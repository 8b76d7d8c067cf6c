"""Spot checks on a page: what they are for, the list of them, and one of them with its form and its result."""

from datetime import date

import pandas as pd
import streamlit as st

from campaign import households_of
from outreach.errors import CampaignError
from outreach.lqas import SAMPLE, half_width
from outreach.spot_check import Mark
from ui.actor import actor_field
from ui.check_form import form
from ui.escape import markdown
from ui.visit import Visit

ORDER = (Mark.NOT_CHECKED, Mark.DOUBTFUL, Mark.UNDECIDED, Mark.CONFIRMED)
ICONS = {
    Mark.NOT_CHECKED: ":material/hourglass_empty:",
    Mark.DOUBTFUL: ":material/search:",
    Mark.UNDECIDED: ":material/help:",
    Mark.CONFIRMED: ":material/task_alt:",
}
LISTED = ("check_id", "name", "commune", "mark", "cause", "reported_share", "asked", "yes", "needed", "asked_on")
CHOSEN, NEXT, MADE = "checks_chosen", "checks_next", "checks_made"  # NEXT is chosen by the run that follows


def explanation(visit: Visit) -> None:
    """Say in plain words what a spot check tells, and what it does not."""
    say = visit.say
    points = say.number(100 * half_width(SAMPLE))
    st.markdown(say("checks.promise", sample=SAMPLE, points=points))
    with st.expander(say("checks.how.title"), icon=":material/help:"):
        st.markdown(say("checks.how", sample=SAMPLE))


def notice(visit: Visit) -> None:
    """Say what was just done, with one click to take it back."""
    say, made = visit.say, st.session_state.get(MADE)
    if not made:
        return
    done, numbers = made
    listed = ", ".join(map(str, numbers))
    checks = visit.campaign.checks().set_index("check_id")
    mark = checks["mark"].get(numbers[0], Mark.NOT_CHECKED.value)
    texts = {
        "planned": say("checks.planned", count=len(numbers), numbers=listed),
        "entered": say("checks.entered", number=listed, mark=say(f"mark.{mark}")),
        "taken_back": say("checks.taken_back", number=listed),
        "withdrawn": say("checks.withdrawn", number=listed),
    }
    with st.container(horizontal=True, vertical_alignment="center", key="checks_notice"):
        st.success(texts[done], icon=":material/check_circle:")
        if done not in ("planned", "entered"):
            return
        if st.button(say("checks.undo"), key="checks_undo", icon=":material/undo:", shortcut="U"):
            _undo(visit, done, numbers)


def _undo(visit: Visit, done: str, numbers: list[int]) -> None:
    st.session_state.pop(MADE)
    try:
        if done == "planned":
            visit.campaign.spot_checks.withdraw(numbers)
        else:
            visit.campaign.spot_checks.take_back(numbers[0])
            st.session_state[NEXT] = numbers[0]
    except CampaignError as error:  # somebody else was faster
        st.error(markdown(visit.say.error(error)), icon=":material/error:")
        return
    st.rerun()


def check_list(visit: Visit, checks: pd.DataFrame) -> pd.Series:
    """List the checks, those that wait first; return the one that is chosen."""
    say = visit.say
    order = checks["mark"].map({mark.value: place for place, mark in enumerate(ORDER)})
    checks = checks.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
    st.subheader(say("checks.list"), anchor=False)

    def picked() -> None:
        rows = st.session_state["checks_table"]["selection"]["rows"]
        if rows:
            st.session_state[CHOSEN] = int(checks["check_id"].iloc[rows[0]])

    st.dataframe(
        _shown(visit, checks),
        hide_index=True,
        key="checks_table",
        height="content" if len(checks) <= 12 else 460,
        on_select=picked,
        selection_mode="single-row",
    )
    waiting = checks[checks["mark"] == Mark.NOT_CHECKED]
    if len(waiting):
        _download(visit, waiting, say("checks.forms", count=len(waiting)), "checks_forms")
    written = checks["check_id"].astype("str") + " · " + checks["name"] + ", " + checks["commune"]
    labels = dict(zip(checks["check_id"].astype("int64"), written, strict=True))
    if NEXT in st.session_state:
        st.session_state[CHOSEN] = st.session_state.pop(NEXT)
    if st.session_state.get(CHOSEN) not in labels:
        st.session_state[CHOSEN] = next(iter(labels))
    number = st.selectbox(say("checks.choose"), list(labels), format_func=labels.__getitem__, key=CHOSEN)
    return checks[checks["check_id"] == number].iloc[0]


def _shown(visit: Visit, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the list in the visitor's words."""
    say = visit.say
    needed = checks["needed"].where(checks["mark"] != Mark.NOT_CHECKED, checks["decision"])
    table = checks[list(LISTED)].assign(
        mark=checks["mark"].map(lambda mark: say(f"mark.{mark}")),
        cause=checks["cause"].map(lambda cause: say(f"cause.{cause}")),
        reported_share=checks["reported_share"].map(say.share, na_action=None),
        asked_on=[say.day(day) for day in checks["asked_on"]],
        **{name: checks[name].map(say.number, na_action=None) for name in ("asked", "yes")},
        needed=needed.map(say.number, na_action=None),
    )
    return table.rename(columns={name: say(f"checks.column.{name}") for name in LISTED})


def one_check(visit: Visit, check: pd.Series) -> None:
    """Show one check: the households drawn, what its answers mean, the fields for its result, and the ways back."""
    say, number = visit.say, int(check["check_id"])
    with st.container(border=True, key="checks_one"):
        st.markdown(f"#### {markdown(check['name'])}, {markdown(check['commune'])} · {number}")
        st.markdown(f"{ICONS[check['mark']]} {_meaning(visit, check)}")
        drawn, spare = households_of(check)
        st.caption(_households(visit, drawn, spare))
        _enter(visit, check)
        with st.container(horizontal=True):
            _download(visit, check.to_frame().T, say("checks.form"), "checks_form")
            if pd.notna(check["asked"]) and st.button(say("checks.take_back"), key="checks_take_back"):
                visit.campaign.spot_checks.take_back(number)
                _done("taken_back", number)
            if st.button(say("checks.withdraw"), key="checks_withdraw", help=say("checks.withdraw_help")):
                visit.campaign.withdraw_check(number)
                _done("withdrawn", number)


def _done(what: str, number: int) -> None:
    st.session_state[MADE] = (what, [number])
    st.rerun()


def _meaning(visit: Visit, check: pd.Series) -> str:
    """Say what the result means, or how it will be read."""
    say, mark = visit.say, check["mark"]
    if mark == Mark.UNDECIDED:
        return say("checks.means.undecided", asked=int(check["asked"]), yes=int(check["yes"]))
    if mark != Mark.NOT_CHECKED:
        facts = {name: int(check[name]) for name in ("asked", "yes", "needed")}
        return say(f"checks.means.{mark}", **facts, target=say.share(check["target_share"]))
    if pd.isna(check["decision"]):
        return say("checks.means.open_without_rule", sample=int(check["sample"]))
    facts = {"sample": int(check["sample"]), "decision": int(check["decision"])}
    risks = {name: say.share(check[name]) for name in ("alpha", "beta")}
    return say("checks.means.open", **facts, **risks, target=say.share(check["target_share"]))


def _households(visit: Visit, drawn: tuple[int, ...], spare: tuple[int, ...]) -> str:
    say = visit.say
    if not drawn:
        return say("checks.households_unknown")
    listed = ", ".join(map(str, drawn))
    return say("checks.households", numbers=listed, spare=", ".join(map(str, spare)) or say("checks.none"))


def _enter(visit: Visit, check: pd.Series) -> None:
    """Ask for the result of a check; a new one takes the place of a former one."""
    say, number = visit.say, int(check["check_id"])
    first = min(check["planned_on"].date(), visit.day)
    known = pd.notna(check["asked"])
    most = int(check["adults"])
    with st.form(f"checks_enter_{number}", border=False):
        left, middle, right = st.columns(3)
        asked = left.number_input(
            say("checks.asked"), 1, most, int(check["asked"] if known else check["sample"]), key=f"asked_{number}"
        )
        yes = middle.number_input(
            say("checks.yes"), 0, most, int(check["yes"]) if known else None, key=f"yes_{number}", placeholder="–"
        )
        held = check["asked_on"].date() if known else visit.day
        on = right.date_input(
            say("checks.on"), held, min_value=first, max_value=visit.day, format="DD/MM/YYYY", key=f"on_{number}"
        )
        actor = actor_field(visit, f"checks_actor_{number}")
        if st.form_submit_button(say("checks.enter"), type="primary", key=f"enter_{number}"):
            _entered(visit, number, int(asked), yes, on, actor)


def _entered(visit: Visit, number: int, asked: int, yes: int | None, on: date, actor: str) -> None:
    if yes is None:
        st.error(visit.say("checks.yes_missing"), icon=":material/error:")
        return
    try:
        visit.campaign.enter_check(number, asked, yes, on=on, actor=actor)
    except CampaignError as error:
        st.error(markdown(visit.say.error(error)), icon=":material/error:")
        return
    checks = visit.campaign.checks()
    waiting = checks.loc[checks["mark"] == Mark.NOT_CHECKED, "check_id"]
    st.session_state[NEXT] = int(waiting.iloc[0]) if len(waiting) else number
    _done("entered", number)


def _download(visit: Visit, checks: pd.DataFrame, label: str, key: str) -> None:
    numbers = "-".join(map(str, checks["check_id"].head(3)))
    st.download_button(
        label,
        lambda: form(visit, checks),
        f"phieu-kiem-tra-{numbers}.html",
        "text/html",
        icon=":material/print:",
        on_click="ignore",
        key=key,
    )
