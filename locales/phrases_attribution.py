"""Words of attribution, cost, fairness and panel, Chinese and English."""

from __future__ import annotations

HEADINGS: dict[str, tuple[str, str]] = {
    "lever": ("政策工具", "lever"),
    "whole": ("合计", "whole mix"),
    "pair": ("两项工具", "pair of levers"),
    "interaction": ("交互项", "interaction"),
    "spent": ("支出（百万元）", "spent (million yuan)"),
    "gains": ("受益", "gains"),
    "loses": ("受损", "loses"),
    "unclear": ("不可区分", "not distinguishable"),
    "dimension": ("划分", "by"),
    "part": ("组成", "part"),
    "effect": ("影响", "effect"),
    "promised": ("承诺（百万元）", "promised (million yuan)"),
    "came": ("实到（百万元）", "came (million yuan)"),
    "promised_share": ("承诺比例", "promised share"),
    "came_share": ("实到比例", "share that came"),
}
MESSAGES: dict[str, tuple[str, str]] = {
    "no_players": (
        "attribute：情景“{scenario}”与基准“{baseline}”没有差别，无可分解",
        'attribute: scenario "{scenario}" differs in nothing from baseline "{baseline}"; '
        "there is nothing to attribute",
    ),
    "two_cuts": (
        "attribute：专项资金对情景“{scenario}”与基准“{baseline}”的削减比例不同，"
        "没有一个比例可用于所有组合；请换用没有政策工具的基准",
        'attribute: the fund cuts scenario "{scenario}" and baseline "{baseline}" by different '
        "shares, so that no one cut can hold in every coalition; allowed is a baseline without "
        "levers",
    ),
    "world_plays": (
        "该情景的外部世界也与基准“{baseline}”不同，其影响列为 world 一项",
        'its world differs from that of baseline "{baseline}" too: the part named world is what '
        "that does",
    ),
    "attribute_title": (
        "“{title}”相对“{baseline}”的影响按政策工具分解（{method}，{coalitions} 个组合 × "
        "{runs} 个种子，自 {first} 起，至 {until}，抽样比例 {scale}）",
        "Effect of “{title}” against “{baseline}” by lever ({method}, {coalitions} coalitions x "
        "{runs} seeds from {first}, to {until}, scale {scale})",
    ),
    "attribute_reading": (
        "各项之和等于合计。每格为估计值与 95% 置信区间，总量与比率以基准的百分比表示，"
        "份额以百分点表示；* 表示区间不含零。",
        "The parts sum to the whole. Each cell: estimate and 95% interval, amounts and ratios in "
        "percent of the baseline, shares in points; * the interval leaves out zero.",
    ),
    "interactions_title": (
        "最大的交互项（两项工具一起时多出或少于各自之和的部分），{period}",
        "Largest interactions (what two levers bring together beyond each alone), {period}",
    ),
    "no_interactions": (
        "没有可与零区分的交互项",
        "no interaction is distinguishable from zero",
    ),
    "costs_title": (
        "每改善一个单位的成本（百万元，累计至 {period}）；费勒区间；– 表示影响不可与零区分，"
        "恶化 表示影响方向相反",
        "Cost for one unit of improvement (million yuan, summed to {period}); Fieller intervals; "
        "– the effect is not distinguishable from zero, worse: it is of the wrong sign",
    ),
    "worsens": ("恶化", "worse"),
    "per_yuan_title": (
        "每支出一元带来的元数（累计至 {period}）",
        "Yuan for a yuan spent (summed to {period})",
    ),
    "deadweight": (
        "{period} 年技术改造补助的无谓部分：{share}（{low} 至 {high}）",
        "Deadweight of transformation grants in {period}: {share} ({low} to {high})",
    ),
    "winners_title": (
        "谁受益、谁受损（{period} 年，95% 区间不含零；每 20 个比较约有 1 个属偶然）",
        "Who gains and who loses ({period}; the 95% interval leaves out zero; about one in twenty "
        "comparisons does so by chance)",
    ),
    "theil_title": (
        "城市间劳动生产率的泰尔指数（{period} 年；辽西北 3、沿海 6、沈阳经济区其余 5）",
        "Theil index of output per worker between cities ({period}; northwest 3, coast 6, "
        "remaining Shenyang Zone 5)",
    ),
    "northwest_title": (
        "对辽西北的承诺与实到资金（累计至 {period}）",
        "The northwest: money promised and money that came (summed to {period})",
    ),
    "panel_world": (
        "该情景的外部世界也与基准“{baseline}”不同：面板中的影响一列也包含其作用",
        'its world differs from that of baseline "{baseline}" too: effect holds what that does as '
        "well",
    ),
    "northwest_size": (
        "基准下辽西北占全省总产值的 {share}",
        "In the baseline the northwest makes {share} of the province's output",
    ),
    "northwest_effect": (
        "{period} 年{indicator}：辽西北 {northwest}，全省 {province}（95% 区间）",
        "{indicator} in {period}: northwest {northwest}, province {province} (95% intervals)",
    ),
    "bad_file": (
        "--out：{found} 不能写入（{reason}）；请给出一个以 {ending} 结尾的文件路径",
        "--out: {found} cannot be written ({reason}); allowed is the path of a file that ends in "
        "{ending}",
    ),
    "no_year": (
        "panel：至 {until} 没有一个完整的年份；请用 2015Q4 或更晚的季度",
        "panel: no year is whole by {until}; allowed are quarters from 2015Q4",
    ),
    "panel_title": (
        "企业面板：{title}，{rows} 行，{enterprises} 家企业，{first} 至 {last} 年，"
        "{runs} 个种子，抽样比例 {scale}",
        "Panel of enterprises under {title}: {rows} rows, {enterprises} enterprises, {first} to "
        "{last}, {runs} seed(s), scale {scale}",
    ),
    "panel_truth": (
        "{year} 年样本中已得到补助的企业 {treated} 家，政策对其产出的真实平均影响 "
        "{treated_effect} 百万元；其余企业 {others} 家，{other_effect} 百万元",
        "In {year} {treated} enterprises of the sample had been treated; the true mean effect on "
        "their output is {treated_effect} million yuan, on the {others} others {other_effect} "
        "million yuan",
    ),
}
HELP: dict[str, tuple[str, str]] = {
    "attribute": (
        "将一个组合的影响按政策工具分解（沙普利值）",
        "Take the effect of a mix apart into its levers (Shapley values), with cost, winners and "
        "losers",
    ),
    "panel": (
        "写出企业—年度面板，含真实的个体政策影响",
        "Write a panel of enterprises and years with the true individual effect of the policy",
    ),
    "baseline": ("基准情景的名称或路径", "Baseline: library name or path of a file"),
    "cross": ("输出区域与行业的全部交叉", "The whole cross of scopes and groups"),
    "panel_out": ("写入的面板文件", "The .parquet file to write"),
}
CLASSES: dict[str, tuple[str, str]] = {
    "city": ("城市", "city"),
    "sector": ("行业", "sector"),
    "size": ("规模", "size"),
    "owner": ("所有制", "owner"),
    "micro": ("微型", "micro"),
    "small": ("小型", "small"),
    "medium": ("中型", "medium"),
    "large": ("大型", "large"),
    "founded_since": ("期间新设", "founded since"),
    "central_state": ("中央国有", "central state"),
    "local_state": ("地方国有", "local state"),
    "private": ("民营", "private"),
    "foreign": ("外资", "foreign"),
    "total": ("合计", "whole"),
    "between_regions": ("区域之间", "between regions"),
    "within_regions": ("区域之内", "within regions"),
    "within_northwest": ("辽西北之内", "within the northwest"),
    "within_coast": ("沿海之内", "within the coast"),
    "within_remaining_shenyang_zone": (
        "沈阳经济区其余之内",
        "within the rest of the Shenyang Zone",
    ),
    "world": ("外部世界", "world"),
    "exact_shapley": ("精确沙普利值", "exact Shapley values"),
    "sampled_shapley": ("抽样沙普利值", "sampled Shapley values"),
}
PRICED: dict[str, tuple[str, str]] = {
    "percentage point": ("百分点", "percentage point"),
    "0.01": ("百分之一个指数单位", "0.01"),
    "thousand yuan per worker-year": ("千元/人年", "thousand yuan per worker-year"),
    "thousand persons": ("千人", "thousand persons"),
    "million tonnes": ("百万吨", "million tonnes"),
    "million tonnes per year": ("百万吨/年", "million tonnes per year"),
    "million tce": ("百万吨标准煤", "million tce"),
}
