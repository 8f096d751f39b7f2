"""The object-level interface: the province as a Mesa model whose step is one quarter.

Governments, banks and clusters are Mesa agents from the start. An enterprise is made into one when
it is asked for (``model.enterprise("新松")``, ``model.enterprises(mask, at_most=20)``). All of them
are *views*: an attribute is a field of the record in the run, read and written where it stands, so
``agent.cash += 1.0`` is seen by the next quarter. The quarter itself stays compiled, and the same
seed gives bit for bit what :func:`model.simulate.simulate` gives. Whatever a researcher adds
between quarters must keep the accounts closed: who gets money takes it from somebody.

Written for Mesa 3; nothing else in liaosim depends on it.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
from mesa.agent import AgentSet
from numpy.typing import NDArray

from agents.bank import Bank
from agents.city import City
from agents.cluster import Cluster
from agents.enterprise.record import Enterprise, Owner
from agents.province import Lever, Policy, Province
from agents.record import Record, Records
from model import accounts, indicators
from model.indicators import HEADLINES, INDICATOR_INDEX, FloatArray
from model.input_data.data_tables import CITIES, SECTORS
from model.input_data.external_world import World, label
from model.input_data.lead_enterprises import NamedEnterprise
from model.simulate import Start, run_quarter, start
from model.state import State, copy_state

PERMANENT = ("key", "identity")


class EnterpriseGoneError(LookupError):
    """Somebody asked for an enterprise that has closed down."""


def near_names(word: str, known: Iterable[str]) -> str:
    """The nearest right names, as the end of a message."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f"; the nearest are {', '.join(near)}" if near else ""


class _Numbers(WeakKeyDictionary["LiaoningModel", "itertools.count[int]"]):
    """Numbers of new agents by model; Mesa's own table keeps every model for ever."""

    def __getitem__(self, model: LiaoningModel) -> itertools.count[int]:
        if model not in self:  # also a model that was pickled, with agents of its own
            self[model] = itertools.count(1 + max((a.unique_id for a in model.agents), default=0))
        return super().__getitem__(model)


