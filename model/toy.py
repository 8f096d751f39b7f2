"""A toy province: two cities, three sectors, some twenty enterprises; for tests and for learning.

It stands on the same 14 cities and 37 sectors as the full province, but only a few cells are
filled. What the few cells use of technique, cost shares and prices is that of the base year, so a
toy enterprise behaves like a real one. The separated toy has no trade: every city has one sector
of its own, nobody buys of anybody in the province and nobody's income or investment is spent
there, so that what happens in one city cannot be felt in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.parameters import Parameters, with_values
from agents.place import PlaceKind
from agents.record import Records
from model.input_data.base_year import INDEX, PLACE, BaseYear, base_year
from model.input_data.data_tables import CITIES, PRODUCT_SECTOR, SECTORS
from model.input_data.parks_and_projects import Catalogue, NamedPlace, NamedProject
from model.simulate import Start, start

Array = NDArray[np.float64]
Cells = Mapping[tuple[str, str], float]
TRADING: Cells = {
    ("Shenyang", "cnc_machine_tools"): 5.0,
    ("Shenyang", "building_materials"): 3.0,
    ("Anshan", "steel"): 6.0,
    ("Anshan", "building_materials"): 4.0,
    ("Anshan", "cnc_machine_tools"): 2.0,
}
SEPARATED: Cells = {("Anshan", "steel"): 8.0, ("Dalian", "cnc_machine_tools"): 8.0}
PLACES = Catalogue(
    places=(
        NamedPlace("steel park", "Anshan", ("steel",), PlaceKind.PETROCHEMICAL_PARK),
        NamedPlace("tool park", "Dalian", ("cnc_machine_tools",), PlaceKind.PARK),
        NamedPlace("tool cluster", "Anshan", ("cnc_machine_tools",), PlaceKind.CLUSTER, True),
        NamedPlace("north cluster", "Shenyang", ("cnc_machine_tools",), PlaceKind.CLUSTER),
    ),
    projects=tuple(
        NamedProject(
            f"{sector} works {number}", "", "central", city, sector, 60.0, "2016Q1", 4, 0.0, central
        )
        for city, sector in (("Anshan", "steel"), ("Dalian", "cnc_machine_tools"))
        for number, central in enumerate((True, True, True, False))
    ),
)
SIZE = 150.0  # million yuan a year that one enterprise sells on average
NOBODY = "other_manufacturing"  # sector without enterprises: what it would sell comes from outside


def _cells(enterprises: Cells) -> Array:
    """Enterprises by city and sector (14, 37)."""
    cells = np.zeros((len(CITIES), len(SECTORS)))
    for (city, sector), number in enterprises.items():
        cells[PLACE[city], INDEX[sector]] = number
    return cells


def toy_base(enterprises: Cells = TRADING, *, size: float = SIZE, trade: bool = True) -> BaseYear:
    """The base year of a toy province.

    Parameters
    ----------
    enterprises: expected number above the official size in each cell that is filled
    size: mean output of one, million yuan a year
    trade: with False nothing is bought inside the province: no links between sectors, no
        households' and no investors' purchases
    """
    full = base_year()
    cells = _cells(enterprises)
    output = cells * size
    per_worker = full.output.sum(axis=0) / full.employment.sum(axis=0)
    made = np.array([output[:, INDEX[sector]].sum() for sector in PRODUCT_SECTOR[1:]])
    whole = np.array([full.output[:, INDEX[sector]].sum() for sector in PRODUCT_SECTOR[1:]])
    part = made / whole
    where = np.stack([output[:, INDEX[sector]] for sector in PRODUCT_SECTOR[1:]], axis=1)
    base = replace(
        full,
        output=output,
        employment=output / per_worker,
        enterprises=cells / cells.sum(),
        product_tonnes=full.product_tonnes * part,
        product_capacity=full.product_capacity * part,
        product_outdated=full.product_outdated * part,
        product_city=np.divide(where, made, out=np.zeros_like(where), where=made > 0.0),
    )
    return base if trade else _without_trade(base)


def _without_trade(base: BaseYear) -> BaseYear:
    """The same without purchases inside the province: all inputs come from outside."""
    elsewhere = np.zeros(len(SECTORS))
    elsewhere[INDEX[NOBODY]] = 1.0
    return replace(
        base,
        inputs=np.zeros_like(base.inputs),
        other_inputs=base.other_inputs + base.inputs.sum(axis=0),
        consumption=elsewhere,
        investment=elsewhere,
        investment_mix=elsewhere,
        rho=np.zeros_like(base.rho),
    )


def toy_parameters(
    enterprises: Cells = TRADING, overrides: Mapping[str, float | Sequence[float]] | None = None
) -> Records[Parameters]:
    """Central values, for as many enterprises as the toy has; ``overrides`` go before."""
    count = float(sum(enterprises.values()))
    return with_values({"counted_enterprises": count, "key_share": 0.2, **(overrides or {})})


def toy_start(
    seed: int = 1,
    *,
    scale: float = 1.0,
    enterprises: Cells | None = None,
    trade: bool = True,
    overrides: Mapping[str, float | Sequence[float]] | None = None,
) -> Start:
    """Population and hidden quarters of a toy province.

    Parameters
    ----------
    seed: of the member
    scale: records per enterprise
    enterprises: by cell; by default ``TRADING``, or ``SEPARATED`` without trade
    trade: whether sectors, households and investors buy inside the province
    overrides: parameters that differ from their central values
    """
    cells = enterprises or (TRADING if trade else SEPARATED)
    base = toy_base(cells, trade=trade)
    parameters = toy_parameters(cells, overrides)
    return start(seed, scale, parameters, base, named=(), catalogue=PLACES)
