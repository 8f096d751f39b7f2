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
    "toml": Phrase("不是有效的 TOML：{why}", "is not valid TOML: {why}"),
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
    # keys and values
    "missing": Phrase("缺失", "is missing"),
    "unknown_key": Phrase("是未知的键", "is not a known key"),
    "unknown": Phrase("不是已知的{kind}", "is not a known {kind}"),
    "not_number": Phrase("不是数", "is not a number"),
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
    "together": Phrase("与之前对 {path} 的改动合计为 {whole}，超出范围",
                       "makes, with the changes of {path} before it, {whole} in all"),
    "one_of_two": Phrase("须且只须给出 factor 或 add 之一",
                         "needs one of factor and add, and not both"),
    "only_for": Phrase("只适用于 path = {paths}", "is only for path = {paths}"),
    "national_only": Phrase("由 national_2015 统一规定", "belongs to national_2015 alone"),
    # what is allowed
    "a_file": Phrase("情景的 TOML 文件", "a TOML file with a scenario"),
    "at_most_bytes": Phrase("不超过 {n} 字节", "at most {n} bytes"),
    "utf8": Phrase("UTF-8 文本", "text in UTF-8"),
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
    "year": Phrase("年份", "year"),
    # warnings
    "cut": Phrase(
        "{year} 年各政策工具共申请 {asked} 百万元，超过专项资金 {fund} 百万元，均按 {share} 削减",
        "{year}: the levers ask for {asked} million yuan, the fund has {fund}; "
        "each is cut to {share}"),
    "idle": Phrase(
        "政策工具 {lever} 没有资金，也未下达任何命令或收费，不产生任何作用",
        "lever {lever} has no money and orders nothing: it changes nothing"),
    "orders_are_free": Phrase(
        "{keys} 属法律或行政命令，无需资金；其余各键以资金为限。",
        "Law and orders, which need no money: {keys}. Other keys act as far as the money pays."),
    "past_data_observed": Phrase(
        "全国数据截至 {year} 年；{until} 之后需求和价格保持不变",
        "the nation's data end in {year}: after {until} demand and prices stand still"),
    "past_data_trend": Phrase(
        "全国数据截至 {year} 年；{until} 之后沿用平均增速",
        "the nation's data end in {year}: after {until} their mean growth goes on"),
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
    "never": Phrase(
        "政策工具 {lever} 在 {until} 之后才开始，本次运行中不起作用",
        "lever {lever} starts after {until}: it changes nothing in this run"),
}  # fmt: skip


def phrase(key: str, /, **values: object) -> Phrase:
    """An entry with its places filled; a value that is a phrase is filled by language."""
    zh, en = MESSAGES[key]
    both = {k: v if isinstance(v, Phrase) else Phrase(str(v), str(v)) for k, v in values.items()}
    return Phrase(
        zh.format(**{k: v.zh for k, v in both.items()}),
        en.format(**{k: v.en for k, v in both.items()}),
    )
