"""Coordinates: the village by its point, in every shape that a device, a form or a person gives it."""

from tests.hostile.case import Case, Taken, lines

# The middle of Tổ 1 is 21.005, 103.005; that of Bản Nà Nghè 20.995, 103.005.
POINT = "Ngày,Vĩ độ,Kinh độ,Số người"


def points(*rows: str, head: str = POINT) -> bytes:
    return lines(*(f"0{number}/02/2026,{row},1" for number, row in enumerate(rows, 1)), head=head)


def alone(*rows: str, reason: str) -> Case:
    """Make a file of points that are no place, beside two good ones."""
    return Case(
        points("21.005,103.005", "20.995,103.005", *rows),
        Taken(len(rows) + 2, unmatched=len(rows), reasons={reason: len(rows), "no_place": len(rows)}),
    )


CASES: dict[str, Case] = {
    "points alone": Case(points("21.005,103.005", "20.995,103.015"), Taken(2)),
    "points with a decimal comma": Case(points('"21,005","103,005"', '"20,995","103,005"'), Taken(2)),
    "points with a sign and blanks": Case(points("+21.005, 103.005 ", " 20.995,+103.005"), Taken(2)),
    "zero island": alone("0,0", "0.0,0.00", reason="zero_island"),
    "beyond the globe": alone("95.5,103.005", "21.005,203.005", reason="coordinates_impossible"),
    "points of another country": Case(
        points("21.005,103.005", "8.46,-11.79"), Taken(2, unmatched=1, reasons={"point_outside": 1})
    ),
    "infinity and no number": Case(
        points("21.005,103.005", "inf,103.005", "21.005,NaN", "1e999,103.005"),
        Taken(4, unmatched=3, reasons={"unreadable_lat": 2, "no_place": 3}),
    ),
    "half a point": Case(
        points("21.005,103.005", "21.005,", ",103.005"), Taken(3, unmatched=2, reasons={"no_place": 2})
    ),
    "a point on the edge of two groups": Case(points("21.005,103.01"), Taken(1)),
    "a point on the corner of four groups": Case(points("21.0,103.01"), Taken(1)),
    "degrees, minutes and seconds": Case(
        points('"21°00\'18""N","103°00\'18""E"', '"20°59\'42""N","103°00\'18""E"'), Taken(2)
    ),
    "a point that contradicts the name of a known group": Case(
        lines(
            "01/02/2026,Xã Bình Minh,Tổ 1,21.005,103.005",
            "02/02/2026,Xã Bình Minh,Tổ 1,20.995,103.005",
            head="Ngày,Xã,Tổ dân phố,Vĩ độ,Kinh độ",
        ),
        Taken(2),
    ),
    "a point beside a name that is blank": Case(
        lines("01/02/2026,,,21.005,103.005", head="Ngày,Xã,Tổ dân phố,Vĩ độ,Kinh độ"), Taken(1)
    ),
    "a point beside a good name, unreadable": Case(
        lines("01/02/2026,Xã Bình Minh,Tổ 1,chưa đo,chưa đo", head="Ngày,Xã,Tổ dân phố,Vĩ độ,Kinh độ"),
        Taken(1, reasons={"unreadable_lat": 1, "unreadable_lon": 1}),
    ),
    "thirty decimals": Case(points("21.005000000000000000000000000001,103.005"), Taken(1)),
}
