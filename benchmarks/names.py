"""Names of places against two common ways: how many are found, how many wrongly, in what time and memory.

    python benchmarks/names.py [--rows 1000000] [--texts 90000] [--groups 90000]

Sets: the labelled names of tests/geodata, the second of which was written before the matcher had seen it; names of
groups made by `corruption` with a seed that nothing was tuned on; and every commune of the province, today's and
former, misspelt by the same hands, among communes of other provinces. Of the two common ways, that show nothing, the
best three are taken for what they would show.
"""

import argparse
import difflib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import pandas as pd  # noqa: E402
from corruption import COMMUNES, Spellings, make_communes, make_spellings  # noqa: E402
from measure import run  # noqa: E402
from rapidfuzz import fuzz, process  # noqa: E402

from geodata import province  # noqa: E402
from geodata.gazetteer import Gazetteer  # noqa: E402
from geodata.names import keys  # noqa: E402
from geodata.places import can_be_read_bare, one_group, place_records  # noqa: E402
from geodata.similarity import similar_places  # noqa: E402

TUNED_ON, HELD_OUT = 11, 20_260_331
LABELLED = {
    "labelled": ROOT / "tests" / "geodata" / "labelled_names.csv",
    "labelled, held out": ROOT / "tests" / "geodata" / "held_out_names.csv",
}
TIMES = 20  # texts of each name of a commune
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


def communes_by_ours(asked: pd.DataFrame) -> pd.DataFrame:
    """Match communes as an import does: unit_id, via, candidates."""
    placed = place_records(asked.assign(code="", commune_code="", commune=asked["name"], group=""), _gazetteer())
    unit = placed["commune_id"].where(placed["reason"] == "")
    return pd.DataFrame({"unit_id": unit, "via": placed["via"], "candidates": placed["candidates"]})


def _gazetteer() -> Gazetteer:
    today = province.communes().rename(columns={"code": "unit_id", "full_name": "name"})
    none = pd.DataFrame({"unit_id": [], "parent_id": [], "name": []}, dtype="str")
    return Gazetteer(today, none, province.crosswalk())


