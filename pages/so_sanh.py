"""So sánh: two moments or two communes side by side, and the figures that were frozen for meetings."""

import streamlit as st

from ui import frame
from ui.comparison import causes, change_table, on_map, summary, two_communes
from ui.filters import choice
from ui.moments import map_codes, two_moments
from ui.snapshots import banner, foundation, freeze_button, frozen_figures, listing, opened
from ui.visit import Visit, current

KINDS = ("moc", "xa")


def show() -> None:
    """Draw the snapshot that the address names, or a comparison with the list of snapshots below."""
    visit = current()
    say = visit.say
    st.header(say("page.so_sanh"), anchor=False)
    if frozen := opened(visit):
        if banner(visit, frozen):
            frame.go("ban_do", anh=str(frozen.number))
        frozen_figures(visit, frozen)
        foundation(visit, frozen)
        return
    st.caption(say("comparison.promise"))
    if visit.campaign.is_bare:
        st.info(say("comparison.empty"), icon=":material/inbox:")
    else:
        freeze_button(visit)
        kind = choice("kieu", say("comparison.kind"), KINDS, lambda one: say(f"comparison.of.{one}"))
        _moments(visit) if kind == KINDS[0] else two_communes(visit)
    listing(visit)


def _moments(visit: Visit) -> None:
    one, other = two_moments(visit)
    with st.spinner(visit.say("comparison.working")):
        found = visit.campaign.compare(one, other)
    summary(visit, found)
    if on_map(visit):
        frame.go("ban_do", **map_codes(found.before, found.after))
    causes(visit, found)
    if chosen := change_table(visit, found):
        frame.go("ban_do", xa=chosen)


if __name__ == "__main__":
    import dashboard

    dashboard.main()
