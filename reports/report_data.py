"""The one dataset that every number of a report comes from."""

from __future__ import annotations

from dataclasses import dataclass

from experiments import plots
from experiments.attribution.attribution import Attribution
from experiments.comparison import Comparison
from experiments.effect_tables import headline_period, whole_years
from experiments.targets import Attainment
from locales.catalogue import word


@dataclass(frozen=True)
class ReportData:
    """A comparison, the targets of its scenarios, and an attribution where one was asked for.

    Attributes
    ----------
    found
        Paired effects and paths.
    targets
        Of the baseline and every scenario in that order; empty where runs end before 2020Q4.
    attribution
        Of the first scenario, or None.
    command
        The command line that makes the report again.
    """

    found: Comparison
    targets: tuple[Attainment, ...]
    attribution: Attribution | None
    command: str

    @property
    def year(self) -> str:
        """The year of the answer: the plan's last, or the last that was run."""
        return headline_period(self.years)

    @property
    def years(self) -> tuple[str, ...]:
        """The whole years that were run."""
        return whole_years(self.found.periods)

    @property
    def shown_years(self) -> tuple[str, ...]:
        """The year of the answer, and the last one where it is later: what lasts."""
        return tuple(dict.fromkeys((self.year, self.years[-1])))

    def title(self, scenario: str, lang: str) -> str:
        """A scenario's title in the quotation marks of a sentence."""
        return word("report.quoted", lang, title=self.found.titles[scenario][lang])

    def sample(self, lang: str) -> str:
        """Which enterprises were run."""
        return plots.sample(self.found.scale, lang)

    def made(self, lang: str) -> str:
        """Runs and seeds, as they stand below every figure."""
        return plots.made(self.found.seeds, self.found.scale, lang)

    def source(self, unit: str, lang: str) -> str:
        """Unit and source of a figure or table."""
        return plots.source(unit, self.found.seeds, self.found.scale, lang)
