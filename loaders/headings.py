"""Headings: which column of a file is meant by which of ours, in Vietnamese and the languages of surveys."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from loaders.exclusions import ITS_OWN, is_never, is_of_staff, is_of_the_tool, is_to_the_writer

# Each of our columns with the headings that mean it, without marks and punctuation. Exact ones win over contained ones.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "row_label": ("stt", "tt", "so tt", "so thu tu", "no", "#", "serial", "index", "nº"),
    "date": ("ngay", "ngay thuc hien", "ngay den", "ngay tham", "ngay to chuc", "thoi gian", "date", "visit date", "session date", "day", "ngay hoc", "ngay thang", "interview date", "date of interview", "date of visit", "survey date", "visit day", "date de visite", "date de l enquete", "date enquete", "date de l entretien", "fecha", "fecha de visita", "fecha de la visita", "fecha de entrevista", "fecha de la entrevista", "data", "data da visita", "data da entrevista", "data de visita", "tanggal", "tanggal kunjungan", "ngay tham ho", "ngay tap huan", "ngay ghi nhan", "date of the visit", "date of your visit", "date visited", "visited on", "day of visit", "visit date time", "fecha de la encuesta", "fecha visita", "date entretien", "date de l interview", "date d enquete", "tanggal wawancara", "tanggal survei", "ngay lam viec", "ngay di", "ngay huong dan", "survey day", "event date", "data da recolha"),
    "commune": ("xa phuong", "xa", "phuong", "ten xa", "ten xa phuong", "don vi hanh chinh", "xa phuong thi tran", "commune", "commune name", "ward", "chiefdom", "adm3", "sub county", "subcounty", "municipality", "municipio", "arrondissement", "kecamatan", "ward name", "admin 3 name", "adm 3 name", "adm 3", "adm 3 en", "commune nom", "nom commune", "comuna", "sub district", "llg", "ten phuong", "xa phuong nao", "commune or ward", "ward or commune", "xa hoac phuong", "township", "woreda kebele", "kebele", "khum", "union name", "union council", "union parishad", "parroquia", "commune rurale", "sous prefecture", "sub county name", "subcounty name", "municipality name", "adm 3 name en", "adm 3 pt", "adm 3 fr", "adm 3 vi", "posto administrativo"),
    "district": ("huyen", "huyen thi xa thanh pho", "ten huyen", "district", "admin 2 name", "adm 2 name", "adm 2", "adm 2 en", "distrito", "kabupaten", "departement", "lga", "county", "quan huyen", "upazila", "woreda", "tehsil", "taluka", "cercle", "kabupaten kota", "district or city", "srok", "admin 2", "huyen thi xa", "thanh pho"),
    "group": ("to dan pho thon ban", "to dan pho", "thon ban", "thon", "ban", "to ban", "ten thon", "ten ban", "khu dan cu", "ten to dan pho thon ban", "ten to dan pho", "to dan pho thon ban doi", "village", "group", "hamlet", "residential group", "neighbourhood", "neighborhood", "village name", "group name", "locality", "localite", "quartier", "aldeia", "aldea", "comunidad", "localidad", "desa", "kelurahan", "barangay", "settlement", "ea name", "cluster name", "hamlet name", "barrio", "bairro", "community", "communaute", "admin 4 name", "adm 4 name", "adm 4", "village nom", "nom du village", "nom village", "khu dan cu noi den", "noi den", "name of the village", "name of village", "village visited", "village or hamlet", "quartier village", "centro poblado", "dusun", "desa kelurahan", "sitio", "purok", "vereda", "phum", "mahalla", "settlement name", "community name", "locality name", "adm 4 en", "adm 4 name en", "nama desa", "nome da aldeia", "nombre de la comunidad", "ten to thon ban", "thon ban to dan pho", "to dan pho ban", "to thon ban", "thon to dan pho", "ban thon", "hamlet or village", "ten ban thon", "khom", "ap"),
    "commune_code": ("ma xa", "ma xa phuong", "ma don vi", "commune code", "ma dvhc"),
    "group_code": ("ma to", "ma thon", "ma ban", "ma to ban", "ma to dan pho", "ma thon ban", "group code", "village code", "ma to thon ban", "group id"),
    "code": ("ma", "code", "ma dia ban", "place code", "unit id", "location code"),
    "lat": ("lat", "latitude", "vi do", "y", "gps lat", "latnum", "lat dd mod", "gpslat", "gps latitude", "latitud", "y coord", "coord y", "toa do y", "garis lintang", "latitude dd", "gps s", "lat dd", "lintang", "lat modified", "lat mod", "latitude mod", "gps latitude dd", "gps n", "latitude n", "latitude y", "y latitude", "vi do y", "lat wgs 84"),
    "lon": ("lon", "lng", "long", "longitude", "kinh do", "x", "gps lon", "longnum", "lon dd mod", "long dd mod", "gpslong", "gpslon", "gps longitude", "longitud", "x coord", "coord x", "toa do x", "garis bujur", "longitude dd", "lon dd", "long dd", "bujur", "lon modified", "lon mod", "long mod", "longitude mod", "gps lng", "gps long", "gps e", "longitude e", "longitude x", "x longitude", "kinh do x", "lon wgs 84"),
    "geopoint": ("geolocation", "gps", "geopoint", "toa do", "toa do gps", "vi tri gps", "location", "coordinates", "gps coordinates", "gps location", "gps point", "geo point", "toa do diem", "geolocalisation", "coordonnees gps", "coordonnees", "coordenadas", "coordenadas gps", "ubicacion gps", "koordinat", "titik koordinat"),
    "person_name": ("ho va ten", "ho ten", "ten nguoi dan", "ten nguoi duoc huong dan", "full name", "person name", "name of person", "respondent name", "respondent", "nom du repondant", "nom et prenom", "nombre y apellido", "nombre completo", "nome completo", "nama lengkap", "nama responden", "attendee name", "participant name", "name of participant", "ten hoc vien", "resp name", "name of respondent", "name of the respondent", "beneficiary name", "name of beneficiary", "client name", "citizen name", "participant", "nombres y apellidos", "apellidos y nombres", "nombre del entrevistado", "nombre del encuestado", "nome do entrevistado", "nome do inquirido", "nom prenom", "nom et prenoms", "nom du beneficiaire", "nom de l enquete", "nama peserta", "nama penerima", "ten cong dan", "ho ten cong dan", "ho va ten cong dan", "ho va ten nguoi duoc huong dan", "ho va ten nguoi dan", "ho ten hoc vien", "ho va ten hoc vien", "ho va ten nguoi tham gia", "ho dem va ten"),
    "birth_year": ("nam sinh", "birth year", "year of birth", "ngay sinh", "annee de naissance", "date of birth", "date de naissance", "fecha de nacimiento", "data de nascimento", "tahun lahir", "birth date", "birthdate", "ngay thang nam sinh", "fecha nacimiento", "date naissance", "ngay thang sinh", "dob", "annee naissance", "ano de nascimento", "ano de nacimiento", "tanggal lahir"),
    "person_id": ("so cccd", "cccd", "so cmnd", "cmnd", "so dinh danh", "so can cuoc", "can cuoc cong dan", "national id", "id number", "person id", "citizen id", "numero d identite", "cedula", "documento de identidad", "nik", "nin", "numero de documento", "dni", "cpf", "no ktp", "ktp", "aadhaar", "nid", "so cmt", "cmt", "cmnd cccd", "cccd cmnd", "so cccd cmnd", "so cmnd cccd", "so the can cuoc", "can cuoc", "so dinh danh ca nhan", "ma dinh danh ca nhan", "ma dinh danh", "national id number", "passport number", "identity number", "numero de cedula", "carte d identite", "nuit", "bi numero"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "phone", "phone number", "mobile", "telephone", "numero de telephone", "telefono", "telefone", "nomor telepon", "contact number", "mobile number", "so di dong", "resp phone", "phone no", "no hp", "hp", "celular", "movil", "telefono celular", "telephone portable", "n de telephone", "nº telephone", "tel", "so dt", "so dien thoai lien he", "cell phone", "mobile phone", "whatsapp", "contact phone", "telemovel", "nº de telefone", "nº celular"),
    "household_id": ("ma ho", "so ho", "ma ho gia dinh", "household id", "household", "household code", "hhid", "hh id", "household number", "id menage", "menage", "numero de menage", "id hogar", "hogar", "agregado", "id agregado", "case id", "hh number", "n menage", "nº menage", "no menage", "identifiant menage", "household no", "hh no", "hhno", "hh code", "id rumah tangga", "no kk", "so kk", "ma gia dinh", "ma so ho", "so so ho khau", "nº hogar", "codigo de hogar", "hh"),
    "household_head": ("chu ho", "ten chu ho", "household head", "head of household", "nom du chef de menage", "chef de menage", "jefe de hogar", "chefe do agregado", "kepala keluarga", "hh head", "head name", "hh head name", "head of hh", "head of hh name", "name of household head", "name of head of household", "name of the household head", "ho ten chu ho", "ho va ten chu ho", "nombre del jefe de hogar", "nome do chefe do agregado", "nom chef de menage", "nama kepala keluarga", "nama kk"),
    "adults": ("so nguoi", "so nguoi duoc huong dan", "so nguoi lon", "so nguoi tiep can", "adults", "adults reached", "people", "persons", "persons reached", "people reached", "number of adults", "bao nhieu nguoi", "so nguoi da huong dan", "number of people", "number of persons", "nombre de personnes", "numero de personas", "numero de pessoas", "jumlah orang", "num people", "num persons", "no of people", "no of persons", "number of persons reached", "people helped", "people guided", "how many people", "how many adults", "so nguoi da duoc huong dan", "so luong nguoi", "tong so nguoi", "so cong dan", "so nguoi dan", "so luot nguoi", "cuantas personas", "combien de personnes", "quantas pessoas", "berapa orang", "n de personas", "nº de personas", "nº de pessoas", "nº personas", "nb de personnes", "number of adults reached", "nguoi duoc huong dan", "so nguoi ho tro"),
    "status": ("ket qua", "tinh trang", "trang thai", "status", "result", "outcome", "result of interview", "interview result", "interview status", "result of visit", "resultat", "resultado", "hasil", "statut", "visit status", "ket qua tham", "ket qua den", "visit result", "visit outcome", "outcome of visit", "interview outcome", "result code", "resultat de l interview", "resultat de la visite", "resultado de la entrevista", "resultado de la visita", "resultado da visita", "resultado da entrevista", "hasil kunjungan", "hasil wawancara", "ket qua tham ho", "ket qua huong dan", "tinh trang gap"),
    "topic": ("noi dung", "noi dung huong dan", "chu de", "topic", "topics", "content", "service", "subject", "sujet", "tema", "materi", "topics covered", "services provided", "theme", "themes", "temas", "topik", "chu de huong dan", "noi dung ho tro", "noi dung da huong dan"),
    "team": ("doi", "doi tinh nguyen", "ten doi tinh nguyen", "team", "team code", "team id", "equipe", "equipo", "tim", "ten doi", "doi tinh nguyen vien", "volunteer team", "team name", "ma doi", "to cong nghe so", "nhom tinh nguyen"),
    "language": ("ngon ngu", "language", "dan toc ngon ngu chinh", "ngon ngu chinh", "dan toc", "main language"),
    "minutes": ("minutes travel", "travel minutes", "thoi gian di chuyen phut", "phut di chuyen", "minutes"),
    "venue": ("dia diem", "venue", "place", "noi to chuc"),
    "audience": ("doi tuong", "audience", "participants type"),
    "partner": ("don vi phoi hop", "doi tac", "partner"),
    "attendance": ("so nguoi tham du", "so hoc vien", "si so", "attendance", "attendees", "trainees", "so nguoi tham gia", "number of participants", "participants", "nombre de participants", "numero de participantes", "jumlah peserta", "bao nhieu nguoi tham du", "number of attendees", "no of participants", "number of trainees", "so nguoi du", "so luong hoc vien", "si so lop", "tong so hoc vien"),
    "is_mobile": ("lop luu dong", "luu dong", "mobile class"),
    "has_device": ("co dien thoai thong minh", "dien thoai thong minh", "co smartphone", "thiet bi thong minh", "co thiet bi thong minh", "has smartphone", "owns smartphone", "smartphone", "has device"),
    "skills": ("ky nang dat duoc", "ky nang da dat", "ky nang da dat duoc", "ky nang lam duoc", "ky nang so dat duoc", "da lam duoc", "skills shown", "skills achieved", "skills demonstrated", "skills attained"),
    "households": ("so ho", "so ho dan", "tong so ho", "households", "number of households", "nombre de menages", "numero de hogares", "total households", "jumlah rumah tangga", "jumlah kk", "number of hh", "tong so ho dan"),
    "adult_population": ("dan so tu 18 tuoi tro len", "dan so tu 18 tuoi", "dan so truong thanh", "nguoi truong thanh", "so nguoi tu 18 tuoi", "dan so 18", "adults", "adult population", "population 18", "adults 18", "population adulte", "poblacion adulta", "populacao adulta", "adults 18 plus", "population 18 plus", "so nguoi truong thanh", "dan so tren 18 tuoi"),
    "literate_adults": ("so nguoi biet chu tu 18 tuoi", "nguoi truong thanh biet chu", "literate adults", "nguoi biet chu"),
    "vneid_eligible": ("so nguoi du dieu kien vneid", "so nguoi du dieu kien dinh danh", "so nguoi tu 14 tuoi", "dan so tu 14 tuoi tro len", "vneid eligible", "eligible for vneid"),
    "officials": ("so can bo cong chuc vien chuc", "can bo cong chuc vien chuc", "so can bo", "so cbccvc", "cbccvc", "officials", "public employees", "number of officials"),
    "vneid_confirmed": ("so tai khoan vneid da xac nhan", "vneid", "confirmed on vneid"),
    "population": ("dan so", "tong dan so", "population", "total population", "population totale", "poblacion", "poblacion total", "populacao", "jumlah penduduk", "tong so nhan khau", "so nhan khau", "nhan khau"),
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
    "team_skills": ("ky nang", "ky nang cua doi", "thiet bi", "trang bi", "thiet bi mang theo", "skills", "equipment"),
    "days_per_week": ("so ngay moi tuan", "ngay moi tuan", "days per week"),
}  # fmt: skip


# Words that mean a column only where no plainer heading does.
WEAK: dict[str, tuple[str, ...]] = {"commune": ("district name", "area")}
# Names of nothing in particular: somebody's, where something else is asked about persons.
BARE_NAMES = frozenset({"ten", "name", "nom", "nombre", "nome", "nama"})
ABOUT_PERSONS = ("birth_year", "person_id", "phone")
PERSON = ("person_name", *ABOUT_PERSONS)
ODK_CENTRAL = frozenset({"AttachmentsPresent", "ReviewState"})
OF_REPEATS = frozenset({"_submission__uuid", "_submission__id", "_parent_index", "PARENT_KEY"})
# Moments that a form notes by itself: a day only where the file has no other. Nearer to the visit is better.
STAMPS: dict[str, int] = {
    "today": 4, "start": 3, "starttime": 3, "start time": 3, "started time": 3, "gps timestamp": 3, "end": 2,
    "endtime": 2, "end time": 2, "completedtime": 2, "completed time": 2, "completion date": 2, "dau thoi gian": 1,
    "timestamp": 1, "time stamp": 1, "submission date": 1, "submission time": 1, "submissiondate": 1, "received on": 1,
    "thoi gian gui": 1, "marca temporal": 1, "horodateur": 1, "carimbo de data hora": 1, "stempel waktu": 1,
}  # fmt: skip
CAMEL = re.compile(r"(?<=[a-zà-ỹ])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z])")
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


def guess_layout(
    headings: Sequence[str], columns: tuple[str, ...], doubts: Collection[tuple[int, str]] = ()
) -> dict[str, int]:
    """Guess which heading means which of our `columns`: our column -> position in `headings`.

    An exact synonym wins over one that is only contained in the heading, a longer one over a shorter one;
    each heading and each column is used once. What stands in `doubts` (position, column) comes last of all.
    """
    found = [
        ((position, column) in doubts, -score, position, column)
        for position, heading in enumerate(headings)
        if not (heading == "Status" and ODK_CENTRAL & set(headings))  # that of the submission, not of the visit
        for score, column in scores(heading[:LONGEST_HEADING], columns)
    ]
    layout: dict[str, int] = {}
    for *_, position, column in sorted(found):
        if column not in layout and position not in layout.values():
            layout[column] = position
    return _with_bare_name(_without_writer(layout, headings), headings, columns)


def _without_writer(layout: dict[str, int], headings: Sequence[str]) -> dict[str, int]:
    """Take out the person who filled in a form that counts the people of a session."""
    if "attendance" not in layout:
        return layout
    writers = [at for at in layout.values() if is_to_the_writer(headings[at], bare(headings[at]))]
    return {column: at for column, at in layout.items() if column not in PERSON or at not in writers}


def _with_bare_name(layout: dict[str, int], headings: Sequence[str], columns: tuple[str, ...]) -> dict[str, int]:
    """Take a bare 'Tên' for a person's where more is told of persons beside it, or in a repeat of a form."""
    if "person_name" not in columns or "person_name" in layout:
        return layout
    if any(one in layout for one in ABOUT_PERSONS) or OF_REPEATS & set(headings):
        for at, heading in enumerate(headings):
            if at not in layout.values() and bare(PATH.split(heading)[-1]) in BARE_NAMES:
                return {**layout, "person_name": at}
    return layout


