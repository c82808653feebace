"""How Chinese sounds: titles as syllables, what was typed in Latin letters as syllables, first letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase

from . import words

# A syllable has at most six letters (zhuang); somebody who types more of them than this pastes something else.
_LONGEST_SYLLABLE = 6
_MOST_SYLLABLES = 24
_MOST_READINGS = 4

# Words in which a character is not read as it mostly is.
_READ_OTHERWISE = """
银行 yin hang 商行 shang hang 央行 yang hang 行业 hang ye 同行 tong hang 行长 hang zhang 本行业 ben hang ye
成长 cheng zhang 增长 zeng zhang 长期 chang qi 长效 chang xiao 长远 chang yuan 长春 chang chun 长江 chang jiang
长度 chang du 延长 yan chang 特长 te chang 校长 xiao zhang 家长 jia zhang 长者 zhang zhe
重新 chong xin 重复 chong fu 重建 chong jian 重庆 chong qing 重组 chong zu 重阳 chong yang
会计 kuai ji 音乐 yin yue 乐器 yue qi 调整 tiao zheng 调解 tiao jie 调节 tiao jie 协调 xie tiao 空调 kong tiao
调查 diao cha 调动 diao dong 还款 huan kuan 偿还 chang huan 归还 gui huan 返还 fan huan 退还 tui huan
参差 cen ci 人参 ren shen 车辆 che liang 出差 chu chai 差旅 chai lv 处罚 chu fa 处理 chu li 处分 chu fen 处置 chu zhi
给予 ji yu 供给 gong ji 补给 bu ji 薄弱 bo ruo 便宜 pian yi 朝阳 chao yang 提供 ti gong 供应 gong ying
率先 shuai xian 效率 xiao lv 比率 bi lv 税率 shui lv 教师 jiao shi 为了 wei le 中奖 zhong jiang
厦门 xia men 大厦 da sha 单位 dan wei 弹性 tan xing 曾经 ceng jing 降低 jiang di 投降 tou xiang 没收 mo shou 宿舍 su she
校对 jiao dui 数据 shu ju 数字 shu zi 解决 jie jue 解送 jie song 相册 xiang ce 省级 sheng ji 反省 fan xing
石榴 shi liu 盛会 sheng hui 似乎 si hu 血压 xue ya 殷红 yan hong 应急 ying ji 扎根 zha gen 占用 zhan yong
"""


def _table() -> dict[int, str]:
    lines = (Path(__file__).parent / "readings.txt").read_text().splitlines()
    return {ord(char): syllable for syllable, chars in map(str.split, lines) for char in chars}


def _read_otherwise() -> dict[str, str]:
    return {word: spoken.strip() for word, spoken in re.findall(r"(\S+) ([a-z ]+)", _READ_OTHERWISE)}


def _signs_by_syllable() -> dict[str, frozenset[str]]:
    """By syllable: whatever is read so in some word."""
    readings = [(syllable, chr(code)) for code, syllable in _OF.items()]
    for word, spoken in _OTHERWISE.items():
        readings += zip(spoken.split(), word, strict=True)
    found: dict[str, set[str]] = {}
    for syllable, sign in readings:
        found.setdefault(syllable, set()).add(sign)
    return {syllable: frozenset(signs) for syllable, signs in found.items()}


_OF = _table()
_APART = {char: f" {syllable} " for char, syllable in _OF.items()}
_SYLLABLES = frozenset(_OF.values())
_OTHERWISE = _read_otherwise()
_OTHERWISE_PATTERN = re.compile("|".join(sorted(_OTHERWISE, key=len, reverse=True)))
_AS_READ = _signs_by_syllable()
_AS_BEGUN = {
    letter: frozenset().union(*(signs for syllable, signs in _AS_READ.items() if syllable[0] == letter))
    for letter in ascii_lowercase
}
_OTHERWISE_BEGINS = frozenset(word[0] for word in _OTHERWISE)
# What people write who do not have a ü, or have one.
_WRITTEN = {"lue": "lve", "nue": "nve"}


def _spoken(text: str) -> str:
    """An even text with each Chinese character as its syllable, each by itself: 高龄5g津贴 is gao ling 5g jin tie."""
    if not _OTHERWISE_BEGINS.isdisjoint(text):
        text = _OTHERWISE_PATTERN.sub(_otherwise, text)
    return text.translate(_APART)


def _otherwise(found: re.Match[str]) -> str:
    return f" {_OTHERWISE[found.group()]} "


def syllables(text: str) -> list[str]:
    """A text sign by sign, as `words.signs` has it, each Chinese character as its syllable."""
    return syllables_of(words.even(text))


def syllables_of(text: str) -> list[str]:
    """As `syllables`, of a text that is even already."""
    return words.signs_of(_spoken(text))


def read_as(syllable: str) -> frozenset[str]:
    """Signs that are read so in some word; what is no syllable is read as itself."""
    return _AS_READ.get(syllable, frozenset((syllable,)))


def first_letters(heard: Sequence[str]) -> str:
    """The first letters of syllables in a row, for finding 高龄津贴 by gljt."""
    return "".join([syllable[0] for syllable in heard])


def begun(letter: str) -> frozenset[str]:
    """Signs that are read with that letter first in some word."""
    return _AS_BEGUN.get(letter, frozenset())


@lru_cache(maxsize=1024)
def spelled(latin: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which letters can be read as syllables, those of fewest first: xian is xian, or xi an."""
    letters = latin.lower().replace("ü", "v")
    if not letters.isascii() or not letters.isalpha() or len(letters) > _LONGEST_SYLLABLE * _MOST_SYLLABLES:
        return ()
    ways = sorted(_ways(letters, 0, {}), key=len)
    return tuple(ways[:_MOST_READINGS])


def _ways(letters: str, start: int, known: dict[int, list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    if start == len(letters):
        return [()]
    if start not in known:
        found: list[tuple[str, ...]] = []
        for end in range(min(start + _LONGEST_SYLLABLE, len(letters)), start, -1):
            syllable = _WRITTEN.get(letters[start:end], letters[start:end])
            if syllable in _SYLLABLES and (syllable in "aeo" or len(syllable) > 1):
                found += [(syllable, *rest) for rest in _ways(letters, end, known)[:_MOST_READINGS]]
        known[start] = sorted(found, key=len)[:_MOST_READINGS]
    return known[start]


def heard_in(title: str, wanted: Sequence[str], edits: int = 0) -> Iterator[str]:
    """The stretches of a title that sound like that, but for so many syllables (0, 1) that are other, missing or too many."""
    signs, heard = words.signs(title), syllables(title)
    sizes = [len(wanted)] if not edits else [len(wanted), len(wanted) + 1, len(wanted) - 1]
    for size in sizes:
        for start in range(len(heard) - size + 1):
            if differ(heard[start : start + size], wanted) <= edits:
                yield "".join(signs[start : start + size])


def differ(some: Sequence[str], others: Sequence[str]) -> int:
    """How many syllables are other, missing or too many: 0, 1, or 2 for more."""
    if list(some) == list(others):
        return 0
    ahead = next((n for n, (one, other) in enumerate(zip(some, others, strict=False)) if one != other), None)
    ahead = min(len(some), len(others)) if ahead is None else ahead
    rest, other_rest = list(some[ahead:]), list(others[ahead:])
    one_apart = rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
    return 1 if one_apart else 2
