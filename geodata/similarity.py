"""Places whose names are nearly the written ones: taken where only one place can be meant, else shown to a person.

A written name is compared with the names of its block (its commune) only. A place is taken when the price of the
difference is small for the length of the name, nothing else comes near, and nothing that was written speaks
against it: a number, a mark, the kind of a numbered group, a commune after the name. What nobody wrote (marks in an
unmarked text) speaks neither way, unless the rest of the text shows that it would have been written. A slip that
makes another real word is not taken for a slip.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geodata.confusion import BARE, BARE_LIST, MARKED, SPACE, WRITTEN, distance, marks, units
from geodata.names import keys, parse
from geodata.reading import DOUBTFUL, cut_tail, readings
from geodata.syllable import is_syllable, is_whole, plain

COLUMNS = ("unit_id", "score", "margin", "why", "candidates")
SHOWN = 3  # candidates for a person
NEAR = 6  # names of a block that are priced in full
ENOUGH = 0.34  # similarity of the bare letters below which nothing is priced
AT_A_TIME = 1_500_000  # pairs held at once
LEAD = 6.0  # points over the second
SAME_NUMBER = 45.0  # points of a numbered group whose kind cannot be read
OTHER_KIND = 10.0  # points that a commune of another kind is behind
FLOOR = 40.0  # points below which a candidate is not shown
LETTERS = frozenset("abcde")  # that count villages; "u" and "ư" are words of names: Nong U, Na Ư
WORDS = 8  # words of a name that are compared
LONGEST = 60  # units of a name that are compared
LENGTHS = (0, 4, 5, 9, 12)  # letters of a name from which the next price is allowed
ALLOWED = np.array([0.25, 0.45, 1.15, 1.45, 2.25])
SLIGHT = 0.55  # a confusion or two of the ear or the keyboard, a missing mark or two
STYLE = 6  # letters from which a text without any tone is a way of writing, not a name of level tones
_TONES = (1 << len(MARKED) + 5) - (1 << len(MARKED))
_HORNED_O, _HORNED_U, _D = (1 << MARKED.index(letter) for letter in "ơưđ")
_HOOK, _TILDE = 1 << len(MARKED) + 3, 1 << len(MARKED) + 2


@dataclass(frozen=True)
class Names:
    """Names taken apart, each distinct text once; arrays have a row for each text.

    `letters` are bare and without spaces or numbers, `words` the numbers of entries in the lexicon (-1 where there
    are no more), `codes` the units of `geodata.confusion`, filled with zeros. `is_level` tells names without marks
    that mean it, `has_lost` kinds without theirs.
    """

    place: pd.Series
    kind: np.ndarray
    numbers: np.ndarray
    letters: np.ndarray
    words: np.ndarray
    is_level: np.ndarray
    has_lost: np.ndarray
    codes: np.ndarray
    lexicon: np.ndarray

    @cached_property
    def marks(self) -> np.ndarray:
        """Bits of the marks of each word, (names, WORDS)."""
        found = np.array([marks(word) for word in self.lexicon] + [0], dtype=np.int32)
        return found[self.words]

    @cached_property
    def all_marks(self) -> np.ndarray:
        """Bits of the marks of each name."""
        return np.bitwise_or.reduce(self.marks, axis=1)

    @cached_property
    def is_whole(self) -> np.ndarray:
        """Tell words that can stand with the marks that they have, (names, WORDS)."""
        return np.array([is_whole(word) for word in self.lexicon] + [True])[self.words]

    @cached_property
    def bare_words(self) -> np.ndarray:
        """Numbers of the words without marks, (names, WORDS)."""
        bare, _ = pd.factorize(np.array([plain(word) for word in self.lexicon], dtype=object))
        return np.append(bare, -1)[self.words]

    @cached_property
    def lengths(self) -> np.ndarray:
        """Count of letters of each name."""
        return np.char.str_len(self.letters.astype(str)).astype(np.int32)


def similar_places(
    asked: pd.DataFrame, known: pd.DataFrame, sort: str = "group", communes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the place that each written name means, inside its block.

    `asked` has commune_id (the block, '' for all when communes themselves are looked for) and name, `known` also
    unit_id; `sort` is 'group' or 'commune'. `communes` (commune_id, name; several names of one commune are several
    rows) lets a commune written after the name testify: it must agree, or supplies the block where commune_id is ''.
    Without it such a tail is cut off unread.

    Returns, with the index of `asked`: unit_id (NA unless taken), score (0..100), margin over the second, why
    ('similar', 'spaces', 'tail', 'spelled_number', 'kind', 'telex'; 'tail_disagrees', or '' where nothing
    was taken) and candidates, up to three (unit_id, score) of those not taken, best first.
    """
    places = asked[["commune_id", "name"]].fillna("").drop_duplicates().reset_index(drop=True)
    tails = _tails(places, sort, communes)
    first = _Round(tails.assign(place=places.index, rank=0), known, sort)
    taken = first.taken(ALLOWED)
    left = tails.drop(index=taken.index[taken["is_taken"]])
    second = _Round(_other_readings(left, sort, communes), known, sort)
    answer = _answer(places, tails, taken, second.taken(np.minimum(ALLOWED, SLIGHT)))
    answer["candidates"] = _candidates(answer, pd.concat([first.priced, second.priced]))
    named = (
        asked[["commune_id", "name"]]
        .fillna("")
        .merge(places.join(answer), on=["commune_id", "name"], how="left", validate="many_to_one")
    )
    return named[list(COLUMNS)].set_axis(asked.index)


