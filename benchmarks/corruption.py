"""Names of groups as many hands would write them: made-up groups in real communes, and what becomes of their names.

The truth is known for every text. Letters of a number are never mistyped, since "Tổ 5" for Tổ 6 is another place and
no matcher can know better. Half of the unknown names have words that no listed name has.
"""

import random
import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geodata import province

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
COMMUNES = DATA / "vietnam" / "communes_2025_coverage.parquet"
VILLAGES = DATA / "dienbien" / "villages_named.csv"
_FIRST = (
    "Nà Na Huổi Pá Pa Co Pú Pu Tà Sín Nậm Hua Phiêng Háng Chế Kê Lọng Mường Noong Pom Pha Bó Ten Long Tìa Hồ Xá Suối"
)
FIRST = tuple(_FIRST.split())
ONES = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PREFIXES = {
    "Tổ dân phố": ("TDP", "T.D.P", "Tổ DP", "Tổ", "tổ dân phố", "Tổ dân phố số", "Tổ số", "TDP số"),
    "Bản": ("bản", "b.", "B. ", "", "Bản ", "BẢN"),
    "Thôn": ("thôn", "Th.", "", "THÔN", "Thôn "),
    "Tiểu khu": ("TK", "tiểu khu", "Tiểu khu số"),
    "Khối": ("khối", "Khối phố", "KP"),
    "Xã": ("xã", "X.", "x. ", "", "XÃ"),
    "Phường": ("phường", "P.", "P", "", "PHƯỜNG"),
    "Thị trấn": ("TT", "TT.", "thị trấn", "T.T"),
}
NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "ik",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "x": "zc", "y": "tu",
}  # fmt: skip
SEEN_AS = {"l": "1i", "i": "l1", "o": "c", "e": "c", "c": "e", "n": "u", "u": "n", "m": "rn", "h": "b", "b": "h"}
HEARD_AS = (
    ("tr", "ch"),
    ("ch", "tr"),
    ("gi", "d"),
    ("s", "x"),
    ("x", "s"),
    ("l", "n"),
    ("n", "l"),
    ("d", "gi"),
    ("r", "d"),
)
TONES = "\u0300\u0301\u0303\u0309\u0323"
KEYS = dict(zip(TONES, "fsxrj", strict=True))
SHAPE_KEYS = {"\u0302": None, "\u0306": "w", "\u031b": "w"}


@dataclass(frozen=True)
class Spellings:
    """Listed groups (commune_id, unit_id, name), their communes, and texts with the unit meant ('' for none)."""

    known: pd.DataFrame
    communes: pd.DataFrame
    asked: pd.DataFrame


