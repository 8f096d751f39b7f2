"""One catalogue of words, Chinese and English, for the command, the reports and the pages.

A key is ``section.name``: ``indicator.output``, ``unit.share``, ``scope.northwest``,
``group.steel``, ``heading.estimate``, ``message.cancelled``. The names of cities and sectors are
the plan's own (``data/plan/cities.csv`` and ``sectors.csv``). Words stand by subject in files of
their own: ``phrases`` (headings, messages, help, pages), ``phrases_plan`` (levers, targets,
events), ``messages`` (what can be wrong with a file), ``life_words`` and ``parting_words`` (single
lives). Messages with placeholders are filled by ``word(key, lang, name=value)``.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from locales import life_words, parting_words
from locales.messages import MESSAGES as PROBLEMS
from locales.phrases import PHRASES

Pair = tuple[str, str]  # Chinese, English
LANGUAGES = ("zh", "en")
_PLAN = Path(__file__).resolve().parent.parent / "data" / "plan"
INDICATORS: dict[str, Pair] = {
    "output": ("工业总产值", "output"),
    "value_added": ("工业增加值", "value added"),
    "employment": ("从业人员", "employment"),
    "labour_productivity": ("全员劳动生产率", "labour productivity"),
    "enterprises": ("规模以上企业数", "enterprises"),
    "entrants": ("新设企业", "entrants"),
    "exits": ("退出企业", "exits"),
    "profit": ("利润总额", "profit"),
    "profit_margin": ("利润率", "profit margin"),
    "debt_ratio": ("负债率", "debt ratio"),
    "zombie_share": ("僵尸企业占比", "zombie share"),
    "investment": ("投资", "investment"),
    "upgrading_investment": ("技术改造投资", "upgrading investment"),
    "research_intensity": ("研发投入强度", "research intensity"),
    "quality": ("产品质量指数", "quality"),
    "utilisation": ("产能利用率", "use of capacity"),
    "capacity_crude_steel": ("粗钢产能", "capacity, crude steel"),
    "capacity_cement": ("水泥产能", "capacity, cement"),
    "capacity_flat_glass": ("平板玻璃产能", "capacity, flat glass"),
    "capacity_electrolytic_aluminium": ("电解铝产能", "capacity, electrolytic aluminium"),
    "capacity_paper": ("造纸产能", "capacity, paper"),
    "capacity_dyeing_printing": ("印染产能", "capacity, dyeing and printing"),
    "closed_capacity_crude_steel": ("淘汰粗钢产能", "closed capacity, crude steel"),
    "closed_capacity_cement": ("淘汰水泥产能", "closed capacity, cement"),
    "closed_capacity_flat_glass": ("淘汰平板玻璃产能", "closed capacity, flat glass"),
    "closed_capacity_electrolytic_aluminium": (
        "淘汰电解铝产能",
        "closed capacity, electrolytic aluminium",
    ),
    "closed_capacity_paper": ("淘汰造纸产能", "closed capacity, paper"),
    "closed_capacity_dyeing_printing": ("淘汰印染产能", "closed capacity, dyeing and printing"),
    "obsolete_share": ("落后产能占比", "obsolete share"),
    "cnc_rate": ("生产设备数控化率", "numerical control rate"),
    "key_cnc_rate": ("重点企业生产设备数控化率", "numerical control rate, key enterprises"),
    "erp_penetration": ("企业资源计划普及率", "ERP penetration"),
    "mes_penetration": ("制造执行系统普及率", "MES penetration"),
    "plm_penetration": ("产品全生命周期管理普及率", "PLM penetration"),
    "crm_penetration": ("客户关系管理普及率", "CRM penetration"),
    "systems_integration": ("企业信息系统集成", "systems integration"),
    "key_erp_penetration": ("重点企业资源计划普及率", "ERP penetration, key enterprises"),
    "key_mes_penetration": ("重点企业制造执行系统普及率", "MES penetration, key enterprises"),
    "key_plm_penetration": (
        "重点企业产品全生命周期管理普及率",
        "PLM penetration, key enterprises",
    ),
    "key_crm_penetration": ("重点企业客户关系管理普及率", "CRM penetration, key enterprises"),
    "key_systems_integration": ("重点企业信息系统集成", "systems integration, key enterprises"),
    "energy": ("能源消费量", "energy"),
    "energy_coal": ("煤炭消费量", "coal"),
    "energy_oil": ("石油消费量", "oil"),
    "energy_gas": ("天然气消费量", "gas"),
    "energy_electricity": ("电力消费量", "electricity"),
    "energy_intensity": ("单位产值能耗", "energy intensity"),
    "co2": ("二氧化碳排放量", "CO2"),
    "so2": ("二氧化硫排放量", "SO2"),
    "displaced_workers": ("分流职工", "displaced workers"),
    "unemployed": ("失业人员", "unemployed"),
    "wage": ("人均工资", "wage"),
    "tax_revenue": ("税收", "tax revenue"),
    "fiscal_cost": ("财政支出", "fiscal cost"),
    "fiscal_cost_technical_transformation": (
        "财政支出：技术改造",
        "fiscal cost, technical transformation",
    ),
    "fiscal_cost_capacity_elimination": (
        "财政支出：淘汰落后产能",
        "fiscal cost, capacity elimination",
    ),
    "fiscal_cost_digitalisation": ("财政支出：两化深度融合", "fiscal cost, digitalisation"),
    "fiscal_cost_innovation": ("财政支出：自主创新", "fiscal cost, innovation"),
    "fiscal_cost_spatial_layout": ("财政支出：产业布局", "fiscal cost, spatial layout"),
    "fiscal_cost_green_manufacturing": ("财政支出：绿色制造", "fiscal cost, green manufacturing"),
    "fiscal_cost_industrial_base": ("财政支出：工业基础能力", "fiscal cost, industrial base"),
    "fiscal_cost_quality_brand": ("财政支出：质量品牌", "fiscal cost, quality and brands"),
    "fiscal_cost_alliances": ("财政支出：产业联盟", "fiscal cost, alliances"),
    "fiscal_cost_central_local": ("财政支出：央地合作", "fiscal cost, central-local projects"),
    "fiscal_cost_opening_up": ("财政支出：开放合作", "fiscal cost, opening up"),
    "fiscal_cost_policy_support": ("财政支出：政策支持", "fiscal cost, policy support"),
    "fiscal_cost_financing": ("财政支出：融资渠道", "fiscal cost, financing"),
    "national_award": ("中央奖补资金", "central award"),
    "fund_income": ("股权基金收入", "income of the equity fund"),
    "reopened_output": ("暗中复产产值", "output of quietly reopened capacity"),
    "technology_centres": ("新认定省级企业技术中心", "technology centres certified"),
    "key_technologies": ("攻克重大关键技术", "key technologies"),
    "innovative_products": ("重大创新产品和核心功能部件", "innovative products"),
    "innovation_platforms": ("新组建创新平台", "innovation platforms"),
    "alliance_members": ("产业联盟成员", "members of alliances"),
    "capacity_abroad": ("境外产能", "capacity abroad"),
    "obsolete_cement_share": ("落后水泥产能占比", "obsolete share of cement"),
    "replacement_ratio": ("产能置换比例", "replacement ratio"),
    "energy_saving_technologies": ("节能降耗技术应用", "energy-saving technologies in use"),
    "additionality": ("资金额外性", "additionality"),
    "theil_between_regions": ("区域间泰尔指数", "Theil index between regions"),
    "major_projects": ("在建10亿元以上重大项目", "major projects under construction"),
    "central_projects": ("在建央企投资项目", "central projects under construction"),
    "central_projects_completed": ("建成央企投资项目", "central projects completed"),
    "developed_clusters": ("重点产业集群达标数", "developed clusters"),
    "developed_priority_clusters": ("优先产业集群达标数", "developed priority clusters"),
    "developed_petrochemical_parks": ("石化园区建成数", "developed petrochemical parks"),
    "assessed_parks": ("完成规划环评的园区", "parks with an approved assessment"),
    "moved_enterprises": ("迁入新建工厂", "plants moved"),
}
UNITS: dict[str, Pair] = {
    "million yuan, 2015 prices": ("百万元（2015年价）", "million yuan, 2015 prices"),
    "million yuan": ("百万元", "million yuan"),
    "million yuan per worker-year": ("百万元/人年", "million yuan per worker-year"),
    "persons": ("人", "persons"),
    "enterprises": ("家", "enterprises"),
    "share": ("比重", "share"),
    "ratio": ("比率", "ratio"),
    "technologies": ("项", "technologies"),
    "products": ("种", "products"),
    "platforms": ("个", "platforms"),
    "capacity units": ("产能单位", "capacity units"),
    "index": ("指数", "index"),
    "tonnes per year": ("吨/年", "tonnes per year"),
    "tonnes": ("吨", "tonnes"),
    "tce": ("吨标准煤", "tce"),
    "tce per million yuan": ("吨标准煤/百万元", "tce per million yuan"),
    "projects": ("个", "projects"),
    "clusters": ("个集群", "clusters"),
    "parks": ("个园区", "parks"),
}
REGIONS: dict[str, Pair] = {
    "province": ("全省", "Province"),
    "coastal_belt": ("沿海经济带", "Coastal Belt"),
    "shenyang_zone": ("沈阳经济区", "Shenyang Zone"),
    "northwest": ("辽西北", "Northwest"),
}
GROUPS: dict[str, Pair] = {
    "all": ("全部工业", "all industry"),
    "equipment": ("装备制造业", "equipment"),
    "materials": ("原材料工业", "materials"),
    "consumer": ("消费品工业", "consumer goods"),
    "electronics": ("电子信息产业", "electronics"),
    "producer_services": ("生产性服务业", "producer services"),
    "residual": ("其他工业", "other industry"),
    "mining": ("采矿业", "mining"),
    "power_heat": ("电力、热力生产和供应业", "power and heat"),
    "other_manufacturing": ("其他制造业", "other manufacturing"),
}
SECTORS_EN: dict[str, str] = {
    "cnc_machine_tools": "CNC machine tools",
    "robots": "intelligent robots",
    "ships_offshore": "ships and offshore equipment",
    "aviation": "aviation equipment",
    "rail_equipment": "rail equipment",
    "power_transmission": "power transmission equipment",
    "coal_chemical_equipment": "coal chemical equipment",
    "precision_bearings": "precision bearings",
    "additive_manufacturing": "processes and equipment for new materials",
    "automotive": "vehicles and parts",
    "construction_machinery": "construction machinery",
    "oil_refining": "oil refining",
    "basic_chemicals": "basic chemicals",
    "synthetic_materials": "synthetic materials",
    "rubber_products": "rubber products",
    "fine_chemicals": "fine chemicals",
    "steel": "steel",
    "nonferrous_metals": "nonferrous metals",
    "building_materials": "building materials",
    "food": "food",
    "plastic_products": "plastic products",
    "furniture": "furniture",
    "papermaking": "papermaking",
    "textiles_apparel": "textiles and apparel",
    "pharmaceuticals": "pharmaceuticals",
    "integrated_circuits": "integrated circuits",
    "digital_audio_video": "digital audio and video",
    "communications": "communications",
    "photovoltaics": "photovoltaics",
    "electronic_components": "electronic components",
    "smart_application_electronics": "smart application electronics",
    "software": "software",
    "design_rnd_services": "design and research services",
    "manufacturing_logistics": "manufacturing logistics",
    "service_manufacturing": "service-oriented manufacturing",
}


def _plan_names(file: str, column: str) -> dict[str, str]:
    """The plan's Chinese names in one of its tables, by key."""
    with (_PLAN / file).open(encoding="utf-8", newline="") as handle:
        return {line[column]: line["name_zh"] for line in csv.DictReader(handle)}


