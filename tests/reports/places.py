"""A campaign of eight communes of the built-in province, three groups each, whose figures a pencil finds.

The commune in place i (0 to 7) has groups of 60, 80 and 100 adults; 8i people are reached in the first, 7i in the
second and nobody in the third. In place 1 the second has 3 instead; place 0 and all other communes never sent anything.
"""

from datetime import date, timedelta

DAY = date(2026, 11, 22)
ADULTS = (60, 80, 100)
CODES = ("03127", "03151", "03158", "03160", "03162", "03166", "03172", "03175")


def reached(place: int, group: int) -> int:
    """Return how many people are reached in a group."""
    return 0 if group == 2 else 3 if (place, group) == (1, 1) else (8, 7)[group] * place


def residents() -> str:
    """Return the population list."""
    lines = ["commune code,group code,group,adult population,language,distance km,year"]
    for place, code in enumerate(CODES):
        for group, adults in enumerate(ADULTS):
            spoken, away = ("Kinh", "Mông")[place % 2], 15 if place % 2 else 2
            lines.append(f"{code},{code}-{group + 1},Bản Nậm Đích {group + 1},{adults},{spoken},{away},2025")
    return "\n".join(lines)


def visits() -> str:
    """Return the visits, one a person, on the fourteen days from 9 November on."""
    lines, number = ["date,commune code,group code,person id"], 0
    for place, code in enumerate(CODES):
        for group in range(3):
            for _ in range(reached(place, group)):
                number += 1
                day = date(2026, 11, 9) + timedelta(days=number % 14)
                lines.append(f"{day.isoformat()},{code},{code}-{group + 1},{100_000_000_000 + number}")
    return "\n".join(lines)
