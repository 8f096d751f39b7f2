"""liaosim in Python: the functions that the command of the same name calls.

``import liaosim; liaosim.compare()`` gives in a notebook what ``liaosim compare`` gives.
"""

from experiments.attribution.attribution import attribute
from experiments.comparison import compare
from experiments.mesa_scenario import ScenarioModel
from experiments.panel import panel
from experiments.store.study import study
from experiments.targets import targets
from scenarios.loader import library, load

__all__ = ["ScenarioModel", "attribute", "compare", "library", "load", "panel", "study", "targets"]
