"""How a text becomes words to find it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from operator import add

import rjieba

_WORD = re.compile(r"\w")
# A run of Latin letters and digits is one sign, every other letter (a Chinese character) is one by itself.
_SIGNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")

_COMMON = tuple(zip("，（）：；！？", ",():;!?", strict=True))

# Of a question: what is said around what is looked for. None of these is ever looked for by itself.
_SAID_AROUND = """
的 了 在 是 和 与 及 或 而 且 我 你 您 他 她 它 们 我们 你们 大家 自己 人家 要 想 想要 需 吗 呢 啊 呀 吧 嘛 么 哦 嗯 个 些 这 那
这个 那个 这些 那些 这里 那里 一个 一下 一些 有 没 没有 有没有 不 不是 能 能不能 可以 可不可以 可否 能否 会 该 应该 应当 请 请问 请教 麻烦
怎 怎么 怎样 怎么样 怎么办 如何 咋 咋样 咋办 什么 啥 哪 哪里 哪儿 哪些 哪个 谁 几 多少 多少钱 多久 多长 多长时间 多大 为什么 为何 什么样
时候 什么时候 何时 给 被 把 让 对 从 到 去 来 往 向 就 也 都 还 又 再 很 太 最 更 才 只 以 之 其 于 为 由 所 等 着 过 得 地 吧 如果
的话 关于 有关 相关 对于 由于 因为 所以 但是 按照 根据 通过 帮 帮忙 告诉 知道 找 查 查询 查找 搜 搜索 看 看看 一 下 上 里 中 内 外
the a an of to in for and or is are how what
"""
SAID_AROUND = frozenset(_SAID_AROUND.split())

# Said of nearly everything: looked for, but never asked for.
_SAID_OF_MUCH = """
申请 办理 办 领 领取 交 拿 享受 规定 政策 通知 文件 办法 意见 方案 管理 实施 工作 进行 情况 问题 内容 要求 条件 材料 手续 流程 标准 时间 地点
省 市 县 区 我省 全省 我市 全市 我区 全区 关于 印发 试行 最新 新 年 月 日 号 第 钱 做 用 人 公司 单位 部门 地方 具体 介绍 说明
"""
SAID_OF_MUCH = frozenset(_SAID_OF_MUCH.split())


def even(text: str) -> str:
    """Full-width letters and digits as half-width ones, capitals as small letters."""
    # Nearly every text has these and nothing else to be evened: a tenth of the time.
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


def indexed(text: str) -> list[str]:
    """Words of a text for the index: long words and the short ones inside them."""
    return indexed_of(even(text))


def indexed_of(text: str) -> list[str]:
    """As `indexed`, of a text that is even already."""
    return [word for word in rjieba.cut_for_search(text) if len(word) > 1 or word.isalnum()]


def asked_in_order(text: str) -> list[str]:
    """Words of a text one after the other, each as often as it is there."""
    return [word for word in rjieba.cut(even(text)) if _WORD.search(word)]


def asked(text: str) -> list[str]:
    """Words of a query: each must be found."""
    return list(dict.fromkeys(asked_in_order(text)))


@lru_cache(maxsize=4096)
def parts_of(word: str) -> tuple[str, ...]:
    """A word as the index keeps it: the short ones inside a long one, and itself."""
    return tuple(dict.fromkeys(indexed(word)))


def signs(text: str) -> list[str]:
    """A text sign by sign, for finding any part of it: 林家巷52号 is 林 家 巷 52 号."""
    return signs_of(even(text))


def signs_of(text: str) -> list[str]:
    """As `signs`, of a text that is even already."""
    return _SIGNS.findall(text)


class _Apart(dict[int, str]):
    """Room on both sides of each letter that is no Latin one, and instead of what is no letter and no figure; learnt as they come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = apart = f" {char} " if code > 127 and char.isalnum() else char if char.isalnum() else " "
        return apart


_APART = _Apart()


def pairs(several: Sequence[str]) -> list[str]:
    """Each sign with the one after it: 林家 家巷 巷52 52号."""
    return list(map(add, several, several[1:]))


def paired(text: str) -> str:
    """The pairs of an even text, and its last sign alone, so that each sign begins one of them."""
    several = text.translate(_APART).split()
    return " ".join([*map(add, several, several[1:]), *several[-1:]])


def compact(code: str) -> str:
    """A code without its dashes, brackets and spaces, as it is kept and asked for: 财办会〔2024〕15号 is 财办会202415号."""
    return "".join(char for char in even(code) if char.isalnum())
