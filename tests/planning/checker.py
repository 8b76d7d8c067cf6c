"""An independent checker of plans: plain loops over plain values, sharing no step with what made the plan."""

import math
from datetime import timedelta

from planning.plan import Plan
from planning.team import Team

DAY, HALF_DAY, MOST_WAY, LEAST = 7.0, 3.5, 0.6, 0.75
KINDS = {"door_to_door": (2.0, 0.75, 1.0, 0.0), "mobile_class": (3.0, 0.6, 0.7, 0.75),
         "verification": (2.0, 0.75, 0.5, 1.0)}  # fmt: skip
FACTOR = 0.35
CLOSE = 1e-6


def faults(plan: Plan) -> list[str]:
    """Return everything that is wrong with a plan, in words; nothing for a sound one."""
    return [
        *_of_assignments(plan), *_of_calendar(plan), *_of_days(plan), *_of_locks(plan), *_of_certificate(plan),
    ]  # fmt: skip


def on_spot(hours: float, half_days: int) -> float | None:
    """Return the hours on the spot of one stay, None where it cannot be."""
    whole, half = half_days // 2, half_days % 2
    if 2 * hours > MOST_WAY * (HALF_DAY if half else DAY):
        return None
    if half == 0 and whole >= 2 and hours > 1:
        return DAY * whole - 2 * hours
    return whole * (DAY - 2 * hours) + half * (HALF_DAY - 2 * hours)


def _records(plan: Plan) -> list[dict]:
    """Return the groups as plain values, None for what is not known."""
    groups = plan.case.groups.astype(object)
    return groups.where(groups.notna(), None).to_dict("records")


def _groups(plan: Plan) -> dict[str, tuple[int, dict]]:
    return {row["unit_id"]: (number, row) for number, row in enumerate(_records(plan))}


