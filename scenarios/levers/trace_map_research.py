"""Where the levers about research, products and markets act."""

from __future__ import annotations

from scenarios.levers.base import Step, Trace, trial

LEADS = {("Shenyang", "cnc_machine_tools"): 40.0, ("Anshan", "steel"): 20.0}
MAKERS = {("Shenyang", "cnc_machine_tools"): 8.0, ("Dalian", "precision_bearings"): 6.0}

RESEARCH: dict[str, Trace] = {
    "innovation": Trace(
        (
            Step(
                "model.events.enterprise_support.certify_centres",
                ("centres", "centre_award"),
                ("technology_centres", "fiscal_cost_innovation"),
            ),
            Step(
                "model.events.enterprise_support.fund_research",
                ("research_share", "research_award"),
                ("research_intensity", "fiscal_cost_innovation"),
            ),
            Step(
                "agents.enterprise.innovation.do_research",
                ("research_share", "research_award"),
                ("key_technologies", "innovative_products", "quality"),
            ),
            Step(
                "agents.enterprise.innovation.invent",
                ("centres", "research_share"),
                ("key_technologies", "innovative_products", "quality"),
            ),
            Step(
                "model.events.cluster_programmes.pay_clusters",
                ("platform_share",),
                ("innovation_platforms", "quality"),
            ),
            Step(
                "model.events.enterprise_support.insure_first_sets",
                ("insurance_share",),
                ("output",),
            ),
            Step(
                "model.events.enterprise_support.buy_technology",
                ("acquisition_share", "acquisition_rate"),
                ("quality",),
            ),
            Step(
                "model.events.cluster_programmes.raise_skill",
                ("talent_share",),
                ("erp_penetration",),
            ),
        ),
        trial(
            centres=40,
            centre_award=1,
            research_share=0.4,
            research_award=1,
            platform_share=0.1,
            insurance_share=0.2,
            acquisition_share=0.1,
            acquisition_rate=0.8,
            talent_share=0.1,
        ),
        LEADS,
    ),
    "industrial_base": Trace(
        (
            Step(
                "model.events.cluster_programmes.pay_clusters",
                ("components_share",),
                ("fiscal_cost_industrial_base",),
            ),
            Step(
                "model.events.cluster_programmes.build_base",
                ("components_share",),
                ("quality", "output"),
            ),
            Step("model.events.markets.price_inputs", ("components_share",), ("profit",)),
        ),
        trial(components_share=1.0),
        MAKERS,
    ),
    "quality_brand": Trace(
        (
            Step(
                "model.events.cluster_programmes.pay_clusters",
                ("quality_share", "brand_share"),
                ("fiscal_cost_quality_brand",),
            ),
            Step(
                "agents.cluster.use_programmes",
                ("quality_share", "brand_share"),
                ("quality", "output"),
            ),
            Step(
                "agents.enterprise.cost_and_price.set_attractiveness",
                ("brand_share",),
                ("output", "employment"),
            ),
        ),
        trial(quality_share=0.5, brand_share=0.5),
    ),
    "alliances": Trace(
        (
            Step(
                "model.events.enterprise_support.join_alliances",
                ("budget",),
                ("alliance_members", "fiscal_cost_alliances"),
            ),
            Step("agents.enterprise.innovation.imitate", ("budget",), ("quality",)),
            Step(
                "agents.enterprise.cost_and_price.set_cost_factors", ("budget",), ("profit_margin",)
            ),
        ),
        trial(),
        LEADS,
    ),
    "opening_up": Trace(
        (
            Step(
                "model.events.cluster_programmes.pay_clusters",
                ("export_share",),
                ("fiscal_cost_opening_up",),
            ),
            Step(
                "agents.enterprise.production.receive_orders",
                ("export_share",),
                ("output", "employment"),
            ),
            Step(
                "model.events.enterprise_support.buy_technology", ("licence_share",), ("quality",)
            ),
            Step(
                "model.events.grants.build_abroad",
                ("abroad_share", "abroad_rate"),
                ("capacity_abroad", "investment"),
            ),
        ),
        trial(export_share=0.4, licence_share=0.3, abroad_share=0.3, abroad_rate=0.3),
        LEADS,
    ),
    "policy_support": Trace(
        (
            Step("model.events.lever_budgets.open_budgets", ("fund",), ("fiscal_cost",)),
            Step(
                "model.events.cluster_programmes.pay_clusters",
                ("service_share",),
                ("fiscal_cost_policy_support",),
            ),
            Step(
                "model.events.investment_plans.make_plan",
                ("service_share",),
                ("upgrading_investment", "cnc_rate"),
            ),
            Step(
                "model.events.enterprise_support.relieve_backbone",
                ("backbone_share",),
                ("debt_ratio", "fiscal_cost_policy_support"),
            ),
        ),
        trial(fund=4000, backbone_share=0.5, service_share=0.5),
        LEADS,
    ),
}
