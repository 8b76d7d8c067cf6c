"""Names of places against two common ways: how many are found, how many wrongly, in what time and memory.

    python benchmarks/names.py [--rows 1000000] [--texts 90000] [--groups 90000]

The texts are made by `corruption` with a seed that nothing was tuned on; the labelled ones are in tests/geodata.
"""

import argparse
import difflib
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import pandas as pd  # noqa: E402
from corruption import COMMUNES, Spellings, corrupt_commune, make_spellings  # noqa: E402
from rapidfuzz import fuzz, process  # noqa: E402

from geodata import province  # noqa: E402
from geodata.confusion import marks, units  # noqa: E402
from geodata.names import keys, parse  # noqa: E402
from geodata.places import Gazetteer, can_be_read_bare, one_group, place_records  # noqa: E402
from geodata.similarity import similar_places  # noqa: E402

TUNED_ON, HELD_OUT = 11, 20_260_331
LABELLED = ROOT / "tests" / "geodata" / "labelled_names.csv"
COUNTRY = ROOT.parent / "shared" / "data" / "vietnam" / "communes_2025_coverage.parquet"
SAMPLE = 6_000  # texts for the two common ways, which take a text at a time


def ours(asked: pd.DataFrame, known: pd.DataFrame, communes: pd.DataFrame | None) -> pd.DataFrame:
    """Match by exact key, then by the letters alone where unmarked, then by similarity: unit_id, via, candidates."""
    names = keys(asked["name"], "group").assign(commune_id=asked["commune_id"])
    listed = keys(known["name"], "group").assign(commune_id=known["commune_id"], group_id=known["unit_id"])
    exact = one_group(names, listed, "key")
    bare = one_group(names[can_be_read_bare(names)], listed, "plain").reindex(names.index)
    by_key = exact["group_id"].where(exact["count"] > 0, bare["group_id"])
    found = similar_places(asked[by_key.isna()], known, communes=communes).reindex(asked.index)
    via = found["why"].where(by_key.isna(), "key")
    return pd.DataFrame({"unit_id": by_key.fillna(found["unit_id"]), "via": via, "candidates": found["candidates"]})


