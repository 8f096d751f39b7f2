"""What stands where in ``data/``: files, rows, sources, and the parameters by their status."""

from __future__ import annotations

import json as json_text
from collections import Counter
from pathlib import Path
from typing import Any

from agents.parameters import table
from model.input_data.data_tables import DATA, rows

SOURCE_COLUMNS = ("source_title", "source")
ADDRESS = "source_url"
# of tables whose rows name no source; sizes and places that are assumed say so in their notes
SOURCES = {
    "data/plan": "the plan of 2015 (data/plan/liaoning_upgrading_plan_2015.txt)",
    "data/plan/lead_names_en.csv": "other names of the plan's enterprises; sizes as noted",
    "data/plan/cities.csv": "14 cities and the plan's regions; codes of GB/T 2260",
    "data/plan/central_projects.csv": "40 projects of the plan; hosts and sizes assumed",
    "data/plan/project_sizes.csv": "sizes of its projects: read, recalled or assumed as marked",
    "data/io_concordance.csv": "own: from the names of the national input-output table",
    "data/liaoning_cities.geojson": "Apache ECharts (Apache-2.0)",
}


def given_source(file: str, number: int) -> list[dict[str, Any]]:
    """The source of a whole table, where there is one."""
    title = SOURCES.get(file) or SOURCES.get(str(Path(file).parent))
    return [{"title": title, "address": "", "rows": number}] if title else []


def table_entry(path: Path) -> dict[str, Any]:
    """One table: its rows, its columns, its years and its sources, the most used first."""
    lines = rows(path.relative_to(DATA).with_suffix("").as_posix())
    columns = list(lines[0]) if lines else []
    named = next((column for column in SOURCE_COLUMNS if column in columns), None)
    cited = Counter(line[named] for line in lines if named and line[named])
    addresses = {line[named]: line.get(ADDRESS, "") for line in lines} if named else {}
    years = sorted({line["year"] for line in lines if line.get("year")})
    return {
        "file": str(path.relative_to(DATA.parent)),
        "rows": len(lines),
        "columns": columns,
        "years": f"{years[0]}-{years[-1]}" if years else "",
        "sources": [
            {"title": title, "address": addresses.get(title, ""), "rows": count}
            for title, count in cited.most_common()
        ]
        or given_source(str(path.relative_to(DATA.parent)), len(lines)),
    }


def map_entry(path: Path) -> dict[str, Any]:
    """The map: one row for each city."""
    features = json_text.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        "file": str(path.relative_to(DATA.parent)),
        "rows": len(features),
        "columns": sorted(features[0]["properties"]),
        "years": "",
        "sources": given_source(str(path.relative_to(DATA.parent)), len(features)),
    }


def parameters_by_status() -> dict[str, int]:
    """How many parameters are measured, read, recalled, assumed."""
    counted = Counter(line.status for line in table().values())
    return dict(sorted(counted.items()))


def holdings() -> dict[str, Any]:
    """Everything in ``data/`` with its sources."""
    tables = sorted(DATA.rglob("*.csv"))
    maps = sorted(DATA.rglob("*.geojson"))
    return {
        "files": [*map(table_entry, tables), *map(map_entry, maps)],
        "parameters": parameters_by_status(),
        "read_more": "data/README.md",
    }


UNCERTAIN = ("assumed", "recalled", "trial")
