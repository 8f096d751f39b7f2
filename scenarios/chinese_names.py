"""Names in Chinese that stand in scenario files: cities, sectors, products; levers and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from locales.catalogue import sections
from model.input_data.data_tables import rows

SECTIONS = ("scope", "group", "product", "owner", "system")  # of the words that have keys

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


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    """Keys by Chinese name; some names, such as that of paper, are both sector and product."""
    found: dict[str, dict[str, None]] = {}
    pairs = [(row["name_zh"], row["city"]) for row in rows("plan/cities")]
    for section in SECTIONS:
        for name, chinese in sections("zh")[section].items():
            pairs.append((re.sub("（.*）", "", chinese), name))
    for chinese, key in pairs:
        found.setdefault(chinese, {})[key] = None
    return {chinese: tuple(keys) for chinese, keys in found.items()}


def english(found: object, names: Sequence[str]) -> str:
    """The key of a Chinese name, where it is one of the names allowed; else nothing."""
    keys = _keys().get(found.strip(), ()) if isinstance(found, str) else ()
    return next((key for key in keys if key in names), "")


def meant(word: str, names: Mapping[str, str]) -> str:
    """The lever or key that a Chinese word is likely to mean, or nothing.

    Parameters
    ----------
    word
        What stands in a file, such as a lever's title of the plan or part of it.
    names
        The keys that are allowed, with what is said of each in Chinese.
    """
    if word.isascii():
        return ""
    words = {w: key for key in names for w in KEY_WORDS.get(key, "").split()}
    titles = sections("zh")["lever"]
    words |= {titles[key]: key for key in names if key in titles}
    if word in words:
        return words[word]
    inside = [w for w in words if word in w or w in word]
    if inside:
        return words[max(inside, key=len)]
    described = [key for key, said in names.items() if word in said]
    close = get_close_matches(word, words, n=1, cutoff=0.5)
    return words[close[0]] if close else (described[0] if len(described) == 1 else "")
