"""Tables: headings, separators, rows that do not fit, rows that are no records."""

from tests.hostile.case import FAR, GOOD, HEAD, Case, Refused, Taken, book, cells, lines, moved

THIRD = "03/02/2026,Xã Bình Minh,Tổ 2,1,Hoàn thành"
RAGGED = {"ragged_row": 1}


def titled(*titles: str) -> bytes:
    return "\n".join(titles).encode() + b"\n" + lines(GOOD, FAR)


CASES: dict[str, Case] = {
    "semicolons": Case(lines(GOOD, FAR, separator=";"), Taken(2)),
    "tabs": Case(lines(GOOD, FAR, separator="\t"), Taken(2)),
    "bars": Case(lines(GOOD, FAR, separator="|"), Taken(2)),
    "semicolons with commas in the cells": Case(
        lines(GOOD, FAR, separator=";").replace(b"Ho\xc3\xa0n th\xc3\xa0nh", "Hoàn thành, tốt".encode()), Taken(2)
    ),
    "all cells in quotes": Case(
        moved("\n".join('"' + row.replace(",", '","') + '"' for row in (HEAD, GOOD, FAR))).encode(), Taken(2)
    ),
    "duplicate headings": Case(lines(GOOD + ",x", FAR + ",y", head=HEAD + ",Xã"), Taken(2)),
    "blank headings": Case(lines(GOOD + ",,x", FAR + ",,", head=HEAD + ",,"), Taken(2)),
    "a heading of 5,000 letters": Case(lines(GOOD + ",x", head=HEAD + "," + "Câu hỏi " * 700), Taken(1)),
    "headings in quotes over two lines": Case(
        lines(GOOD, FAR, head=HEAD.replace("Tổ dân phố", '"Tổ\ndân phố"')), Taken(2)
    ),
    "titles above": Case(titled("BÁO CÁO TUẦN,,,,", "Đơn vị: Đoàn xã,,,,", ",,,,"), Taken(2)),
    "titles without commas": Case(titled("BÁO CÁO TUẦN", "Kỳ báo cáo: tháng hai", ""), Taken(2)),
    "twenty lines of title": Case(titled(*["Cộng hoà xã hội chủ nghĩa Việt Nam"] * 20), Taken(2)),
    "headings once more in the middle": Case(
        lines(GOOD, HEAD, FAR),
        Taken(3, rejected=1, reasons={"unreadable_date": 1, "unreadable_adults": 1, "unreadable_status": 1}),
    ),
    "a total": Case(lines(GOOD, FAR, "Tổng cộng,,,5,"), Taken(3, rejected=1, reasons={"totals_row": 1})),
    "a total without marks": Case(lines(GOOD, FAR, "Tong cong,,,5,"), Taken(3, rejected=1, reasons={"totals_row": 1})),
    "notes and a signature": Case(
        lines(GOOD, FAR, "Người lập biểu,,,,", ",,,Nguyễn Văn Chựa,"),
        Taken(4, rejected=2, reasons={"note_row": 2}),
        secrets=("Nguyễn Văn Chựa",),
    ),
    "blank lines": Case(lines(GOOD, "", ",,,,", "   ", '"",,"  ",,', FAR), Taken(2)),
    "rows too short": Case(lines(GOOD, "01/02/2026,Xã Bình Minh", FAR), Taken(3, rejected=1, reasons=RAGGED)),
    "rows too long": Case(lines(GOOD, FAR + ",thừa", THIRD), Taken(3, rejected=1, reasons=RAGGED)),
    "the first row longer than the headings": Case(lines(GOOD + ",thừa", FAR), Taken(2, rejected=1, reasons=RAGGED)),
    "every row longer than the headings": Case(
        lines(GOOD + ",x", FAR + ",x"), Taken(2, rejected=2, reasons={"ragged_row": 2})
    ),
    "a line break in a cell": Case(lines(GOOD.replace("Tổ 1", '"Tổ\n1"'), FAR), Taken(2)),
    "a line break before a row that is too long": Case(
        lines(GOOD.replace("Tổ 1", '"Tổ\n1"'), FAR + ",x", THIRD), Taken(3, rejected=1, reasons=RAGGED)
    ),
    "quotes in quotes": Case(lines(GOOD.replace("Xã Bình Minh", '"Xã ""Bình"" Minh"'), FAR), Taken(2)),
    "a quote in the middle of a cell": Case(
        lines(GOOD.replace("Hoàn thành", 'Hoàn thành 12" màn hình'), FAR), Taken(2)
    ),
    "headings only": Case(lines(), Taken(0)),
    "headings only, without a line end": Case("Ngày,Xã,Thôn".encode(), Taken(0)),
    "one row of one column too few": Case(b"Ng\xc3\xa0y\n01/02/2026\n", Refused("headings_unknown")),
    "columns in another order": Case(
        lines("3,Tổ 1,Xã Bình Minh,Hoàn thành,01/02/2026", head="Số người,Tổ dân phố,Xã,Kết quả,Ngày"), Taken(1)
    ),
    "blank columns before and between": Case(
        lines(",,01/02/2026,,Xã Bình Minh,Tổ 1,", head=",,Ngày,,Xã,Tổ dân phố,"), Taken(1)
    ),
    "the same row twice": Case(lines(GOOD, GOOD, FAR), Taken(3)),
    "two sheets and a page of notes": Case(book(cells(GOOD, FAR), cells(GOOD), [["Ghi chú"], ["trang 1"]]), Taken(3)),
    "two sheets of other columns": Case(
        book(cells(GOOD), cells("Xã Suối Lạnh,Nà Nghè,02/02/2026", head="Xã,Thôn bản,Ngày thực hiện")), Taken(2)
    ),
    "the same row on two sheets": Case(book(rows := cells(GOOD, FAR), rows[:2]), Taken(3, duplicates=1)),
    "a village called NA and one called None": Case(
        lines(GOOD.replace("Tổ 1", "NA"), GOOD.replace("Tổ 1", "None"), FAR),
        Taken(3, unmatched=2, reasons={"group_unknown": 2}),
    ),
    "a number of a group alone": Case(lines(GOOD.replace("Tổ 1", "1"), FAR), Taken(2)),
    "a note in the margin": Case(
        book([["BÁO CÁO"], [], *cells(GOOD, FAR), [], ["", "", "", "", "", "ghi chú"]]),
        Taken(3, rejected=1, reasons={"note_row": 1}),
    ),
}
