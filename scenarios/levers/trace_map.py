"""Where each lever acts: its keys in a scenario file, the rules they reach, what these move.

To trace a further lever, add its lines to ``TRACES``, or to a table that it takes in. A step names
the rule that carries a key (dotted, imported when asked for; it must write to a record), the keys
that reach it and the indicators that it moves first. ``trial`` is the lever's table with which
``liaosim trace --check`` runs it alone on the toy province: money, and every key switched on.
"""

from __future__ import annotations

from scenarios.levers.base import KeyNames, Step, Trace, trial
from scenarios.levers.trace_map_places import PLACES
from scenarios.levers.trace_map_research import RESEARCH

PRODUCT_CAPACITY: KeyNames = (
    "capacity_crude_steel",
    "capacity_cement",
    "capacity_flat_glass",
    "capacity_electrolytic_aluminium",
    "capacity_paper",
    "capacity_dyeing_printing",
)
ERP_TO_CRM: KeyNames = (
    "key_erp_penetration",
    "key_mes_penetration",
    "key_plm_penetration",
    "key_crm_penetration",
    "key_systems_integration",
    "erp_penetration",
    "mes_penetration",
    "plm_penetration",
    "crm_penetration",
    "systems_integration",
)

# Keys of every lever: dates and money reach the budget, eligibility the lever's own rules.
COMMON: tuple[Step, ...] = (
    Step(
        "model.events.lever_budgets.open_budgets",
        ("start", "end", "budget", "rate"),
        ("fiscal_cost",),
    ),
    Step(
        "agents.enterprise.investment.eligible",
        ("regions", "cities", "groups", "sectors", "sizes", "owners"),
        ("fiscal_cost",),
    ),
)