@lru_cache(maxsize=20_000)
def scores(heading: str, columns: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Return how well a heading as written means which column: whole, or its last part where a form writes a path."""
    words = bare(CAMEL.sub(" ", heading))
    whole = {bare(heading), words}
    last = bare(CAMEL.sub(" ", PATH.split(heading)[-1]))
    stamp = max(STAMPS.get(text, 0) for text in (*whole, last))
    if stamp:
        return tuple((stamp, column) for column in columns if column == "date")
    if not whole - {""} or is_of_the_tool(heading, whole):
        return ()
    found = {(score, column) for text in whole for score, column in _meant(text, columns)}
    if last not in whole and last not in ITS_OWN:
        found |= {(score - 1, column) for score, column in _meant(last, columns) if score >= EXACT}
    return tuple(one for one in sorted(found) if _may_mean(heading, words, *one, columns))


def _may_mean(heading: str, words: str, score: int, column: str, columns: tuple[str, ...]) -> bool:
    if score < EXACT and (is_of_staff(words) or is_never(column, words)):
        return False
    # Whoever fills in the form of a session may be an attendee; that of visits is filled in by the team.
    return column not in PERSON or "attendance" in columns or not is_to_the_writer(heading, words)


def _meant(heading: str, columns: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    meanings = _meanings(columns)
    for column in meanings.get(heading, ()):
        yield EXACT + len(heading), column
    yield from ((WEAKLY, column) for column in columns if heading in WEAK.get(column, ()))
    if len(heading) >= SHORTEST_CONTAINED:
        padded = f" {heading} "
        for synonym, meant in meanings.items():
            is_long = SHORTEST_CONTAINED <= len(synonym) < len(heading) and f" {synonym} " in padded
            if is_long or (synonym in FIRST_WORDS and heading.startswith(f"{synonym} ")):
                yield from ((len(synonym), column) for column in meant)


def has_required(layout: Mapping[str, int], required: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a layout has at least one column of every required choice."""
    return all(any(column in layout for column in choices) for choices in required.values())


EXACT, WEAKLY = 1000, 100
SHORTEST_CONTAINED = 5  # shorter synonyms, such as "ban" or "xa", would be found in anything
FIRST_WORDS = ("ngay", "date")  # short, but "Ngày đi" and "Date de visite" begin with them
LONGEST_HEADING = 300
