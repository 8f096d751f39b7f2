"""Headings, messages and help of the command, Chinese and English."""

from __future__ import annotations

from locales import (
    phrases_attribution,
    phrases_facts,
    phrases_plan,
    phrases_report,
    phrases_studies,
)

HEADINGS: dict[str, tuple[str, str]] = {
    "indicator": ("指标", "indicator"),
    "baseline": ("基准", "baseline"),
    "city": ("城市", "city"),
    "points": ("百分点", "points"),
    "scenario": ("情景", "scenario"),
    "title": ("标题", "title"),
    "levers": ("政策工具", "levers"),
    "name": ("名称", "name"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "detail": ("说明", "detail"),
    "low": ("下限", "low"),
    "high": ("上限", "high"),
    "status": ("状态", "status"),
    "file": ("文件", "file"),
    "rows": ("行数", "rows"),
    "years": ("年份", "years"),
    "sources": ("来源", "sources"),
    "parameters": ("参数个数", "parameters"),
}
MESSAGES: dict[str, tuple[str, str]] = {
    "error": ("错误：", "error: "),
    "warning": ("警告：", "warning: "),
    "left": ("剩余", "left"),
    "progress": (
        "{what}：{percent}%，约剩 {left} 秒",
        "{what}: {percent}%, about {left} s left",
    ),
    "running": ("正在运行", "running"),
    "measuring": ("正在测量", "measuring"),
    "compiling": (
        "规则尚未编译，首次运行需先编译（约一分钟，仅一次）……",
        "the rules are not compiled yet: compiling them first (about a minute, once) ...",
    ),
    "run_title": (
        "{title}：{first} 至 {last}，{runs} 次模拟，种子自 {seed} 起，抽样比例 {scale}",
        "{title}: {first} to {last}, {runs} run(s) from seed {seed}, scale {scale}",
    ),
    "compare_title": (
        "与“{baseline}”相比的配对差异：{runs} 对（种子 {first} 至 {last}），至 {until}，"
        "抽样比例 {scale}",
        "Paired differences to “{baseline}”: {runs} pairs (seeds {first} to {last}), to {until}, "
        "scale {scale}",
    ),
    "compare_reading": (
        "每格：估计值与 {level} 置信区间。总量与比率以基准的百分比表示，份额以百分点表示；"
        "* 表示区间不含零（可与零区分）。",
        "Each cell: estimate and {level} interval. Amounts and ratios in percent of the baseline, "
        "shares in points; * the interval leaves out zero (distinguishable from it).",
    ),
    "overlap": (
        "三个区域相互重叠（营口、阜新、铁岭各属两个区域），不能相加为全省。",
        "The three regions overlap (Yingkou, Fuxin and Tieling belong to two each): "
        "they do not add up to the province.",
    ),
    "written": ("结果已写入 {places}", "results written to {places}"),
    "kept": (
        "已中断：保留已完成的 {kept} 个（共 {asked} 个）种子的结果",
        "stopped: results of {kept} complete seeds of {asked} were kept",
    ),
    "nothing_kept": (
        "已中断：完成的种子不足（{kept} 个），未保留任何结果，未写入任何文件",
        "stopped: too few complete seeds ({kept}), nothing was kept and no file was written",
    ),
    "stopped": ("已中断，未写入任何文件", "stopped; no file was written"),
    "internal": (
        "内部错误（{kind}）：{reason}；设置 LIAOSIM_DEBUG=1 可显示详情",
        "internal error ({kind}): {reason}; LIAOSIM_DEBUG=1 shows where",
    ),
    "checked": (
        "{file}：正确（{name}，内容散列 {hash}）",
        "{file}: correct ({name}, content hash {hash})",
    ),
    "bad_whole": (
        "{option}：{found} 不是 {low} 至 {high} 之间的整数",
        "{option}: found {found}; allowed are whole numbers from {low} to {high}",
    ),
    "bad_number": (
        "{option}：{found} 不是 {low} 至 {high} 之间的数",
        "{option}: found {found}; allowed are numbers from {low} to {high}",
    ),
    "bad_choice": (
        "{option}：{found} 不可用；允许的取值为 {allowed}",
        "{option}: found {found}; allowed are {allowed}",
    ),
    "bad_until": (
        "--until：{found} 不是 2015Q1 至 {last} 之间的季度（写法如 2025Q4）",
        "--until: found {found}; allowed are quarters from 2015Q1 to {last}, written as 2025Q4",
    ),
    "bad_out": (
        "--out：{found} 不是可写入的文件夹（{reason}）",
        "--out: {found} is not a folder that can be written to ({reason})",
    ),
    "one_scenario": (
        "compare：需要一个基准和至少一个与之比较的情景",
        "compare: name a baseline and at least one scenario to compare with it",
    ),
    "twice": (
        "compare：情景“{found}”出现了两次；每个情景只能出现一次",
        'compare: scenario "{found}" stands twice; each may stand once',
    ),
    "engine_late": (
        "--engine：本进程已以另一方式载入规则；请在新的进程中运行",
        "--engine: this process has loaded the rules the other way; use a new process",
    ),
    "no_option": (
        "没有选项 {found}；该命令的选项为 {allowed}",
        "no option {found}; this command has {allowed}",
    ),
    "part_year": (
        "{year} 年只模拟至 {until}，不足一年，未列出；--json --detail 给出各季度",
        "{year} is not whole (to {until}) and not shown; --json --detail has its quarters",
    ),
    "option_first": (
        "选项 {found} 应写在命令之后；可用的命令为 {commands}",
        "option {found} stands after a command; there are {commands}",
    ),
    "no_command": (
        "没有命令 {found}；可用的命令为 {allowed}",
        "no command {found}; there are {allowed}",
    ),
    "missing": ("缺少参数 {found}", "missing argument {found}"),
    "needs_value": ("选项 {found} 需要一个值", "option {found} needs a value"),
    "extra": ("多余的参数 {found}", "one word too many: {found}"),
    "usage": ("用法不正确：{found}", "wrong usage: {found}"),
    "nearest": ("；最接近的是 {nearest}", "; the nearest is {nearest}"),
    "unspent": (
        "政策工具 {lever} 有预算，但一分未用",
        "lever {lever} has a budget, but nothing of it was spent",
    ),
    "underspent": (
        "政策工具 {lever} 只用去资金的 {share}（{total} 百万元中的 {spent} 百万元）",
        "lever {lever} spent only {share} of its money ({spent} of {total} million yuan)",
    ),
    "pays_nothing": (
        "政策工具 {lever} 有预算，但支付所依的键为 0，一分未用：{keys}",
        "lever {lever} has a budget, but nothing of it was spent, since what would pay is 0: "
        "{keys}",
    ),
    "orders_unpaid": (
        "政策工具 {lever} 的淘汰任务照常下达，但预算一分未用：{keys} 为 0",
        "lever {lever}: its orders act, but nothing of its budget was spent, since what would pay "
        "is 0: {keys}",
    ),
    "pays_nobody": (
        "政策工具 {lever} 有预算，但没有适用对象，一分未用：{why}",
        "lever {lever} has a budget, but nobody is eligible and nothing was spent: {why}",
    ),
    "orders_nobody": (
        "政策工具 {lever} 下达了淘汰任务，但没有适用对象：{why}",
        "lever {lever} orders closures, but nobody is eligible: {why}",
    ),
    "nobody_matches": ("没有{whom}符合 {selectors}", "no {whom} matches {selectors}"),
    "nobody_there": ("没有{whom}", "there is no {whom}"),
    "idle": (
        "所用政策工具没有改变任何指标",
        "the levers that it pulls changed nothing at all",
    ),
    "no_enterprise": (
        "--follow：没有名为 {found} 的企业；最接近的是 {nearest}",
        "--follow: no enterprise is named {found}; the nearest are {nearest}",
    ),
    "no_enterprise_at_all": (
        "--follow：没有名为 {found} 的企业；可用方案中重点企业的中英文名称（见 "
        "data/plan/lead_names_en.csv）或企业编号",
        "--follow: no enterprise is named {found}; allowed are the names of lead enterprises "
        "(data/plan/lead_names_en.csv) and permanent keys",
    ),
    "no_key": (
        "--follow：{found} 不是企业编号",
        "--follow: {found} is not a key of an enterprise",
    ),
    "not_in_sample": (
        "--follow：企业 {found} 不在抽样比例 {scale}、种子 {seed} 的样本中；--scale 1 含全部企业",
        "--follow: enterprise {found} is not in the sample of scale {scale} and seed {seed}; "
        "--scale 1 has every enterprise",
    ),
    "not_there": (
        "--follow：种子 {seed} 的企业中没有编号 {found}",
        "--follow: nobody has the key {found} in the population of seed {seed}",
    ),
    "not_founded": (
        "--follow：企业 {found} 在情景 {scenario}、种子 {seed}、抽样比例 {scale} 下没有新设",
        "--follow: enterprise {found} is never founded under {scenario}, seed {seed}, scale "
        "{scale}",
    ),
    "two_lives": (
        "compare --follow：需要恰好两个情景（给出了 {found} 个）",
        "compare --follow: found {found} scenarios; allowed are exactly two",
    ),
    "true_series": (
        "数列为真实发生的数（--reported 显示各市上报的数）。",
        "Series are what happened; --reported shows what cities report.",
    ),
    "reported_series": (
        "下列指标为各市上报的数，不是真实发生的数：{names}。其余指标上报属实。",
        "As cities report, not as it happened: {names}. All other series are true.",
    ),
    "as_reported": ("（上报）", ", as reported"),
    "following": ("正在跟踪", "following"),
    "serving": ("正在打开 http://localhost:{port}", "opening http://localhost:{port}"),
}
HELP: dict[str, tuple[str, str]] = {
    "app": (
        "辽宁工业企业的主体建模：检验2015年转型升级方案的政策组合",
        "An agent-based model of Liaoning's industry: test policy mixes of the 2015 plan",
    ),
    "run": ("运行一个情景并显示其路径", "Run one scenario and show its path"),
    "compare": (
        "将各情景与基准逐种子配对比较（第一个为基准）",
        "Compare scenarios with a baseline, paired on seeds (the first named is the baseline)",
    ),
    "scenarios": ("查看和检查情景", "List, show and check scenarios"),
    "list": ("列出情景库", "List the library"),
    "show": ("完整显示一个情景", "Show one scenario in full"),
    "check": ("检查一个情景文件", "Check a scenario file"),
    "schema": ("情景文件的 JSON Schema", "The JSON schema of scenario files"),
    "bench": ("测量速度、内存和配对效果", "Measure speed, memory and the gain of pairing"),
    "data": ("数据与参数及其来源", "What data and parameters there are, and their sources"),
    "open": ("打开网页应用", "Open the web application"),
    "scenario": ("情景名称或文件路径", "Library name or path of a file"),
    "scenario_list": (
        "基准与各情景（名称或路径）",
        "Baseline and scenarios (names or paths)",
    ),
    "file": ("情景文件", "Scenario file"),
    "seed": ("第一个种子", "First seed"),
    "runs": ("种子数", "Number of seeds"),
    "scale": ("抽样比例，1 为全部企业", "Sample of the population; 1 is every enterprise"),
    "until": ("最后一个季度", "Last quarter"),
    "engine": ("compiled 编译 或 interpreted 解释", "compiled or interpreted"),
    "world": (
        "observed 实际路径、trend 趋势路径 或 rest 静止路径",
        "observed, trend or rest, in place of the scenario's own paths",
    ),
    "workers": ("线程数，默认全部核心", "Threads; by default all cores"),
    "out": ("结果写入此文件夹", "Write the results to this folder"),
    "detail": (
        "输出区域与行业的全部交叉及季度",
        "The whole cross of scopes and groups, and quarters",
    ),
    "follow": (
        "跟踪一家企业 （中文或英文名称， 或企业编号）， 显示其逐季生平",
        "Follow one enterprise (name in Chinese or English, or key) quarter by quarter",
    ),
    "reported": (
        "以各市上报的数列代替真实数列 （凡上报不实的指标）",
        "The series that cities report in place of the true ones, where they report falsely",
    ),
    "lang": ("语言：zh 或 en", "Language: zh or en"),
    "json": ("在标准输出打印一个 JSON 文档", "Print one JSON document on standard output"),
    "facts": ("核对典型事实", "Check the shape facts of the base run"),
    "warm": ("只编译规则", "Only compile the rules"),
    "prepare": (
        "只计算并保存首页的比较，不打开应用",
        "Only compute and keep the first page's comparison",
    ),
    "port": ("网页应用的端口", "Port of the web application"),
}
PAGE: dict[str, tuple[str, str]] = {
    "title": (
        "辽宁工业转型升级：政策做了什么",
        "Upgrading Liaoning: what the policies do",
    ),
    "about": (
        "以规模以上工业企业为主体的模拟，2015—2025年；每个数都是与“{baseline}”逐种子配对的差异。",
        "A simulation of the province's industrial enterprises, 2015 to 2025. Every effect is a "
        "paired difference to “{baseline}”.",
    ),
    "language": ("语言 / Language", "Language"),
    "scenario": ("情景（结论与地图）", "Scenario (answer and map)"),
    "shown": ("图表中显示的情景", "Scenarios in the figures"),
    "year": ("年份", "Year"),
    "indicator": ("指标", "Indicator"),
    "preparing": ("正在计算首页的比较", "computing the first page's comparison"),
    "none_yet": (
        "首页的比较尚未算出：正在后台用{runs}对模拟计算，完成后自动显示（通常不到一分钟）。",
        "The comparison for this page is not there yet: it is being computed in the background "
        "with {runs} pairs, and will appear by itself, as a rule within a minute.",
    ),
    "stale": (
        "下列结果算于规则、参数或数据最近一次改动之前；正在后台重新计算，完成后自动更新。",
        "These results were made before the last change of rules, parameters or data. They are "
        "being computed again in the background; the page will renew itself.",
    ),
    "compiling": ("正在编译规则（约半分钟）", "compiling the rules (about half a minute)"),
    "computed": ("已完成 {percent}%", "{percent}% done"),
    "gave_up": (
        "计算没有完成：{reason}。可在终端运行 liaosim app --prepare 查看原因。",
        "The computation gave up: {reason}. Run liaosim app --prepare in a terminal to see why.",
    ),
    "again": ("再试一次", "Try again"),
    "choose_one": ("请至少选择一个情景。", "Choose at least one scenario."),
    "clear": (
        "{year}年，{scenario}使{scope}{indicator}{verb}{size}"
        "（{relative}{confidence}区间 {low} 至 {high}，{runs}对模拟）。",
        "In {year}, {scenario} {verb} {indicator} in {scope} by {size} "
        "({relative}{confidence} interval {low} to {high}; {runs} pairs).",
    ),
    "unclear": (
        "{year}年，{scenario}对{scope}{indicator}的影响与零无法区分："
        "{signed}（{relative}{confidence}区间 {low} 至 {high}，{runs}对模拟）。",
        "In {year}, the effect of {scenario} on {indicator} in {scope} is not distinguishable "
        "from zero: {signed} ({relative}{confidence} interval {low} to {high}; {runs} pairs).",
    ),
    "unchanged": (
        "{year}年，{scenario}没有改变{scope}{indicator}（{runs}对模拟中差异均为零）。",
        "In {year}, {scenario} leaves {indicator} in {scope} unchanged "
        "(no difference in any of {runs} pairs).",
    ),
    "undefined": (
        "{year}年，{scope}{indicator}没有定义。",
        "In {year}, {indicator} is not defined in {scope}.",
    ),
    "of_baseline": ("为基准的{percent}%；", "{percent}% of the baseline; "),
    "in_province": ("全省", "the province"),
    "raises": ("提高", "raises"),
    "lowers": ("降低", "lowers"),
    "adds": ("增加", "raises"),
    "takes": ("减少", "lowers"),
    "probably": ("可能{verb}", "probably {verb}"),
    "beside": ("同年还{parts}。", "In the same year it {parts}."),
    "no_clear": (
        "对{names}的影响与零无法区分",
        "has no effect on {names} that is distinguishable from zero",
    ),
    "none_changed": ("不改变{names}", "leaves {names} unchanged"),
    "wording": (
        "用语：{confidence}区间不含零，写“提高、降低”；仅80%区间不含零，写“可能”；"
        "其余写“与零无法区分”。区间只反映随机性与种子数，不反映参数的不确定性。",
        "Wording: “raises” or “lowers” where the {confidence} interval leaves out zero, “probably” "
        "where only the 80% interval does, else “not distinguishable”. Intervals show chance over "
        "seeds, not doubt about the parameters.",
    ),
    "map": (
        "各市{indicator}：“{scenario}”的影响，{year}年",
        "{indicator} by city: effect of “{scenario}”, {year}",
    ),
    "map_legend": ("影响（{unit}）", "Effect ({unit})"),
    "map_note": (
        "加括号且颜色较淡：该市自身的{confidence}区间含零；{runs}对模拟。",
        "In brackets and paler: that city's own {confidence} interval includes zero. {runs} pairs.",
    ),
    "map_alt": (
        "辽宁14个市的地图，按影响着色。最大：{most}；最小：{least}。全部数值见下表。",
        "Map of Liaoning's 14 cities coloured by effect. Largest: {most}. Smallest: {least}. "
        "All values are in the table below the map.",
    ),
    "of_the_baseline": ("基准的%", "% of the baseline"),
    "city_table": ("各市数值", "The cities as a table"),
    "headlines": (
        "主要指标：各情景的影响与{confidence}区间，{year}年",
        "Headline effects with {confidence} intervals, {year}",
    ),
    "headlines_note": (
        "竖线为零（无影响）；空心点表示区间含零。单位见各图标题，{runs}对模拟。",
        "The vertical line is no effect; hollow marks: the interval includes zero. "
        "Units stand above each figure. {runs} pairs.",
    ),
    "time": (
        "{indicator}：与“{baseline}”的差异，逐年",
        "{indicator}: difference to “{baseline}” by year",
    ),
    "time_note": (
        "阴影为配对差异的{confidence}区间，{runs}对模拟；政策工具执行期：{years}。",
        "Bands: {confidence} intervals of the paired difference, {runs} pairs. Levers run {years}.",
    ),
    "levels": ("{indicator}：各情景的路径", "{indicator}: path under each scenario"),
    "levels_note": (
        "阴影为{runs}个种子路径均值的{confidence}区间，反映各种子之间的差别，对所有情景共同；"
        "路径重叠不等于没有影响，影响须看配对差异。",
        "Bands: {confidence} intervals of the mean path, {runs} seeds. They show how seeds differ, "
        "which is common to all scenarios: overlapping paths do not mean no effect. Judge effects "
        "by the paired differences.",
    ),
    "regions": (
        "三个区域：对{indicator}的影响，{year}年",
        "Three regions: effect on {indicator}, {year}",
    ),
    "region": ("区域", "Region"),
    "city": ("城市", "City"),
    "effect": ("影响", "Effect"),
    "interval": ("{confidence}区间", "{confidence} interval"),
    "relative": ("相对基准", "Relative"),
    "baseline": ("基准水平", "Baseline"),
    "value": ("数值", "Value"),
    "unit": ("单位：{unit}；{runs}对模拟。", "Unit: {unit}; {runs} pairs."),
    "range": ("{low} 至 {high}", "{low} to {high}"),
    "cell": ("{value}（{low} 至 {high}）", "{value} ({low} to {high})"),
    "money": ("各情景花多少钱", "What each scenario spends"),
    "lever": ("政策工具", "Lever"),
    "whole": ("每年合计", "Total a year"),
    "allowed": ("各年预算总额", "Budget of all years"),
    "spent": ("各年实际支出（模拟）", "Spent in all years (simulated)"),
    "money_note": (
        "单位：{unit}。预算按年列出，{years}；实际支出为{runs}次模拟的均值，括号内为占预算的比例，"
        "无人申领的部分结余。",
        "In {unit}; budgets by year, {years}. Spent: mean over {runs} runs, with its share of the "
        "budget. What nobody claims is left over.",
    ),
    "limits": (
        "来源与局限：数据出处见 data/README.md；{all}个参数中有{assumed}个是假定、试定或凭记忆的，"
        "模型尚未校准，影响的次序比大小可信。预算是情景的取值，不是方案公布的数字。企业是合成的。"
        "国家层面的政策在所有情景中相同。市界：Apache ECharts（Apache-2.0）。",
        "Sources and limits: data and their sources are listed in data/README.md. {assumed} of "
        "{all} parameters are assumed, tried or recalled and the model is not yet calibrated: "
        "trust the order of effects more than their size. Budgets are values of the scenarios, "
        "not figures that the plan published. Enterprises are synthetic. What the nation does is "
        "the same in every scenario. City outlines: Apache ECharts (Apache-2.0).",
    ),
    "made": (
        "{runs}对模拟（种子{first}—{last}），{sample}，至{until}；规则{rules}。",
        "{runs} pairs (seeds {first} to {last}), {sample}, to {until}; rules {rules}.",
    ),
    "every_enterprise": ("全部企业", "every enterprise"),
    "sample": ("抽样比例{scale}", "sample of scale {scale}"),
    "points": ("百分点", "percentage points"),
    "percent": ("百分比（%）", "percent"),
    "unit_100_million_yuan": ("亿元", "100 million yuan"),
    "unit_10_thousand_yuan": ("万元", "10,000 yuan"),
    "unit_billion_yuan": ("十亿元", "billion yuan"),
    "unit_million_yuan": ("百万元", "million yuan"),
    "unit_productivity": ("万元/人年", "thousand yuan per worker-year"),
    "unit_wage": ("元/人年", "yuan per worker-year"),
    "unit_people": ("万人", "thousand persons"),
    "unit_tonnes": ("万吨", "million tonnes"),
    "unit_tonnes_year": ("万吨/年", "million tonnes per year"),
    "unit_tce": ("万吨标准煤", "million tce"),
    "prices": ("（2015年价）", ", 2015 prices"),
}
PHRASES = {
    "heading": {
        **HEADINGS,
        **phrases_plan.HEADINGS,
        **phrases_attribution.HEADINGS,
        **phrases_studies.HEADINGS,
    },
    "message": {
        **MESSAGES,
        **phrases_plan.MESSAGES,
        **phrases_attribution.MESSAGES,
        **phrases_studies.MESSAGES,
        **phrases_report.MESSAGES,
    },
    "help": {
        **HELP,
        **phrases_plan.HELP,
        **phrases_attribution.HELP,
        **phrases_studies.HELP,
        **phrases_report.HELP,
    },
    "page": PAGE,
    "report": phrases_report.REPORT,
    "figure": phrases_report.FIGURE,
    "lever": phrases_plan.LEVERS,
    "target": phrases_plan.TARGETS,
    "target_unit": phrases_plan.TARGET_UNITS,
    "fact": phrases_facts.FACTS,
    "event": phrases_plan.EVENTS,
    "who": phrases_plan.WHO,
    "whom": phrases_plan.WHOM,
    "class": phrases_attribution.CLASSES,
    "priced": phrases_attribution.PRICED,
}