def make_spellings(texts: int, groups: int, seed: int) -> Spellings:
    """Make groups and distinct written texts of them: asked has commune_id, name, truth and what (the changes)."""
    chance = random.Random(seed)
    communes = pd.read_parquet(COMMUNES, columns=["code", "name", "full_name"])
    words = sorted({word for name in communes["name"] for word in name.split() if word.isalpha()})
    chance.shuffle(words)
    held_back, used = words[: len(words) // 7], words[len(words) // 7 :]
    known = _groups(communes, used, groups, chance)
    full = dict(zip(communes["code"], communes["full_name"], strict=True))
    rows = known.to_records(index=False)
    listed = set(zip(known["commune_id"], known["name"], strict=True))
    made: dict[tuple[str, str], tuple[str, str]] = {}
    while len(made) < texts:
        commune, unit, name = rows[int(len(rows) * chance.random() ** 1.5)]
        if chance.random() < 0.03:
            name, unit = _name(chance, held_back if chance.random() < 0.5 else used), ""
            if (commune, name) in listed:
                continue
        text, changes = corrupt(name, full[commune], chance)
        made.setdefault((commune, text), (unit, changes))
    asked = pd.DataFrame(
        [(*key, *value) for key, value in made.items()], columns=["commune_id", "name", "truth", "what"]
    )
    named = communes.rename(columns={"code": "commune_id", "full_name": "n"})[["commune_id", "n"]]
    return Spellings(known, named.rename(columns={"n": "name"}), asked)


def make_communes(times: int, seed: int) -> pd.DataFrame:
    """Write every commune of the province, today's and former, and communes of other provinces, as many hands would.

    Returns text, district (of half the former ones), era, truth (the unit of today, '' for another province's) and
    what was done. A name of two meanings keeps its kind: without it no matcher can know.
    """
    chance = random.Random(seed)
    rows = [(name, era, unit, district) for name, era, unit, district in _meanings() for _ in range(times)]
    rows += [(name, 1, "", "") for name in _elsewhere() for _ in range(2)]
    made: dict[tuple[str, str, int], tuple[str, str]] = {}
    for name, era, unit, district in rows:
        text, done = corrupt(name, district or "tỉnh Điện Biên", chance) if chance.random() < 0.9 else (name, "clean")
        beside = district if era == 0 and chance.random() < 0.5 else ""
        made.setdefault((text, beside, era), (unit, done))
    return pd.DataFrame(
        [(*key, *value) for key, value in made.items()], columns=["text", "district", "era", "truth", "what"]
    )


def _meanings() -> list[tuple[str, int, str, str]]:
    """List what each name means in each time: name, era, today's unit, former district."""
    today = dict(zip(province.communes()["full_name"], province.communes()["code"], strict=True))
    former = province.crosswalk()
    then = list(zip(former["old_name"], former["new_code"], former["old_district"], strict=True))
    rows = [(name, 1, unit, "") for name, unit in today.items()]
    return rows + [
        (name, era, unit, place) for name, unit, place in then for era in (0, 1) if era == 0 or name not in today
    ]


def _elsewhere() -> list[str]:
    """List the communes of other provinces whose letters are not those of one here."""
    here = {_bare(name).lower().split(" ", 1)[1] for name, *_ in _meanings()}
    names = pd.read_parquet(COMMUNES, columns=["full_name"])["full_name"].drop_duplicates()
    kinds = ("Xã ", "Phường ")
    return [name for name in names if name.startswith(kinds) and _bare(name).lower().split(" ", 1)[1] not in here]


def _groups(communes: pd.DataFrame, words: list[str], groups: int, chance: random.Random) -> pd.DataFrame:
    villages = pd.read_csv(VILLAGES, dtype="str")[["new_code", "village"]].drop_duplicates()
    made: dict[tuple[str, str], None] = dict.fromkeys(villages.itertuples(index=False, name=None))
    codes, names = communes["code"].tolist(), communes["full_name"].tolist()
    while len(made) < groups:
        at = chance.randrange(len(codes))
        for name in _family(chance, words, names[at].startswith("Phường")):
            made[codes[at], name] = None
    known = pd.DataFrame(list(made), columns=["commune_id", "name"])[:groups]
    known.insert(1, "unit_id", [f"g{at}" for at in range(len(known))])
    return known.sample(frac=1, random_state=chance.randrange(2**31))


def _family(chance: random.Random, words: list[str], is_ward: bool) -> list[str]:
    """Make a few names that belong together: numbered wards, split villages, villages of two ends."""
    if is_ward and chance.random() < 0.8:
        old = f" {chance.choice(words)} {chance.choice(words)}" if chance.random() < 0.2 else ""
        return [f"Tổ dân phố {chance.randint(1, 30)}{old}" for _ in range(4)]
    name = _name(chance, words)
    draw = chance.random()
    if draw < 0.12 and not name[-1].isdigit():
        return [f"{name} {number}" for number in range(1, chance.randint(2, 4) + 1)]
    return [f"{name} {end}" for end in ("Trong", "Ngoài")] if draw < 0.15 else [name]


def _name(chance: random.Random, words: list[str]) -> str:
    draw = chance.random()
    if draw < 0.45:
        last = chance.choice(words) + (f" {chance.choice(words)}" if chance.random() < 0.12 else "")
        return f"Bản {chance.choice(FIRST)} {last}"
    if draw < 0.5:
        return f"Bản {chance.choice(words)}"
    if draw < 0.56:
        return f"{chance.choice(('Thôn', 'Tiểu khu', 'Khối'))} {chance.randint(1, 15)}"
    return f"Thôn {chance.choice(words)} {chance.choice(words)}"


def corrupt(name: str, commune: str, chance: random.Random) -> tuple[str, str]:
    """Write a name as somebody might, and tell what was done."""
    done: list[str] = []

    def happens(share: float, what: str) -> bool:
        if chance.random() < share:
            done.append(what)
            return True
        return False

    kind = next(k for k in PREFIXES if name.startswith(k))
    rest = name[len(kind) + 1 :]
    if re.search(r"\b\d+", rest) and happens(0.4, "number"):
        rest = _other_number(rest, chance)
    if happens(0.45, "prefix"):
        kind = chance.choice([k for k in PREFIXES[kind] if k or not rest[0].isdigit()])
    text = f"{kind}{'' if kind.endswith('.') and chance.random() < 0.5 else ' '}{rest}".strip()
    if happens(0.12, "typo"):
        text = _slip(text, chance)
    if happens(0.04, "tail"):
        text += chance.choice((", {}", " - {}", " ({})", ", {}, tỉnh Điện Biên")).format(commune)
    text = _marks(text, chance, done)
    if happens(0.15, "case"):
        text = chance.choice((text.upper(), text.lower()))
    if happens(0.05, "space"):
        text = text.replace(" ", chance.choice(("  ", "\u00a0", " \u200b", "-")), 1)
    elif happens(0.02, "glued"):
        text = text.replace(" ", "") if "(" not in text and "," not in text else text
    return (unicodedata.normalize("NFD", text) if happens(0.15, "NFD") else text), "+".join(done) or "clean"


def _marks(text: str, chance: random.Random, done: list[str]) -> str:
    """Write the marks otherwise: not at all, without tones, on the other vowel, or as raw keystrokes."""
    draw = chance.random()
    for share, what, change in (
        (0.30, "no marks", _bare), (0.34, "no tones", _toneless), (0.37, "telex", _telex), (0.42, "tone place", _moved),
    ):  # fmt: skip
        if draw < share:
            done.append(what)
            return change(text)
    return text


def _other_number(rest: str, chance: random.Random) -> str:
    found = re.search(r"\d+", rest)
    assert found is not None
    number = int(found[0])
    forms = [f"0{number}" if number < 10 else str(number), f"số {number}"]
    if number <= 12 and found.end() == len(rest):
        forms += [ROMAN[number], ONES[number], f"0{number}" if number < 10 else str(number)]
    return rest[: found.start()] + chance.choice(forms) + rest[found.end() :]


def _slip(text: str, chance: random.Random) -> str:
    """Make one slip in a word that is no number: heard, typed or read wrongly, or a wrong mark."""
    places = [m.span() for m in re.finditer(r"[^\W\d]{2,}", text) if m[0] not in ROMAN and m[0] not in ONES]
    if not places:
        return text
    start, end = chance.choice(places)
    word = text[start:end]
    slip = chance.choices((_heard, _typed, _seen, _wrong_mark), (25, 40, 15, 20))[0]
    return text[:start] + slip(word, chance) + text[end:]


def _heard(word: str, chance: random.Random) -> str:
    for one, other in chance.sample(HEARD_AS, len(HEARD_AS)):
        if word.lower().startswith(one) and (one != "d" or word[0] not in "đĐ"):
            return (other.capitalize() if word[0].isupper() else other) + word[len(one) :]
    return _typed(word, chance)


def _typed(word: str, chance: random.Random) -> str:
    at, way = chance.randrange(len(word)), chance.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at] + word[at:]
    if way == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice(NEIGHBOURS.get(_bare(word[at]).lower(), "e")) + word[at + 1 :]