def _of_assignments(plan: Plan) -> list[str]:
    found, seen, groups = [], set(), _groups(plan)
    teams = {team.team_id: (number, team) for number, team in enumerate(plan.case.register.teams)}
    for row in plan.assignments.to_dict("records"):
        what = f"{row['team_id']} in {row['unit_id']}"
        team_no, team = teams[row["team_id"]]
        group_no, group = groups[row["unit_id"]]
        if row["unit_id"] in seen:
            found.append(f"{what}: the group is visited by two")
        seen.add(row["unit_id"])
        kind = _kind(group)
        if row["kind"] != kind:
            found.append(f"{what}: {row['kind']} instead of {kind}")
        if kind == "verification" and row["half_days"] > 1:
            found.append(f"{what}: a verification takes half a day")
        found += _of_skill(what, kind, team)
        is_spoken = not isinstance(group["language"], str) or group["language"] in team.languages
        if plan.case.stays.language == "rule" and not is_spoken:
            found.append(f"{what}: nobody speaks {group['language']}")
        rate, saturation, turnout, setup = KINDS[kind]
        hours = on_spot(float(plan.case.minutes[team_no, group_no]) / 60, row["half_days"] // row["stays"])
        if hours is None or hours - setup < LEAST:
            found.append(f"{what}: too far")
            continue
        visits = team.pairs_present * rate * (hours - setup) * row["stays"]
        gain = group["unreached"] * turnout * (1 - math.exp(-saturation * visits / group["households"]))
        gain *= 1.0 if is_spoken else FACTOR
        if abs(gain - row["gain_adults"]) > CLOSE * max(1.0, gain):
            found.append(f"{what}: {row['gain_adults']} adults instead of {gain}")
    return found


def _of_skill(what: str, kind: str, team: Team) -> list[str]:
    needs = kind == "mobile_class" and team.skills is not None and "power_kit" not in team.skills
    return [f"{what}: no power kit"] if needs else []


def _kind(group: dict) -> str:
    if not group["is_known"]:
        return "verification"
    return "mobile_class" if False in (group["has_power"], group["has_signal"]) else "door_to_door"


def _of_calendar(plan: Plan) -> list[str]:
    found, taken, weeks, lengths = [], set(), set(), {}
    teams = {team.team_id: team for team in plan.case.register.teams}
    used: dict[tuple[str, int], int] = {}
    for stay in plan.schedule.to_dict("records"):
        team, week, length = teams[stay["team_id"]], stay["week"], stay["stay_half_days"]
        what = f"{team.team_id} in {stay['unit_id']}"
        used[(team.team_id, week)] = used.get((team.team_id, week), 0) + length
        pair = (team.team_id, stay["unit_id"])
        lengths[pair] = lengths.get(pair, 0) + length
        if (*pair, week) in weeks:
            found.append(f"{what}: twice in week {week}")
        weeks.add((*pair, week))
        monday = plan.case.weeks.starts_on + timedelta(days=7 * week)
        first, last = stay["starts_on"].date(), stay["ends_on"].date()
        if not monday <= first <= last < monday + timedelta(days=7):
            found.append(f"{what}: outside its week")
        if any(a <= first <= b or a <= last <= b for a, b in team.absences):
            found.append(f"{what}: the team is away")
        if length == 1 and (team.team_id, first, stay["half"]) in taken:
            found.append(f"{what}: two at a time on {first}")
        if length == 1:
            taken.add((team.team_id, first, stay["half"]))
    for (name, week), half_days in used.items():
        team = teams[name]
        monday = plan.case.weeks.starts_on + timedelta(days=7 * week)
        there = sum(not any(a <= monday + timedelta(days=day) <= b for a, b in team.absences) for day in range(7))
        lent = sum(more for number, at, more in plan.case.lent
                   if at == week and plan.case.register.teams[number].team_id == name)  # fmt: skip
        if half_days > min(round(2 * team.days_per_week), 2 * there) + lent:
            found.append(f"{name}: {half_days} half days in week {week}")
    planned = {(row["team_id"], row["unit_id"]): row["half_days"] for row in plan.assignments.to_dict("records")}
    if planned != lengths:
        found.append("the calendar does not hold what is assigned")
    return found


def _of_days(plan: Plan) -> list[str]:
    """Every half day is in one place, nobody is away, nights away lie in a row, and the days make up the stays."""
    found, taken, halves, dates = [], set(), {}, {}
    teams = {team.team_id: team for team in plan.case.register.teams}
    for row in plan.days.to_dict("records"):
        day, stay = row["on_date"].date(), (row["team_id"], row["unit_id"], row["week"])
        parts = (1, 2) if row["part"] == 0 else (row["part"],)
        for part in parts:
            if (row["team_id"], day, part) in taken:
                found.append(f"{row['team_id']} is in two places on {day}")
            taken.add((row["team_id"], day, part))
        if any(a <= day <= b for a, b in teams[row["team_id"]].absences):
            found.append(f"{row['team_id']} is away on {day}")
        halves[stay] = halves.get(stay, 0) + len(parts)
        dates.setdefault(stay, []).append(day)
    for row in plan.schedule.to_dict("records"):
        stay, first, last = (
            (row["team_id"], row["unit_id"], row["week"]),
            row["starts_on"].date(),
            row["ends_on"].date(),
        )
        if halves.get(stay) != row["stay_half_days"]:
            found.append(f"{stay}: the days are not the stay")
        elif (min(dates[stay]), max(dates[stay])) != (first, last):
            found.append(f"{stay}: the days lie outside the stay")
        if row["is_overnight"] and (last - first).days != row["stay_half_days"] // 2 - 1:
            found.append(f"{stay}: nights away on days that are not in a row")
    if len(halves) != len(plan.schedule):
        found.append("the days hold stays that the calendar does not")
    return found


def _of_locks(plan: Plan) -> list[str]:
    found, relaxed = [], {one.subject for one in plan.relaxed}
    pairs = {row["unit_id"]: row for row in plan.assignments.to_dict("records")}
    found += [f"{one} must not be visited" for one in plan.wishes.never if one in pairs]
    found += [f"{one} must be visited" for one in plan.wishes.must if one not in pairs and one not in relaxed]
    for one in plan.wishes.fixed:
        if one.unit_id in relaxed:
            continue
        row = pairs.get(one.unit_id)
        if row is None or row["team_id"] != one.team_id:
            found.append(f"{one.unit_id} belongs to {one.team_id}")
        elif one.half_days is not None and row["half_days"] != one.half_days:
            found.append(f"{one.unit_id} is to take {one.half_days}")
    floors = {one.reason: dict(one.facts)["possible"] for one in plan.relaxed if one.rule == "floor"}
    floor = min([plan.goals.floor, *floors.values()])
    worst = worst_tenth(plan)
    reached = sum(row["gain_adults"] for unit, row in pairs.items() if unit in worst)
    if reached < floor * (1 - 1e-3):
        found.append(f"{reached} adults in the worst-off tenth, the floor is {floor}")
    return found


def worst_tenth(plan: Plan) -> set[str]:
    """Return the tenth of groups with the lowest known coverage, the larger gap first among equals."""
    rows = [row for row in _records(plan) if row["is_known"] and row["coverage_share"] is not None]
    rows.sort(key=lambda row: (row["coverage_share"], -row["unreached"]))
    return {row["unit_id"] for row in rows[: math.ceil(len(rows) / 10)]}


def _of_certificate(plan: Plan) -> list[str]:
    found = []
    share = [float(row["coverage_share"]) for row in _records(plan) if row["coverage_share"] is not None]
    mean = min(sum(share) / len(share), 0.99) if share else 0.0
    groups, value = _groups(plan), 0.0
    for row in plan.assignments.to_dict("records"):
        own = groups[row["unit_id"]][1]["coverage_share"]
        own = mean if own is None else min(max(own, 0.0), 0.99)
        value += row["gain_adults"] * ((1 - own) / (1 - mean)) ** plan.goals.beta
    if abs(value - plan.value) > CLOSE * max(1.0, value):
        found.append(f"the value is {value}, not {plan.value}")
    if value > plan.choice.bound.value * (1 + 1e-6) + CLOSE:
        found.append("the plan passes its bound")
    bound = proven_bound(plan)
    if abs(bound - plan.choice.bound.value) > 1e-6 * max(1.0, abs(bound)):
        found.append(f"the prices prove {bound}, not {plan.choice.bound.value}")
    return found


def proven_bound(plan: Plan) -> float:
    """Return what the prices of the rows prove, one option after another (weak duality)."""
    problem, prices = plan.problem, plan.choice.bound.prices
    total = 0.0
    for price, least, most in zip(prices, problem.least, problem.most, strict=True):
        total += price * (most if price > 0 else least) if price else 0.0
    best = {int(group): -math.inf for group in range(problem.groups)}
    columns = problem.shared.tocsc()
    for option in range(len(problem.value)):
        span = slice(columns.indptr[option], columns.indptr[option + 1])
        takes = sum(prices[row] * amount for row, amount in zip(columns.indices[span], columns.data[span], strict=True))
        group = int(problem.group[option])
        best[group] = max(best[group], problem.value[option] - takes)
    return total + sum(one if problem.must[group] else max(one, 0.0) for group, one in best.items())
