"""Headings that are none of ours, although words of ours are in them."""

import re

# What a form tells of itself, written out in words.
ITS_OWN = frozenset(
    {
        "interview key", "interview id", "instance id", "meta instance id", "uuid", "submission uuid", "key",
        "parent key", "index", "parent index", "parent table name", "form id", "version", "deviceid", "device id",
        "formhub uuid", "submitted by", "validation status", "altitude", "gps altitude", "gps precision",
        "gps accuracy", "status submission", "review status", "review state", "review quality", "review comments",
        "submitter id", "submitter name", "attachments present", "attachments expected", "edits", "form version",
        "formdef version", "instance name", "meta instance name", "form link", "duration", "username", "user name",
        "email", "email address", "dia chi email",
    }
)  # fmt: skip
# The same, known by the way it is written: "_status" and "interview__status" are the tool's, "interview_status" is not.
WRITTEN_BY_TOOLS = re.compile(
    r"(?:.*[-/.:])?__?(id|uuid|status|notes|tags|index|version|parent_\w+|submi\w+|validation_\w+|system-\w+)|__\w+__"
    r"|(interview|assignment|has)__\w+|sssys_\w+",
    re.IGNORECASE,
)
# Who asked, guided, wrote or signed: never who was reached.
OF_STAFF = re.compile(
    r"\b(tinh nguyen vien|nguoi (bao cao|nhap|lap|dien|gui|ghi|ky|huong dan|phu trach|phong van|dieu tra|xac nhan)"
    r"|can bo (huong dan|phu trach|nhap|dieu tra|phong van|thuc hien)|dieu tra vien|giang vien|bao cao vien"
    r"|(doi|to|nhom) truong|truong (doi|thon|ban|nhom|to|khu)|bi thu|interviewer|enumerator|surveyor|supervisor"
    r"|volunteers?|collector|(submitted|reported|recorded|filled in) by|facilitator|trainer|team (leader|member|lead)"
    r"|enqueteur|superviseur|enqueteuse|encuestador|encuestadora|entrevistador|entrevistadora|inquiridor"
    r"|pewawancara|petugas)\b"
)
# The form speaks to the one who fills it in.
TO_THE_WRITER = re.compile(r"\b(anh chi|your)\b")
TO_THE_WRITER_MARKED = re.compile(r"\bcủa bạn\b")  # without marks it could be the village, "của bản"
SEXES = (
    ("nam", "nam gioi", "men", "male", "males", "hommes", "hombres", "homens", "laki laki"),
    ("nu", "nu gioi", "women", "female", "females", "femmes", "mujeres", "mulheres", "perempuan"),
)
OF_ONE_SEX = rf"\b({'|'.join(word for words in SEXES for word in words)})$"  # half of a count is no count
# Words that turn a heading into something else than the column it would be.
NEVER = {
    "date": re.compile(
        r"\b(ngay (cap|cong|hen|nghi)|sinh|birth|naissance|nacimiento|nascimento|lahir|het han|expiry|issued?|tiep theo"
        r"|next|du kien|ke hoach|planned)\b"
    ),
    "adults": re.compile(
        r"\b(chua|vang|tu choi|con lai|not|refused|absent)\b|"
        + OF_ONE_SEX
        + r"|^(?!.*\b(huong dan|tiep can|ho tro|reached|guided|helped|trained)\b)"
        r".*\b(trong ho|gia dinh|nhan khau|thanh vien|household|children|tre em|menage|hogar|agregado)\b"
    ),
    "attendance": re.compile(r"\b(vang|absent|not|dang ky|registered|du kien|expected|planned)\b|" + OF_ONE_SEX),
    "group": re.compile(r"\b(khac|other|autre|otro|otra|outro|outra|lainnya)\b"),
    "topic": re.compile(r"\b(khac|other|autre|otro|otra|outro|outra|lainnya)\b"),
}
NEVER["commune"] = NEVER["team"] = NEVER["venue"] = NEVER["topic"]


def is_of_the_tool(heading: str, words: set[str]) -> bool:
    """Tell a heading, as written and in bare words, that a tool adds for itself."""
    return bool(words & ITS_OWN) or WRITTEN_BY_TOOLS.fullmatch(heading.strip()) is not None


def is_of_staff(words: str) -> bool:
    """Tell a heading, in bare words, that asks who did the work."""
    return OF_STAFF.search(words) is not None


def is_to_the_writer(heading: str, words: str) -> bool:
    """Tell a question about the one who fills in the form: 'Họ và tên của anh/chị'."""
    return TO_THE_WRITER.search(words) is not None or TO_THE_WRITER_MARKED.search(heading.casefold()) is not None


def is_never(column: str, words: str) -> bool:
    """Tell words that mean something else than the column: the number of people 'trong hộ' are no people reached."""
    found = NEVER.get(column)
    return found is not None and found.search(words) is not None
