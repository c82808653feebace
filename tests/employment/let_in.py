"""Who is let in at the addresses of the employment room; all others are sent to sign in or told that it is not theirs.

Nobody of the small district works for a company: tests/employment lets those in.
"""

from __future__ import annotations

from tests.factories import STAFF

EVERYONE = ("guest", "resident", *STAFF)
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("jobs", "post", "apply", "open_jobs", "open_jobs_download"), EVERYONE),
    # Whose it is, is in the query: a number alone opens nothing.
    **dict.fromkeys(("job", "hours", "withdraw", "slip", "slip_pdf"), EVERYONE),
    "mine": ("resident",),
    **dict.fromkeys(
        (
            "desk", "desk_figures", "desk_posts", "desk_post_new", "desk_post", "desk_post_edit", "desk_post_close", "desk_take_in",
            "desk_decide", "desk_workers", "desk_worker", "desk_worker_hours", "desk_worker_change", "desk_worker_end",
            "desk_worker_correct", "desk_hours", "desk_hours_confirm", "desk_hours_return", "desk_wages", "desk_wages_draw",
            "desk_run", "desk_run_move", "desk_slip", "desk_slip_move",
        ),
        (),
    ),
}  # fmt: skip
PARTS: dict[str, str] = {"<str:slip>": "GZ-0000-0000"}
