"""Digital skills in the words of reports: what was taught, what somebody was seen to do, and which course it was."""

from loaders.cells import NO, YES
from loaders.headings import bare
from outreach.skill import BASIC_SET, HANDLING, SKILLS

WORDS = {
    "vneid": ("vneid", "dinh danh", "can cuoc dien tu", "e id", "electronic identity", "digital id"),
    "services": (
        *("dich vu cong", "khai bao suc khoe", "khai bao y te", "bao hiem xa hoi", "bhxh", "vssid", "ho so truc tuyen"),
        *("public service", "online service", "e service", "social insurance", "health declaration"),
    ),
    "payments": (
        *("thanh toan", "nop thue", "thue dien tu", "ngan hang", "vi dien tu", "chuyen khoan", "khong dung tien mat"),
        *("payment", "e tax", "tax payment", "mobile banking", "e wallet"),
    ),
    "safety": (
        *("an toan", "lua dao", "bao mat", "phong chong ma doc", "tin gia", "safety", "security", "fraud", "scam"),
    ),
}
HANDLED = (
    *("dien thoai", "smartphone", "tra cuu", "ky nang so", "may tinh", "internet", "mang xa hoi", "tri tue nhan tao"),
    *("zalo", "ai", "digital", "online", "so hoa", "chuyen doi so"),
)
COURSES = {
    "data_analysis": ("phan tich du lieu", "data analysis", "data analytics"),
    "project_management": ("quan ly du an", "project management"),
    "ai_in_reporting": ("ai", "tri tue nhan tao", "artificial intelligence"),
}
TEAM_SKILLS = {  # what a team brings along; the keys are those of planning.team
    "power_kit": (
        *("luu dien", "may phat", "nguon dien", "pin du phong", "pin nang luong", "nang luong mat troi", "ac quy"),
        *("power kit", "power bank", "power station", "generator", "battery", "batteries", "solar"),
    ),
}
EVERY = frozenset({"du", "du 4", "du 4 ky nang", "du ky nang", "tat ca", "ca 4", "dat", "thanh thao", "all", "all 4"})
NONE = frozenset({"khong dat", "chua dat", "chua biet", "khong biet", "chua lam duoc", "none of them", "not yet"})


def read_taught(text: str) -> int:
    """Return what a topic teaches: a bit for each skill it names, and one for the use of a telephone; 0 for none."""
    words = f" {bare(text)} "
    named = sum(1 << place for place, skill in enumerate(SKILLS) if _has(words, WORDS[skill]))
    return named | (HANDLING if _has(words, HANDLED) else 0)


def _has(words: str, terms: tuple[str, ...]) -> bool:
    return any(f" {term} " in words for term in terms)


def read_shown(text: str) -> int | None:
    """Return the skills that somebody showed, one bit each; None for text that tells of none.

    A plain yes, and "đủ", mean the basic set; a plain no means none of it.
    """
    words = bare(text)
    if words in EVERY or words in YES:
        return BASIC_SET
    if words in NO or words in NONE:
        return 0
    return read_taught(text) & BASIC_SET or None


def read_course(text: str) -> str:
    """Return which course of the plan for officials a topic is of, 'other' for none of them."""
    words = f" {bare(text)} "
    return next((course for course, terms in COURSES.items() if _has(words, terms)), "other")


def read_team_skills(text: object) -> frozenset[str] | None:
    """Return what a team is able to do; None where nothing is written down, which rules nothing out.

    Skills that nobody asks for are left aside: the set of a team that has only such is empty.
    """
    if not isinstance(text, str) or not text.strip():
        return None
    words = f" {bare(text)} "
    return frozenset(skill for skill, terms in TEAM_SKILLS.items() if _has(words, terms))
