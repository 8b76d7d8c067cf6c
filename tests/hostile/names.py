"""Names of places: letters that look alike or cannot be seen, and text that is meant for a machine."""

import unicodedata

from tests.hostile.case import FAR, GOOD, Case, Taken, lines

WAITS = {"commune_unknown": 1}


def named(commune: str, group: str = "Tổ 1") -> bytes:
    """Write a row with this commune and group, beside a good one."""
    texts = ('"' + text.replace('"', '""') + '"' for text in (commune, group))
    return lines("01/02/2026," + ",".join(texts) + ",1,", FAR.replace("Vắng", "Hoàn thành"))


def found(commune: str, group: str = "Tổ 1") -> Case:
    return Case(named(commune, group), Taken(2))


def waits(commune: str, group: str = "Tổ 1", reason: str = "commune_unknown") -> Case:
    return Case(named(commune, group), Taken(2, unmatched=1, reasons={reason: 1}))


ATTACKS = {
    "a picture that runs": "<img src=x onerror=alert(1)>",
    "the end of a script": "</script><script>alert(1)</script>",
    "a template literal": "${alert(1)}",
    "a picture of Markdown": "![x](http://127.0.0.1:9/x.png)",
    "a formula of Excel": '=HYPERLINK("http://127.0.0.1:9/","x")',
    "a formula that starts with a plus": "+1+cmd|'/C calc'!A0",
    "a formula that starts with a sign at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a command of SQL": "'; DROP TABLE imports; --",
    "a path": "../../../../etc/passwd",
    "braces of a format": "{0.__class__} {facts!r} %s %(key)s",
    "a backslash and a quote": "\\\" \\' \\x00",
    "a null byte in words": "\\0 %00 &#0;",
}

CASES: dict[str, Case] = {
    "letters taken apart": found(unicodedata.normalize("NFD", "Xã Bình Minh"), unicodedata.normalize("NFD", "Tổ 1")),
    "no-break and zero-width blanks": found("Xã\u00a0Bình\u200b Minh\ufeff", "Tổ\u202f1"),
    "marks of direction": found("\u202eXã Bình Minh\u202c", "\u2066Tổ 1\u2069"),
    "a soft hyphen": found("Xã Bình\u00ad Minh"),
    "capitals and blanks": found("  XÃ   BÌNH  MINH ", "tổ  1"),
    "abbreviated kinds": found("X. Bình Minh", "TDP 1"),
    "a number with a zero": found("Xã Bình Minh", "Tổ dân phố số 01"),
    "a group of the other commune": waits("Xã Bình Minh", "Bản Nà Nghè", "group_unknown"),
    "a number that is not there": waits("Xã Suối Lạnh", "Bản Huổi Lóng 3", "group_unknown"),
    "a name with another mark": Case(
        named("Xã Bình Minh", "Tổ ①"), Taken(2, unmatched=1, reasons={"group_unknown": 1})
    ),
    "a letter of another alphabet that looks alike": found("Xã Вình Minh"),
    "emoji": waits("Xã 🌾🏔️"),
    "letters of Thái": waits("ꪹꪣꪉꪙ꪿ꪮꪥ"),
    "letters from right to left": waits("قرية الأمل"),
    "two hundred marks on a letter": waits("X" + "\u0301" * 200),
    "a name of 5,000 letters": waits("Xã " * 1666),
    "a name that is only dots": Case(named("…", "Tổ 1"), Taken(2, unmatched=1, reasons={"commune_missing": 1})),
    "a code where the name belongs": Case(named("90001", "90001-1"), Taken(2, unmatched=1, reasons=WAITS)),
    "a Đ of Iceland": waits("Xã Ðông Minh"),
    "surrogates half alone": Case(
        lines(GOOD, FAR).replace(b"Minh", b"Mi\xed\xa0\x80nh"),
        Taken(2, unmatched=1, reasons=WAITS, findings=frozenset({"encoding"})),
    ),
    "a name that is the end of a file": waits("\u001a\u0004", reason="commune_missing"),
    **{key: waits(text) for key, text in ATTACKS.items()},
    **{f"{key}, as a group": waits("Xã Bình Minh", text, "group_unknown") for key, text in ATTACKS.items()},
    "a picture of Markdown, as a group": waits("Xã Bình Minh", ATTACKS["a picture of Markdown"], "tail_disagrees"),
    "attacks in every free column": Case(
        lines(
            f"01/02/2026,Xã Bình Minh,Tổ 1,1,{ATTACKS['a picture that runs']},{ATTACKS['a template literal']},=1+1",
            head="Ngày,Xã,Tổ dân phố,Số người,Nội dung,Đội,Ngôn ngữ",
        ),
        Taken(1),
    ),
    "attacks in the headings": Case(
        lines(GOOD + ",x,y", FAR + ",,", head="Ngày,Xã,Tổ dân phố,Số người,Kết quả,<img src=x onerror=alert(1)>,${1}"),
        Taken(2),
    ),
    "attacks in a cell that cannot be read": Case(
        lines("<img src=x onerror=alert(1)>,Xã Bình Minh,Tổ 1,1,", "01/02/2026,Xã Bình Minh,Tổ 1,${1},", FAR),
        Taken(3, rejected=2, reasons={"unreadable_date": 1, "unreadable_adults": 1}),
    ),
}