class RecordAgent(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent that is a view on one record of the run.

    Fields of the record are attributes, read and written in the run. A vector such as ``capital``
    is the stretch of the record itself: ``agent.capital[2] += 1.0`` writes it. Do not keep one
    over a step (records move when others enter or leave); keep ``agent.capital.copy()``. Other
    attributes belong to the agent, as in any Mesa model.
    """

    _ids: ClassVar[_Numbers] = _Numbers()
    record: ClassVar[type[Record]] = Record
    held_in: ClassVar[str] = ""  # the array of the state in which its record stands
    model: LiaoningModel

    def __init__(self, model: LiaoningModel, index: Any = 0) -> None:
        super().__init__(model)
        self.index = index

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {*dir(cls), "model", "unique_id", "pos"}
        clash = sorted(own & set(cls.record.fields))
        if clash:
            raise TypeError(f"{cls.__name__}: fields that would hide a Mesa attribute: {clash}")

    def _place(self) -> tuple[Any, Any]:
        """The array of records and the place in it."""
        return getattr(self.model.state, type(self).held_in), self.index

    @property
    def title(self) -> str:
        """Who it is; of what belongs to a city its name."""
        return CITIES[self.index]

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
    held_in = "province"

    @property
    def title(self) -> str:
        """Liaoning."""
        return "Liaoning"

    def __repr__(self) -> str:
        return f"<Province Liaoning, {self.model.quarter}: treasury {self.treasury:,.0f} m yuan>"


class CityAgent(RecordAgent):
    """A city: its government, its labour pool, what it enforces."""

    record = City
    held_in = "cities"

    def __repr__(self) -> str:
        jobs = f"{self.staff:,.0f} employed, {self.pool:,.0f} without work"
        return f"<City {self.title}, {self.model.quarter}: {jobs}>"


class BankAgent(RecordAgent):
    """The bank of a city."""

    record = Bank
    held_in = "banks"

    def __repr__(self) -> str:
        return f"<Bank of {self.title}, {self.model.quarter}: {self.loans:,.0f} m yuan lent>"


class ClusterAgent(RecordAgent):
    """The enterprises of one sector in one city, and what they share."""

    record = Cluster
    held_in = "clusters"

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


MASK_EXAMPLE = 'model.enterprises(lambda firms: firms["staff"] > 1000)'
Mask = Callable[[Records[Enterprise]], NDArray[np.bool_]]
Behaviour = Callable[["LiaoningModel"], None]


class RunEndedError(RuntimeError):
    """Somebody asked for a quarter after the last one."""


def reporter(name: str) -> Callable[[LiaoningModel], float]:
    """A function for a ``DataCollector`` that reads an indicator of the province off a model.

    LookupError where there is no such indicator; the message names the nearest.
    """
    if name not in INDICATOR_INDEX:
        raise LookupError(f'no indicator "{name}"{near_names(name, INDICATOR_INDEX)}')
    return partial(LiaoningModel.indicator, name=name)  # which Mesa calls and pickle keeps


def quarter_of(model: LiaoningModel) -> str:
    """The quarter that the record of a model stands for."""
    return model.quarter


class LiaoningModel(mesa.Model):  # type: ignore[misc]
    """The province as a Mesa model; ``step()`` is one quarter.

    Parameters
    ----------
    world
        Paths of demand, prices and interest (``model.input_data.external_world.world``).
    levers, policy
        Instruments by quarter, shapes (quarters, 13) and (quarters,); their length is that of the
        run. They are copied: a behaviour may change ``model.levers`` and ``model.policy``.
    seed, scale
        Member of the ensemble and sample of the population, where ``begin`` is not given.
    begin
        A start made before; it stays as it is.
    collect
        Indicators of the province that ``datacollector`` keeps each quarter.

    Attributes
    ----------
    state : State
        The records of the run.
    province, cities, banks, clusters
        Governments, banks and clusters by name: ``model.cities["Anshan"]``,
        ``model.clusters["Anshan", "steel"]``.
    datacollector : mesa.DataCollector
        ``get_model_vars_dataframe()`` gives a row for each quarter.
    enterprise_class : type[EnterpriseAgent]
        A subclass of the model may name a subclass of agent with methods of its own.
    """

    enterprise_class: ClassVar[type[EnterpriseAgent]] = EnterpriseAgent

    def __init__(
        self,
        world: World,
        levers: Records[Lever],
        policy: Records[Policy],
        *,
        seed: int = 1,
        scale: float = 1.0,
        begin: Start | None = None,
        collect: Sequence[str] = HEADLINES,
    ) -> None:
        begin = begin or start(seed, scale)
        super().__init__(rng=begin.seed)
        self.begin = begin
        self.world = world
        self.levers: Any = np.array(levers).view(np.recarray)
        self.policy: Any = np.array(policy).view(np.recarray)
        self.named = begin.plan.named
        self.state: State = copy_state(begin.state, 0)
        self.quarters_run = 0
        self.running = len(self.policy) > 0
        self._opening = accounts.open_accounts(self.state)
        self._behaviours: list[Behaviour] = []
        self._read: dict[tuple[str, str], FloatArray] = {}
        self._views: dict[int, EnterpriseAgent] = {}
        self._names = _names_of(self.named)
        self.province = ProvinceAgent(self)
        self.cities = {name: CityAgent(self, c) for c, name in enumerate(CITIES)}
        self.banks = {name: BankAgent(self, c) for c, name in enumerate(CITIES)}
        self.clusters = {
            (CITIES[c], SECTORS[j]): ClusterAgent(self, (int(c), int(j)))
            for c, j in np.argwhere(self.state.clusters["records"] > 0)
        }
        reporters: dict[str, Callable[[LiaoningModel], Any]] = {"quarter": quarter_of}
        reporters.update({name: reporter(name) for name in collect})
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    # ------------------------------------------------------------------ time

    @property
    def quarter(self) -> str:
        """The last quarter that was run; 2014Q4 stands for the start."""
        return label(self.quarters_run - 1)

    @property
    def coming_quarter(self) -> str:
        """The quarter that the next step runs, to which behaviours and ``before_step`` belong."""
        return label(self.quarters_run)

    def before_step(self) -> None:
        """What happens before each quarter; empty, for a subclass to fill."""

    def add_behaviour(self, behaviour: Behaviour) -> Behaviour:
        """Call a function with the model before each quarter; also a decorator.

        The accounts are checked after each, so an error names the behaviour that broke them.
        """
        self._behaviours.append(behaviour)
        return behaviour

    def step(self) -> None:
        """Run one quarter: what was added first, then the thirteen events, then the collector.

        Raises
        ------
        ConservationError
            Where money, capital, workers, enterprises or loans do not close; says after what.
        RunEndedError
            Where no instruments are given any more.
        """
        number = self.quarters_run
        if number >= len(self.policy):
            raise RunEndedError(f"the run has ended with {self.quarter}; make a longer one")
        self._check("changed from outside")
        self.before_step()
        self._check("changed by before_step")
        for behaviour in self._behaviours:
            behaviour(self)
            self._check(f"changed by {getattr(behaviour, '__name__', repr(behaviour))}")
        self.state = run_quarter(
            self.state,
            self.begin.plan,
            self.world,
            self.levers[number],
            self.policy[number],
            number,
        )
        self.quarters_run += 1
        self.running = self.quarters_run < len(self.policy)
        self._read.clear()
        accounts.check(self.state, self._opening, self.quarter)
        self._bury()
        self.datacollector.collect(self)

    def _check(self, after: str) -> None:
        """Raise where the accounts do not close before the coming quarter."""
        accounts.check(self.state, self._opening, f"before {self.coming_quarter}, {after}")

    def _bury(self) -> None:
        """Take the agents of enterprises that have left out of the model."""
        if not self._views:
            return
        keys = np.fromiter(self._views, np.int64, len(self._views))
        for key in keys[~np.isin(keys, self.firms["key"][self.firms["alive"]])]:
            view = self._views.pop(int(key))
            view.gone = self.quarter
            view.remove()

    # ------------------------------------------------------------------ who is there

    @property
    def firms(self) -> Any:
        """Records of enterprises in use, the dead included; valid until the next step."""
        firms: Any = self.state.firms
        return firms[: int(self.state.province["rows"][0])]

    def enterprise(self, who: int | str) -> EnterpriseAgent:
        """The agent of an enterprise by its key, or by a Chinese or English name or alias.

        Raises
        ------
        LookupError
            Where nobody has that key or name (the nearest names are given), and as
            :class:`EnterpriseGoneError` where it has closed down.
        """
        firms = self.firms
        if isinstance(who, str):
            place = self._names.get(who.strip().casefold())
            if place is None:
                near = near_names(who.strip().casefold(), self._names)
                raise LookupError(f'no enterprise is named "{who}"{near}')
            found = np.flatnonzero(firms["alive"] & (firms["name"] == place + 1))
            title = f"{self.named[place].name_zh} ({self.named[place].name_en})"
        else:
            found = np.flatnonzero(firms["alive"] & (firms["key"] == who))
            title = f"with key {who}"
            if not len(found) and not (firms["key"] == who).any():
                raise LookupError(f"no enterprise has the key {who} in {self.quarter}")
        if not len(found):
            raise EnterpriseGoneError(f"enterprise {title} is gone in {self.quarter}")
        return self._view(int(firms["key"][found[0]]), int(found[0]))

    def enterprises(self, where: Mask | None = None, at_most: int | None = None) -> AgentSet:
        """The agents of living enterprises that a mask selects, in the order of their records.

        Parameters
        ----------
        where
            From the array of records to a boolean for each:
            ``lambda firms: firms["staff"] > 1000``. It works on whole columns, so selecting among
            all enterprises takes microseconds; agents are made only for those selected.
        at_most
            Only the first so many.

        Returns
        -------
        mesa.agent.AgentSet
            ``select``, ``do``, ``get``, ``agg``, ``groupby`` and the rest work on it.
        """
        firms = self.firms
        chosen = firms["alive"]
        if where is not None:
            mask = np.asarray(where(firms))
            if mask.shape != chosen.shape or mask.dtype != np.bool_:
                raise TypeError(
                    f"the mask gave {mask.dtype} of shape {mask.shape}; wanted is a boolean for "
                    f"each of {len(firms)} records, as in {MASK_EXAMPLE}"
                )
            chosen = chosen & mask
        found = np.flatnonzero(chosen)[:at_most]
        keys = firms["key"][found].tolist()
        views = [self._view(key, row) for key, row in zip(keys, found.tolist(), strict=True)]
        return AgentSet(views, random=self.random)

    def _view(self, key: int, row: int) -> EnterpriseAgent:
        """The one agent of an enterprise; made at the first request."""
        if key not in self._views:
            self._views[key] = self.enterprise_class(self, key, row)
        return self._views[key]

    # ------------------------------------------------------------------ what is read

    def indicator(self, name: str, scope: str = "province", group: str = "all") -> float:
        """An indicator of the last quarter for a region or city and a group or sector.

        nan where it is not defined, and the start's where no quarter has been run.
        """
        for word, known in (
            (name, INDICATOR_INDEX),
            (scope, indicators.SCOPES),
            (group, indicators.GROUPS),
        ):
            if word not in known:
                raise LookupError(f'"{word}" is not known{near_names(word, known)}')
        if (scope, group) not in self._read:
            self._read[scope, group] = self._values(scope, group)
        return float(self._read[scope, group][INDICATOR_INDEX[name]])

    def _values(self, scope: str, group: str) -> FloatArray:
        """All indicators of an area and a group."""
        weights = indicators.city_weights(scope), indicators.sector_weights(group)
        cities = np.einsum("s,csq->cq", weights[1], self.state.table)
        found = indicators.values(weights[0] @ cities)
        if (scope, group) == ("province", "all"):
            theil = INDICATOR_INDEX["theil_between_regions"]
            found[theil] = indicators.theil_between_regions(cities)
        return found

    def __repr__(self) -> str:
        alive = int(np.count_nonzero(self.firms["alive"]))
        return (
            f"<LiaoningModel {self.quarter}, {self.quarters_run} of {len(self.policy)} quarters, "
            f"seed {self.begin.seed}, scale {self.begin.scale:g}, {alive:,} enterprises>"
        )


def _names_of(named: Sequence[NamedEnterprise]) -> dict[str, int]:
    """Place in the table of every name, without regard to case; full names win over aliases."""
    found: dict[str, int] = {}
    for place, lead in enumerate(named):
        for name in (lead.name_zh, lead.name_en):
            found[name.casefold()] = place
    for place, lead in enumerate(named):
        for name in lead.aliases:
            found.setdefault(name.casefold(), place)
    return found
