"""Files for the benchmarks: a population list and the visits of a year, as many hands would have typed them."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

GROUPS = 1_450
TODAY = date(2026, 3, 31)
FIRST_DAY, DAYS = "2025-07-01", 273  # since the merger: pandas knows nothing of the former communes
FIRST = ("Nà", "Huổi", "Pá", "Co", "Pú", "Tà", "Sín", "Nậm", "Hua", "Phiêng", "Háng", "Chế", "Kê", "Lọng", "Mường")
SECOND = (
    "Nghè",
    "Sa",
    "Lếch",
    "Chứn",
    "Khoang",
    "Xôm",
    "Phình",
    "Cơ",
    "Vạ",
    "Bủng",
    "Đán",
    "Tở",
    "Pheo",
    "Ngám",
    "Lình",
)
FAMILY = ("Lò", "Quàng", "Cà", "Vàng", "Giàng", "Sùng", "Nguyễn", "Trần", "Tòng", "Mùa", "Hạng", "Lường", "Vừ", "Thào")
MIDDLE = ("Văn", "Thị", "A", "Thị Hồng", "Đức", "Minh", "Thanh", "Seo")
GIVEN = ("Pó", "Dính", "Hoa", "Thương", "Chứ", "Lan", "Sơn", "Đôi", "Mai", "Pháng", "Ơn", "Bình", "Tủa", "Xuân", "Dua")
TOPICS = ("VNeID", "Dịch vụ công trực tuyến", "Thanh toán số", "An toàn trên mạng", "Kỹ năng số cơ bản")
ANSWERS = ("Đã hướng dẫn", "Hoàn thành", "Vắng mặt", "Từ chối")
MISTYPED_DAYS = ("31/02/2026", "", "hôm qua", "15/07/2031", "01/01/1999", "13/13/2025")
MISTYPED_COUNTS = ("hai", "3 hoặc 4", "-1", "1,5")


def make_population(target: Path) -> "pd.DataFrame":
    """Write the list of groups and their adults, and return it; names are unique inside a commune."""
    import numpy as np
    import pandas as pd

    from geodata.province import communes

    every = communes()
    at = np.arange(GROUPS) % len(every)
    turn = np.arange(GROUPS) // len(every)
    in_ward = (every["kind"] == "phường").to_numpy()[at]
    # Fifteen names of a hamlet for each second word: no commune has more than 33 groups.
    words = np.array(FIRST, dtype=object)[turn % 15] + " " + np.array(SECOND, dtype=object)[(at + turn // 15) % 15]
    numbers = (turn + 1).astype(str).astype(object)
    groups = pd.DataFrame(
        {
            "Mã xã": every["code"].to_numpy()[at],
            "Xã/phường": every["full_name"].to_numpy()[at],
            "Tổ dân phố/thôn/bản": np.where(in_ward, "Tổ dân phố " + numbers, "Bản " + words),
            "Số hộ": 60 + np.arange(GROUPS) % 90,
            "Dân số từ 18 tuổi trở lên": 250 + np.arange(GROUPS) % 300,
            "Năm số liệu": 2025,
            "Nguồn": "Thống kê xã",
        }
    )
    groups.to_csv(target, index=False)
    return groups


def make_visits(rows: int, groups: "pd.DataFrame", target: Path) -> None:
    """Write visits: two thirds as many people as rows, 1 in 50 a repeat, 3 in 100 mistyped or of no known place.

    Of a hundred people sixty show a citizen number, thirty-seven give name, year and telephone, three nothing:
    these are counted with their household.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pc

    random = np.random.default_rng(11)
    people = max(rows * 65 // 100, 1)
    who = np.concatenate([np.arange(people), random.integers(0, people, rows - people)])
    random.shuffle(who)
    at = (who * 7919) % len(groups)
    columns = {**_who(who), **_what(random, rows, len(groups), at), **_where(random, groups, at)}
    mistyped = random.random(rows) < 0.003
    columns["Số người"] = np.where(mistyped, _pick(MISTYPED_COUNTS, who), columns["Số người"])
    order = ["Ngày", *groups.columns[1:3], "Họ và tên", "Năm sinh", "Số CCCD", "Số điện thoại", "Mã hộ", "Số người"]
    order += ["Kết quả", "Nội dung", "Đội", "Ngôn ngữ"]
    repeated = random.random(rows) < 0.02
    source = np.where(repeated, np.maximum(np.arange(rows) - 7, 0), np.arange(rows))
    table = pa.table({"STT": np.arange(1, rows + 1), **{name: pa.array(columns[name][source]) for name in order}})
    pc.write_csv(table, target)


def _who(who: "np.ndarray") -> dict[str, "np.ndarray"]:
    import numpy as np

    kind = who * 31 % 100
    shown, named = kind < 60, kind < 97
    year = 1945 + who * 13 % 62
    name = _pick(FAMILY, who) + " " + _pick(MIDDLE, who // 14) + " " + _pick(GIVEN, who // 112)
    citizen = [f"011{number:09d}" for number in who.tolist()]
    phone = [f"09{number * 37 % 100_000_000:08d}" for number in who.tolist()]
    household = [f"H{number // 3:06d}" for number in who.tolist()]
    return {
        "Họ và tên": np.where(named, name, ""),
        "Năm sinh": np.where(named, year.astype(str), ""),
        "Số CCCD": np.where(shown, np.array(citizen, dtype=object), ""),
        "Số điện thoại": np.where(named, np.array(phone, dtype=object), ""),
        "Mã hộ": np.array(household, dtype=object),
        "Số người": np.where(named, "1", (2 + who % 3).astype(str)).astype(object),
    }


def _what(random: "np.random.Generator", rows: int, groups: int, at: "np.ndarray") -> dict[str, "np.ndarray"]:
    import numpy as np

    days = np.datetime64(FIRST_DAY) + random.integers(0, DAYS, rows)
    texts = np.array([f"{day:%d/%m/%Y}" for day in np.datetime64(FIRST_DAY) + np.arange(DAYS) for day in [day.item()]])
    day = texts[(days - np.datetime64(FIRST_DAY)).astype(int)].astype(object)
    day = np.where(random.random(rows) < 0.01, _pick(MISTYPED_DAYS, random.integers(0, 6, rows)), day)
    return {
        "Ngày": day,
        "Kết quả": _pick(ANSWERS, random.choice(4, rows, p=[0.6, 0.3, 0.07, 0.03])),
        "Nội dung": _pick(TOPICS, random.integers(0, len(TOPICS), rows)),
        "Đội": np.array([f"Đội {number + 1}" for number in range(75)], dtype=object)[at * 75 // groups],
        "Ngôn ngữ": _pick(("Kinh", "Thái", "Mông"), at),
    }


def _where(random: "np.random.Generator", groups: "pd.DataFrame", at: "np.ndarray") -> dict[str, "np.ndarray"]:
    """Write each place in one of some ways: none of them changes what is meant, but one in a hundred is unknown."""
    import numpy as np

    commune, group = groups.columns[1:3]
    rows = len(at)
    written = {}
    for column, spell in ((commune, commune_spellings), (group, group_spellings)):
        spelled = np.array([spell(name) for name in groups[column]], dtype=object)
        written[column] = spelled[at, random.integers(0, spelled.shape[1], rows)]
    written[group] = np.where(random.random(rows) < 0.01, "Bản Không Tên", written[group])
    return written


def commune_spellings(name: str) -> tuple[str, ...]:
    """Write the full name of a commune in five ways."""
    kind, bare = name.split(" ", 1)
    return name, bare, name.upper(), f" {kind.lower()}  {bare} ", unicodedata.normalize("NFD", name)


def group_spellings(name: str) -> tuple[str, ...]:
    """Write the name of a group in seven ways."""
    short = name.replace("Tổ dân phố", "TDP").replace("Bản ", "bản ")
    bare = name.replace("Tổ dân phố", "Tổ").replace("Bản ", "")
    decomposed = unicodedata.normalize("NFD", name)
    return name, short, bare, name.upper(), name.lower(), f" {name.replace(' ', '  ')} ", decomposed


def _pick(words: tuple[str, ...], position: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.array(words, dtype=object)[position % len(words)]
