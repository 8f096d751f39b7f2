"""What a start is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.parameters import Parameters, defaults
from agents.province import SECTORS
from agents.record import Records
from model.input_data.base_year import BaseYear, base_year
from model.input_data.lead_enterprises import NamedEnterprise, named_enterprises
from model.input_data.parks_and_projects import Catalogue, plan_catalogue
from model.state import FloatArray, State


@dataclass(frozen=True)
class Blueprint:
    """What a start is made from."""

    base: BaseYear
    named: tuple[NamedEnterprise, ...]
    parameters: Records[Parameters]
    seed: int
    scale: float
    catalogue: Catalogue

    def parameter(self, name: str) -> Any:
        """Value of a parameter: a float, or an array for a vector."""
        return self.parameters[name][0]


def blueprint(
    seed: int,
    scale: float = 1.0,
    parameters: Records[Parameters] | None = None,
    base: BaseYear | None = None,
    named: tuple[NamedEnterprise, ...] | None = None,
    catalogue: Catalogue | None = None,
) -> Blueprint:
    """The full province unless another base year, other names or other places are given.

    A world with names of its own has no places and projects of the plan unless they are given.
    """
    if catalogue is None:
        catalogue = plan_catalogue() if named is None else Catalogue()
    return Blueprint(
        base or base_year(),
        named_enterprises() if named is None else named,
        defaults() if parameters is None else parameters,
        seed,
        scale,
        catalogue,
    )


def shares_of_output(s: State, use: FloatArray, empty: float = 1.0) -> FloatArray:
    """Sum of a use over the sum of output, by sector; ``empty`` where nothing is made."""
    firms = s.firms
    weight = firms["weight"]
    output = np.bincount(firms["sector"], weight * firms["output"], SECTORS)
    total = np.bincount(firms["sector"], weight * use, SECTORS)
    return np.divide(total, output, out=np.full(SECTORS, empty), where=output > 0.0)
