"""What spot checks say together, and the tables of rules and samples behind them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from outreach.lqas import SAMPLE, effective_sample, rule_table, size_table
from outreach.spot_check import Mark
from texts import Language
from ui.cards import cards
from ui.visit import Visit

CARDS = ("checked", "confirmed", "doubtful", "interviews")
RULES = ("target_share", "low_share", "decision", "alpha", "beta")
SIZES = ("target_share", "sample", "decision", "alpha", "beta")
COMMUNES = ("name", "groups", "asked", "checked", "reported_share", "all")
ALIKE = 0.4  # how much two adults of one household answer alike, as an example


def together(visit: Visit, checks: pd.DataFrame) -> None:
    """Show how many groups were checked with which result, and the combined estimates with their intervals."""
    say, found = visit.say, visit.campaign.check_estimates(visit.day)
    marks = visit.campaign.check_marks(visit.day).value_counts()
    asked = int(found["asked"].iloc[0]) if len(found) else 0
    values = {
        "checked": int(marks.drop(Mark.NOT_CHECKED.value, errors="ignore").sum()),
        "confirmed": int(marks.get(Mark.CONFIRMED.value, 0)),
        "doubtful": int(marks.get(Mark.DOUBTFUL.value, 0)),
        "interviews": asked,
    }
    waiting = int((checks["mark"] == Mark.NOT_CHECKED).sum())
    notes = {"checked": say("checks.waiting", count=waiting)}
    shown = [(name, say.number(values[name]), notes.get(name, say(f"checks.card.{name}.note"))) for name in CARDS]
    cards(shown, lambda name: (say(f"checks.card.{name}"), say(f"checks.card.{name}.help")))
    if len(found):
        _province(visit, found.iloc[0])
        _communes(visit, found.iloc[1:])


def _province(visit: Visit, row: pd.Series) -> None:
    say = visit.say
    facts = {"asked": int(row["asked"]), "groups": int(row["groups"]), "reported": say.share(row["reported_share"])}
    st.markdown(say("checks.together", **facts, estimate=_interval(row, "checked", say)))
    if pd.isna(row["all_low_share"]):
        st.caption(say("checks.no_projection"))
        return
    lots = {"groups": int(row["random_groups"]), "every": int(row["every"])}
    st.markdown(say("checks.projection", **lots, estimate=_interval(row, "all", say)))


def _communes(visit: Visit, rows: pd.DataFrame) -> None:
    """Show the communes with a result; a commune is projected only from groups drawn by lot."""
    if rows.empty:
        return
    say = visit.say
    table = pd.DataFrame(
        {
            "name": rows["name"],
            "groups": [
                say("checks.of", part=int(part), whole=int(whole))
                for part, whole in zip(rows["groups"], rows["every"], strict=True)
            ],
            "asked": [say.number(one) for one in rows["asked"]],
            "checked": [_interval(row, "checked", say) for _, row in rows.iterrows()],
            "reported_share": [say.share(one) for one in rows["reported_share"]],
            "all": [_interval(row, "all", say) for _, row in rows.iterrows()],
        }
    )
    with st.expander(say("checks.by_commune", count=len(rows)), icon=":material/location_city:"):
        st.dataframe(
            table.rename(columns={name: say(f"checks.commune.{name}") for name in COMMUNES}),
            hide_index=True,
            key="checks_communes",
            height="content",
        )
        st.caption(say("checks.by_commune_note"))


def _interval(row: pd.Series, of: str, say: Language) -> str:
    """Write an estimate with its interval in whole per cent: more would be more than is known."""
    share, low, high = (row[f"{of}_{name}"] for name in ("share", "low_share", "high_share"))
    if pd.isna(low):
        return "–"
    share, low, high = (say.number(100 * one) for one in (share, low, high))
    return say("checks.interval", share=share, low=low, high=high)


def rule_tables(visit: Visit) -> None:
    """Show how many of 19 must say yes for each target, and the smallest sample that keeps both errors."""
    say = visit.say
    with st.expander(say("checks.rules"), icon=":material/rule:"):
        left, right = st.columns(2, gap="medium")
        with left:
            st.markdown(say("checks.rules_help", sample=SAMPLE))
            _rules(say, rule_table(), RULES, "checks_rules")
        with right:
            st.markdown(say("checks.sizes_help"))
            _rules(say, size_table(), SIZES, "checks_sizes")
        worth = effective_sample(SAMPLE, 2, ALIKE)
        st.caption(say("checks.one_adult", sample=SAMPLE, worth=say.measure(worth)))


def _rules(say: Language, table: pd.DataFrame, columns: Sequence[str], key: str) -> None:
    shares = {name: table[name].map(say.share) for name in ("target_share", "low_share", "alpha", "beta")}
    names = {name: say(f"checks.rule.{name}") for name in columns}
    shown = table.assign(**shares)[list(columns)].rename(columns=names)
    st.dataframe(shown, hide_index=True, key=key, height="content")