def _tails(places: pd.DataFrame, sort: str, communes: pd.DataFrame | None) -> pd.DataFrame:
    """Cut the administrative tails and hear what they say: commune_id, text, why, disagrees."""
    cut = [cut_tail(text, sort) for text in places["name"]]
    named = pd.Series([tail.commune for tail in cut], index=places.index, dtype=object)
    found = pd.DataFrame({"commune_id": places["commune_id"], "text": [tail.name for tail in cut]}, index=places.index)
    found["why"] = np.where(found["text"] == [" ".join(name.split()) for name in places["name"]], "similar", "tail")
    found["disagrees"] = False
    spoken = named[named != ""]
    if communes is None or spoken.empty:
        return found
    met = _communes_named(spoken, communes)
    rows = met.groupby("row")["commune_id"].agg(["nunique", "first"])
    supplied = rows.loc[rows["nunique"] == 1, "first"].reindex(found.index)
    found["commune_id"] = found["commune_id"].mask((found["commune_id"] == "") & supplied.notna(), supplied)
    agrees = met["commune_id"].eq(met["row"].map(found["commune_id"])).groupby(met["row"]).any()
    nearly = _nearly(spoken, found["commune_id"], communes)
    found["disagrees"] = found.index.isin(spoken.index) & ~agrees.reindex(found.index, fill_value=False) & ~nearly
    return found


def _communes_named(spoken: pd.Series, communes: pd.DataFrame) -> pd.DataFrame:
    """Give every commune that each text may name, by its marks or, where it has none, its letters: row, commune_id."""
    names = keys(spoken, "commune").rename_axis("row").reset_index()
    listed = keys(communes["name"].reset_index(drop=True), "commune").assign(commune_id=communes["commune_id"].array)
    exact = names.merge(listed, on="key")
    bare = names[~names["has_marks"] & ~names["row"].isin(exact["row"])].merge(listed, on="plain")
    return pd.concat([exact[["row", "commune_id"]], bare[["row", "commune_id"]]])


