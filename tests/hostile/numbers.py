"""Numbers: counts, codes, telephones and citizen numbers as spreadsheets and people leave them."""

from tests.hostile.case import FAR, GOOD, HEAD, Case, Taken, book, cells, lines

PEOPLE = "Ngày,Xã,Tổ dân phố,Họ và tên,Số CCCD,Số điện thoại"
LISTED = "Mã tổ,Xã,Tổ dân phố,Người trưởng thành,Số hộ"


def counted(*counts: str) -> bytes:
    return lines(*(f'01/02/2026,Xã Bình Minh,Tổ 1,"{count}",' for count in counts), FAR)


def read(*counts: str) -> Case:
    return Case(counted(*counts), Taken(len(counts) + 1))


def rejected(reason: str, *counts: str) -> Case:
    return Case(counted(*counts), Taken(len(counts) + 1, rejected=len(counts), reasons={reason: len(counts)}))


def people(*rows: str) -> bytes:
    return lines(*rows, head=PEOPLE)


CASES: dict[str, Case] = {
    "thousands with a point": read("1.234", "12.345"),
    "thousands with a comma": read("1,234"),
    "whole numbers with a decimal": read("12.0", "12,0"),
    "with a unit": read("5 người", "3 hộ"),
    "marks of no value": read("", "-", "NA", "N/A"),
    "digits of full width": read("１２"),
    "thousands and decimals of Europe": rejected("unreadable_adults", "1.234,5"),
    "halves of people": rejected("unreadable_adults", "2.5", "0,125"),
    "shares": rejected("unreadable_adults", "12,5%", "140 %"),
    "less than nobody": rejected("unreadable_adults", "-3", "−4"),
    "no number at all": rejected("unreadable_adults", "inf", "nhiều", "1e9", "0x1F"),
    "more people than live anywhere": rejected("count_impossible", "999999", "100.001"),
    "a number of forty digits": rejected("unreadable_adults", "9" * 40),
    "a number of 5,000 digits": rejected("unreadable_adults", "1" * 5000),
    "error values": rejected("unreadable_adults", "#REF!", "#DIV/0!"),
    "numbers of a workbook": Case(
        book(
            [
                HEAD.split(","),
                ["01/05/2023", "Xã Bình Minh", "Tổ 1", 3.0, None],
                ["02/05/2023", "Xã Bình Minh", "Tổ 1", True, None],
                ["03/05/2023", "Xã Bình Minh", 1, 1.5, None],
            ]
        ),
        Taken(3, rejected=1, reasons={"unreadable_adults": 1}),
    ),
    "citizen numbers rounded by a spreadsheet": Case(
        people(
            "01/02/2026,Xã Bình Minh,Tổ 1,Lò Thị Hặc,1.099E+11,0987650001", "02/02/2026,Xã Bình Minh,Tổ 2,,1.1E+10,"
        ),
        Taken(2, reasons={"unreadable_person_id": 2}),
        secrets=("Lò Thị Hặc", "0987650001", "987650001"),
    ),
    "citizen numbers without their zero": Case(
        people("01/02/2026,Xã Bình Minh,Tổ 1,,11090765001,", "01/02/2026,Xã Bình Minh,Tổ 1,,011090765001,"),
        Taken(2, duplicates=1),
        secrets=("11090765001",),
    ),
    "telephones of every shape": Case(
        people(
            "01/02/2026,Xã Bình Minh,Tổ 1,Giàng A Páo,,+84987650002",
            "01/02/2026,Xã Bình Minh,Tổ 1,GIÀNG A PÁO,,0987.650.002",
            "01/02/2026,Xã Bình Minh,Tổ 1,giàng  a páo,,84987650002",
        ),
        Taken(3, duplicates=2),
        secrets=("Giàng A Páo", "GIÀNG A PÁO", "987650002", "0987.650.002"),
    ),
    "telephones as numbers": Case(
        book([PEOPLE.split(","), ["01/06/2023", "Xã Bình Minh", "Tổ 1", "Vừ Thị Mai", 11090765003, 987650003.0]]),
        Taken(1),
        secrets=("Vừ Thị Mai", "11090765003", "987650003"),
    ),
    "a person in the wrong column": Case(
        people(
            "0987650004,Xã Bình Minh,Tổ 1,,,",
            "01/02/2026,Xã Bình Minh,Tổ 2,,Tòng Văn Kẻo,",
            "02/02/2026,Xã Bình Minh,Tổ 1,,,",
        ),
        Taken(3, rejected=1, reasons={"unreadable_date": 1}),
        secrets=("987650004", "Tòng Văn Kẻo"),
    ),
    "codes that lost their zero": Case(
        lines("01/02/2026,1234,1", "02/02/2026,90001,1", "03/02/2026,090001,1", head="Ngày,Mã xã,Số người"),
        Taken(3, unmatched=2, reasons={"code_unknown": 2}),
    ),
    "codes as decimal numbers": Case(
        book([["Ngày", "Mã xã", "Số người"], ["01/07/2023", 90001.0, 1], ["02/07/2023", "90001.0", 1]]), Taken(2)
    ),
    "denominators of every shape": Case(
        lines(
            '90001-1,Xã Bình Minh,Tổ 1,"1.234",10',
            "90001-2,Xã Bình Minh,Tổ 2,-5,8",
            '90001-3,Xã Bình Minh,Tổ 3,"12,5%",8',
            head=LISTED,
        ),
        Taken(3, rejected=2, reasons={"unreadable_adult_population": 2}),
        kind="population",
    ),
    "teams twice and without a code": Case(
        lines("D01,Đội 1,5", "D01,Đội 1,6", ",Đội 3,7", "Tổng cộng,,18", head="Mã đội,Tên đội,Số thành viên"),
        Taken(4, rejected=2, reasons={"team_twice": 1, "totals_row": 1}),
        kind="teams",
    ),
    "a serial number merged with the total": Case(
        book(
            cells(
                "1,01/02/2026,Xã Bình Minh,Tổ 1,3",
                "2,02/02/2026,Xã Bình Minh,Tổ 1,3",
                ",TỔNG SỐ:,,,6",
                head="STT,Ngày,Xã,Tổ dân phố,Số người",
            )
        ),
        Taken(3, rejected=1, reasons={"totals_row": 1}),
    ),
    "a total written by its bare word": Case(
        lines(GOOD, FAR, "TỔNG,,,5,"), Taken(3, rejected=1, reasons={"totals_row": 1})
    ),
}
