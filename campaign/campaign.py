"""Everything that can be done with one data folder. Nothing is written outside it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from campaign.absences import Calendar
from campaign.archive import Archive
from campaign.arrivals import Arrivals, Progress, silently
from campaign.charted import charted_on
from campaign.checks import SpotChecks
from campaign.clusters import clusters_on
from campaign.denominators import ladder_on
from campaign.desk import Desk
from campaign.edition import Edition, history_over, officials_on, province_on
from campaign.editions import Editions
from campaign.equity import effort_on, equity_on
from campaign.former import former_on
from campaign.intake import Intake, now
from campaign.pace import pace_on, teams_on, trials_on
from campaign.planned import planned_standing
from campaign.quality import quality_on
from campaign.review import Review, decision_on, review_queue
from campaign.rounds import Rounds
from campaign.uncertainty import uncertainty_on
from outreach.cascade import closed_by_reason
from outreach.denominator import Choice, denominator_flags
from outreach.errors import NotFound
from outreach.officials import classes, courses
from outreach.pace import Pace
from outreach.quality import Quality
from outreach.target import Target
from settings import Settings
from store.absences import Absences
from store.catalogue import Catalogue
from store.checks import Checks
from store.choices import Choices
from store.decisions import Decision, Decisions
from store.returns import Returns


class Campaign:
    """The campaign of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")
        self.decisions = Decisions(self.folder / "catalogue.sqlite")
        self.review = Review(self.decisions)
        self.choices = Choices(self.folder / "catalogue.sqlite")
        self.spot_checks = SpotChecks(Checks(self.folder / "catalogue.sqlite"))
        self.absences = Calendar(Absences(self.folder / "catalogue.sqlite"))
        self.intake = Intake(self.folder, settings)
        self.desk = Desk(self)
        self.returns = Returns(self.folder / "catalogue.sqlite")
        self._open_the_parts()

    def _open_the_parts(self) -> None:
        """Make the parts, and let whoever holds the campaign ask it for what they do."""
        self.editions, self.arrivals = Editions(self), Arrivals(self)
        self.archive, self.rounds = Archive(self), Rounds(self)
        came, kept, asked = self.arrivals, self.archive, self.rounds
        self.import_file, self.import_boundaries, self.pull = came.import_file, came.import_boundaries, came.pull
        self.examine, self.extent, self.undo, self.withdrawn = came.examine, came.extent, came.undo, came.withdrawn
        self.start_demonstration, self.start_own, self.reset = came.start_demonstration, came.start_own, came.reset
        self.outcomes, self.outcome, self.open_rows = came.outcomes, came.outcome, came.open_rows
        self.open_points, self.mending_workbook = came.open_points, came.mending_workbook
        self.present, self.freeze, self.compare = kept.present, kept.freeze, kept.compare
        self.snapshots, self.snapshot, self.hide_snapshot = kept.snapshots, kept.snapshot, kept.hide_snapshot
        self.coverage_trend, self.checks, self.plan_checks = kept.coverage_trend, asked.checks, asked.plan_checks
        self.enter_check, self.withdraw_check = asked.enter_check, asked.withdraw_check
        self.check_marks, self.check_estimates = asked.check_marks, asked.check_estimates

    @property
    def target(self) -> Target:
        """The target of the campaign's plan, of the denominator that the province chose."""
        return Target(self.settings.target_share, self.settings.target_on, self.choices.denominator)

    @property
    def is_empty(self) -> bool:
        """Tell a folder into which nothing was ever imported."""
        return not self.catalogue.imports(withdrawn=True)

    @property
    def is_bare(self) -> bool:
        """Tell a folder in which no import is in force."""
        return not self.catalogue.imports()

    @property
    def is_illustrative(self) -> bool:
        """Tell whether any figure rests on generated records."""
        return any(one.is_illustrative for one in self.catalogue.imports())

    def edition(self, told: Progress = silently) -> Edition:
        """Return the edition of the active imports, building it when it is not there yet."""
        return self.editions.in_force(told)

    def terms(self, until: date | None) -> tuple[date, Target, int]:
        """Return on what a figure of a day hangs beside its edition: the day, the target, the days of silence."""
        return until or self.settings.today, self.target, self.settings.reports_expected_within_days

    def standing(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the standing of every commune or group on a day (today unless told), indexed by unit_no.

        It is shared by all who ask, and must not be changed.
        """
        terms = self.terms(until)
        return planned_standing(self.edition(), level, terms, self.desk, self.desk.approved_on(terms[0]))

    def charted(self, level: str, columns: tuple[str, ...], until: date | None = None) -> pd.DataFrame:
        """Return the standing of a level with some of the columns that the map asks for (see `campaign.charted`)."""
        terms = self.terms(until)
        return charted_on(self.edition(), level, terms, columns, self.desk, self.desk.approved_on(terms[0]))

    def pace(self, level: str, until: date | None = None) -> Pace:
        """Return the pace of the province, every commune or every group on a day (today unless told).

        The province is the unit `campaign.pace.PROVINCE`. It is shared by all who ask, and must not be changed.
        """
        return pace_on(self.edition(), level, *self.terms(until))

    def team_pace(self, until: date | None = None) -> pd.DataFrame:
        """Return what every team did in the last four complete weeks before a day; shared like the pace."""
        chosen = self.settings
        return teams_on(self.edition(), until or chosen.today, chosen.reports_expected_within_days)

    def pace_trials(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return how often the ranges of the forecast have held, and how far off it was; shared like the pace."""
        return trials_on(self.edition(), level, *self.terms(until))

    def history(self, level: str, days: Sequence[date], commune_id: str = "") -> pd.DataFrame:
        """Return the standing of a level on several days, one row a unit and day (on_date); of one commune if told."""
        chosen = self.settings
        return history_over(self.edition(), level, days, self.target, chosen.reports_expected_within_days, commune_id)

    def quality(self, until: date | None = None) -> Quality:
        """Return what the checks of quality say on a day (today unless told); shared, so it must not be changed."""
        return quality_on(self.edition(), *self.terms(until))

    def uncertainty(self, until: date | None = None, *, is_local: bool = False) -> pd.DataFrame:
        """Return how far the coverage of each group is known on a day (see `outreach.uncertainty`).

        Groups of which little is known resemble those of their commune, or those next door where `is_local`.
        """
        return uncertainty_on(self.edition(), *self.terms(until), is_local=is_local)

    def equity(self, until: date | None = None) -> pd.DataFrame:
        """Return coverage by fifth, language, remoteness, zone, power and signal on a day (see `outreach.equity`)."""
        return equity_on(self.edition(), *self.terms(until))

    def effort(self, until: date | None = None) -> pd.DataFrame:
        """Return where each commune's teams go, and whether to the easy places again (see `outreach.equity`)."""
        return effort_on(self.edition(), *self.terms(until))

    def clusters(self, until: date | None = None, level: str = "group") -> pd.DataFrame:
        """Return where low and high coverage lie together on a day (see `campaign.clusters`); not to be changed."""
        return clusters_on(self.edition(), level, *self.terms(until))

    def former_standing(self, until: date | None = None) -> pd.DataFrame:
        """Return the standing by the units of before the merger on a day (see `outreach.merger`); not to be changed."""
        return former_on(self.edition(), *self.terms(until))

    def review_queue(self) -> pd.DataFrame:
        """Return each written place that waits for a person, most people first (see `campaign.review`)."""
        imports = self.catalogue.imports()
        return review_queue(self.editions.of(imports, self.decisions.active()), imports)

    def decide(
        self,
        place_key: int,
        verdict: str,
        unit_id: str,
        *,
        group_name: str = "",
        alike: bool = False,
        actor: str = "",
    ) -> int:
        """Decide one place of the queue by its number; return the number of the decision.

        Raise NotFound for a place that does not wait, or a unit that is not there.
        """
        queue = self.review_queue()
        found = queue[queue["place_key"] == place_key]
        if found.empty:
            raise NotFound("place_unknown", place=place_key)
        if verdict in ("unit", "new_group") and unit_id not in set(self.edition().units["unit_id"]):
            raise NotFound("unit_unknown", unit=unit_id)
        place = found.iloc[0]
        name = (group_name or place["group"]) if verdict == "new_group" else ""
        return self.review.decide([decision_on(place, verdict, unit_id, group_name=name, alike=alike)], actor)[0]

    def close_unit(self, unit_id: str, reason: str, actor: str = "") -> int:
        """Take a group out of the campaign by decision; return the number by which that can be taken back."""
        units = self.edition().units
        if unit_id not in set(units.loc[units["level"] == "group", "unit_id"]):
            raise NotFound("unit_unknown", unit=unit_id)
        return self.review.decide([Decision("unit", unit_id, "closed", unit_id, written=reason)], actor)[0]

    def choose_denominator(self, choice: Choice, actor: str = "") -> None:
        """Make a base and a kind of source the official denominator of every coverage."""
        self.choices.choose(choice, actor, now())

    def ladder(self, commune_id: str = "", until: date | None = None) -> pd.DataFrame:
        """Return the coverage of the province, or of one commune, under every denominator that is known.

        One row a base and kind of source: adults, adults_year (the oldest figure in it), coverage_share, gap_people and
        is_official.
        """
        return ladder_on(self.edition(), commune_id, *self.terms(until))

    def province(self, until: date | None = None) -> pd.Series:
        """Return the figures of the whole province on a day (today unless told); shared, so not to be changed."""
        return province_on(self.edition(), *self.terms(until))

    def denominator_flags(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return what is doubtful about the denominator of each unit of a level (see `outreach.denominator`)."""
        day = until or self.settings.today
        return denominator_flags(self.edition().bases, self.standing(level, until), self.target.of.base, day.year)

    def officials(self, until: date | None = None) -> pd.DataFrame:
        """Return how many officials of each commune were trained (see `outreach.officials`)."""
        return officials_on(self.edition(), until or self.settings.today)

    def courses(self, until: date | None = None) -> pd.DataFrame:
        """Return the courses for officials that count against the plan."""
        return courses(self.edition().tally("sessions"), pd.Timestamp(until or self.settings.today))

    def classes(self, until: date | None = None, commune_id: str = "") -> pd.DataFrame:
        """Return the classes for citizens by the language of the place, of one commune if told."""
        edition = self.edition()
        units = edition.denominated(self.target.of)
        if commune_id:
            units = units[(units["unit_id"] == commune_id) | (units["parent_id"] == commune_id)]
        return classes(edition.tally("sessions"), units, pd.Timestamp(until or self.settings.today))

    def endings(self, level: str, until: date | None = None) -> pd.DataFrame:
        """Return the visits of each unit of a level that ended without service, one column a reason."""
        standing, units = self.standing(level, until), self.edition().units
        found = closed_by_reason(self.edition().tally("endings"), units, pd.Timestamp(until or self.settings.today))
        return found.reindex(standing.index, fill_value=0)
