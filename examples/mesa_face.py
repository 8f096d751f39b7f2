"""Liaoning as a Mesa model: look at it, follow one enterprise, add a behaviour of your own.

Run it with ``python -m examples.mesa_face``; it takes some seconds on a sample of one in twenty.
"""

from __future__ import annotations

from typing import Any

from experiments.mesa_scenario import ScenarioModel
from model.mesa_model import EnterpriseAgent, LiaoningModel

SCALE = 0.05
QUARTERS = 12
RESCUE = 2.0  # million yuan a quarter for each enterprise that is helped


def large_losers(firms: Any) -> Any:
    """Enterprises that lose money and employ more than 300."""
    return (firms["profit"] < 0.0) & (firms["staff"] > 300)


def cash_a_head(firm: EnterpriseAgent) -> float:
    """Cash of an enterprise for each of its staff, yuan."""
    return 1e6 * float(firm.cash) / max(1.0, float(firm.staff))


def rescue(model: LiaoningModel) -> None:
    """A behaviour of ours: the treasury helps the twenty first large losers.

    Money has to come from somewhere. A record may stand for several enterprises (``weight``), so
    what the treasury pays is the amount for one of them times the weight.
    """
    for firm in model.enterprises(large_losers, at_most=20):
        firm.cash += RESCUE
        model.province.treasury -= RESCUE * firm.weight


def main() -> None:
    """Run the province twice, without and with the behaviour, and compare."""
    model = ScenarioModel("plan_2015", seed=1, scale=SCALE, quarters=QUARTERS)
    print(model)
    print(model.cities["Anshan"])

    # One enterprise by name, Chinese, English or an alias.
    siasun = model.enterprise("新松")
    print(siasun)
    print(f"capital by rung: {[round(float(units), 1) for units in siasun.capital]}")

    # A set of agents: chosen by a mask over columns, then handled as any Mesa AgentSet.
    losers = model.enterprises(large_losers)
    print(f"{len(losers)} large enterprises lose money, with {losers.agg('staff', sum):,.0f} staff")
    poorest = losers.select(lambda firm: cash_a_head(firm) < 1000.0)
    print(f"{len(poorest)} of them have less than 1,000 yuan at hand for each of their staff")

    model.run_model()
    print(siasun)

    # The same start, so that the difference between the two runs is what the behaviour did.
    helped = ScenarioModel("plan_2015", quarters=QUARTERS, begin=model.begin)
    helped.add_behaviour(rescue)
    helped.run_model()

    without = model.datacollector.get_model_vars_dataframe().set_index("quarter")
    effect = helped.datacollector.get_model_vars_dataframe().set_index("quarter") - without
    print(effect[["output", "employment", "profit", "enterprises"]].iloc[[3, 7, 11]].round(1))
    print(f"paid: {model.province.treasury - helped.province.treasury:,.0f} million yuan net")


if __name__ == "__main__":
    main()
