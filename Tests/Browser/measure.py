#!/usr/bin/env python3
"""Measures the demo: how soon the dashboard answers, and what both programs hold of memory while a
page is open and orders are traded on it.

Usage: Tests/Browser/run --measure [MINUTES] [PICTURE]
MINUTES is 3 if left out; PICTURE is where a picture of the page in the end is to be put.
Exit status: 0 where both bars are kept, else 1.
"""
import shutil
import sys
import tempfile
import time
from decimal import Decimal

from playwright.sync_api import expect, sync_playwright

from house import House, wait_for
from page import Dashboard

ANSWER_SECONDS_MAX = 2
RESIDENT_MEGABYTES_MAX = 200


class Demo(House):
    """The demo's two programs, with the moments at which they were there."""

    def open(self):
        begin = time.monotonic()
        super().open()
        self.ready_after = time.monotonic() - begin

    def start(self):
        begin = time.monotonic()
        self.process = self._spawn(*self.words)
        wait_for(self.address, self.process)
        self.answers_after = time.monotonic() - begin
        wait_for(self.address + "readyz", self.process)


def resident(process):
    """Megabytes that a process holds at this moment, and held at most."""
    with open(f"/proc/{process.pid}/status") as file:
        rows = dict(line.split(":", 1) for line in file)
    return [int(rows[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")]


def trade(board, price):
    """A person's morning: a few orders, some filled, some waiting."""
    bought = [("0.25", None), ("0.1", None), ("0.4", "0.998"), ("0.15", "0.995")]
    for quantity, share in bought:
        at = None if share is None else str(int(Decimal(price) * Decimal(share)))
        board.fill_ticket("buy", quantity, at)
        board.send()
        assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
    board.fill_ticket("sell", "0.05")
    board.send()
    assert board.wait_for_stage("taken", "refused", "unknown") == "taken"


def watch(demo, minutes, picture):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        board = Dashboard(context, demo.address).open()
        board.wait_for_another_price(demo.symbol)
        trade(board, board.price(demo.symbol))
        board.page.wait_for_timeout(minutes * 60_000)
        if picture:
            board("interval-1s").click()
            board.page.wait_for_timeout(5_000)
            expect(board("lamp")).to_have_text("PAPER")
            board.page.screenshot(path=picture)
        held = {"plimsoll": resident(demo.process), "plimsoll-sim": resident(demo.venue)}
        browser.close()
    return held


def main():
    words = sys.argv[1:]
    minutes = float(words[0]) if words else 3.0
    folder = tempfile.mkdtemp(prefix="plimsoll-measure-")
    demo = Demo(folder, ".build/dashboard", "BTCUSDT, ETHUSDT, ETHBTC")
    try:
        demo.open()
        held = watch(demo, minutes, words[1] if len(words) > 1 else None)
    finally:
        demo.close()
        shutil.rmtree(folder)
    together = sum(most for _, most in held.values())
    print(f"dashboard answers after {demo.answers_after:.2f} s (bar {ANSWER_SECONDS_MAX} s)")
    print(f"venue and Plimsoll ready to trade after {demo.ready_after:.2f} s")
    for name, (now, most) in held.items():
        print(f"{name}: {now:.0f} MB resident after {minutes:g} min with the page open,"
              f" {most:.0f} MB at most")
    print(f"together {together:.0f} MB at most (bar {RESIDENT_MEGABYTES_MAX} MB)")
    is_kept = (demo.answers_after < ANSWER_SECONDS_MAX and together < RESIDENT_MEGABYTES_MAX)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
