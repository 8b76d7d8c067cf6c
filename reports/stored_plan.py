"""A plan of the desk as papers: its tables as they were approved, or as they are today, with the reasons in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from campaign import Campaign
from campaign.asked import Asked
from planning.candidates import reasons
from reports.plan_papers import APPROVED, DRAFT, OF_A_GROUP, PARTS, PlanPapers, papers_of
from texts import Language
from texts.plan import left_sentence, next_sentence, reason_sentence


def told(tables: Mapping[str, pd.DataFrame], say: Language) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan with what a person reads: days, weeks from 1, parts of a day, reasons."""
    rows, stays, left = tables["assignments"], tables["schedule"], tables["left_out"]
    return {
        "assignments": rows.assign(
            days=rows["half_days"] / 2,
            reasons=[reason_sentence(reasons(row), say) for _, row in rows.iterrows()],
            next_best=[next_sentence(row, say) for row in rows.to_dict("records")],
        ),
        "schedule": stays.assign(
            days=stays["stay_half_days"] / 2,
            week=stays["week"] + 1,
            part=stays["half"].map(dict(enumerate(PARTS))),
        ),
        "left_out": left.assign(reasons=[left_sentence(row, say) for row in left.to_dict("records")]),
    }


def stored_papers(campaign: Campaign, plan_no: int, say: Language) -> PlanPapers:
    """Return the papers of a plan of the desk by its number; raise NotFound where there is none."""
    record, tables = campaign.desk.plans.find(plan_no), campaign.desk.tables(plan_no)
    asked = Asked.of(record.asked)
    facts = {str(name): value for name, value in tables["facts"].iloc[0].items()}
    case, _ = campaign.desk.case(asked)
    papers = papers_of(
        case,
        told(tables, say),
        {**facts, "adults_range": [facts["adults_least"], facts["adults_most"]]},
        campaign,
        day=date.fromisoformat(asked.day),
        number=str(plan_no) if record.approved_at else f"{plan_no}.{record.revision_id}",
        status=APPROVED if record.approved_at else DRAFT,
        approved_on=date.fromisoformat(record.approved_at[:10]) if record.approved_at else None,
        approved_by=record.approved_by or "",
        made_on=date.fromisoformat(record.made_at[:10]),
    )
    return _as_approved(papers, tables) if record.approved_at else papers


def _as_approved(papers: PlanPapers, tables: Mapping[str, pd.DataFrame]) -> PlanPapers:
    """Return papers with teams and groups as they were approved, whatever the register says today."""
    teams, rows = tables["teams"], tables["assignments"]
    placed = papers.groups.loc[papers.groups["has_place"], "unit_id"]
    return replace(
        papers,
        teams=teams.rename(columns={"team": "name"}).assign(
            base=teams["base"].map(papers.commune_names).fillna(""),
            days=teams["half_days"] / 2,
            days_used=teams["half_days_used"] / 2,
        ),
        groups=rows.drop_duplicates("unit_id").assign(has_place=lambda one: one["unit_id"].isin(placed))[OF_A_GROUP],
    )