def _nearly(spoken: pd.Series, commune_id: pd.Series, communes: pd.DataFrame) -> pd.Series:
    """Tell which texts name no commune at all, but nearly their own: a slip in the tail."""
    names = keys(spoken, "commune")["plain"]
    listed = keys(communes["name"].reset_index(drop=True), "commune")["plain"]
    own = (
        commune_id.loc[spoken.index]
        .rename_axis("row")
        .reset_index()
        .merge(pd.DataFrame({"commune_id": communes["commune_id"].array, "plain": listed.array}), on="commune_id")
    )
    unknown = ~names.isin(listed)
    own = own[own["row"].map(unknown)]
    score = process.cpdist(own["row"].map(names).tolist(), own["plain"].tolist(), scorer=fuzz.ratio)
    return pd.Series(commune_id.index.isin(own.loc[score >= 80, "row"]), index=commune_id.index)


def _other_readings(left: pd.DataFrame, sort: str, communes: pd.DataFrame | None) -> pd.DataFrame:
    """Read the places that are left in other ways: place, commune_id, text, why, disagrees, rank; a row a reading."""
    tails = frozenset([] if communes is None else keys(communes["name"], "commune")["plain"])
    rows = [
        (place, rank, why, text)
        for place, written in zip(left.index, left["text"], strict=True)
        for rank, (why, text) in enumerate(readings(written, sort == "commune", tails))
    ]
    read = pd.DataFrame(rows, columns=["place", "rank", "why", "text"]).astype({"place": left.index.dtype})
    read = read.join(left[["commune_id", "disagrees"]], on="place")
    told = read[read["why"].isin(["telex", "tail"])]
    again = _tails(told.rename(columns={"text": "name"}), sort, communes)  # only now can the tail be read
    read.loc[again.index, "text"] = again["text"]
    read.loc[again.index, "disagrees"] |= again["disagrees"]
    return read


