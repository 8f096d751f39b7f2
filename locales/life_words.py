"""Words of single lives: what happens to an enterprise, what it weighs, who it is."""

from __future__ import annotations

Pair = tuple[str, str]

LIFE: dict[str, Pair] = {
    "title": ("{name}：情景“{scenario}”，种子 {seed}", "{name}: “{scenario}”, seed {seed}"),
    "who": (
        "{city}，{sector}{product}，{owner}{age}；编号 {key}{weight}{evidence}",
        "{city}, {sector}{product}, {owner}{age}; key {key}{weight}{evidence}",
    ),
    "in_plan": ("；方案已点名", "; named by the plan"),
    "not_in_plan": (
        "；方案未点名，规模取自“{source}”，{when}",
        "; not named by the plan; its size from “{source}”, {when}",
    ),
    "not_in_plan_no_size": (
        "；方案未点名，规模无资料，由所在市和行业的分布抽取；其存在见“{source}”，{when}",
        "; not named by the plan; its size is not known and drawn as for others of its city and "
        "sector; known from “{source}”, {when}",
    ),
    "source_year": ("{year} 年", "{year}"),
    "undated": ("年份不详", "undated"),
    "makes": ("（{product}）", " ({product})"),
    "founded_in": ("，{quarter} 新设", ", founded in {quarter}"),
    "stands_for": ("，代表 {weight} 家企业", ", stands for {weight} enterprises"),
    "events": ("经历", "What happened"),
    "nothing": ("没有可记的事。", "Nothing to tell."),
    "start": (
        "模拟开始时有职工 {staff} 人，年销售额 {sales} 百万元，产能利用率 {use}；"
        "固定资产 {capital} 单位：落后 {r0}，普通 {r1}，数控 {r2}，智能 {r3}；"
        "在用系统：{systems}。",
        "At the start it has {staff} staff, sells {sales} million yuan a year and uses {use} of "
        "its capacity; capital of {capital} units: {r0} obsolete, {r1} conventional, {r2} "
        "numerical, {r3} intelligent; systems in use: {systems}.",
    ),
    "founded": (
        "新设，预期年销售额 {sales} 百万元，固定资产 {capital} 单位：普通 {r1}，数控 {r2}。",
        "It is founded, expecting to sell {sales} million yuan a year, with {capital} units of "
        "capital: {r1} conventional, {r2} numerical.",
    ),
    "closure": (
        "被检查并依令关停 {units} 单位落后产能（{tonnes} 吨/年，占固定资产 {share}），"
        "分流职工 {staff} 人。",
        "It is inspected and closes {units} units of obsolete capacity by order ({tonnes} tonnes "
        "a year, {share} of its capital); {staff} of its staff are displaced.",
    ),
    "reopening": (
        "已关停的 {units} 单位悄然恢复生产：订单为产能的 {pressure}，"
        "价格 {price} 高于成本 {cost}。",
        "{units} units that were shut restart quietly: orders are {pressure} of capacity, the "
        "price {price} is above the cost {cost}.",
    ),
    "renewal": (
        "预期订单需 {wanted} 单位，现有 {units} 单位：计划新增 {ordered} 单位"
        "（普通 {r1}，数控 {r2}，智能 {r3}），造价 {cost} 百万元。",
        "Expected orders need {wanted} units and it has {units}: it plans {ordered} more "
        "({r1} conventional, {r2} numerical, {r3} intelligent) for {cost} million yuan.",
    ),
    "waits": (
        "考虑后不投资：尚缺 {missing} 单位，缺到 {threshold} 单位才下单；"
        "没有整条生产线到期可改造。",
        "It plans and does nothing: {missing} units are missing, it orders from {threshold}; no "
        "whole line is due for upgrading.",
    ),
    "idle": (
        "考虑后不投资：预期订单只需 {wanted} 单位，现有 {units} 单位；没有整条生产线到期可改造。",
        "It plans and does nothing: expected orders need {wanted} units and it has {units}; no "
        "whole line is due for upgrading.",
    ),
    "upgrade": (
        "计划改造 {lines} 条生产线（{move}，{units} 单位，造价 {cost} 百万元）："
        "平均回收期 {payback} 年，可接受 {patience} 年，{pays} 的生产线合算，此前已决定 {known}。",
        "It plans to upgrade {move}, lines: {lines} ({units} units, {cost} million yuan). Mean "
        "payback {payback} years, {patience} accepted: {pays} of the lines pay, {known} were "
        "decided before.",
    ),
    "upgrade_anyway": (
        "没有补助也会改造 {units} 单位。",
        "Without support it would upgrade {units} units.",
    ),
    "upgrade_only_with": (
        "没有补助便不改造。",
        "Without support it would upgrade nothing.",
    ),
    "grant_given": (
        "申请技术改造补助 {asked} 百万元，获得 {given} 百万元。",
        "It applies for a grant of {asked} million yuan and gets {given}.",
    ),
    "grant_refused": (
        "申请技术改造补助 {asked} 百万元，未获批准（得分 {score}）。",
        "It applies for a grant of {asked} million yuan and is refused (score {score}).",
    ),
    "systems": (
        "决定采用{systems}，造价 {cost} 百万元。",
        "It decides to adopt {systems} for {cost} million yuan.",
    ),
    "systems_with": (
        "有补贴才采用：{systems}。",
        "Only with a subsidy would it adopt {systems}.",
    ),
    "subsidy_given": (
        "申请信息系统补贴 {asked} 百万元，获得 {given} 百万元。",
        "It applies for a subsidy on systems of {asked} million yuan and gets {given}.",
    ),
    "subsidy_refused": (
        "申请信息系统补贴 {asked} 百万元，未获批准。",
        "It applies for a subsidy on systems of {asked} million yuan and is refused.",
    ),
    "retrofit": (
        "计划节能改造，再节能 {more}，造价 {cost} 百万元。",
        "It plans an energy retrofit that saves another {more}, for {cost} million yuan.",
    ),
    "retrofit_with": (
        "有补贴才做节能改造：再节能 {more}，造价 {cost} 百万元。",
        "Only with support would it make an energy retrofit that saves another {more}, for {cost} "
        "million yuan.",
    ),
    "retrofit_given": (
        "申请节能补贴 {asked} 百万元，获得 {given} 百万元。",
        "It applies for a retrofit subsidy of {asked} million yuan and gets {given}.",
    ),
    "retrofit_refused": (
        "申请节能补贴 {asked} 百万元，未获批准。",
        "It applies for a retrofit subsidy of {asked} million yuan and is refused.",
    ),
    "cut": (
        "资金不足：新增产能由 {wanted} 单位减为 {ordered} 单位。",
        "Money is short: new capacity is cut from {wanted} to {ordered} units.",
    ),
    "financed": (
        "开工（{works}）：自担 {cost} 百万元，自有资金 {own} 百万元，"
        "贷款 {credit} 百万元，{ends} 竣工。",
        "It starts ({works}): own cost {cost} million yuan, {own} out of own funds, a loan of "
        "{credit}; to be finished in {ends}.",
    ),
    "no_finance": (
        "筹资不成，计划推迟：需贷款 {asked} 百万元，授信上限 {limit} 百万元；{why}。",
        "It finds no finance and puts the plan off: it needs a loan of {asked} million yuan, the "
        "limit is {limit}; {why}.",
    ),
    "no_money": (
        "没有资金可用于新增产能，计划落空。",
        "There is no money for new capacity; nothing comes of the plan.",
    ),
    "returned": (
        "已获得的支持 {amount} 百万元退回。",
        "The support of {amount} million yuan is given back.",
    ),
    "commissioned": (
        "工程竣工：落后 {r0}，普通 {r1}，数控 {r2}，智能 {r3}。",
        "The project is finished: {r0} obsolete, {r1} conventional, {r2} numerical, {r3} "
        "intelligent.",
    ),
    "demonstrates": (
        "成为两化融合示范企业，获奖 {award} 百万元。",
        "It is named a demonstration enterprise, with an award of {award} million yuan.",
    ),
    "losses": ("开始亏损：利润率 {rate}。", "It begins to lose money: {rate} of sales."),
    "profits": ("扭亏为盈：利润率 {rate}。", "It earns money again: {rate} of sales."),
    "arrears": (
        "现金用尽，拖欠货款 {arrears} 百万元。",
        "Its cash is gone: it owes its suppliers {arrears} million yuan.",
    ),
    "cleared": ("还清拖欠。", "Its arrears are paid."),
    "rescued": (
        "由{payer}救助：清偿拖欠，并代还债务 {paid} 百万元。",
        "It is rescued by {payer}: arrears are paid, and {paid} million yuan of debt.",
    ),
    "reorganised": (
        "破产重整：债务由 {before} 百万元减为 {after} 百万元，企业继续经营。",
        "Bankrupt and reorganised: debt falls from {before} to {after} million yuan, the plant "
        "goes on.",
    ),
    "zombie": (
        "成为僵尸企业：利润不足以支付基准利率的利息，或靠救助维持。",
        "It becomes a zombie: profits do not pay interest at the benchmark rate, or it lives on "
        "rescues.",
    ),
    "zombie_no_more": ("不再是僵尸企业。", "It is no longer a zombie."),
    "below_size": (
        "年销售额 {sales} 百万元，降到规模以下，不再计入统计。",
        "With sales of {sales} million yuan a year it falls below the official size and is no "
        "longer counted.",
    ),
    "above_size": (
        "年销售额 {sales} 百万元，升为规模以上企业。",
        "With sales of {sales} million yuan a year it reaches the official size and is counted.",
    ),
    "exit": (
        "关闭：{why}；剩余职工 {staff} 人，债务 {debt} 百万元，拖欠 {arrears} 百万元。",
        "It closes down: {why}; it leaves {staff} staff, debt of {debt} and arrears of {arrears} "
        "million yuan.",
    ),
    "end": (
        "结束时有职工 {staff} 人；最后一年平均职工为第一年的 {staff_ratio}，产量为第一年的 "
        "{output_ratio}；数控及智能设备占 {high}，累计获得支持 {support} 百万元。",
        "In the end it has {staff} staff; over its last year it has {staff_ratio} of the staff and "
        "makes {output_ratio} of the output of its first; {high} of its capital is numerical or "
        "intelligent; it got {support} million yuan of support.",
    ),
}
CAUSE: dict[str, Pair] = {
    "cover": ("现金流不足以付息", "its cash flow does not cover the interest"),
    "limit": ("超过银行可接受的负债上限", "that is beyond the leverage that banks accept"),
    "room": ("银行已无放贷余地", "the city's bank has no room left"),
    "nothing": ("全部产能已关停", "all of its capacity is closed"),
    "arrears": ("长期拖欠，资不抵债", "arrears for long, and worth less than it owes"),
    "losses": ("长期亏损，业主放弃", "losses for long, and the owner gives up"),
    "central_treasury": ("中央财政", "the central treasury"),
    "city_treasury": ("市财政", "the city"),
}
OWNER: dict[str, Pair] = {
    "central_state": ("中央国有企业", "central state"),
    "local_state": ("地方国有企业", "local state"),
    "private": ("民营企业", "private"),
    "foreign": ("外资企业", "foreign"),
}
SYSTEM: dict[str, Pair] = {
    "erp": ("企业资源计划（ERP）", "ERP"),
    "mes": ("制造执行系统（MES）", "MES"),
    "plm": ("产品全生命周期管理（PLM）", "PLM"),
    "crm": ("客户关系管理（CRM）", "CRM"),
    "integration": ("信息系统集成", "integration"),
    "none": ("无", "none"),
    "rented": ("租用的{system}", "rented {system}"),
}
PRODUCT: dict[str, Pair] = {
    "crude_steel": ("粗钢", "crude steel"),
    "cement": ("水泥", "cement"),
    "flat_glass": ("平板玻璃", "flat glass"),
    "electrolytic_aluminium": ("电解铝", "electrolytic aluminium"),
    "paper": ("造纸", "paper"),
    "dyeing_printing": ("印染", "dyeing and printing"),
}
MOVE: dict[str, Pair] = {
    "0": ("落后→普通", "obsolete to conventional"),
    "1": ("落后→数控", "obsolete to numerical"),
    "2": ("普通→数控", "conventional to numerical"),
    "3": ("数控→智能", "numerical to intelligent"),
}
SERIES: dict[str, Pair] = {
    "quarter": ("季度", "quarter"),
    "sales": ("销售额", "sales"),
    "output": ("产量", "output"),
    "use": ("利用率", "use"),
    "staff": ("职工", "staff"),
    "price": ("价格", "price"),
    "profit_rate": ("利润率", "profit"),
    "cash": ("现金", "cash"),
    "debt": ("债务", "debt"),
    "arrears": ("拖欠", "arrears"),
    "capital": ("固定资产", "capital"),
    "rungs": ("落后/普通/数控/智能，%", "rungs, %"),
    "shut": ("关停", "shut"),
    "systems": ("系统", "systems"),
    "status": ("状态", "status"),
    "note": (
        "销售额、产量为当季百万元（产量按2015年价），现金、债务、拖欠为季末百万元，"
        "固定资产、关停为产能单位；价格以2015年初为1。状态：僵=僵尸企业，小=规模以下，建=在建工程。",
        "Sales and output in million yuan of the quarter (output at 2015 prices), cash, debt and "
        "arrears in million yuan at its end, capital and shut in capacity units; price 1 at the "
        "start of 2015. Status: Z zombie, s below the official size, B building.",
    ),
    "zombie": ("僵", "Z"),
    "small": ("小", "s"),
    "building": ("建", "B"),
}
SECTIONS = {
    "life": LIFE,
    "cause": CAUSE,
    "owner": OWNER,
    "system": SYSTEM,
    "product": PRODUCT,
    "move": MOVE,
    "series": SERIES,
}
