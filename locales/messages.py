"""What can be wrong with a scenario or a request, said in Chinese and English.

The sentences are the section ``problem`` of the one catalogue (``locales.catalogue``);
:func:`phrase` renders an entry in both languages at once, so whoever prints it chooses the
language last.
"""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str

    def message(self, lang: str = "en") -> str:
        """The words in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


class Notice(str):
    """A warning: the English sentence, with the Chinese one beside it."""

    __slots__ = ("phrase",)
    phrase: Phrase

    def __new__(cls, words: Phrase) -> Notice:
        """Make the English text that knows its translation."""
        made = super().__new__(cls, words.en)
        made.phrase = words
        return made

    def message(self, lang: str = "en") -> str:
        """The sentence in ``zh`` or ``en``."""
        return self.phrase.message(lang)


MESSAGES: dict[str, Phrase] = {
    # how a problem is put together
    "allowed": Phrase("；允许：{what}", "; allowed {what}"),
    "nearest": Phrase("；是否应为“{name}”？", '; did you mean "{name}"?'),
    "more": Phrase("另有 {n} 处", "and {n} more"),
    # files
    "empty": Phrase("文件是空的", "is empty"),
    "too_large": Phrase("文件过大（{n} 字节）", "is too large ({n} bytes)"),
    "not_utf8": Phrase("第 {n} 字节处不是 UTF-8 编码", "is not UTF-8 at byte {n}"),
    "nul": Phrase("第 {n} 行含有空字符（NUL）", "has a NUL character in line {n}"),
    "not_regular": Phrase("不是普通文件，而是{what}", "is {what}, not a regular file"),
    "directory": Phrase("目录", "a directory"),
    "fifo": Phrase("管道", "a pipe"),
    "device": Phrase("设备", "a device"),
    "socket": Phrase("套接字", "a socket"),
    "special": Phrase("特殊文件", "a special file"),
    "cannot_read": Phrase("无法读取：{why}", "cannot be read: {why}"),
    "not_found": Phrase("找不到该情景", "is neither a library scenario nor a file"),
    "line": Phrase("第 {n} 行", "line {n}"),
    "line_column": Phrase("第 {n} 行第 {m} 列", "line {n}, column {m}"),
    "toml": Phrase("不是有效的 TOML：{why}", "is not valid TOML: {why}"),
    "other_encoding": Phrase("{reason}，而是 {name}", "{reason}, but {name}"),
    "gbk": Phrase("不是 UTF-8，而是 GBK（第 {n} 行为 {line}）",
                  "is not UTF-8, but GBK (line {n} reads {line})"),
    "character": Phrase("{what}", "{what}"),
    "foreign_character": Phrase("不是有效的 TOML：含有字符 {character}",
                                "is not valid TOML: it has the character {character}"),
    "foreign_word": Phrase("不是有效的 TOML：{word} 未加引号",
                           "is not valid TOML: {word} stands outside of quotes"),
    "holds": Phrase("含有字符 {character}，应写作 {write}",
                    "it holds the character {character}; write {write}"),
    "holds_at": Phrase("第 {n} 行第 {m} 列{said}", "in line {n}, column {m}, {said}"),
    "both_reasons": Phrase("{reason}，{also}", "{reason}: {also}"),
    "write": Phrase("写作 {line}", "written so: {line}"),
    "leave_out": Phrase("删去该行", "the line left out"),
    "line_ends": Phrase("以 LF 或 CRLF 换行", "lines that end in LF or CRLF"),
    "remove": Phrase("不含该字符的文本", "text without this character"),
    "keys_and_quotes": Phrase("英文的键，以及加引号的文本", "keys in English, and text in quotes"),
    "toml_statement": Phrase("该行不是“键 = 值”或“[表名]”",
                             "a line is neither KEY = VALUE nor [TABLE]"),
    "toml_end": Phrase("值之后还有多余的内容", "something follows the value"),
    "toml_bracket": Phrase("表名之后缺少 ]", "a table's name lacks its ]"),
    "toml_equals": Phrase("键之后缺少 =", "= is missing after the key"),
    "toml_key": Phrase("键不能这样开头", "a key cannot begin so"),
    "toml_array": Phrase("列表缺少 ]", "a list lacks its ]"),
    "toml_inline": Phrase("内联表缺少 }}", "a table in braces lacks its }}"),
    "toml_escape": Phrase("文本中的 \\ 使用不当（路径请用单引号）",
                          "a \\ in text means nothing (put paths in single quotes)"),
    "toml_quote": Phrase("文本缺少结束引号", "text lacks its closing quote"),
    "toml_character": Phrase("含有不允许的字符", "a character that is not allowed"),
    "toml_date": Phrase("不是有效的日期", "no such date"),
    "toml_value": Phrase("= 之后不是数、加引号的文本、true、false、列表或表",
                         "what follows = is no number, no text in quotes, no true or false, "
                         "no list and no table"),
    "toml_other": Phrase("无法读懂该行", "the line cannot be understood"),
    "twice": Phrase("被重复给出", "is given twice"),
    "too_deep": Phrase("嵌套过深", "is nested too deeply"),
    "long_number": Phrase("含有位数过多的整数", "has an integer with too many digits"),
    # extends
    "itself": Phrase("引用了自身", "extends itself"),
    "cycle": Phrase("循环引用：{chain}", "closes a circle: {chain}"),
    "long_chain": Phrase("引用链超过 {n} 级", "makes a chain of more than {n} scenarios"),
    "no_base": Phrase("不是库中的情景，也不是同一目录下的文件",
                      "is neither a library scenario nor a file beside this one"),
    "outside": Phrase("不在该情景文件所在目录内", "does not lie beside this file"),
    "inherited": Phrase("{reason}（继承自 {source}）", "{reason} (inherited from {source})"),
    "adds_to_nothing": Phrase("没有可加减的继承值",
                              "has no inherited value to add to or take from"),
    "beside_rate": Phrase("与 rate 重复：rate 已代替 {keys}",
                          "stands beside rate, which already stands for {keys}"),
    "rate_or_own": Phrase("同一文件中 rate 与 {keys} 只写其一",
                          "in one file either rate or {keys}"),
    "off_beside": Phrase(
        "政策工具 {lever} 已关闭（off = true），同时写出的键不起作用：{keys}",
        "lever {lever} is off: what stands beside off = true does nothing: {keys}"),
    "off_nothing": Phrase(
        "政策工具 {lever} 本来就没有启用，off = true 不起作用",
        "lever {lever} is not inherited: off = true takes nothing away"),
    "replaces_nothing": Phrase(
        "没有继承任何世界路径变化，inherit = “replace” 不起作用",
        'no changes of the world are inherited: inherit = "replace" takes nothing away'),
    # keys and values
    "missing": Phrase("缺失", "is missing"),
    "unknown_key": Phrase("是未知的键", "is not a known key"),
    "unknown": Phrase("不是已知的{kind}", "is not a known {kind}"),
    "not_number": Phrase("不是数", "is not a number"),
    "not_boolean": Phrase("不是 true 或 false", "is neither true nor false"),
    "not_quantity": Phrase("不是带单位的{kind}", "is not {kind} with a unit"),
    "no_unit": Phrase("没有单位，也不是数", "is text without a unit, and not a number"),
    "amounts_to": Phrase("（{amount}）超出范围", "({amount}) is out of range"),
    "money_kind": Phrase("金额", "an amount of money"),
    "tonnes_kind": Phrase("吨数", "a number of tonnes"),
    "per_tonne_kind": Phrase("每吨金额", "an amount of money a tonne"),
    "not_finite": Phrase("不是有限数", "is not a finite number"),
    "out_of_range": Phrase("超出范围", "is out of range"),
    "not_text": Phrase("不是文本", "is not a string"),
    "not_table": Phrase("不是表", "is not a table"),
    "not_list": Phrase("不是列表", "is not a list"),
    "empty_list": Phrase("是空列表", "is an empty list"),
    "listed_twice": Phrase("重复列出", "is listed twice"),
    "not_quarter": Phrase("不是季度", "is not a quarter"),
    "before_start": Phrase("早于 start {start}", "is before start {start}"),
    "not_after_start": Phrase("不晚于 start {start}", "is not after start {start}"),
    "wrong_length": Phrase("有 {n} 个数，而起止年份共 {years} 年",
                           "has {n} numbers for {years} years"),
    "not_name": Phrase("不是有效名称", "is not a valid name"),
    "not_stem": Phrase("与文件名不一致", "is not the name of its file"),
    "too_long": Phrase("过长（{n} 个字符）", "is too long ({n} characters)"),
    "control": Phrase("含有控制字符", "holds a control character"),
    "default_wrong": Phrase("缺失，其默认值 {default} {reason}",
                            "is missing, and its default {default} {reason}"),
    "no_rate": Phrase("在此不起作用：该工具没有补助比例",
                      "means nothing here, where no key is a rate"),
    "gap": Phrase("不是相邻的规模等级", "leaves out a size class in between"),
    "sum": Phrase("合计为 {total}", "sums to {total}"),
    "one_of_two": Phrase("须且只须给出 factor 或 add 之一",
                         "needs one of factor and add, and not both"),
    "only_for": Phrase("只适用于 path = {paths}", "is only for path = {paths}"),
    "national_only": Phrase("由 national_2015 统一规定", "belongs to national_2015 alone"),
    # what is allowed
    "a_file": Phrase("情景的 TOML 文件", "a TOML file with a scenario"),
    "at_most_bytes": Phrase("不超过 {n} 字节", "at most {n} bytes"),
    "utf8": Phrase("UTF-8 文本（在编辑器中另存为 UTF-8 编码）",
                   "text in UTF-8 (in an editor: save as, encoding UTF-8)"),
    "valid_toml": Phrase("TOML 1.0", "TOML 1.0"),
    "once": Phrase("每个键一次", "each key once"),
    "depth": Phrase("最多 {n} 层", "at most {n} levels"),
    "at_most_items": Phrase("最多 {n} 项", "at most {n}"),
    "digits": Phrase("最多 15 位的整数", "integers of at most 15 digits"),
    "beside": Phrase("库中的情景名，或同一目录下以 .toml 结尾的文件名",
                     "a library scenario or the name of a .toml file in the same folder"),
    "other_base": Phrase("其他情景", "another scenario"),
    "any_of": Phrase("{names}", "{names}"),
    "between": Phrase("{low} 至 {high}", "{low} to {high}"),
    "number_between": Phrase("{low} 至 {high} 的数", "a number from {low} to {high}"),
    "numbers_between": Phrase("{low} 至 {high} 的数，或逐年列表",
                              "a number from {low} to {high}, or a list of one a year"),
    "or_unit": Phrase("{number}；也可带单位，如 {example}", "{number}; or text such as {example}"),
    "money_example": Phrase("\"11 亿元\"（无单位为百万元）",
                            '"1,100 million yuan" (million yuan without a unit)'),
    "tonnes_example": Phrase("\"600 万吨\"（无单位为吨）",
                             '"6 million tonnes" (tonnes without a unit)'),
    "per_tonne_example": Phrase("\"75 元/吨\"（无单位为元/吨）",
                                '"75 yuan/tonne" (yuan a tonne without a unit)'),
    "quarter": Phrase("{first} 至 {last}，写作 2016Q1", "{first} to {last}, written as 2016Q1"),
    "text": Phrase("加引号的文本", "text in quotes"),
    "text_or_table": Phrase("加引号的文本，或表 {{zh = …, en = …}}",
                            "text in quotes, or a table {{zh = ..., en = ...}}"),
    "short_text": Phrase("最多 {n} 个字符", "at most {n} characters"),
    "plain_text": Phrase("可见字符", "printable characters"),
    "name": Phrase("字母开头，由字母、数字和下划线组成，最多 64 个字符",
                   "a letter, then letters, digits or underscores, at most 64 in all"),
    "a_table": Phrase("表 {what}", "a table {what}"),
    "a_list": Phrase("方括号内的列表", "a list in square brackets"),
    "at_least_one": Phrase("至少一项，或不写此键（不加限制）",
                           "at least one, or no such key (no restriction)"),
    "one_a_year": Phrase("一个数，或 {years} 个数的列表", "one number or a list of {years}"),
    "neighbours": Phrase("相邻的等级", "classes without a gap"),
    "sum_one": Phrase("合计不超过 1", "a sum of at most 1"),
    "factor_or_add": Phrase("factor 或 add 之一", "one of factor or add"),
    # kinds of names
    "city": Phrase("城市", "city"),
    "region": Phrase("区域", "region"),
    "place": Phrase("区域或城市", "region or city"),
    "sector": Phrase("行业", "sector"),
    "group": Phrase("行业组", "sector group"),
    "owner": Phrase("所有制", "owner"),
    "size": Phrase("规模等级", "size class"),
    "product": Phrase("产品", "product"),
    "system": Phrase("系统", "system"),
    "fuel": Phrase("能源", "fuel"),
    "path": Phrase("路径", "path"),
    "paths": Phrase("世界", "world"),
    "inherit": Phrase("继承方式", "way to inherit"),
    "year": Phrase("年份", "year"),
    # warnings
    "cut": Phrase(
        "{year} 年各政策工具共申请 {asked} 百万元，超过专项资金 {fund} 百万元，均按 {share} 削减",
        "{year}: the levers ask for {asked} million yuan, the fund has {fund}; "
        "each is cut to {share}"),
    "idle": Phrase(
        "政策工具 {lever} 没有资金、配额或收费，不产生任何作用",
        "lever {lever} has no money, no quota and no charge: it changes nothing"),
    "ignored_selectors": Phrase(
        "政策工具 {lever}：{selectors} 对 {parts} 不起作用，{why}",
        "lever {lever}: {selectors} have no say in {parts}, {why}"),
    "ignored_selectors_rule": Phrase(
        "{selectors} 对 {parts} 不起作用，{why}。",
        "{selectors} have no say in {parts}, {why}."),
    "whole_clusters": Phrase("其资金用于整个集群", "whose money goes to whole clusters"),
    "whole_places": Phrase("其资金用于整个园区和集群",
                           "whose money goes to whole parks and clusters"),
    "whole_cities": Phrase("其资金用于整个城市", "whose money goes to whole cities"),
    "all_pay": Phrase("所在城市的企业一律缴纳", "which every enterprise of the cities pays"),
    "orders_hold_for_all": Phrase(
        "淘汰任务对所在城市的全部生产企业一律适用，只有补偿按此筛选",
        "which holds for every maker in the cities; only compensation obeys them"),
    "projects_have_no_size": Phrase("项目没有规模等级", "as projects have no size class"),
    "no_effect": Phrase(
        "政策工具 {lever}：{keys} 不起作用，因为 {wants} 为 0 或未给出",
        "lever {lever}: {keys} cannot act, since 0 or not given: {wants}"),
    "budget_pays_nothing": Phrase(
        "政策工具 {lever} 的预算无处可用，因为 {wants} 为 0 或未给出",
        "lever {lever}: its budget pays for nothing, since 0 or not given: {wants}"),
    "only_what_is_left": Phrase(
        "政策工具 {lever}：全部预算已分给 {parts}，{keys} 只能使用其未用完的资金",
        "lever {lever}: the whole budget goes to {parts}; what is left goes to {keys}"),
    "in_years": Phrase("（{years} 年）", " in {years}"),
    "goes_on_unpaid": Phrase(
        "政策工具 {lever} 没有资金{when}：{paid} 不支付，但 {keys} 照常执行；"
        "off = true 可停用该工具",
        "lever {lever} has no money{when}: {paid} pay nothing, but {keys} go on unpaid; "
        "off = true ends the lever"),
    "goes_on": Phrase(
        "政策工具 {lever} 没有资金{when}，但 {keys} 照常执行；off = true 可停用该工具",
        "lever {lever} has no money{when}, but {keys} go on; off = true ends the lever"),
    "nobody_eligible": Phrase(
        "政策工具 {lever}：{key} 中的 {names} 不在适用范围内",
        "lever {lever}: {key} names {names}, to which the lever is not open"),
    "unlikely_little_money": Phrase(
        "政策工具 {lever}：{key} 为 {amount}，与 2014 年专项资金（{fund}）相比极小；单位是否有误？",
        "lever {lever}: {key} is {amount}, a trifle beside the fund of 2014 ({fund}): "
        "is the unit right?"),
    "unlikely_much_money": Phrase(
        "政策工具 {lever}：{key} 为 {amount}，超过 2014 年专项资金（{fund}）的十倍；单位是否有误？",
        "lever {lever}: {key} is {amount}, more than ten times the fund of 2014 ({fund}): "
        "is the unit right?"),
    "unlikely_few_tonnes": Phrase(
        "政策工具 {lever}：{key} 为 {amount}，与全省产能（{capacity}）相比极小；单位是否有误？",
        "lever {lever}: {key} is {amount}, a trifle beside the province's capacity ({capacity}): "
        "is the unit right?"),
    "unlikely_many_tonnes": Phrase(
        "政策工具 {lever}：{key} 为 {amount}，超过全省产能（{capacity}）；单位是否有误？",
        "lever {lever}: {key} is {amount}, more than the province's capacity ({capacity}): "
        "is the unit right?"),
    "never": Phrase(
        "政策工具 {lever} 在 {until} 之后才开始，本次运行中不起作用",
        "lever {lever} starts after {until}: it changes nothing in this run"),
}  # fmt: skip


KEY_WORDS = {  # what people write for keys and levers, beside the titles of the plan
    "name": "名称 名字 方案名",
    "title": "标题 题目",
    "description": "说明 描述 简介",
    "extends": "继承 基于 基准",
    "levers": "政策工具 工具",
    "world": "世界 环境 情景设定",
    "changes": "变化 冲击",
    "start": "开始 起始 开始季度 起",
    "end": "结束 截止 结束季度 止",
    "budget": "预算 资金 经费 金额",
    "rate": "比例 补助比例 补贴率 补助率",
    "regions": "区域 地区",
    "cities": "城市 地市",
    "groups": "行业组 门类",
    "sectors": "行业 产业",
    "sizes": "规模 企业规模",
    "owners": "所有制 企业性质",
    "off": "关闭 停用",
    "quota": "任务 配额 淘汰任务",
    "compensation": "补偿",
    "factor": "倍数 系数",
    "technical_transformation": "技术改造 技改",
    "capacity_elimination": "去产能 淘汰落后 落后产能",
    "digitalisation": "信息化 数字化 两化融合 智能制造",
    "innovation": "创新 科技创新",
    "spatial_layout": "产业布局 产业转移 空间布局",
    "green_manufacturing": "绿色制造 节能 节能减排",
    "industrial_base": "工业基础 工业强基",
    "quality_brand": "质量品牌 质量 品牌",
    "alliances": "产业联盟 联盟",
    "central_local": "央地合作 央企",
    "opening_up": "开放合作 对外开放",
    "policy_support": "政策支持 专项资金",
    "financing": "融资 金融",
}
SCALES = {
    "": 1, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "k": 10**3, "m": 10**6, "bn": 10**9,
    "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
NOUNS = {  # the longer first
    "per_tonne": ("元/吨", "元每吨", "yuan/tonne", "yuan a tonne", "yuan per tonne", "yuan/t"),
    "tonnes": ("吨", "tonnes", "tonne", "tons", "ton", "t"),
    "money": ("元人民币", "人民币", "元", "yuan", "rmb", "cny"),
}
YEARLY = ("/年", "每年", "/year", "a year", "per year")
LARGE_UNITS = {
    "zh": {
        "money": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
        "tonnes": ((10**4, "万吨"), (1, "吨")),
        "per_tonne": ((1, "元/吨"),),
    },
    "en": {
        "money": ((10**6, "million yuan"), (1, "yuan")),
        "tonnes": ((10**6, "million tonnes"), (1, "tonnes")),
        "per_tonne": ((1, "yuan/tonne"),),
    },
}


def phrase(key: str, /, **values: object) -> Phrase:
    """An entry with its places filled; a value that is a phrase is filled by language."""
    zh, en = MESSAGES[key]
    both = {k: v if isinstance(v, Phrase) else Phrase(str(v), str(v)) for k, v in values.items()}
    return Phrase(
        zh.format(**{k: v.zh for k, v in both.items()}),
        en.format(**{k: v.en for k, v in both.items()}),
    )
