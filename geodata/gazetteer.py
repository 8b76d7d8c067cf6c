"""Gazetteer: the places that a record can mean, under every name that they have or had."""

from dataclasses import dataclass

import pandas as pd

from geodata.names import keys


@dataclass(frozen=True)
class Gazetteer:
    """The places that a record can mean.

    `communes`: unit_id, name. `groups`: unit_id, parent_id, name. `former`: old_code, old_name, other_spelling,
    old_district, new_code; empty where no unit was ever merged.
    """

    communes: pd.DataFrame
    groups: pd.DataFrame
    former: pd.DataFrame

    def current_names(self) -> pd.DataFrame:
        """Kind and keys of today's communes, with the unit that each means."""
        return named(self.communes["name"], "commune").assign(commune_id=self.communes["unit_id"].array, district="")

    def former_names(self) -> pd.DataFrame:
        """Kind and keys of the former communes under every spelling, with today's unit and the former district."""
        spelled = pd.concat([self.former["old_name"], self.former["other_spelling"]])
        source = pd.concat([self.former, self.former])[(spelled != "").to_numpy()]
        district = keys(source["old_district"], "district")["plain"]
        known = named(spelled[spelled != ""], "commune")
        return known.assign(commune_id=source["new_code"].array, district=district.array).drop_duplicates()

    def commune_names(self) -> pd.DataFrame:
        """Every name that a commune has or had: commune_id and name."""
        former = self.former
        pairs = [
            (self.communes["unit_id"], self.communes["name"]),
            (former["new_code"], former["old_name"]),
            (former["new_code"], former["other_spelling"]),
        ]
        every = pd.concat([pd.DataFrame({"commune_id": ids.array, "name": names.array}) for ids, names in pairs])
        return every[every["name"] != ""].drop_duplicates(ignore_index=True)

    def districts(self) -> pd.DataFrame:
        """Every former district with the communes that lie in it today or did then: district (plain key), name."""
        former = self.former.merge(self.communes, left_on="new_code", right_on="unit_id")
        district = keys(former["old_district"], "district")["plain"]
        pairs = [former[column] for column in ("old_name", "other_spelling", "name")]
        every = pd.concat([pd.DataFrame({"district": district.array, "name": names.array}) for names in pairs])
        return every[every["name"] != ""].drop_duplicates(ignore_index=True)


def named(names: pd.Series, sort: str) -> pd.DataFrame:
    """Return the parts of names (`geodata.names`) under a new index."""
    return keys(names.reset_index(drop=True), sort)