TRACES: dict[str, Trace] = {
    "technical_transformation": Trace(
        (
            Step(
                "agents.enterprise.investment.hoped_support",
                ("grant_rate", "grant_cap", "major_discount", "major_cap"),
                ("upgrading_investment", "major_projects"),
            ),
            Step(
                "agents.enterprise.investment.plan_upgrade",
                ("grant_rate", "major_discount"),
                ("key_cnc_rate", "cnc_rate", "obsolete_share", "labour_productivity"),
            ),
            Step(
                "agents.enterprise.investment.apply_for_grant",
                ("grant_cap", "screening", "connection", "region_weights", "sector_weights"),
                ("additionality",),
            ),
            Step(
                "model.events.grants.award_grants",
                ("major_share",),
                ("investment", "major_projects"),
            ),
            Step("model.events.grants.serve_grants", ("reserve",), ("theil_between_regions",)),
            Step(
                "model.events.grants.give_grant",
                ("grant_rate",),
                ("fiscal_cost_technical_transformation", "additionality"),
            ),
        ),
        trial(grant_rate=0.3, screening=0.5, connection=0.5, reserve={"Shenyang": 0.3}),
    ),
    "capacity_elimination": Trace(
        (
            Step(
                "model.events.closures.share_quotas",
                ("quota", "region_weights"),
                PRODUCT_CAPACITY,
            ),
            Step(
                "agents.enterprise.closure.list_outdated",
                ("standard",),
                ("obsolete_share",),
            ),
            Step(
                "agents.city.choose_effort",
                ("monitoring", "compensation"),
                ("displaced_workers",),
            ),
            Step(
                "agents.enterprise.closure.close_obsolete",
                ("quota",),
                (
                    "displaced_workers",
                    "obsolete_share",
                    "obsolete_cement_share",
                    "utilisation",
                    "employment",
                ),
            ),
            Step(
                "model.events.closures.award_for_closure",
                ("compensation", "support_per_worker"),
                ("fiscal_cost_capacity_elimination", "national_award"),
            ),
            Step("agents.enterprise.closure.reopen", ("monitoring",), PRODUCT_CAPACITY[:2]),
            Step("agents.city.report_closures", ("monitoring",), PRODUCT_CAPACITY[:2]),
            Step(
                "agents.enterprise.construction.use_licence_pool",
                ("replacement_ratio",),
                ("replacement_ratio", "capacity_crude_steel", "capacity_electrolytic_aluminium"),
            ),
            Step("agents.city.open_labour_market", ("worker_support",), ("unemployed",)),
        ),
        trial(
            quota={"crude_steel": 1_000_000, "cement": 2_000_000},
            standard=0.8,
            compensation={"crude_steel": 75, "cement": 8},
            region_weights={"Shenyang": 2.0},
            monitoring=0.9,
            worker_support=0.5,
            support_per_worker=0.05,
        ),
    ),
    "digitalisation": Trace(
        (
            Step(
                "model.events.investment_plans.plan_systems",
                ("rate_hardware", "rate_software", "cap", "systems"),
                ERP_TO_CRM,
            ),
            Step(
                "model.events.grants.award_subsidies",
                ("rate_hardware", "rate_software", "cap"),
                ("fiscal_cost_digitalisation",),
            ),
            Step("agents.enterprise.digital_adoption.install", ("systems",), ERP_TO_CRM),
            Step(
                "model.events.grants.name_demonstrations",
                ("demonstration_award", "demonstration_share"),
                ERP_TO_CRM,
            ),
            Step("model.events.grants.build_platforms", ("platform_share",), ERP_TO_CRM),
            Step(
                "model.events.cluster_programmes.pay_clusters",
                (
                    "intelligence_share",
                    "energy_share",
                    "internet_share",
                    "software_share",
                    "e_commerce_share",
                ),
                ("fiscal_cost_digitalisation",),
            ),
            Step(
                "agents.cluster.use_programmes",
                (
                    "intelligence_share",
                    "energy_share",
                    "internet_share",
                    "software_share",
                    "e_commerce_share",
                ),
                ("quality", "energy_intensity", "output", "erp_penetration"),
            ),
            Step(
                "agents.enterprise.digital_adoption.learn_systems",
                ("systems",),
                ("labour_productivity", "quality"),
            ),
        ),
        trial(
            rate_hardware=0.5,
            rate_software=0.8,
            demonstration_award=1.0,
            demonstration_share=0.2,
            platform_share=0.2,
            intelligence_share=0.1,
            energy_share=0.1,
            internet_share=0.1,
            software_share=0.1,
            e_commerce_share=0.1,
        ),
    ),
    "green_manufacturing": Trace(
        (
            Step(
                "model.events.investment_plans.plan_green",
                ("retrofit_rate", "retrofit_cap", "contract_share"),
                ("energy", "energy_intensity", "co2", "energy_saving_technologies"),
            ),
            Step(
                "model.events.grants.award_retrofits",
                ("retrofit_rate", "retrofit_cap"),
                ("fiscal_cost_green_manufacturing",),
            ),
            Step("agents.enterprise.abatement.abate", ("so2_charge",), ("so2",)),
            Step(
                "agents.enterprise.cost_and_price.set_unit_costs",
                ("so2_charge", "co2_charge"),
                ("output", "co2", "so2"),
            ),
            Step(
                "agents.enterprise.cash_flow.settle",
                ("so2_charge", "co2_charge"),
                ("tax_revenue", "profit"),
            ),
        ),
        trial(retrofit_rate=0.4, contract_share=0.3, so2_charge=2500, co2_charge=20),
    ),
    "financing": Trace(
        (
            Step(
                "agents.enterprise.finance.seek_finance",
                ("guarantee", "leasing"),
                ("investment", "output"),
            ),
            Step(
                "agents.enterprise.finance.grant_loan",
                ("guarantee_cost", "discount", "bonds"),
                ("fiscal_cost_financing", "debt_ratio"),
            ),
            Step(
                "agents.enterprise.finance.take_stake",
                ("equity_share",),
                ("fiscal_cost_financing", "fund_income"),
            ),
            Step("agents.bank.open_bank", ("room",), ("investment", "upgrading_investment")),
        ),
        trial(
            guarantee=0.3,
            leasing=0.3,
            bonds=0.3,
            guarantee_cost=0.05,
            equity_share=0.5,
            discount=0.02,
            room=0.02,
        ),
    ),
    **RESEARCH,
    **PLACES,
}
