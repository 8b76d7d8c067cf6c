"""Clusters in words: how many groups lie in significant low clusters, and where."""

import pandas as pd
import streamlit as st

from outreach.clusters import FALSE_SHARE, Cluster
from ui.escape import markdown
from ui.visit import Visit

NAMED = 4  # communes named in the line; of the others, their number
PERCENT = round(100 * FALSE_SHARE)


def cluster_line(visit: Visit) -> None:
    """Say how many groups lie in significant low clusters and in which communes, or that nothing speaks for any."""
    found = visit.campaign.clusters(visit.day)
    tested = int((found["cluster"] != Cluster.UNKNOWN).sum())
    if tested:
        st.caption(cluster_text(visit, found[found["cluster"] == Cluster.LOW_CLUSTER], tested))


def cluster_text(visit: Visit, low: pd.DataFrame, tested: int) -> str:
    """Return the line on the groups in low clusters, of so many that have a figure and a neighbour with one."""
    say = visit.say
    if low.empty:
        return say("clusters.none", percent=PERCENT, tested=tested)
    counts = low["commune"].value_counts()
    places = [f"{markdown(name)} ({say.number(count)})" for name, count in counts.head(NAMED).items()]
    if len(counts) > NAMED:
        places.append(say("clusters.others", count=len(counts) - NAMED))
    return say("clusters.low", percent=PERCENT, count=len(low), tested=tested, where=", ".join(places))
