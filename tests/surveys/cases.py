"""What an expression is worth: shared cases by which the server and the page in the browser are held together."""

from __future__ import annotations

from typing import Any

ANSWERS: dict[str, Any] = {
    "age": "58", "name": "王某", "empty": "", "weight": "76.5", "born": "1968-03-01", "smoke": "daily", "ills": "heart stroke",
    "reading": [{"sbp": "150", "dbp": "95"}, {"sbp": "146", "dbp": ""}, {"sbp": "141", "dbp": "88"}], "none": [],
}  # fmt: skip
REPEATS = {"sbp": "reading", "dbp": "reading", "lost": "none"}
TODAY = "2026-11-02"

# Expression, what stands for `.`, and the value as text.
CASES: list[tuple[str, str, str]] = [
    ("1 + 2 * 3", "", "7"), ("(1 + 2) * 3", "", "9"), ("7 div 2", "", "3.5"), ("-7 mod 3", "", "-1"), ("1 div 0", "", "Infinity"),
    ("0 div 0", "", "NaN"), ("-(2) - -3", "", "1"), ("0.1 + 0.2", "", "0.30000000000000004"), ("1 div 3000000", "", "3.3333333333333335e-7"),
    ("1 div 3000", "", "0.0003333333333333333"), ("123456789 * 1000", "", "123456789000"), ("10 - 2 - 3", "", "5"), ("2 - 3 * 2 + 1", "", "-3"),
    ("${age} >= 18 and ${age} <= 110", "", "true"), ("${age} > 58 or ${age} < 58", "", "false"), ("${age} = 58", "", "true"),
    ("${age} = '58.0'", "", "false"), ("${age} = 58.0", "", "true"), ("${empty} = ''", "", "true"), ("${empty} > 0", "", "false"),
    ("${empty} + 1", "", "NaN"), ("not(${empty})", "", "true"), ("boolean(${age})", "", "true"), ("true() = ${age}", "", "true"),
    ("${smoke} != 'no'", "", "true"), ("${missing} = ''", "", "true"), ("'a' < 'b'", "", "false"), ("3 < 2 = false()", "", "true"),
    (". >= 18 and . <= 110", "17", "false"), (". >= 18 and . <= 110", "18", "true"), (". < ${age}", "abc", "false"),
    ("regex(., '[0-9]{2}-[0-9]{4}')", "03-0017", "true"), ("regex(., '[0-9]{2}')", "123", "false"), ("regex(., '王.+')", "王某", "true"),
    ("selected(${ills}, 'heart')", "", "true"), ("selected(${ills}, 'hear')", "", "false"), ("count-selected(${ills})", "", "2"),
    ("count-selected(${empty})", "", "0"), ("selected(${empty}, '')", "", "true"),
    ("sum(${sbp})", "", "437"), ("sum(${dbp})", "", "183"), ("count(${sbp})", "", "3"), ("count(${reading})", "", "3"), ("count(${age})", "", "1"),
    ("min(${sbp})", "", "141"), ("max(${sbp}, 200)", "", "200"), ("max(${lost})", "", "NaN"), ("sum(${lost})", "", "0"),
    ("(sum(${sbp}) - indexed-repeat(${sbp}, ${reading}, 1)) div 2", "", "143.5"), ("indexed-repeat(${sbp}, ${reading}, 9)", "", ""),
    ("${sbp} > 149", "", "true"), ("${sbp} = 100", "", "false"), ("string(${sbp})", "", "150"),
    ("if(${age} > 60, 'old', 'young')", "", "young"), ("coalesce(${empty}, 5)", "", "5"), ("coalesce(${weight}, 5)", "", "76.5"),
    ("concat(${name}, '-', 1 + 1)", "", "王某-2"), ("string-length(${name})", "", "2"), ("contains(${name}, '某')", "", "true"),
    ("starts-with(${name}, '某')", "", "false"), ("substr('abcdef', 2)", "", "cdef"), ("substr('abcdef', 1, 3)", "", "bc"),
    ("round(2.5)", "", "3"), ("round(-2.5)", "", "-2"), ("round(26.47058, 2)", "", "26.47"), ("round('x')", "", "NaN"), ("round(1234, -2)", "", "1200"),
    ("int(3.9)", "", "3"), ("int(-3.9)", "", "-3"), ("number('1e3')", "", "NaN"), ("number(' 12 ')", "", "12"), ("number('.5')", "", "0.5"),
    ("number('')", "", "NaN"), ("abs(-4)", "", "4"), ("pow(2, 10)", "", "1024"), ("number(true())", "", "1"),
    ("today()", "", "2026-11-02"), ("${born} <= today()", "", "true"), ("today() - ${born}", "", "21430"), ("number('2026-02-30')", "", "NaN"),
    (". <= today()", "2026-11-03", "false"), ("date('2026-01-05') > date('2026-01-04')", "", "true"),
]  # fmt: skip
# Within the second reading.
WITHIN: list[tuple[str, str, str]] = [
    ("${sbp}", "", "146"), (". < ${sbp}", "92", "true"), ("${dbp} = ''", "", "true"), ("position(..)", "", "2"), ("sum(${sbp})", "", "146"),
    ("${age} + ${sbp}", "", "204"),
]  # fmt: skip
REFUSED = [
    "pulldata('a')", "${age} >", "1 +", "(1", "1)", "age > 3", "../age = 1", "selected(${a})", "/data/age", "${age} || 2", "'open", "",
    "jr:choice-name(1)", "1 2", "${age", "not()", "today(1)",
]  # fmt: skip
