"""What the gallery of the design system shows: every part, with invented content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.templatetags.static import static

from linli import clock


class ReportForm(forms.Form):
    """A form with a hint, a fault and a choice."""

    text = forms.CharField(
        label="什么事", help_text="说清楚是什么、在哪一处、影响了谁", widget=forms.Textarea, max_length=2000
    )
    phone = forms.CharField(label="手机号", help_text="只有经办人看得到，用来告诉您进展", required=False)
    kind = forms.ChoiceField(
        label="吹哨种类",
        choices=[("routine", "日常哨"), ("joint", "攻坚哨"), ("emergency", "应急哨")],
        widget=forms.RadioSelect,
        initial="joint",
    )
    area = forms.ChoiceField(label="社区", choices=[("1", "东街社区"), ("2", "仁和社区")], required=False)

    def clean_phone(self) -> str:
        raise forms.ValidationError("“1381234567”是 10 位，手机号有 11 位，请您再看一下。")


def _event(minutes: int, what: str, who: str = "", **more: Any) -> dict[str, Any]:
    return {"what": what, "who": who, "at": clock.now() - timedelta(minutes=minutes), **more}


def _photos() -> list[dict[str, str]]:
    return [{"url": "#", "thumbnail": static("web/icon-192.png"), "alt": alt} for alt in ("远处", "近处")]


def _events() -> list[dict[str, Any]]:
    return [
        _event(9, "区综合行政执法局到场", "李强", note="定位精度 12 米", now=True),
        _event(14, "区住房城乡建设局拒绝报到", "王凯", tone="late"),
        _event(20, "内部留言", "周敏", text="已请物业先围挡，注意老人通行。", internal=True),
        _event(28, "东街社区吹哨，呼叫三个部门", "周敏"),
        _event(
            1478,
            "居民反映",
            note="手机网页",
            pictures=_photos(),
            text="林家巷52号门口下水道堵了，老人走路很危险。",
        ),
    ]


def _case(code: str, title: str, area: str, state: str, label: str, minutes: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "code": code,
        "title": title,
        "area": area,
        "state": state,
        "state_label": label,
        "due": now + timedelta(minutes=minutes),
        "warn_at": now + timedelta(minutes=minutes - 60),
    }


def _worklist() -> list[dict[str, Any]]:
    dong, ren, xin = "东街社区 第3网格", "仁和社区 第1网格", "新天社区 第5网格"
    return [
        _case("CP-7K3F-9QWD", "林家巷52号门口下水道堵塞，污水漫路", dong, "in_progress", "处置中", 48),
        _case("CP-2M8X-4HTB", "栖霞路路灯三盏不亮", ren, "submitted", "待签收", 4),
        _case("CP-9PDA-6LKE", "小区门口流动摊贩占道，早晚难行", xin, "reopened", "再次办理", -12),
        _case("CP-3CVN-8RWU", "电梯困人后一直停用", dong, "answered", "已答复", 2600),
    ]


def context() -> dict[str, Any]:
    """Context of both gallery pages."""
    form = ReportForm({"text": "", "phone": "1381234567", "kind": "joint"})
    form.is_valid()
    return {
        "form": form,
        "events": _events(),
        "worklist": _worklist(),
        "soon": clock.now() + timedelta(days=6, hours=3),
        "ago": clock.now() - timedelta(hours=2, minutes=5),
        "rates": [
            {"name": "东街社区", "count": 143, "shares": [0.993, 0.930, 0.961], "late": 1},
            {"name": "仁和社区", "count": 121, "shares": [0.983, 0.901, 0.950], "late": 2},
            {"name": "新天社区", "count": 167, "shares": [0.970, 0.882, None], "late": 5},
        ],
        "figures": [
            {"name": "收到", "value": "2,318", "unit": "件", "definition": "比上月多 4.2%", "href": "#"},
            {"name": "响应率", "value": "98.6%", "definition": "按时签收 ÷ 应签收", "href": "#"},
            {"name": "解决率", "value": "91.4%", "definition": "居民说已解决 ÷ 已回访", "href": "#"},
            {"name": "满意率", "value": "95.2%", "definition": "满意和很满意 ÷ 已评价", "href": "#"},
            {"name": "平均报到用时", "value": "17 分", "definition": "中位数 11 分"},
        ],
        "chips": [
            {"label": "全部", "href": "#", "current": True, "count": 24},
            {"label": "待签收", "href": "#", "count": 3},
            {"label": "快到时限", "href": "#", "count": 5},
            {"label": "已超时", "href": "#", "count": 1},
            {"label": "等居民答复", "href": "#", "count": 2},
        ],
        "photos": _photos(),
        "more_keys": [("n", "新建")],
    }
