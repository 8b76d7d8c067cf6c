"""Headings: which column of a file is meant by which of ours, in Vietnamese and English."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

# Each of our columns with the headings that mean it, without marks and punctuation. Exact ones win over contained ones.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "row_label": ("stt", "tt", "so tt", "so thu tu", "no", "#", "serial", "index"),
    "date": ("ngay", "ngay thuc hien", "ngay den", "ngay tham", "ngay to chuc", "thoi gian", "date", "visit date", "session date", "day", "ngay hoc", "ngay thang"),
    "commune": ("xa phuong", "xa", "phuong", "ten xa", "ten xa phuong", "don vi hanh chinh", "xa phuong thi tran", "commune", "commune name", "ward", "chiefdom", "adm3", "area", "district name"),
    "district": ("huyen", "huyen thi xa thanh pho", "ten huyen", "district"),
    "group": ("to dan pho thon ban", "to dan pho", "thon ban", "thon", "ban", "to ban", "ten thon", "ten ban", "khu dan cu", "ten to dan pho thon ban", "ten to dan pho", "to dan pho thon ban doi", "village", "group", "hamlet", "residential group", "neighbourhood", "neighborhood", "village name", "group name"),
    "commune_code": ("ma xa", "ma xa phuong", "ma don vi", "commune code", "ma dvhc"),
    "group_code": ("ma to", "ma thon", "ma ban", "ma to ban", "ma to dan pho", "ma thon ban", "group code", "village code", "ma to thon ban", "group id"),
    "code": ("ma", "code", "ma dia ban", "place code", "unit id", "location code"),
    "lat": ("lat", "latitude", "vi do", "y", "gps lat"),
    "lon": ("lon", "lng", "long", "longitude", "kinh do", "x", "gps lon"),
    "geopoint": ("geolocation", "gps", "geopoint", "toa do", "toa do gps", "vi tri gps", "location", "coordinates", "gps coordinates", "gps location"),
    "person_name": ("ho va ten", "ho ten", "ten nguoi dan", "ten nguoi duoc huong dan", "full name", "person name", "name of person", "respondent name"),
    "birth_year": ("nam sinh", "birth year", "year of birth", "ngay sinh"),
    "person_id": ("so cccd", "cccd", "so cmnd", "cmnd", "so dinh danh", "so can cuoc", "can cuoc cong dan", "national id", "id number", "person id", "citizen id"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "phone", "phone number", "mobile"),
    "household_id": ("ma ho", "so ho", "ma ho gia dinh", "household id", "household", "household code", "hhid", "hh id"),
    "household_head": ("chu ho", "ten chu ho", "household head", "head of household"),
    "adults": ("so nguoi", "so nguoi duoc huong dan", "so nguoi lon", "so nguoi tiep can", "adults", "adults reached", "people", "persons", "persons reached", "people reached", "number of adults"),
    "status": ("ket qua", "tinh trang", "trang thai", "status", "result", "outcome"),
    "topic": ("noi dung", "noi dung huong dan", "chu de", "topic", "topics", "content", "service"),
    "team": ("doi", "doi tinh nguyen", "ten doi tinh nguyen", "team", "team code", "team id"),
    "language": ("ngon ngu", "language", "dan toc ngon ngu chinh", "ngon ngu chinh", "dan toc", "main language"),
    "minutes": ("minutes travel", "travel minutes", "thoi gian di chuyen phut", "phut di chuyen", "minutes"),
    "venue": ("dia diem", "venue", "place", "noi to chuc"),
    "audience": ("doi tuong", "audience", "participants type"),
    "partner": ("don vi phoi hop", "doi tac", "partner"),
    "attendance": ("so nguoi tham du", "so hoc vien", "si so", "attendance", "attendees", "trainees", "so nguoi tham gia"),
    "is_mobile": ("lop luu dong", "luu dong", "mobile class"),
    "households": ("so ho", "so ho dan", "tong so ho", "households", "number of households"),
    "adult_population": ("dan so tu 18 tuoi tro len", "dan so tu 18 tuoi", "dan so truong thanh", "nguoi truong thanh", "so nguoi tu 18 tuoi", "dan so 18", "adults", "adult population", "population 18", "adults 18"),
    "literate_adults": ("so nguoi biet chu tu 18 tuoi", "nguoi truong thanh biet chu", "literate adults", "nguoi biet chu"),
    "vneid_confirmed": ("so tai khoan vneid da xac nhan", "vneid", "confirmed on vneid"),
    "population": ("dan so", "tong dan so", "population", "total population"),
    "has_power": ("dien luoi", "co dien", "grid power", "power", "has power"),
    "has_signal": ("song di dong", "co song", "signal", "telecom", "has signal"),
    "distance_km": ("khoang cach den trung tam xa km", "khoang cach km", "khoang cach", "distance km", "distance"),
    "year": ("nam so lieu", "nam", "year"),
    "source": ("nguon", "nguon so lieu", "source"),
    "team_code": ("ma doi", "team code", "team id", "code"),
    "team_name": ("ten doi", "team name", "name"),
    "base_commune": ("xa phuong dong quan", "dia ban", "base", "base commune", "xa phuong"),
    "members": ("so thanh vien", "members", "so nguoi"),
    "languages": ("ngon ngu", "languages"),
    "transport": ("phuong tien", "transport"),
    "days_per_week": ("so ngay moi tuan", "ngay moi tuan", "days per week"),
}  # fmt: skip


@lru_cache(maxsize=20_000)
def bare(heading: str) -> str:
    """Bring a heading to lower case letters and digits without marks: 'Số CCCD*' becomes 'so cccd'.

    Some keyboards write the Icelandic Ð for Đ.
    """
    letters = heading.casefold().replace("đ", "d").replace("\u00f0", "d")
    stripped = COMBINING.sub("", unicodedata.normalize("NFD", letters))
    return NO_LETTERS.sub(" ", stripped).strip()


COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
NO_LETTERS = re.compile(r"[\W_]+")


@cache
def _meanings(columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Turn the synonyms of our columns round: bare heading -> our columns."""
    pairs = [(synonym, column) for column in columns for synonym in SYNONYMS[column]]
    return {synonym: tuple(c for s, c in pairs if s == synonym) for synonym, _ in pairs}