@cache
def catalogue() -> dict[str, Pair]:
    """Every entry: ``section.name`` to (Chinese, English)."""
    cities = _plan_names("cities.csv", "city")
    sectors = _plan_names("sectors.csv", "sector")
    sections: dict[str, dict[str, Pair]] = {
        "indicator": INDICATORS,
        "unit": UNITS,
        "scope": {**REGIONS, **{city: (f"{zh}市", city) for city, zh in cities.items()}},
        "group": {**GROUPS, **{s: (zh, SECTORS_EN[s]) for s, zh in sectors.items()}},
        "problem": dict(PROBLEMS),
        **PHRASES,
        **life_words.SECTIONS,
        **parting_words.SECTIONS,
    }
    return {
        f"{section}.{name}": pair
        for section, entries in sections.items()
        for name, pair in entries.items()
    }


def own_language() -> str:
    """The person's language: what ``LIAOSIM_LANG`` says, else English."""
    asked = os.environ.get("LIAOSIM_LANG", "")
    return asked if asked in LANGUAGES else "en"


def word(key: str, lang: str = "en", /, **values: object) -> str:
    """The word or message of a key in a language, its placeholders filled.

    Parameters
    ----------
    key
        ``section.name``, for example ``indicator.output``.
    lang
        ``zh`` or ``en``.
    **values
        What stands in the places of the message.

    Raises
    ------
    KeyError
        Where the catalogue has no such key.
    """
    text = catalogue()[key][LANGUAGES.index(lang)]
    return text.format(**values) if values else text


BETWEEN = {"zh": "、", "en": ", "}


class Words(NamedTuple):
    """Entries of the catalogue with what fills them, joined in the language of the sentence."""

    entries: tuple[tuple[str, dict[str, Any]], ...]

    def said(self, lang: str) -> str:
        """The words in a language."""
        return BETWEEN[lang].join(
            word(key, lang, **said(filled, lang)) for key, filled in self.entries
        )


def words(*keys: str) -> Words:
    """Entries that nothing fills."""
    return Words(tuple((key, {}) for key in keys))


def said(filled: dict[str, Any], lang: str) -> dict[str, Any]:
    """What fills a sentence, in its language."""
    return {
        name: value.said(lang) if isinstance(value, Words) else value
        for name, value in filled.items()
    }
