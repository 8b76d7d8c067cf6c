"""Of whom coverage is a share: the choice in force, the coverage under every other, and what is doubtful about them."""

from typing import Any

import pandas as pd
import streamlit as st

from outreach.denominator import KINDS, OF_ADULTS, Choice
from ui.actor import actor_field
from ui.visit import Visit

FLAGS = ("is_over", "is_jump", "is_old", "is_estimated")


def denominator_line(visit: Visit) -> str:
    """Name the denominator in force, with its source and the year of its oldest figure."""
    say, communes = visit.say, visit.standing("commune")
    kinds = communes["adults_kind"].dropna().unique()
    kind = kinds[0] if len(kinds) == 1 else "mixed"
    year = communes["adults_year"].min()
    base = say(f"base.{visit.campaign.target.of.base}")
    if not len(kinds):
        return say("denominator.line_none", base=base)
    written = say("denominator.no_year") if pd.isna(year) else str(int(year))
    return say("denominator.line", base=base, kind=say(f"source_kind.{kind}"), year=written)


def denominator_section(visit: Visit, commune_id: str = "") -> None:
    """Show the coverage under every denominator, and how many units have a doubtful one."""
    say = visit.say
    st.subheader(say("denominator.title"), anchor=False, help=say("denominator.help"))
    ladder = visit.campaign.ladder(commune_id, visit.day)
    if ladder.empty:
        st.info(say("denominator.none"), icon=":material/group_off:")
        return
    table = pd.DataFrame(
        {
            say("denominator.base"): ladder["base"].map(lambda base: say(f"base.{base}")),
            say("denominator.kind"): ladder["source_kind"].map(lambda kind: say(f"source_kind.{kind}")),
            say("denominator.year"): ladder["adults_year"].map(lambda year: "–" if pd.isna(year) else str(int(year))),
            say("denominator.people"): ladder["adults"].astype("float64"),
            say("measure.coverage_share"): ladder["coverage_share"].astype("float64"),
            say("measure.gap_people"): ladder["gap_people"].astype("float64"),
            say("denominator.official"): ladder["is_official"].map({True: "●", False: ""}),
        }
    )
    formats: dict[Any, Any] = {
        say("denominator.people"): say.number,
        say("measure.gap_people"): say.number,
        say("measure.coverage_share"): say.share,
    }
    st.dataframe(
        table.style.format(formats, na_rep="–"),
        hide_index=True,
        key=f"ladder_{commune_id}",
        height="content",
    )
    _flag_line(visit, commune_id)


def _flag_line(visit: Visit, commune_id: str) -> None:
    say, groups = visit.say, visit.standing("group")
    flags = visit.campaign.denominator_flags("group", visit.day)
    flags = flags[groups["parent_id"] == commune_id] if commune_id else flags
    parts = [say(f"denominator.{flag}", count=int(flags[flag].sum())) for flag in FLAGS if flags[flag].any()]
    st.caption(say("denominator.flags", flags=" · ".join(parts)) if parts else say("denominator.flags_none"))


def choose_denominator(visit: Visit) -> None:
    """Let somebody make another denominator the official one, with who it was."""
    say = visit.say
    with st.expander(say("denominator.change"), icon=":material/tune:"):
        st.markdown(say("denominator.change_help"))
        in_force = visit.campaign.target.of
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        with left:
            base = st.selectbox(
                say("denominator.base"),
                OF_ADULTS,
                index=OF_ADULTS.index(in_force.base),
                format_func=lambda one: say(f"base.{one}"),
                key="choose_base",
            )
        with middle:
            kinds = ("", *KINDS)
            kind = st.selectbox(
                say("denominator.kind"),
                kinds,
                index=kinds.index(in_force.kind),
                format_func=lambda one: say(f"source_kind.{one or 'newest'}"),
                key="choose_kind",
            )
        with right:
            actor = actor_field(visit, "choose_actor")
        chosen = Choice(base, kind)
        if st.button(say("denominator.choose"), disabled=chosen == in_force, key="choose_denominator"):
            visit.campaign.choose_denominator(chosen, actor)
            st.rerun()
        _history(visit)


def _history(visit: Visit) -> None:
    say, made = visit.say, visit.campaign.choices.history()
    if made.empty:
        return
    lines = [
        say(
            "denominator.made",
            base=say(f"base.{row['base']}"),
            kind=say(f"source_kind.{row['kind'] or 'newest'}"),
            day=pd.Timestamp(row["chosen_at"]).date(),
            actor=row["actor"] or say("unknown"),
        )
        for row in made.head(10).to_dict("records")
    ]
    st.text("\n".join(lines))
