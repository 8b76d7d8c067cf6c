"""Dates: what people, spreadsheets and other calendars write for a day."""

from datetime import date, datetime, time

from tests.hostile.case import FAR, GOOD, HEAD, Case, Taken, book, lines


def on(day: str) -> str:
    """Write a row of a visit on a day."""
    return f"{day},Xã Bình Minh,Tổ 1,1,Hoàn thành"


def unread(*days: str) -> Case:
    """Make a file of days that nobody can read, beside one good row."""
    return Case(
        lines(*map(on, days), FAR), Taken(len(days) + 1, rejected=len(days), reasons={"unreadable_date": len(days)})
    )


def rejected(reason: str, *days: str) -> Case:
    """Make a file of days that cannot be, beside one good row."""
    return Case(lines(*map(on, days), FAR), Taken(len(days) + 1, rejected=len(days), reasons={reason: len(days)}))


def read(*days: str) -> Case:
    """Make a file of days that are read."""
    return Case(lines(*map(on, days), FAR), Taken(len(days) + 1))


CASES: dict[str, Case] = {
    "31/02": unread("31/02/2026", "30/02/2024", "29/02/2025"),
    "no dates at all": unread("hôm qua", "tuần 2", "đầu tháng"),
    "a month of thirteen and a day of nought": unread("13/13/2026", "00/02/2026", "2026-13-01"),
    "the year 2569 of another calendar": rejected("date_in_future", "01/03/2569"),
    "the year 0202": rejected("date_too_early", "01/03/0202"),
    "the year 1900": rejected("date_too_early", "01/01/1900", "31/12/2019"),
    "tomorrow": rejected("date_in_future", "01/04/2026", "31/12/2026"),
    "marks of no value": rejected("date_missing", "NA", "NULL", "-", "N/A", ""),
    "error values": unread("#REF!", "#VALUE!"),
    "with points and dashes": read("11.01.2026", "12-01-2026"),
    "Y-m-d with a time": read("2026-01-13 08:30", "2026-01-13T08:31:00.000+07:00"),
    "d/m/Y with a time": read("14/01/2026 08:30", "14/01/2026 8:31:05"),
    "with blanks around": read(" 15/01/2026 ", "\u00a016/01/2026\u200b"),
    "numbers of Excel as text": read("46040", "46041"),
    "digits of full width": read("１７/01/2026", "18/０１/2026"),
    "day and month of one digit": read("1/1/2026", "2/1/2026"),
    "words in Vietnamese": read("20 tháng 01 năm 2026", "Ngày 19 tháng 1 năm 2026"),
    "years of two digits": Case(
        lines(on("21/01/26"), on("22/01/26"), FAR), Taken(3, findings=frozenset({"short_year"}))
    ),
    "real days in a workbook": Case(
        book(
            [
                HEAD.split(","),
                [datetime(2023, 8, 1, 8, 30), "Xã Bình Minh", "Tổ 1", 3, None],  # noqa: DTZ001 - as Excel has it
                [date(2023, 8, 2), "Xã Bình Minh", "Tổ 2", 2, None],
                [45141, "Xã Bình Minh", "Tổ 2", 1, None],
            ]
        ),
        Taken(3),
    ),
    "a time of day for a day": Case(
        book(
            [
                HEAD.split(","),
                [time(8, 30), "Xã Bình Minh", "Tổ 1", 3, None],
                [date(2023, 8, 5), "Xã Bình Minh", "Tổ 1", 3, None],
            ]
        ),
        Taken(2, rejected=1, reasons={"unreadable_date": 1}),
    ),
    "days far off in Excel": Case(
        book([HEAD.split(","), [2958465, "Xã Bình Minh", "Tổ 1", 3, None], [-1, "Xã Bình Minh", "Tổ 1", 3, None]]),
        Taken(2, rejected=2, reasons={"unreadable_date": 2}),
    ),
    "one bad day among good ones": Case(
        lines(GOOD, on("2026"), on("02/2026"), FAR), Taken(4, rejected=2, reasons={"unreadable_date": 2})
    ),
}