def by_wratio(asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Match as is commonly done: rapidfuzz.process.extractOne with WRatio from 85, inside the commune."""
    return _one_by_one(
        asked,
        known,
        lambda text, listed: process.extractOne(text, listed, scorer=fuzz.WRatio, score_cutoff=85),
        lambda text, listed: [one for one, *_ in process.extract(text, listed, scorer=fuzz.WRatio, limit=3)],
    )


def by_difflib(asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Match by difflib.get_close_matches with a cutoff of 0.8, inside the commune."""
    return _one_by_one(
        asked,
        known,
        lambda text, listed: difflib.get_close_matches(text, listed, n=1, cutoff=0.8),
        lambda text, listed: difflib.get_close_matches(text, listed, n=3, cutoff=0.0),
    )


def _one_by_one(asked: pd.DataFrame, known: pd.DataFrame, find: Callable, near: Callable) -> pd.DataFrame:
    lists = {
        commune: dict(zip(part["name"], part["unit_id"], strict=True)) for commune, part in known.groupby("commune_id")
    }
    units, shown = [], []
    for commune, text in zip(asked["commune_id"], asked["name"], strict=True):
        listed = lists.get(commune, {})
        best = find(text, list(listed))
        units.append(listed[best[0]] if best else None)
        shown.append(() if best else tuple((listed[one], 0.0) for one in near(text, list(listed))))
    return pd.DataFrame({"unit_id": pd.Series(units, index=asked.index, dtype="str"), "candidates": shown})


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
    print(
        f"{title:34} n {len(truth):6} ({(truth == '').sum():5} unknown)  precision {row['precision']:8.3%}  "
        f"recall {row['recall']:6.2%}  shown {row['shown']:7.2%}  unknown taken {row['unknown taken']:6.2%}  "
        f"{seconds:6.2f} s",
        flush=True,
    )


def timed(match: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """Run a way and take its seconds of the processor."""
    start = time.process_time()
    return match(), time.process_time() - start


def labelled(path: Path) -> Spellings:
    """Read labelled texts, with the place that each means ('' for none), and the communes of the province."""
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows = rows.rename(columns={"commune": "commune_id", "text": "name"})
    listed, asked = rows[rows["role"] == "listed"], rows[rows["role"] == "asked"]
    known = listed.assign(unit_id=listed["commune_id"] + "/" + listed["name"])[["commune_id", "unit_id", "name"]]
    truth = (asked["commune_id"] + "/" + asked["expected"]).where(asked["expected"] != "", "")
    every = _gazetteer().commune_names()
    short = province.communes().set_index("code")["full_name"].str.split(n=1).str[1]
    return Spellings(known, every.assign(commune_id=every["commune_id"].map(short)), asked.assign(truth=truth))


def communes(seed: int) -> Spellings:
    """Make texts of communes, all in one block, where the two common ways have every name to choose from."""
    asked = make_communes(TIMES, seed).rename(columns={"text": "name"}).assign(commune_id="")
    known = _gazetteer().commune_names().rename(columns={"commune_id": "unit_id"}).assign(commune_id="")
    return Spellings(known, known, asked)


def compare(title: str, made: Spellings, our_way: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Run the three ways over one set."""
    asked = made.asked
    found, seconds = timed(lambda: our_way(asked))
    show(f"{title}: ours", found, asked["truth"], seconds)
    some = asked.sample(min(SAMPLE, len(asked)), random_state=1)
    for name, way in (("WRatio>=85", by_wratio), ("difflib>=0.8", by_difflib)):
        plain, seconds = timed(lambda way=way: way(some, made.known))
        show(f"{title}: {name}", plain, some["truth"], seconds)
    return found


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
    """Make the sets, run the three ways and print; then time a year of records in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=90_000)
    parser.add_argument("--groups", type=int, default=90_000)
    parser.add_argument("--tuning", action="store_true", help="use the sets that thresholds were chosen on")
    parser.add_argument("--part", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        match_records(options.part)
        return
    for title, path in LABELLED.items():
        made = labelled(path)
        compare(title, made, lambda asked, made=made: ours(asked, made.known, made.communes))
    if not COMMUNES.exists():
        print("no generated sets: the file of the communes is not beside the repository")
        return
    seed = TUNED_ON if options.tuning else HELD_OUT
    compare("communes", communes(seed), communes_by_ours)
    made = make_spellings(options.texts, options.groups, seed)
    found = compare(
        "tuning" if options.tuning else "held out", made, lambda asked: ours(asked, made.known, made.communes)
    )
    by_change(found, made.asked)
    time_records(made, options.rows)


def time_records(made: Spellings, rows: int) -> None:
    """Match records in a fresh process, from reading them to their places, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        made.asked.sample(rows, replace=True, random_state=2)[["commune_id", "name"]].to_parquet(f"{folder}/records")
        made.known.to_parquet(f"{folder}/known")
        made.communes.to_parquet(f"{folder}/communes")
        used = run([sys.executable, __file__, "--part", folder])
    print(
        f"{rows:,} rows with {len(made.asked):,} distinct spellings against {len(made.known):,} groups: "
        f"{used.wall_s:.1f} s, {used.cpu_s:.1f} CPU s, {used.peak_mb:.0f} MB"
    )


def match_records(folder: Path) -> None:
    """Match records: once per distinct written place."""
    rows, known, named = (pd.read_parquet(folder / name) for name in ("records", "known", "communes"))
    distinct = rows[["commune_id", "name"]].drop_duplicates()
    found = distinct.join(ours(distinct, known, named)[["unit_id"]])
    placed = rows.merge(found, on=["commune_id", "name"], how="left", validate="many_to_one")
    placed.to_parquet(folder / "placed")


if __name__ == "__main__":
    main()
