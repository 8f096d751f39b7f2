"""Headings, messages and help of the command, Chinese and English."""

from __future__ import annotations

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
        "每格：估计值与 95% 置信区间。总量与比率以基准的百分比表示，份额以百分点表示；"
        "* 表示区间不含零（可与零区分）。",
        "Each cell: estimate and 95% interval. Amounts and ratios in percent of the baseline, "
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
    "idle": (
        "所用政策工具没有改变任何指标",
        "the levers that it pulls changed nothing at all",
    ),
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
        "observed 实际路径 或 trend 趋势路径",
        "observed or trend, in place of the scenario's own paths",
    ),
    "workers": ("线程数，默认全部核心", "Threads; by default all cores"),
    "out": ("结果写入此文件夹", "Write the results to this folder"),
    "detail": (
        "输出区域与行业的全部交叉及季度",
        "The whole cross of scopes and groups, and quarters",
    ),
    "lang": ("语言：zh 或 en", "Language: zh or en"),
    "json": ("在标准输出打印一个 JSON 文档", "Print one JSON document on standard output"),
    "facts": ("核对典型事实", "Check the shape facts of the base run"),
    "warm": ("只编译规则", "Only compile the rules"),
    "port": ("网页应用的端口", "Port of the web application"),
}
PHRASES = {"heading": HEADINGS, "message": MESSAGES, "help": HELP}