def by_wratio(asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Match as is commonly done: rapidfuzz.process.extractOne with WRatio from 85, inside the commune."""
    return _one_by_one(
        asked, known, lambda text, listed: process.extractOne(text, listed, scorer=fuzz.WRatio, score_cutoff=85)
    )


def by_difflib(asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Match by difflib.get_close_matches with a cutoff of 0.8, inside the commune."""
    return _one_by_one(asked, known, lambda text, listed: difflib.get_close_matches(text, listed, n=1, cutoff=0.8))


def _one_by_one(asked: pd.DataFrame, known: pd.DataFrame, find: Callable) -> pd.DataFrame:
    lists = {
        commune: dict(zip(part["name"], part["unit_id"], strict=True)) for commune, part in known.groupby("commune_id")
    }
    units = []
    for commune, text in zip(asked["commune_id"], asked["name"], strict=True):
        listed = lists.get(commune, {})
        best = find(text, list(listed))
        units.append(listed[best[0]] if best else None)
    return pd.DataFrame({"unit_id": pd.Series(units, index=asked.index, dtype="str"), "candidates": None})


def figures(found: pd.DataFrame, truth: pd.Series) -> dict[str, float]:
    """Count the taken, the right among them, the found among the known, the shown among the rest, the unknown taken."""
    is_known, taken = truth != "", found["unit_id"].notna()
    right = taken & (found["unit_id"] == truth)
    rest = is_known & ~taken
    lists = found.loc[rest, "candidates"]
    shown = [
        isinstance(several, tuple) and unit in {one for one, _ in several}
        for several, unit in zip(lists, truth[rest], strict=True)
    ]
    return {
        "precision": right.sum() / max(taken.sum(), 1),
        "recall": right.sum() / max(is_known.sum(), 1),
        "shown": sum(shown) / max(len(shown), 1),
        "unknown taken": (taken & ~is_known).sum() / max((~is_known).sum(), 1),
    }


def show(title: str, found: pd.DataFrame, truth: pd.Series, seconds: float) -> None:
    """Print the figures of one way on one set."""
    row = figures(found, truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # of the process so far
    rate = len(truth) / max(seconds, 1e-9)
    print(
        f"{title:34} n {len(truth):7}  precision {row['precision']:.4%}  recall {row['recall']:.2%}  "
        f"shown {row['shown']:.2%}  unknown taken {row['unknown taken']:.2%}  "
        f"{seconds:6.2f} s  {rate:8.0f}/s  peak {peak:.0f} MB",
        flush=True,
    )


def timed(match: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """Run a way and take its seconds on the clock."""
    start = time.perf_counter()
    return match(), time.perf_counter() - start


def labelled() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the labelled texts: the listed places and the texts with the place that each means ('' for none)."""
    rows = pd.read_csv(LABELLED, dtype="str", keep_default_na=False)
    listed = rows[rows["role"] == "listed"].rename(columns={"commune": "commune_id", "text": "name"})
    asked = rows[rows["role"] == "asked"].rename(columns={"commune": "commune_id", "text": "name"})
    return listed.assign(unit_id=listed["commune_id"] + "/" + listed["name"])[
        ["commune_id", "unit_id", "name"]
    ], asked.assign(truth=(asked["commune_id"] + "/" + asked["expected"]).where(asked["expected"] != "", ""))


def compare(title: str, made: Spellings) -> pd.DataFrame:
    """Run the three ways over one made set."""
    asked = made.asked
    found, seconds = timed(lambda: ours(asked, made.known, made.communes))
    show(f"{title}: ours", found, asked["truth"], seconds)
    some = asked.sample(min(SAMPLE, len(asked)), random_state=1)
    for name, way in (("WRatio>=85", by_wratio), ("difflib>=0.8", by_difflib)):
        plain, seconds = timed(lambda way=way: way(some, made.known))
        show(f"{title}: {name}", plain, some["truth"], seconds)
    return found


def communes() -> None:
    """Match the 45 communes of the province, misspelt, and those of the rest of the country, which are none of them."""
    facts = province.communes().rename(columns={"code": "unit_id", "full_name": "name"})[["unit_id", "name"]]
    nowhere = pd.DataFrame({"unit_id": [], "parent_id": [], "name": []}, dtype="str")
    gazetteer = Gazetteer(facts, nowhere, province.crosswalk())
    chance = random.Random(HELD_OUT)
    asked = pd.DataFrame(
        [(corrupt_commune(name, chance), unit) for unit, name in facts.itertuples(index=False) for _ in range(100)],
        columns=["name", "truth"],
    )
    asked = pd.concat([asked, _elsewhere(gazetteer)], ignore_index=True)
    blank = dict.fromkeys(("code", "commune_code", "district", "group"), "")
    written = asked[["name"]].rename(columns={"name": "commune"}).assign(**blank, era=1)
    placed, seconds = timed(lambda: place_records(written, gazetteer))
    found = placed.rename(columns={"commune_id": "unit_id"})
    found["candidates"] = found["candidates"].map(lambda several: several or None)
    show("communes: ours", found, asked["truth"], seconds)
    known = gazetteer.commune_names().rename(columns={"commune_id": "unit_id"}).assign(commune_id="")
    for name, way in (("WRatio>=85", by_wratio), ("difflib>=0.8", by_difflib)):
        plain, seconds = timed(lambda way=way: way(asked.assign(commune_id=""), known))
        show(f"communes: {name}", plain, asked["truth"], seconds)


def _elsewhere(gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the names of the country's other communes that are no name, present or former, of one here."""
    if not COUNTRY.exists():
        return pd.DataFrame({"name": [], "truth": []}, dtype="str")
    names = pd.read_parquet(COUNTRY, columns=["full_name"])["full_name"].drop_duplicates()
    here = set(keys(gazetteer.commune_names()["name"], "commune")["key"])
    return pd.DataFrame({"name": names[~keys(names, "commune")["key"].isin(here)], "truth": ""})


def by_change(found: pd.DataFrame, asked: pd.DataFrame) -> None:
    """Print the figures of each change that was made."""
    for what in (
        "clean",
        "prefix",
        "number",
        "typo",
        "tail",
        "no marks",
        "no tones",
        "telex",
        "tone place",
        "case",
        "space",
        "glued",
        "NFD",
    ):
        rows = asked["what"].str.split("+").map(lambda done, what=what: what in done)
        row = figures(found[rows], asked["truth"][rows])
        print(
            f"  {what:12} n {rows.sum():6}  precision {row['precision']:.4%}  "
            f"recall {row['recall']:.2%}  shown {row['shown']:.2%}"
        )


def main() -> None:
    """Make the sets, run the three ways and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=90_000)
    parser.add_argument("--groups", type=int, default=90_000)
    parser.add_argument("--tuning", action="store_true", help="use the set that thresholds were chosen on")
    options = parser.parse_args()
    if LABELLED.exists():
        listed, texts = labelled()
        found, seconds = timed(lambda: ours(texts, listed, None))
        show("labelled: ours", found, texts["truth"], seconds)
        for name, way in (("WRatio>=85", by_wratio), ("difflib>=0.8", by_difflib)):
            plain, seconds = timed(lambda way=way: way(texts, listed))
            show(f"labelled: {name}", plain, texts["truth"], seconds)
    communes()
    if not COMMUNES.exists():
        print("no generated set: the file of the communes is not beside the repository")
        return
    made = make_spellings(options.texts, options.groups, TUNED_ON if options.tuning else HELD_OUT)
    found = compare("tuning" if options.tuning else "held out", made)
    by_change(found, made.asked)
    rows = made.asked.sample(options.rows, replace=True, random_state=2, ignore_index=True)
    for kept in (parse, units, marks):
        kept.cache_clear()
    _, seconds = timed(lambda: _records(rows, made))
    print(f"{options.rows} records, {len(made.asked)} spellings, {len(made.known)} groups: {seconds:.1f} s")


def _records(rows: pd.DataFrame, made: Spellings) -> pd.DataFrame:
    """Match records: once per distinct written place."""
    distinct = rows[["commune_id", "name"]].drop_duplicates()
    found = distinct.join(ours(distinct, made.known, made.communes))
    return rows.merge(found[["commune_id", "name", "unit_id"]], on=["commune_id", "name"], how="left")


if __name__ == "__main__":
    main()
