"""Mesa agents that are views on the records of a run: governments, banks, clusters, enterprises.

Fields of the record are attributes of the agent, read and written where the record stands.
:mod:`model.face` makes them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

import mesa  # type: ignore[import-untyped]
import numpy as np

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.record import Enterprise, Owner
from agents.province import Province
from agents.record import Record
from model.base_year import CITIES, SECTORS
from model.named import NamedEnterprise

if TYPE_CHECKING:
    from model.face import LiaoningModel

PERMANENT = ("key", "identity")


class EnterpriseGoneError(LookupError):
    """Somebody asked for an enterprise that has closed down."""


def near_names(word: str, known: Iterable[str]) -> str:
    """The nearest right names, as the end of a message."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f"; the nearest are {', '.join(near)}" if near else ""


class RecordAgent(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent that is a view on one record of the run.

    Fields of the record are attributes, read and written in the run. A vector such as ``capital``
    is the stretch of the record itself: ``agent.capital[2] += 1.0`` writes it. Do not keep one
    over a step (records move when others enter or leave); keep ``agent.capital.copy()``. Other
    attributes belong to the agent, as in any Mesa model.
    """

    record: ClassVar[type[Record]] = Record
    model: LiaoningModel

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {*dir(cls), "model", "unique_id", "pos"}
        clash = sorted(own & set(cls.record.fields))
        if clash:
            raise TypeError(f"{cls.__name__}: fields that would hide a Mesa attribute: {clash}")

    def _place(self) -> tuple[Any, Any]:
        """The array of records and the place in it."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """Who it is."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        fields = type(self).record.fields
        if name not in fields:
            what = f'{type(self).__name__} has no attribute "{name}"'
            raise AttributeError(what + near_names(name, fields))
        array, place = self._place()
        value = array[name][place]
        return value if isinstance(value, np.ndarray) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in type(self).record.fields:
            super().__setattr__(name, value)
            return
        if name in PERMANENT:
            raise AttributeError(f"{name} is permanent and cannot be set")
        array, place = self._place()
        array[name][place] = value

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *type(self).record.fields})


class ProvinceAgent(RecordAgent):
    """The provincial government, its treasury and the ledger of every conserved thing."""

    record = Province

    def _place(self) -> tuple[Any, Any]:
        return self.model.state.province, 0

    @property
    def title(self) -> str:
        """Liaoning."""
        return "Liaoning"

    def __repr__(self) -> str:
        return f"<Province Liaoning, {self.model.quarter}: treasury {self.treasury:,.0f} m yuan>"


class CityAgent(RecordAgent):
    """A city: its government, its labour pool, what it enforces."""

    record = City

    def __init__(self, model: LiaoningModel, index: int) -> None:
        super().__init__(model)
        self.index = index

    def _place(self) -> tuple[Any, Any]:
        return self.model.state.cities, self.index

    @property
    def title(self) -> str:
        """Name of the city."""
        return CITIES[self.index]

    def __repr__(self) -> str:
        jobs = f"{self.staff:,.0f} employed, {self.pool:,.0f} without work"
        return f"<City {self.title}, {self.model.quarter}: {jobs}>"


class BankAgent(RecordAgent):
    """The bank of a city."""

    record = Bank

    def __init__(self, model: LiaoningModel, index: int) -> None:
        super().__init__(model)
        self.index = index

    def _place(self) -> tuple[Any, Any]:
        return self.model.state.banks, self.index

    @property
    def title(self) -> str:
        """Name of its city."""
        return CITIES[self.index]

    def __repr__(self) -> str:
        return f"<Bank of {self.title}, {self.model.quarter}: {self.loans:,.0f} m yuan lent>"


class ClusterAgent(RecordAgent):
    """The enterprises of one sector in one city, and what they share."""

    record = Cluster

    def __init__(self, model: LiaoningModel, city: int, sector: int) -> None:
        super().__init__(model)
        self.index = (city, sector)

    def _place(self) -> tuple[Any, Any]:
        return self.model.state.clusters, self.index

    @property
    def title(self) -> str:
        """Sector and city."""
        return f"{SECTORS[self.index[1]]} in {CITIES[self.index[0]]}"

    def __repr__(self) -> str:
        return f"<Cluster {self.title}, {self.model.quarter}: {self.enterprises:,.0f} enterprises>"


class EnterpriseAgent(RecordAgent):
    """One enterprise, found by its permanent key wherever its record has moved.

    After its exit every field raises :class:`EnterpriseGoneError`, but ``alive`` is False.
    """

    record = Enterprise

    def __init__(self, model: LiaoningModel, key: int, row: int) -> None:
        super().__init__(model)
        self._key = key
        self._row = row
        self._title = self._named_title(row)
        self.gone: str | None = None  # the quarter in which it was found to have left

    def _named_title(self, row: int) -> str:
        """Chinese and English name, or sector, city and key."""
        firm: Any = self.model.state.firms[row]
        if firm.name > 0:
            lead = self.model.named[firm.name - 1]
            return f"{lead.name_zh} ({lead.name_en})"
        return f"{self._key} ({SECTORS[firm.sector]}, {CITIES[firm.city]})"

    def _place(self) -> tuple[Any, Any]:
        state = self.model.state
        firms = state.firms
        rows = int(state.province["rows"][0])
        keys = firms["key"]
        if not (self._row < rows and keys[self._row] == self._key):
            found = np.flatnonzero(keys[:rows] == self._key)
            self._row = int(found[0]) if len(found) else -1
        if self._row < 0 or not firms["alive"][self._row]:
            when = f"since {self.gone}" if self.gone else f"in {self.model.quarter}"
            raise EnterpriseGoneError(f"enterprise {self._title} is gone {when}: it closed down")
        return firms, self._row

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except EnterpriseGoneError:
            if name == "alive":
                return False
            if name == "key":
                return self._key
            raise

    @property
    def title(self) -> str:
        """Chinese and English name, or key, sector and city."""
        return self._title

    @property
    def named(self) -> NamedEnterprise | None:
        """Its row in the table of named enterprises, if it has one."""
        return self.model.named[self.name - 1] if self.name > 0 else None

    @property
    def city_agent(self) -> CityAgent:
        """The city where it stands."""
        return self.model.cities[CITIES[self.city]]

    @property
    def bank_agent(self) -> BankAgent:
        """The bank that lends to it."""
        return self.model.banks[CITIES[self.city]]

    def __repr__(self) -> str:
        if not self.alive:
            return f"<Enterprise {self._title}, gone since {self.gone or self.model.quarter}>"
        owner = Owner(self.owner).name.lower().replace("_", " ")
        counts = f", stands for {self.weight:.1f}" if self.weight != 1.0 else ""
        size = f"staff {self.staff:,.0f}, sales {self.sales_year:,.0f} m yuan a year"
        return f"<Enterprise {self._title}, {self.model.quarter}: {owner}, {size}{counts}>"