def _seen(word: str, chance: random.Random) -> str:
    at = [i for i, c in enumerate(word) if c in SEEN_AS]
    if not at:
        return _typed(word, chance)
    i = chance.choice(at)
    return word[:i] + chance.choice(SEEN_AS[word[i]]) + word[i + 1 :]


def _wrong_mark(word: str, chance: random.Random) -> str:
    toneless = _toneless(word)
    if chance.random() < 0.6 and toneless != word:
        return toneless
    parts = unicodedata.normalize("NFD", toneless)
    at = max((i for i, c in enumerate(parts) if c.lower() in "aeiouy"), default=0) + 1
    return unicodedata.normalize("NFC", parts[:at] + chance.choice(TONES) + parts[at:])


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _toneless(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", text) if c not in TONES))


def _moved(text: str) -> str:
    for old, new in (("òa", "oà"), ("óa", "oá"), ("ọa", "oạ"), ("ỏa", "oả"), ("úy", "uý"), ("ùy", "uỳ"), ("òe", "oè")):
        text = text.replace(old, new) if old in text else text.replace(new, old)
    return text


def _telex(text: str) -> str:
    return re.sub(r"[^\W\d]+", lambda word: _keystrokes(word[0]), text)


def _keystrokes(word: str) -> str:
    typed, tone = "", ""
    for c in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "Dd")):
        if c in KEYS:
            tone = KEYS[c]
        elif c in SHAPE_KEYS:
            typed += SHAPE_KEYS[c] or typed[-1].lower()
        else:
            typed += c
    return typed + tone
