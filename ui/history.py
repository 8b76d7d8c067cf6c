"""The history of imports: what, who, when, with which counts, and a way back."""

import streamlit as st

from campaign import Import, Outcome
from ui.escape import markdown
from ui.visit import Visit

WITHDRAWN_SHOWN = 50


def history(visit: Visit) -> None:
    """List the imports in force, the newest first, each with its counts and a way back; then those taken back."""
    say = visit.say
    every = visit.campaign.outcomes()
    outcomes = [o for o in reversed(every) if not o.one.is_illustrative]
    generated = len(every) - len(outcomes)
    st.subheader(say("history.title"), anchor=False)
    if generated:
        st.caption(say("history.generated", count=generated))
    if not outcomes:
        st.info(say("history.empty"), icon=":material/inbox:")
    for outcome in outcomes:
        _row(visit, outcome)
    _withdrawn(visit)


def _row(visit: Visit, outcome: Outcome) -> None:
    say, one = visit.say, outcome.one
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=f"import_{one.import_id}",
    ):
        counts = say(
            "history.counts",
            rows=one.rows_in,
            matched=outcome.matched,
            unmatched=outcome.unmatched,
            rejected=outcome.rejected,
            duplicates=outcome.duplicates,
        )
        st.markdown(f"{_what(visit, one)}  \n{counts} · {_who(visit, one)}", width="stretch")
        if st.button(
            say("history.undo"),
            key=f"undo_{one.import_id}",
            icon=":material/undo:",
            help=say("history.undo_help"),
        ):
            visit.campaign.undo(one.import_id)
            st.session_state.pop("last_import", None)
            st.toast(say("history.undone", number=one.import_id), icon=":material/undo:")
            st.rerun()


def _withdrawn(visit: Visit) -> None:
    say = visit.say
    gone = [one for one in reversed(visit.campaign.withdrawn()) if not one.is_illustrative]
    if not gone:
        return
    with st.expander(say("history.withdrawn", count=len(gone)), icon=":material/history:"):
        for one in gone[:WITHDRAWN_SHOWN]:
            when = say("history.withdrawn_at", moment=say.moment(one.withdrawn_at or one.imported_at))
            st.markdown(f"{_what(visit, one)}  \n{say('history.rows', rows=one.rows_in)} · {_who(visit, one)} · {when}")


def _what(visit: Visit, one: Import) -> str:
    return f"**{one.import_id}** · {visit.say(f'kind.{one.kind}')} · {markdown(one.file_name)}"


def _who(visit: Visit, one: Import) -> str:
    return f"{visit.say.moment(one.imported_at)} · {markdown(one.actor or visit.say('actor.nobody'))}"
