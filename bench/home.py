"""How many front pages a second, how heavy the first view is, and when its largest part is painted on a slow telephone."""

from __future__ import annotations

import shutil

from .client import Connection, load, request
from .table import Row, at_least, at_most, kilobytes, per_second, tell

RATE_ASKED, BYTES_ASKED, PAINT_ASKED = 300, 150_000, 1.5
THREADS, SECONDS, WARM = 8, 6.0, 40
# Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up; and a processor a quarter as fast.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4


def measure(port: int, district: str) -> list[Row]:
    """`district`: the short name of one whose page is asked for."""
    path = f"/{district}/"
    rate = _rate(port, request("GET", path))
    rows = [
        at_least("front page, requests a second", rate, RATE_ASKED, per_second, "2 server processes, 8 connections")
    ]
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        tell.log("no Chromium: the first view is not weighed")
        return rows
    weight, painted = _first_view(browser, f"http://127.0.0.1:{port}{path}")
    rows.append(at_most("  first view, nothing kept", weight, BYTES_ASKED, kilobytes, "all that is fetched before anybody scrolls"))  # fmt: skip
    rows.append(at_most("  largest contentful paint", painted, PAINT_ASKED, lambda s: f"{s:.2f} s", "slow 4G, a processor a quarter as fast, Chromium’s throttling; median of 5"))  # fmt: skip
    return rows


def _rate(port: int, sent: bytes) -> float:
    """Answers a second, once the page has been asked for some times."""
    warming = Connection(port)
    for _time in range(WARM):
        warming.send(sent)
    warming.close()
    return load(port, lambda: sent, threads=THREADS, seconds=SECONDS, answered=200)


def _first_view(browser: str, address: str) -> tuple[int, float]:
    """Bytes over the wire of a telephone's first view, and the median of five paints."""
    from playwright.sync_api import sync_playwright

    weights, paints = [], []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for _time in range(5):
            context = started.new_context(
                viewport={"width": 390, "height": 844}, device_scale_factor=2, service_workers="block"
            )
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            sizes: list[float] = []
            devtools.on("Network.loadingFinished", lambda told, into=sizes: into.append(told["encodedDataLength"]))
            devtools.send("Network.enable")
            devtools.send("Network.emulateNetworkConditions", SLOW_4G)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(address)
            page.wait_for_load_state("networkidle")
            paints.append(page.evaluate(_PAINTED) / 1000)
            weights.append(int(sum(sizes)))
            context.close()
        started.close()
    return sorted(weights)[2], sorted(paints)[2]


_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))"""
