"""Words of the written report, Chinese and English."""

from __future__ import annotations

Pair = tuple[str, str]

HELP: dict[str, Pair] = {
    "report": (
        "写出报告：report.html、report.docx、report.pdf（不点名时比较方案与无方案）",
        "Write a report: report.html, report.docx, report.pdf (of no_plan and plan_2015 unless "
        "others are named)",
    ),
    "report_attribute": (
        "另把第一个情景的影响分解到各政策工具（需要许多次模拟）",
        "Also take the effect of the first scenario apart into its levers (many runs)",
    ),
}
MESSAGES: dict[str, Pair] = {
    "report_no_year": (
        "--until：至 {until} 没有一个完整的年份；请用 2015Q4 或更晚的季度",
        "--until: no year is whole by {until}; allowed are quarters from 2015Q4",
    ),
    "report_targets": ("计算各项目标", "computing the targets"),
    "report_attribution": ("分解到各政策工具", "taking the effect apart into levers"),
    "report_drawing": ("绘图并写出报告", "drawing figures and writing the report"),
}
FIGURE: dict[str, Pair] = {
    "effects": (
        "{year}年{indicator}：与“{baseline}”的差异",
        "{indicator} in {year}: difference to “{baseline}”",
    ),
    "dots": (
        "横线：配对差异的{confidence}区间；空心：区间含零。",
        "Lines: {confidence} intervals of the paired difference; hollow: the interval includes "
        "zero.",
    ),
    "parts": (
        "{year}年{indicator}：“{scenario}”相对“{baseline}”的影响，按政策工具",
        "{indicator} in {year}: effect of “{scenario}” against “{baseline}” by lever",
    ),
    "part_dots": (
        "沙普利值，各项之和等于合计；横线：95%区间；空心：区间含零。",
        "Shapley values, which sum to the whole; lines: 95% intervals; hollow: the interval "
        "includes zero.",
    ),
    "of_seeds": (
        "{runs}个种子（{first}—{last}），每个{coalitions}个组合，{sample}",
        "{runs} seeds ({first} to {last}) of {coalitions} coalitions each, {sample}",
    ),
    "of_runs": (
        "{runs}次模拟（种子{first}—{last}），{sample}",
        "{runs} runs (seeds {first} to {last}), {sample}",
    ),
    "chances": (
        "“{scenario}”：方案目标的实现概率",
        "“{scenario}”: probability of reaching the plan's targets",
    ),
    "chance_dots": (
        "达标模拟的比例；横线：95%威尔逊区间。",
        "Share of runs that reach the target; lines: 95% intervals (Wilson).",
    ),
}
REPORT: dict[str, Pair] = {
    "question": (
        "问题：与“{baseline}”相比，{scenarios}给辽宁工业带来了什么变化？有多大把握？谁受益、谁受损？",
        "Question: compared with “{baseline}”, what changes in the industry of Liaoning under "
        "{scenarios}, how sure is that, and who gains or loses?",
    ),
    "quoted": ("“{title}”", "“{title}”"),
    "answer": ("回答", "The answer"),
    "targets_count": (
        "{scenario}：模型可度量的{n}个目标中，{likely}个实现概率不低于80%，"
        "{unlikely}个不高于20%，{open}个介于其间（{runs}次模拟）；"
        "基准“{baseline}”下依次为{base_likely}、{base_unlikely}、{base_open}个。",
        "Targets under {scenario}: of {n} that the model measures, number reached with a "
        "probability of at least 80%: {likely}; of at most 20%: {unlikely}; between: {open} "
        "({runs} runs). Under “{baseline}”: {base_likely}, {base_unlikely} and {base_open}.",
    ),
    "targets_none": (
        "目标须模拟至 2020 年末才能判断；本报告至{until}，故不列目标。",
        "Targets can be judged from runs to the end of 2020; this report ends in {until} and has "
        "none.",
    ),
    "places": (
        "{year}年，{scenario}使{n}个{kind}中的{up}个{indicator}提高、{down}个降低，"
        "{rest}个与零无法区分或不变（各自的{confidence}区间，{runs}对模拟）。{ends}",
        "In {year}, {scenario} raises {indicator} in {up} of {n} {kind}, lowers it in {down}, and "
        "has no distinguishable effect in {rest} (by each one's own {confidence} interval, {runs} "
        "pairs).{ends}",
    ),
    "largest_gain": (
        "升幅最大的是{place}：{percent}%（{low}% 至 {high}%）。",
        " Largest gain: {place}, {percent}% ({low}% to {high}%).",
    ),
    "largest_loss": (
        "降幅最大的是{place}：{percent}%（{low}% 至 {high}%）。",
        " Largest loss: {place}, {percent}% ({low}% to {high}%).",
    ),
    "kind_cities": ("市", "cities"),
    "kind_groups": ("行业组", "sector groups"),
    "paths": ("历年影响", "Effects over the years"),
    "source": (
        "单位：{unit}。来源：liaosim 模拟，{made}。",
        "Unit: {unit}. Source: liaosim runs; {made}.",
    ),
    "made": (
        "{runs}对模拟（种子{first}—{last}），{sample}",
        "{runs} pairs (seeds {first} to {last}), {sample}",
    ),
    "bands": (
        "阴影：配对差异的{confidence}区间；虚竖线：{year}年。",
        "Bands: {confidence} intervals of the paired difference; dashed vertical line: {year}.",
    ),
    "level_bands": (
        "阴影：路径均值的{confidence}区间，各种子的差别为所有情景共有，重叠不等于没有影响。",
        "Bands: {confidence} intervals of the mean path. How seeds differ is common to all "
        "scenarios: overlapping bands do not mean no effect.",
    ),
    "headline_table": ("主要指标：{scenario}", "Headline indicators: {scenario}"),
    "unit": ("单位", "Unit"),
    "of_year": ("{year}年基准", "Baseline {year}"),
    "effect_of_year": ("{year}年影响（{confidence}区间）", "Effect {year} ({confidence} interval)"),
    "relative_of_year": ("相对基准", "Relative"),
    "relative_unit": ("见“单位”列与%", "see the column of units, and percent"),
    "cities_map": ("14个市的地图", "Map of the 14 cities"),
    "paler": (
        "加括号且颜色较淡：该市自身的{confidence}区间含零。",
        "In brackets and paler: that city's own {confidence} interval includes zero.",
    ),
    "targets": ("目标与实现概率", "Targets and their probabilities"),
    "chances": (
        "各情景下实现各目标的概率（95%区间）",
        "Probability of each target by scenario (95% interval)",
    ),
    "outcomes": ("结果与要求：{scenario}", "Outcome and requirement: {scenario}"),
    "unit_shares": (
        "见目标括号内；份额与概率为%",
        "in brackets after the target; shares and probabilities in percent",
    ),
    "not_measured": (
        "模型不度量的目标：{names}。",
        "Targets that the model does not measure: {names}.",
    ),
    "levers_heading": ("分解到政策工具", "Taken apart into levers"),
    "no_levers": (
        "本报告未把影响分解到各政策工具，也未列规模与所有制的得失和单位成本；加 --attribute 即可。",
        "This report does not take the effect apart into levers, and has neither the gains of "
        "sizes and owners nor the cost of a unit; --attribute adds them.",
    ),
    "levers": (
        "分解到政策工具：{scenario}，{year}年",
        "Taken apart into levers: {scenario}, {year}",
    ),
    "levers_note": (
        "沙普利值（{method}，{coalitions}种组合，{runs}个种子）；各项之和等于合计；括号内为95%区间。",
        "Shapley values ({method}, {coalitions} combinations, {runs} seeds); the parts sum to the "
        "whole; 95% intervals in brackets.",
    ),
    "costs": (
        "每改善一个单位的成本：{scenario}，累计至{year}年",
        "Cost for one unit of improvement: {scenario}, summed to {year}",
    ),
    "costs_note": (
        "括号内为95%区间（费勒）；–：影响与零无法区分；恶化：影响方向相反。",
        "In brackets 95% intervals (Fieller); –: the effect is not distinguishable from zero; "
        "worse: it is of the wrong sign.",
    ),
    "costs_unit": (
        "百万元；每单位见各列标题",
        "million yuan; for the unit in each heading",
    ),
    "levers_unit": ("见各列标题；%为基准的百分比", "in the headings; % is of the baseline"),
    "winners": ("受益者与受损者", "Winners and losers"),
    "winners_table": ("{scenario}，{year}年", "{scenario}, {year}"),
    "place": ("地区", "Place"),
    "branch": ("行业组与行业", "Sector group, then sector"),
    "class": ("规模与所有制", "Size or owner"),
    "reading": ("产值：结论", "Output: reading"),
    "winners_unit": (
        "基准的%（{confidence}区间）",
        "percent of each one's baseline ({confidence} interval)",
    ),
    "higher": ("提高", "higher"),
    "lower": ("降低", "lower"),
    "probably": ("可能{what}", "probably {what}"),
    "unclear": ("与零无法区分", "not distinguishable"),
    "unchanged": ("不变", "unchanged"),
    "method": ("方法", "Method"),
    "method_model": (
        "liaosim 是辽宁全部规模以上工业企业的主体模型，从2015年起逐季运行：企业投资、升级、"
        "借贷、雇用、进入与退出，政策工具按情景文件的预算与条件起作用。",
        "liaosim is an agent-based model of all industrial enterprises above scale in Liaoning, "
        "run by quarters from 2015: enterprises invest, upgrade, borrow, hire, enter and leave, "
        "and levers act with the budgets and conditions of the scenario files.",
    ),
    "method_pairs": (
        "每个情景与基准从同一企业群体、同一随机数出发成对运行，影响是每对之差的均值，"
        "区间为其{confidence} t 区间。"
        "本报告用{runs}对（种子{first}—{last}），{sample}，至{until}。",
        "Every scenario runs in pairs with the baseline, from the same population and the same "
        "luck. An effect is the mean difference of the pairs, its interval their {confidence} "
        "t-interval. This report uses {runs} pairs (seeds {first} to {last}), {sample}, to "
        "{until}.",
    ),
    "limits": ("局限", "Limits"),
    "sources": ("数据来源", "Sources"),
    "sources_text": (
        "各表的全部出处与链接见 data/README.md；下表按用到的行数列出每个数据表的主要出处。",
        "All sources with their addresses are listed in data/README.md; below, the most used "
        "sources of each table.",
    ),
    "table": ("数据表", "Table"),
    "rows": ("行数", "Rows"),
    "main_sources": ("主要出处", "Main sources"),
    "no_source": ("见 data/README.md", "see data/README.md"),
    "again": ("如何重现", "How to reproduce this"),
    "again_text": (
        "在同一版本的程序与数据下，下列命令得到相同的数：",
        "With the same version of the program and data, this command gives the same numbers:",
    ),
    "made_with": ("版本与校验", "Versions and hashes"),
    "what": ("项目", "Item"),
    "value": ("值", "Value"),
    "scenario_hash": ("情景 {name} 的校验值", "Hash of scenario {name}"),
    "rules": ("规则校验值", "Hash of the rules"),
    "versions": ("版本", "Versions"),
    "interrupted": (
        "计算被提前中断：本报告只用已完成的{runs}对模拟。",
        "The work was stopped early: this report uses the {runs} pairs that were complete.",
    ),
}