def guess_layout(headings: Sequence[str], columns: tuple[str, ...]) -> dict[str, int]:
    """Guess which heading means which of our `columns`: our column -> position in `headings`.

    An exact synonym wins over one that is only contained in the heading, a longer one over a shorter one;
    each heading and each column is used once.
    """
    found = [
        (-score, position, column)
        for position, heading in enumerate(headings)
        for score, column in _scores(bare(heading[:LONGEST_HEADING]), columns)
    ]
    layout: dict[str, int] = {}
    for _, position, column in sorted(found):
        if column not in layout and position not in layout.values():
            layout[column] = position
    return layout


def _scores(heading: str, columns: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    meanings = _meanings(columns)
    for column in meanings.get(heading, ()):
        yield EXACT + len(heading), column
    if len(heading) >= SHORTEST_CONTAINED:
        padded = f" {heading} "
        for synonym, meant in meanings.items():
            is_long = SHORTEST_CONTAINED <= len(synonym) < len(heading) and f" {synonym} " in padded
            if is_long or (synonym in FIRST_WORDS and heading.startswith(f"{synonym} ")):
                yield from ((len(synonym), column) for column in meant)


def header_row(
    rows: Sequence[Sequence[str]], columns: tuple[str, ...], required: Mapping[str, tuple[str, ...]]
) -> int | None:
    """Find the row of headings among the first rows: the first that has the most of our columns, and all required."""
    layouts = [guess_layout(row, columns) for row in rows]
    scores = [len(layout) if has_required(layout, required) else 0 for layout in layouts]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def has_required(layout: Mapping[str, int], required: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a layout has at least one column of every required choice."""
    return all(any(column in layout for column in choices) for choices in required.values())


EXACT = 1000
SHORTEST_CONTAINED = 5  # shorter synonyms, such as "ban" or "xa", would be found in anything
FIRST_WORDS = ("ngay", "date")  # short, but "Ngày đi" and "Date de visite" begin with them
LONGEST_HEADING = 300
