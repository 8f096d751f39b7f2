"""Where the levers about places and projects act; see ``scenarios/levers/trace_map.py``."""

from __future__ import annotations

from scenarios.levers.base import Step, Trace, trial

PLACES: dict[str, Trace] = {
    "spatial_layout": Trace(
        (
            Step(
                "agents.place.pay_assessment",
                ("assessment_share",),
                ("assessed_parks", "fiscal_cost_spatial_layout"),
            ),
            Step(
                "model.events.parks.build_places",
                ("park_share", "cluster_share"),
                (
                    "fiscal_cost_spatial_layout",
                    "developed_clusters",
                    "developed_priority_clusters",
                    "developed_petrochemical_parks",
                ),
            ),
            Step(
                "agents.place.build_services",
                ("park_share", "cluster_share"),
                ("entrants", "output"),
            ),
            Step(
                "model.events.parks.open_places",
                ("park_share", "cluster_share", "assessment_share"),
                ("entrants", "theil_between_regions"),
            ),
            Step(
                "model.events.relocation.consider_moving",
                ("moving_rate", "moving_cap", "receivers"),
                ("moved_enterprises", "theil_between_regions"),
            ),
            Step(
                "model.events.relocation.award_moves",
                ("moving_rate", "moving_cap"),
                ("moved_enterprises", "fiscal_cost_spatial_layout"),
            ),
        ),
        trial(
            park_share=0.4,
            cluster_share=0.3,
            assessment_share=0.1,
            moving_rate=0.6,
            receivers=["Anshan"],
        ),
    ),
    "central_local": Trace(
        (
            Step(
                "model.events.large_projects.help_projects",
                ("project_rate", "project_cap"),
                ("fiscal_cost_central_local", "central_projects_completed"),
            ),
            Step(
                "agents.place.decide_project",
                ("project_rate",),
                ("central_projects", "central_projects_completed", "major_projects"),
            ),
            Step(
                "model.events.large_projects.work_on", ("local_orders",), ("investment", "output")
            ),
        ),
        trial(project_rate=0.1, project_cap=50, local_orders=0.5),
    ),
}
