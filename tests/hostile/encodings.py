"""Encodings: the same two or three rows in the letters of many machines."""

import codecs
import unicodedata

from tests.hostile.case import FAR, GOOD, HEAD, Case, Refused, Taken, in_code_page, lines, moved

THIRD = "03/02/2026,Xã Bình Minh,Tổ 2,1,Hoàn thành"


def text(*rows: str) -> str:
    return moved("\r\n".join([HEAD, *rows]) + "\r\n")


def nfd(*rows: str) -> bytes:
    return unicodedata.normalize("NFD", text(*rows)).encode()


def twice_encoded(*rows: str) -> bytes:
    """UTF-8 read as if it were of Western Europe and written again: the rows are kept, their places wait."""
    head, *body = text(*rows).split("\r\n")
    return "\r\n".join([head, *(row.encode().decode("cp1252", "replace") for row in body)]).encode()


CASES: dict[str, Case] = {
    "UTF-8 with its mark": Case(lines(GOOD, FAR, encoding="utf-8-sig"), Taken(2)),
    "UTF-8 with its mark twice": Case(codecs.BOM_UTF8 + lines(GOOD, FAR, encoding="utf-8-sig"), Taken(2)),
    "UTF-16, small end first": Case(lines(GOOD, FAR, encoding="utf-16"), Taken(2, findings=frozenset({"encoding"}))),
    "UTF-16, big end first": Case(
        codecs.BOM_UTF16_BE + text(GOOD, FAR).encode("utf-16-be"), Taken(2, findings=frozenset({"encoding"}))
    ),
    "UTF-16 without a mark": Case(text(GOOD, FAR).encode("utf-16-le"), Taken(2, findings=frozenset({"encoding"}))),
    "half of a UTF-16 letter": Case(lines(GOOD, FAR, encoding="utf-16")[:-1], Refused("csv_unreadable")),
    "the code page of Windows for Vietnamese": Case(
        in_code_page(text(GOOD, FAR)), Taken(2, findings=frozenset({"encoding"}))
    ),
    "letters taken apart": Case(nfd(GOOD, FAR), Taken(2)),
    "letters taken apart, with a mark": Case(codecs.BOM_UTF8 + nfd(GOOD, FAR), Taken(2)),
    "one damaged byte": Case(
        lines(GOOD, FAR, THIRD).replace("Nghè".encode(), b"Ngh\xc3"),
        Taken(3, unmatched=1, reasons={"group_unknown": 1}, findings=frozenset({"encoding"})),
    ),
    "encoded twice": Case(
        twice_encoded(GOOD, FAR),
        Taken(2, rejected=2, reasons={"unreadable_status": 2}, findings=frozenset({"status_unread"})),
    ),
    "old Macintosh line ends": Case(lines(GOOD, FAR, end="\r"), Taken(2)),
    "Windows line ends doubled": Case(lines(GOOD, FAR, end="\r\r\n"), Taken(2)),
    "a mark of the end of file": Case(lines(GOOD, FAR) + b"\x1a", Taken(3, rejected=1, reasons={"ragged_row": 1})),
    "NULs between the letters": Case(lines(GOOD, FAR).replace(b"Minh", b"Mi\x00nh"), Taken(2)),
    "no line end at the end": Case(lines(GOOD, FAR)[:-1], Taken(2)),
    "Vietnamese without marks": Case(
        lines("01/02/2026,Xa Binh Minh,To 1,3,Hoan thanh", head="Ngay,Xa,To dan pho,So nguoi,Ket qua"), Taken(1)
    ),
    "full capitals": Case(lines(GOOD.upper(), head=HEAD.upper()), Taken(1)),
}