class _Round:
    """One comparison of readings with the list, from taking the names apart to the price of every near pair."""

    def __init__(self, read: pd.DataFrame, known: pd.DataFrame, sort: str) -> None:
        self.read, self.sort = read.reset_index(drop=True), sort
        listed = known[known["commune_id"].isin(self.read["commune_id"].unique())].reset_index(drop=True)
        self.names = _apart(pd.concat([self.read["text"], known["name"]]), sort)
        self.lexicon_known = np.unique(self.names.words[self.names.place.loc[known["name"]].to_numpy()])
        self.priced = self._price(_near_pairs(self.read, listed, self.names), listed)

    def _price(self, pairs: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
        """Add cost, score and the objections to every pair."""
        names = self.names
        a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
        listed_marked = pd.Series(names.all_marks[names.place.loc[listed["name"]].to_numpy()] > 0).groupby(
            listed["commune_id"]
        )
        bare_list = ~listed["commune_id"].map(listed_marked.any()).to_numpy(dtype=bool)[pairs["listed"]]
        bare = names.all_marks[a] == 0
        form = np.select([bare, bare_list], [BARE, BARE_LIST], WRITTEN)
        against = ~bare_list & _contradicts(names, a, b, self.sort == "commune")
        letters = process.cpdist(names.letters[a].tolist(), names.letters[b].tolist(), scorer=OSA.distance)
        cost = np.where(against | (letters == 0), np.inf, letters + 0.1)  # a slip inside a unit: 'gn' for 'ng'
        cost = np.minimum(_costs(names, a, b, form), cost)
        same_letters = (names.letters[a] == names.letters[b]) & (names.lengths[a] > 0)
        glued = same_letters & (cost > SPACE) & ~against & (names.words[a] != names.words[b]).any(axis=1)
        glued &= (names.words[a] >= 0).sum(axis=1) != (names.words[b] >= 0).sum(axis=1)
        cost = np.where(glued, np.minimum(cost, SPACE), cost)
        length = np.maximum(names.lengths[a], names.lengths[b])
        other_number = names.numbers[a] != names.numbers[b]
        other_kind = (names.kind[a] != names.kind[b]) & (names.kind[a] != "") & (names.kind[b] != "")
        is_commune = self.sort == "commune"
        strict_kind = other_kind & ((names.lengths[b] == 0) | is_commune)
        score = 100 * np.clip(1 - cost / np.maximum(length, 1), 0, 1)
        other_place = other_number | (strict_kind & (not is_commune))  # a commune may have become a ward
        score = np.where(other_place, score * 0.6, score - (OTHER_KIND if is_commune else 2) * other_kind)
        nameless = names.lengths[b] == 0  # a mere number: only the same one comes near
        score = np.where(nameless, np.where(other_number, 0, np.maximum(score, SAME_NUMBER)), score)
        return pairs.assign(
            unit_id=listed["unit_id"].to_numpy()[pairs["listed"]],
            cost=cost,
            length=length,
            score=np.round(score, 1),
            objected=against | other_number | strict_kind | self._says_little(a) | self._other_word(a, b, cost),
        )

    def _says_little(self, a: np.ndarray) -> np.ndarray:
        """Tell one syllable without kind, number or marks: "Sang" may be any of six words by its tone."""
        names = self.names
        is_single = (names.words[a] >= 0).sum(axis=1) == 1
        short = names.lengths[a] < STYLE
        return is_single & short & (names.all_marks[a] == 0) & (names.kind[a] == "") & (names.numbers[a] == "")

    def _other_word(self, a: np.ndarray, b: np.ndarray, cost: np.ndarray) -> np.ndarray:
        """Tell slips that made another real word, which may well be another place."""
        names = self.names
        differs = names.bare_words[a] != names.bare_words[b]
        is_known = np.append(np.isin(np.arange(len(names.lexicon)), self.lexicon_known), False)[names.words[a]]
        possible = np.array([is_syllable(word) for word in names.lexicon] + [False])[names.words[a]]
        other = (differs & (is_known | possible)).any(axis=1)
        fewer = (names.words[a] >= 0).sum(axis=1) != (names.words[b] >= 0).sum(axis=1)
        whole = fewer & (np.abs(names.lengths[a] - names.lengths[b]) > 1)  # a word too many or too few
        return (cost > SLIGHT) & (other | whole)

    def taken(self, allowed: np.ndarray) -> pd.DataFrame:
        """Decide for each place: its best pair, and whether it is taken. Index: place."""
        pairs = self.priced.sort_values(["place", "rank", "score", "cost"], ascending=[True, True, False, True])
        by = pairs.groupby(["place", "rank"])
        best = by.head(1).set_index(["place", "rank"])
        others = pairs.join(best["unit_id"].rename("best_id"), on=["place", "rank"])
        others = others[others["unit_id"] != others["best_id"]]
        second = others.groupby(["place", "rank"])["score"].max().reindex(best.index).fillna(0.0)
        best["margin"] = (best["score"] - second).round(1)
        limit = allowed[np.searchsorted(LENGTHS, best["length"], side="right") - 1]
        fits = (best["cost"] <= limit) & (best["margin"] >= LEAD)
        best["is_taken"] = fits & ~best["objected"] & ~best["disagrees"] & (best["why"] != DOUBTFUL)
        best = best.reset_index().sort_values(["place", "is_taken", "rank"], ascending=[True, False, True])
        return best.drop_duplicates("place").set_index("place")


def _apart(texts: pd.Series, sort: str) -> Names:
    """Take names apart, each distinct text once."""
    distinct = texts.drop_duplicates()
    read = [parse(text, sort) for text in distinct]
    split = [_without_so(name.key.split()) for name in read]
    numbers = [" ".join(word for at, word in enumerate(parts) if _counts(word, at, parts)) for parts in split]
    words = [[word for at, word in enumerate(parts) if not _counts(word, at, parts)][:WORDS] for parts in split]
    long = pd.Series(words, dtype=object).explode().dropna()
    number, lexicon = pd.factorize(long)
    table = np.full((len(distinct), WORDS), -1, dtype=np.int32)
    table[long.index.to_numpy(), long.groupby(level=0).cumcount().to_numpy()] = number
    spelled = ["".join(map(units, parts))[:LONGEST] for parts in words]
    width = max(map(len, spelled), default=0) + 1
    codes = np.array(spelled, dtype=f"U{width}").view(np.uint32).reshape(len(spelled), width).astype(np.uint8)
    return Names(
        place=pd.Series(np.arange(len(distinct)), index=distinct.to_numpy()),
        kind=np.array([name.kind for name in read], dtype=object),
        numbers=np.array(numbers, dtype=object),
        letters=np.array([plain("".join(parts)) for parts in words], dtype=object),
        words=table,
        has_lost=np.array([name.has_lost for name in read], dtype=bool),
        is_level=np.array([name.has_marks and name.key == plain(name.key) for name in read], dtype=bool),
        codes=codes,
        lexicon=np.asarray(lexicon, dtype=object),
    )


def _counts(word: str, at: int, words: list[str]) -> bool:
    """Tell a number, or the letter of a village that was split: 'Tào Xa A' is another than 'Tào Xa B' and 'Tào Xa'."""
    return word[0].isdecimal() or (0 < at == len(words) - 1 and word in LETTERS)


def _without_so(words: list[str]) -> list[str]:
    """Drop 'số' from before a number: 'Huổi Lóng số 2' is Huổi Lóng 2."""
    if not any(word in ("so", "sô\u0301") for word in words):
        return words
    followed = zip(words, [*words[1:], ""], strict=True)
    is_before = [plain(word) == "so" and (after[:1].isdecimal() or plain(after) == "so") for word, after in followed]
    return [word for word, is_so in zip(words, is_before, strict=True) if not is_so]


def _near_pairs(read: pd.DataFrame, listed: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Pair each reading with the nearest names of its block by bare letters: the columns of `read`, a, b, listed."""
    read = read.assign(a=names.place.loc[read["text"]].to_numpy())
    listed = pd.DataFrame(
        {"commune_id": listed["commune_id"], "b": names.place.loc[listed["name"]].to_numpy(), "listed": listed.index}
    )
    per_block = read["commune_id"].map(listed["commune_id"].value_counts()).fillna(0).to_numpy()
    portion = (per_block.cumsum() // AT_A_TIME).astype(int)
    parts = [_nearest(part.merge(listed, on="commune_id"), names) for _, part in read.groupby(portion)]
    return pd.concat(parts, ignore_index=True) if parts else read.assign(b=0, listed=0).iloc[:0]


def _nearest(pairs: pd.DataFrame, names: Names) -> pd.DataFrame:
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    near = process.cpdist(
        names.letters[a].tolist(), names.letters[b].tolist(), scorer=OSA.normalized_similarity, score_cutoff=ENOUGH
    )
    same_number = names.numbers[a] == names.numbers[b]
    bare_number = same_number & (names.numbers[b] != "") & (names.lengths[b] == 0)
    near = np.where(bare_number, np.maximum(near, ENOUGH), near)
    pairs = pairs.assign(near=near + 0.2 * same_number)[near >= ENOUGH]
    ordered = pairs.sort_values(["place", "rank", "near"], ascending=[True, True, False], kind="stable")
    return ordered[ordered.groupby(["place", "rank"]).cumcount() < NEAR].drop(columns="near")


def _costs(names: Names, a: np.ndarray, b: np.ndarray, form: np.ndarray) -> np.ndarray:
    """Price the pairs, short ones first so that none pays for the longest."""
    size = np.maximum((names.codes[a] > 0).sum(axis=1), (names.codes[b] > 0).sum(axis=1))
    cost = np.zeros(len(a), dtype=np.float32)
    for low, high in ((0, 8), (8, 12), (12, 18), (18, 1_000)):
        rows = np.flatnonzero((size > low) & (size <= high))
        width = int(size[rows].max(initial=0))
        cost[rows] = distance(names.codes[a[rows], :width], names.codes[b[rows], :width], form[rows])
    return cost


def _contradicts(names: Names, a: np.ndarray, b: np.ndarray, is_strict: bool) -> np.ndarray:
    """Tell pairs where a written mark is not that of the list: word by word, or at all where the counts differ."""
    by_word = (_speaks_against(names.marks[a], names.marks[b]) | _lacks(names, a, b, is_strict)).any(axis=1)
    as_many = (names.words[a] >= 0).sum(axis=1) == (names.words[b] >= 0).sum(axis=1)
    return np.where(as_many, by_word, _speaks_against(names.all_marks[a], names.all_marks[b]))


def _lacks(names: Names, a: np.ndarray, b: np.ndarray, is_strict: bool) -> np.ndarray:
    """Tell words that have some of their marks only: who writes the roof of 'Sông' would have written 'Sống'.

    D for đ and uơ for ươ are slips, some people write no tones at all, and what cannot stand as it is written ('lâp')
    lacks something in any case. A word without any is an unfinished one, unless `is_strict`: Na Tòng may be neither of
    the communes Na Tông and Nà Tòng.
    """
    written, missing = names.marks[a], names.marks[b] & ~names.marks[a] & ~_D
    missing = np.where(written & _HORNED_O, missing & ~_HORNED_U, missing)
    missing = np.where(written & (_HOOK | _TILDE), missing & ~(_HOOK | _TILDE), missing)
    missing = np.where(_is_toneless(names, a, b)[:, None], missing & ~_TONES, missing)
    is_meant = names.is_level[a] | (is_strict & (names.all_marks[a] != 0))
    means_it = names.is_whole[a] & ((written != 0) | is_meant[:, None])
    return means_it & (missing != 0)


def _is_toneless(names: Names, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell names written without any tone where that is a way of writing: the list has several, or the kind none.

    A single one that is not there may be meant so: 'Trông Sư' need not be 'Trống Sư', but 'Ban Trông Sư' is.
    """
    tones = ((names.marks[b] & _TONES) != 0).sum(axis=1)
    return (names.all_marks[a] & _TONES == 0) & (names.lengths[a] >= STYLE) & ((tones > 1) | names.has_lost[a])


def _speaks_against(written: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Tell marks that the list does not have; hỏi and ngã stand for each other."""
    either = np.where(listed & (_HOOK | _TILDE), listed | _HOOK | _TILDE, listed)
    return (written & ~either) != 0


def _answer(places: pd.DataFrame, tails: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Join the two rounds: the second only where it took a place."""
    read_again = second[second["is_taken"]]
    best = pd.concat([read_again, first.drop(index=read_again.index, errors="ignore")]).reindex(places.index)
    is_taken = best["is_taken"].eq(True)
    why = np.select([is_taken, tails["disagrees"]], [best["why"].fillna(""), "tail_disagrees"], default="")
    return pd.DataFrame(
        {
            "unit_id": best["unit_id"].where(is_taken).astype("str"),
            "score": best["score"].fillna(0.0),
            "margin": best["margin"].fillna(0.0),
            "why": why,
        },
        index=places.index,
    )


def _candidates(answer: pd.DataFrame, priced: pd.DataFrame) -> pd.Series:
    """List the best places for each name that was not taken: tuples of (unit_id, score)."""
    asked = answer.index[answer["unit_id"].isna()]
    rows = priced[priced["place"].isin(asked) & (priced["score"] >= FLOOR)]
    rows = rows.sort_values(["place", "score"], ascending=[True, False]).drop_duplicates(["place", "unit_id"])
    rows = rows[rows.groupby("place").cumcount() < SHOWN]
    shown = pd.Series(list(zip(rows["unit_id"], rows["score"], strict=True)), index=rows["place"], dtype=object)
    listed = shown.groupby(level=0).agg(tuple)
    return pd.Series([listed.get(place, ()) for place in answer.index], index=answer.index, dtype=object)
