"""Headings: which column of a file is meant by which of ours, in Vietnamese and English."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

# Each of our columns with the headings that mean it, without marks and punctuation. Exact ones win over contained ones.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "row_label": ("stt", "tt", "so tt", "so thu tu", "no", "#", "serial", "index"),
    "date": ("ngay", "ngay thuc hien", "ngay den", "ngay tham", "ngay to chuc", "thoi gian", "date", "visit date", "session date", "day", "ngay hoc", "ngay thang", "interview date", "date of interview", "date of visit", "survey date", "visit day", "date de visite", "date de l enquete", "date enquete", "date de l entretien", "fecha", "fecha de visita", "fecha de la visita", "fecha de entrevista", "fecha de la entrevista", "data", "data da visita", "data da entrevista", "data de visita", "tanggal", "tanggal kunjungan", "ngay tham ho", "ngay tap huan", "ngay ghi nhan"),
    "commune": ("xa phuong", "xa", "phuong", "ten xa", "ten xa phuong", "don vi hanh chinh", "xa phuong thi tran", "commune", "commune name", "ward", "chiefdom", "adm3", "area", "district name", "sub county", "subcounty", "municipality", "municipio", "arrondissement", "kecamatan", "ward name", "admin 3 name", "adm 3 name", "adm 3", "adm 3 en", "commune nom", "nom commune", "comuna", "sub district", "llg", "ten phuong", "xa phuong nao"),
    "district": ("huyen", "huyen thi xa thanh pho", "ten huyen", "district", "admin 2 name", "adm 2 name", "adm 2", "adm 2 en", "distrito", "kabupaten", "departement", "departamento", "lga", "county", "quan huyen"),
    "group": ("to dan pho thon ban", "to dan pho", "thon ban", "thon", "ban", "to ban", "ten thon", "ten ban", "khu dan cu", "ten to dan pho thon ban", "ten to dan pho", "to dan pho thon ban doi", "village", "group", "hamlet", "residential group", "neighbourhood", "neighborhood", "village name", "group name", "locality", "localite", "quartier", "aldeia", "aldea", "comunidad", "localidad", "desa", "kelurahan", "barangay", "settlement", "ea name", "cluster name", "hamlet name", "barrio", "bairro", "community", "communaute", "admin 4 name", "adm 4 name", "adm 4", "village nom", "nom du village", "nom village", "khu dan cu noi den", "noi den"),
    "commune_code": ("ma xa", "ma xa phuong", "ma don vi", "commune code", "ma dvhc"),
    "group_code": ("ma to", "ma thon", "ma ban", "ma to ban", "ma to dan pho", "ma thon ban", "group code", "village code", "ma to thon ban", "group id"),
    "code": ("ma", "code", "ma dia ban", "place code", "unit id", "location code"),
    "lat": ("lat", "latitude", "vi do", "y", "gps lat", "latnum", "lat dd mod", "gpslat", "gps latitude", "latitud", "y coord", "coord y", "toa do y", "garis lintang", "latitude dd", "gps s", "lat dd", "lintang"),
    "lon": ("lon", "lng", "long", "longitude", "kinh do", "x", "gps lon", "longnum", "lon dd mod", "long dd mod", "gpslong", "gpslon", "gps longitude", "longitud", "x coord", "coord x", "toa do x", "garis bujur", "longitude dd", "lon dd", "long dd", "bujur"),
    "geopoint": ("geolocation", "gps", "geopoint", "toa do", "toa do gps", "vi tri gps", "location", "coordinates", "gps coordinates", "gps location"),
    "person_name": ("ho va ten", "ho ten", "ten nguoi dan", "ten nguoi duoc huong dan", "full name", "person name", "name of person", "respondent name", "respondent", "nom du repondant", "nom et prenom", "nombre y apellido", "nombre completo", "nome completo", "nama lengkap", "nama responden", "attendee name", "participant name", "name of participant", "ten hoc vien"),
    "birth_year": ("nam sinh", "birth year", "year of birth", "ngay sinh", "annee de naissance", "date of birth", "date de naissance", "fecha de nacimiento", "data de nascimento", "tahun lahir", "birth date", "birthdate"),
    "person_id": ("so cccd", "cccd", "so cmnd", "cmnd", "so dinh danh", "so can cuoc", "can cuoc cong dan", "national id", "id number", "person id", "citizen id", "numero d identite", "cedula", "documento de identidad", "nik", "nin", "numero de documento"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "phone", "phone number", "mobile", "telephone", "numero de telephone", "telefono", "telefone", "nomor telepon", "contact number", "mobile number", "so di dong"),
    "household_id": ("ma ho", "so ho", "ma ho gia dinh", "household id", "household", "household code", "hhid", "hh id", "household number", "id menage", "menage", "numero de menage", "id hogar", "hogar", "agregado", "id agregado", "case id", "hh number"),
    "household_head": ("chu ho", "ten chu ho", "household head", "head of household", "nom du chef de menage", "chef de menage", "jefe de hogar", "chefe do agregado", "kepala keluarga", "hh head"),
    "adults": ("so nguoi", "so nguoi duoc huong dan", "so nguoi lon", "so nguoi tiep can", "adults", "adults reached", "people", "persons", "persons reached", "people reached", "number of adults", "bao nhieu nguoi", "so nguoi da huong dan", "number of people", "number of persons", "nombre de personnes", "numero de personas", "numero de pessoas", "jumlah orang"),
    "status": ("ket qua", "tinh trang", "trang thai", "status", "result", "outcome", "result of interview", "interview result", "interview status", "result of visit", "resultat", "resultado", "hasil", "statut", "visit status", "ket qua tham", "ket qua den"),
    "topic": ("noi dung", "noi dung huong dan", "chu de", "topic", "topics", "content", "service", "subject", "sujet", "tema", "materi"),
    "team": ("doi", "doi tinh nguyen", "ten doi tinh nguyen", "team", "team code", "team id", "equipe", "equipo", "tim", "ten doi"),
    "language": ("ngon ngu", "language", "dan toc ngon ngu chinh", "ngon ngu chinh", "dan toc", "main language"),
    "minutes": ("minutes travel", "travel minutes", "thoi gian di chuyen phut", "phut di chuyen", "minutes"),
    "venue": ("dia diem", "venue", "place", "noi to chuc"),
    "audience": ("doi tuong", "audience", "participants type"),
    "partner": ("don vi phoi hop", "doi tac", "partner"),
    "attendance": ("so nguoi tham du", "so hoc vien", "si so", "attendance", "attendees", "trainees", "so nguoi tham gia", "number of participants", "participants", "nombre de participants", "numero de participantes", "jumlah peserta", "bao nhieu nguoi tham du"),
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


# Moments that a form notes by itself: a day only where the file has no other.
STAMPS = frozenset(
    {
        "dau thoi gian", "timestamp", "time stamp", "submission date", "submission time", "submissiondate", "today", "start",
        "end", "starttime", "endtime", "start time", "end time", "completedtime", "received on", "thoi gian gui",
    }
)  # fmt: skip
# What a form tells of itself: never a column of ours, whatever words are in it.
ITS_OWN = frozenset(
    {
        "interview key", "interview id", "instance id", "meta instance id", "uuid", "submission uuid", "key", "parent key",
        "index", "parent index", "parent table name", "form id", "version", "deviceid", "device id", "formhub uuid",
        "submitted by", "validation status", "altitude", "gps altitude", "gps precision", "gps accuracy", "status submission",
    }
)  # fmt: skip
CAMEL = re.compile(r"(?<=[a-zà-ỹ])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
PATH = re.compile(r"__|[/:.]|(?<=\w)-(?=\w)")


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
        for score, column in scores(heading[:LONGEST_HEADING], columns)
    ]
    layout: dict[str, int] = {}
    for _, position, column in sorted(found):
        if column not in layout and position not in layout.values():
            layout[column] = position
    return layout


def scores(heading: str, columns: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield how well a heading as written means which column: whole, or its last part where a form writes a path."""
    words = bare(CAMEL.sub(" ", heading))
    whole = {bare(heading), words}
    if whole & ITS_OWN or not whole - {""} or heading.endswith("__id"):
        return
    if whole & STAMPS:
        yield from ((STAMP, column) for column in columns if column == "date")
        return
    for text in whole:
        yield from _meant(text, columns)
    last = bare(CAMEL.sub(" ", PATH.split(heading)[-1]))
    if last in STAMPS:
        yield from ((STAMP, column) for column in columns if column == "date")
    elif last not in whole and last not in ITS_OWN:
        yield from ((score - 1, column) for score, column in _meant(last, columns) if score >= EXACT)


def _meant(heading: str, columns: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    meanings = _meanings(columns)
    for column in meanings.get(heading, ()):
        yield EXACT + len(heading), column
    if len(heading) >= SHORTEST_CONTAINED:
        padded = f" {heading} "
        for synonym, meant in meanings.items():
            is_long = SHORTEST_CONTAINED <= len(synonym) < len(heading) and f" {synonym} " in padded
            if is_long or (synonym in FIRST_WORDS and heading.startswith(f"{synonym} ")):
                yield from ((len(synonym), column) for column in meant)


def has_required(layout: Mapping[str, int], required: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a layout has at least one column of every required choice."""
    return all(any(column in layout for column in choices) for choices in required.values())


EXACT, STAMP = 1000, 1
SHORTEST_CONTAINED = 5  # shorter synonyms, such as "ban" or "xa", would be found in anything
FIRST_WORDS = ("ngay", "date")  # short, but "Ngày đi" and "Date de visite" begin with them
LONGEST_HEADING = 300
