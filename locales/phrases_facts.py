"""Names of the stylised facts that ``liaosim bench --facts`` checks."""

from __future__ import annotations

FACTS: dict[str, tuple[str, str]] = {
    "growth_sd": (
        "企业对数增长率的标准差",
        "spread of enterprises' yearly log growth (standard deviation)",
    ),
    "growth_subbotin_b": (
        "增长率分布的形状参数（1 为拉普拉斯，2 为正态）",
        "shape of growth rates (Subbotin b: 1 is Laplace, 2 normal)",
    ),
    "growth_sd_fall_with_size": (
        "增长率离散度随规模下降的指数",
        "exponent with which the spread of growth falls with size",
    ),
    "size_tail_exponent": ("规模分布尾部指数", "exponent of the tail of sizes"),
    "investment_in_spikes": (
        "集中投资占投资的比重",
        "share of investment that comes in spikes",
    ),
    "labour_productivity_90_10": (
        "劳动生产率第九十与第十百分位之比",
        "output per worker, 90th over 10th percentile",
    ),
    "profit_over_revenue": ("利润占收入的比重", "profit over revenue"),
    "exits_a_year": ("年退出率", "share of enterprises that leave a year"),
    "births_over_exits": ("新设与退出之比", "entrants over exits"),
    "utilisation": ("产能利用率", "use of capacity"),
    "utilisation_drift": ("产能利用率十年漂移", "drift of the use of capacity over ten years"),
    "zombie_share": ("僵尸企业占比", "share of zombies"),
    "zombies_state_over_others": (
        "国有企业与其他企业僵尸占比之比",
        "share of zombies, state owners over others",
    ),
    "cnc_rate_points_a_year": ("数控化率年均变化", "yearly change of the numerical rate"),
    "key_erp_points_a_year": (
        "重点企业 ERP 普及率年均变化",
        "yearly change of ERP among key enterprises",
    ),
    "key_mes_points_a_year": (
        "重点企业 MES 普及率年均变化",
        "yearly change of MES among key enterprises",
    ),
    "labour_productivity_growth": ("劳动生产率年均增长", "yearly growth of output per worker"),
    "energy_intensity_growth": ("单位产值能耗年均变化", "yearly growth of energy per output"),
    "investment_over_output": ("投资与产值之比", "investment over output"),
    "debt_ratio": ("资产负债率", "debt ratio"),
    "output_growth_lowest": ("产值增速最低的一年", "growth of output in its worst year"),
    "output_growth_highest": ("产值增速最高的一年", "growth of output in its best year"),
    "counted_2017_over_2015": (
        "2017 年与 2015 年规模以上企业数之比",
        "enterprises counted in 2017 over 2015",
    ),
}
