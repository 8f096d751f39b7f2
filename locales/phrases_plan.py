"""Words of the plan and of the commands that follow it, Chinese and English."""

from __future__ import annotations

Pair = tuple[str, str]

LEVERS: dict[str, Pair] = {
    "technical_transformation": ("加大技术改造力度", "technical transformation"),
    "capacity_elimination": ("淘汰落后产能", "capacity elimination"),
    "digitalisation": ("促进两化深度融合", "informatisation with industrialisation"),
    "innovation": ("增强自主创新能力", "independent innovation"),
    "spatial_layout": ("调整优化产业布局", "spatial layout"),
    "green_manufacturing": ("提高绿色制造水平", "green manufacturing"),
    "industrial_base": ("强化工业基础能力", "industrial foundations"),
    "quality_brand": ("强化质量品牌建设", "quality and brands"),
    "alliances": ("推进产业联盟建设", "industrial alliances"),
    "central_local": ("推进央地合作发展", "central-local cooperation"),
    "opening_up": ("提升开放合作水平", "opening up"),
    "policy_support": ("强化政策支持", "fiscal support"),
    "financing": ("拓宽融资渠道", "financing channels"),
}
TARGETS: dict[str, Pair] = {
    "enterprise_technology_centres": (
        "每年新认定省级及以上企业技术中心",
        "enterprise technology centres certified a year",
    ),
    "key_technologies_solved": ("累计攻克重大关键技术", "key technologies solved"),
    "innovative_products": (
        "重大创新产品和核心功能部件",
        "innovative products and core components",
    ),
    "innovation_platforms": ("新组建产业专业技术创新平台", "new innovation platforms"),
    "major_projects": (
        "投资10亿元以上重大工业项目",
        "major projects of at least 1 billion yuan",
    ),
    "cnc_rate": ("关键生产设备数控化率", "numerical control rate of key equipment"),
    "mes_penetration": ("制造执行系统（MES）普及率", "MES penetration"),
    "plm_penetration": ("产品全生命周期管理（PLM）普及率", "PLM penetration"),
    "erp_penetration": ("企业资源计划（ERP）普及率", "ERP penetration"),
    "crm_penetration": ("客户关系管理（CRM）普及率", "CRM penetration"),
    "systems_integration": ("企业信息系统集成", "integration of systems"),
    "industrial_clusters": ("重点发展产业集群", "clusters developed"),
    "priority_clusters": ("优先发展产业集群", "priority clusters developed"),
    "energy_saving_technologies": (
        "重大节能降耗技术应用",
        "energy-saving technologies in use",
    ),
    "obsolete_cement_capacity": ("落后水泥产能", "outdated cement capacity"),
    "steel_aluminium_replacement": (
        "钢铁、电解铝产能等量或减量置换",
        "replacement in steel and aluminium",
    ),
    "central_soe_projects": (
        "央企投资项目建成",
        "central enterprises' projects completed",
    ),
    "petrochemical_parks": ("石化园区", "petrochemical parks"),
}
TARGET_UNITS: dict[str, Pair] = {
    "centres per year": ("家/年", "centres per year"),
    "technologies": ("项", "technologies"),
    "products": ("个", "products"),
    "platforms": ("个", "platforms"),
    "projects per year": ("项/年", "projects per year"),
    "share of key equipment": ("占关键设备比重", "share of key equipment"),
    "share of enterprises": ("占企业比重", "share of enterprises"),
    "clusters": ("个", "clusters"),
    "share of capacity": ("占产能比重", "share of capacity"),
    "new capacity over retired capacity": ("新增与退出产能之比", "new over retired capacity"),
    "projects": ("项", "projects"),
    "parks": ("个", "parks"),
    "every year": ("每年", "every year"),
}
EVENTS: dict[str, Pair] = {
    "programmes of clusters, research, alliances": (
        "集群与研发项目、产业联盟",
        "programmes of clusters, research, alliances",
    ),
    "paths of demand, prices, interest; shocks": (
        "需求、价格、利率的路径；冲击",
        "paths of demand, prices, interest; shocks",
    ),
    "instruments in force, budgets": ("生效的政策工具、预算", "instruments in force, budgets"),
    "effort, inspections, closures, reopening": (
        "执法力度、检查、关停、复产",
        "effort, inspections, closures, reopening",
    ),
    "unit cost, mark-up, price": ("单位成本、加成、价格", "unit cost, mark-up, price"),
    "orders by sector, shares by appeal": (
        "各行业订单，按吸引力分配份额",
        "orders by sector, shares by appeal",
    ),
    "hiring, production, energy, emissions": (
        "招工、生产、能耗、排放",
        "hiring, production, energy, emissions",
    ),
    "revenue, wages, inputs, interest, tax, profit": (
        "收入、工资、投入品、利息、税收、利润",
        "revenue, wages, inputs, interest, tax, profit",
    ),
    "plans": ("计划", "plans"),
    "applications, ranking, grants": ("申报、排序、补助", "applications, ranking, grants"),
    "own funds, credit, rationing": ("自有资金、信贷、配给", "own funds, credit, rationing"),
    "building, learning, invention, imitation": (
        "建设、学习、发明、模仿",
        "building, learning, invention, imitation",
    ),
    "exit, rescue, entry": ("退出、救助、进入", "exit, rescue, entry"),
    "exit, rescue, entry, moving": ("退出、救助、进入、迁移", "exit, rescue, entry, moving"),
    "works in parks, large projects": (
        "园区建设、重大项目",
        "works in parks, large projects",
    ),
    "labour pools, wages, record": ("劳动力、工资、记录", "labour pools, wages, record"),
}
WHOM: dict[str, Pair] = {
    "enterprise": ("企业", "enterprise"),
    "leading": ("重点企业", "key or lead enterprise"),
    "maker": ("任务产品的生产企业", "maker of a product that is ordered closed"),
    "component": ("基础零部件企业", "maker of core components"),
    "place": ("园区、集群或可转移企业", "park, cluster or enterprise that could move"),
    "project": ("待开工项目", "waiting project"),
}
WHO: dict[str, Pair] = {
    "world": ("外部环境", "world"),
    "province": ("省", "province"),
    "city, enterprise": ("市、企业", "city, enterprise"),
    "enterprise": ("企业", "enterprise"),
    "markets": ("市场", "markets"),
    "enterprise, city": ("企业、市", "enterprise, city"),
    "bank": ("银行", "bank"),
    "all": ("全体", "all"),
}
HEADINGS: dict[str, Pair] = {
    "target": ("目标", "target"),
    "clause": ("条款", "clause"),
    "due": ("期限", "due"),
    "required": ("要求", "required"),
    "attained": ("结果（95%区间）", "outcome (95% interval)"),
    "probability": ("实现概率（95%区间）", "probability (95% interval)"),
    "how_read": ("取值方式", "read as"),
    "each_year": ("2016—2020年每年", "every year 2016 to 2020"),
    "cumulated": ("自2015年三季度累计", "sum from 2015Q3"),
    "at_end": ("期末值", "at the year's end"),
    "task": ("任务", "task"),
    "lever": ("政策工具", "lever"),
    "how": ("在模型中如何作用", "how it acts in the model"),
    "targets": ("目标", "targets"),
    "keys": ("情景文件中的键", "keys in a scenario file"),
    "rule": ("规则（文件:函数）", "rule (file:function)"),
    "indicators": ("指标", "indicators"),
    "event": ("事件", "event"),
    "who": ("主体", "who"),
    "parts": ("所在步骤", "takes place in"),
    "milliseconds": ("毫秒", "ms"),
    "portion": ("占比", "share"),
}
MESSAGES: dict[str, Pair] = {
    "at_least": ("不低于 {value}", "at least {value}"),
    "at_most": ("不高于 {value}", "at most {value}"),
    "targets_title": (
        "{title}：方案目标的实现概率，{runs} 次模拟（种子 {first} 至 {last}），抽样比例 {scale}",
        "{title}: probability of reaching the plan's targets, {runs} runs (seeds {first} to "
        "{last}), scale {scale}",
    ),
    "targets_reading": (
        "结果为各次模拟的均值及其 95% 区间（t）；概率为达标模拟的比例及其威尔逊区间。"
        "“每年”指 2016—2020 年逐年达标，结果取各年均值；累计值自 2015 年三季度起算。"
        "数字化目标按规模以上重点企业统计；央企项目以建成数计。",
        "Outcome: mean over runs and its 95% t-interval. Probability: share of runs that reach "
        "the target, with its Wilson interval. “Every year” has to hold in each year from 2016 "
        "to 2020, its outcome is their mean; sums begin in 2015Q3. Digital targets count over key "
        "enterprises; projects of central enterprises count when completed.",
    ),
    "not_measured": (
        "以下目标在模型中尚无指标或没有定义，未列出：{names}",
        "left out, as the model has no indicator for them or it is not defined: {names}",
    ),
    "trace_title": ("条款", "Clauses"),
    "trace_lever": (
        "{title}（{lever}）· 条款 {clause}",
        "{title} ({lever}) · clause {clause}",
    ),
    "trace_not_built": ("尚未建立", "not yet built"),
    "trace_reading": (
        "链条：条款 → 任务 → 政策工具 → 键 → 规则 → 指标 → 目标。"
        "可用条款、工具、键、规则、指标、目标或任何词语查找。",
        "The chain: clause, task, lever, key, rule, indicator, target. Ask by a clause, lever, "
        "key, rule, indicator, target or any word.",
    ),
    "trace_unknown": (
        "trace：找不到 {found}；可用方案条款（{first} 至 {last}，也可写作 3(5)）、政策工具"
        "（{levers}）、键、规则、指标、目标或方案中的词语",
        "trace: found {found}, which nothing is called; allowed are a clause of the plan ({first} "
        "to {last}, or written as 3(5)), a lever ({levers}), a key, rule, indicator, target, or a "
        "word of the plan",
    ),
    "trace_lead": (
        "{name}是方案点名的重点企业；其逐季经历：{command}",
        "{name} is a lead enterprise that the plan names; its life, quarter by quarter: {command}",
    ),
    "trace_lead_outside": (
        "{name}是模型中的重点企业，方案未点名；其逐季经历：{command}",
        "{name} is a lead enterprise of the model, not named by the plan; its life, quarter by "
        "quarter: {command}",
    ),
    "trace_one_of": (
        "trace：{found} 不能同时使用；允许查找词、--check、--quarter 之一",
        "trace: found {found} together; allowed is one of a word, --check and --quarter",
    ),
    "trace_watching": (
        "正在玩具省份上逐一检验 {n} 项政策工具（约半分钟）……",
        "running each of {n} levers alone on the toy province (about half a minute) ...",
    ),
    "trace_timing": (
        "正在测量全省各季度的步骤……",
        "timing the parts of the quarter over the province ...",
    ),
    "trace_whole": (
        "没有缺陷：{clauses} 个条款、{levers} 项政策工具、{rules} 条规则、{targets} 个目标",
        "no defects: {clauses} clauses, {levers} levers, {rules} rules, {targets} targets",
    ),
    "trace_defects": ("{n} 处缺陷", "{n} defect(s)"),
    "trace_no_row": (
        "条款 {clause}：data/plan/clauses.csv 中没有",
        "clause {clause}: has no row in data/plan/clauses.csv",
    ),
    "trace_no_text": (
        "条款 {clause}：方案正文中没有",
        "clause {clause}: is not in the text of the plan",
    ),
    "trace_no_lever": ("条款 {clause}：没有政策工具", "clause {clause}: has no lever"),
    "trace_bad_lever": (
        "条款 {clause}：{lever} 不是政策工具",
        "clause {clause}: {lever} is not a lever",
    ),
    "trace_bad_task": (
        "条款 {clause}：{task} 不是方案的任务",
        "clause {clause}: {task} is not a task of the plan",
    ),
    "trace_no_rule": ("政策工具 {lever}：没有规则", "lever {lever}: has no rule"),
    "trace_lever_clause": (
        "政策工具 {lever}：所属条款 {clause} 没有列出它",
        "lever {lever}: its clause {clause} does not name it",
    ),
    "trace_idle_key": (
        "政策工具 {lever}：键 {key} 不通向任何规则",
        "lever {lever}: key {key} leads to no rule",
    ),
    "trace_bad_rule": (
        "政策工具 {lever}：规则 {rule} 不存在",
        "lever {lever}: rule {rule} does not exist",
    ),
    "trace_bad_key": (
        "政策工具 {lever}：规则 {rule} 所列的键 {key} 不存在",
        "lever {lever}: key {key} of rule {rule} does not exist",
    ),
    "trace_bad_indicator": (
        "政策工具 {lever}：规则 {rule} 所列的指标 {indicator} 不存在",
        "lever {lever}: indicator {indicator} of rule {rule} does not exist",
    ),
    "trace_no_indicator": (
        "目标 {target}：指标 {indicator} 不存在",
        "target {target}: indicator {indicator} does not exist",
    ),
    "trace_unmoved": (
        "目标 {target}：没有规则通向其指标 {indicator}",
        "target {target}: no rule leads to its indicator {indicator}",
    ),
    "trace_not_run": (
        "政策工具 {lever}：单独运行时规则 {rule} 没有执行",
        "lever {lever}: rule {rule} did not run when the lever was pulled alone",
    ),
    "trace_no_write": (
        "政策工具 {lever}：规则 {rule} 执行了，但没有改变任何记录",
        "lever {lever}: rule {rule} ran but changed no record",
    ),
    "trace_same": (
        "政策工具 {lever}：规则 {rule} 的结果与未启用时相同",
        "lever {lever}: rule {rule} did the same as without the lever",
    ),
    "trace_unchanged": (
        "政策工具 {lever}：运行结束时与未启用时没有差别",
        "lever {lever}: the run ends exactly as without the lever",
    ),
    "trace_broken": (
        "政策工具 {levers}：玩具省份的运行失败（{reason}）",
        "levers {levers}: the run on the toy province failed ({reason})",
    ),
    "quarter_title": (
        "一个季度的事件及用时：{enterprises} 家企业，{quarters} 个季度的均值，每季度 {total} 毫秒",
        "Events of a quarter and their time: {enterprises} enterprises, mean of {quarters} "
        "quarters, {total} ms for one quarter",
    ),
    "quarter_parts": ("按执行顺序的各步骤", "Parts in the order in which they run"),
}
HELP: dict[str, Pair] = {
    "targets": (
        "方案18项目标的结果与实现概率",
        "Outcome and probability of each of the plan's 18 targets",
    ),
    "trace": (
        "由条款查到规则与目标，或反向查找",
        "From a clause of the plan to rules and targets, and back",
    ),
    "query": (
        "条款（如 三(五)、3(5)）、政策工具、键、规则、指标、目标或词语",
        "Clause (such as 3(5)), lever, key, rule, indicator, target or word",
    ),
    "trace_check": (
        "检查链条是否完整、每项政策工具的规则是否起作用；有缺陷时返回 1",
        "Check that the chain is whole and that each lever's rules act; exit code 1 if not",
    ),
    "trace_quarter": (
        "一个季度的十三个事件及各步骤用时",
        "The thirteen events of a quarter and the time of its parts",
    ),
}
