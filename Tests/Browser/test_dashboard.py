#!/usr/bin/env python3
"""The dashboard in a real browser before the real server and the simulated venue.

Usage: Tests/Browser/run [NAME...]
Screenshots and the programs' output are left in .build/dashboard-test.
The last line is "N passed, N failed, N skipped".
"""
import os
import shutil
import sys
import traceback
from decimal import Decimal

from playwright.sync_api import expect, sync_playwright

from house import PROGRAMS, House
from page import Dashboard

RESULTS = ".build/dashboard-test"
DASHBOARD = ".build/dashboard"
TAPE = "../shared/fixtures/binance-spot/btcusdt_20240808.tape.jsonl.zst"


class Skipped(Exception):
    """Why a test cannot be run here."""


class Scene:
    """What a test has: the house, the browser, and one page that was opened at the start."""

    def __init__(self, house, browser):
        self.house = house
        self.browser = browser
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.dashboard = Dashboard(self.context, house.address).open()

    def far_price(self):
        """A price at which a buy waits in the book, in whole units of the quote currency."""
        return str(int(Decimal(self.dashboard.price(self.house.symbol)) * Decimal("0.9")))

    def shot(self, name):
        self.dashboard.page.screenshot(path=f"{RESULTS}/{name}.png")


def test_lamp_and_prices(scene):
    """the lamp says PAPER before a venue that proved to be one, and prices move"""
    board, symbol = scene.dashboard, scene.house.symbol
    expect(board("lamp")).to_have_text("PAPER")
    expect(board("mode")).to_have_attribute("data-mode", "active")
    expect(board("venue-sim")).to_have_attribute("data-state", "live", timeout=10_000)
    for _ in range(3):
        board.wait_for_another_price(symbol)
    expect(board("level-bid").first).to_be_visible()
    expect(board("level-ask").first).to_be_visible()
    expect(board("trade").first).to_be_visible(timeout=15_000)
    board.page.wait_for_function(
        "document.querySelector('[data-testid=chart-place]').dataset.candles > 0")
    board("interval-1s").click()
    expect(board("interval-1s")).to_have_attribute("aria-pressed", "true")
    board("interval-1m").click()


def test_rules_are_told(scene):
    """what the instrument does not allow is told at its field, and nothing is sent"""
    board = scene.dashboard
    board.fill_ticket("buy", "0.1", "100.00000001")
    board("ticket-review").click()
    expect(board("ticket-price-wrong")).to_contain_text("steps of")
    board.fill_ticket("buy", "0.00000001", scene.far_price())
    board("ticket-review").click()
    expect(board("ticket-quantity-wrong")).to_be_visible()
    assert not board("confirm-dialog").is_visible()


def test_market_order_fills(scene):
    """a market order fills and appears under fills and positions, as the server has it"""
    board, house = scene.dashboard, scene.house
    before = Decimal(board.position(house.symbol) or 0)
    board.fill_ticket("buy", "0.01")
    name = board.send()
    assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
    expect(board("ticket-taken")).to_have_attribute("data-status", "filled", timeout=10_000)
    board("tab-fills").click()
    expect(board.page.locator(f"[data-testid=fill][data-order='{name}']").first).to_be_visible()
    expect(board(f"position-{house.symbol}")).to_be_visible()
    board.page.wait_for_timeout(500)
    rows = house.api("positions")["positions"]
    ours = [row["quantity"] for row in rows if row["symbol"] == house.symbol]
    assert ours == [board.position(house.symbol)], (ours, board.position(house.symbol))
    assert before < Decimal(ours[0]) <= before + Decimal("0.01")
    board("tab-open").click()


def test_limit_order_waits_and_is_canceled(scene):
    """a limit order waits under open orders until it is canceled there"""
    board = scene.dashboard
    board.fill_ticket("buy", "0.002", scene.far_price())
    name = board.send()
    assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
    row = board(f"order-{name}")
    expect(row).to_have_attribute("data-status", "open", timeout=10_000)
    board(f"cancel-{name}").click()
    expect(row).to_have_count(0, timeout=10_000)
    board("tab-closed").click()
    expect(row).to_have_attribute("data-status", "canceled")
    board("tab-open").click()


def test_keyboard_is_enough(scene):
    """an order is written, reviewed and sent with the keyboard alone"""
    board, keys = scene.dashboard, scene.dashboard.page.keyboard
    board("ticket-type-limit").click()
    board("ticket-price").fill(scene.far_price())
    board.page.evaluate("document.activeElement.blur()")
    keys.press("b")
    expect(board("ticket-quantity")).to_be_focused()
    keys.type("0.002")
    keys.press("Enter")
    expect(board("confirm-dialog")).to_be_visible()
    keys.press("Escape")
    assert not board("confirm-dialog").is_visible()
    board("ticket-quantity").focus()
    keys.press("Enter")
    name = board("confirm-id").inner_text().strip()
    board("confirm-send").focus()
    keys.press("Enter")
    assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
    board(f"cancel-{name}").click()
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)


def test_lost_answer_is_one_order(scene):
    """an order whose answer was lost is found again, and is one order at the venue"""
    board, house = scene.dashboard, scene.house
    lost = []

    def lose(route):
        route.fetch()
        order = route.request.post_data_json
        lost.append(order)
        # The order is on the page before its answer is lost: nothing more will come of it.
        expect(board(f"order-{order['clientOrderId']}")).to_be_visible()
        route.abort()

    board.page.route("**/api/v1/orders", lose)
    board.fill_ticket("buy", "0.002", scene.far_price())
    with board.network_failing():
        name = board.send()
        # The orders channel answers by itself, before or after the loss is noticed.
        assert board.wait_for_stage("taken") == "taken"
    board.page.unroute("**/api/v1/orders")
    assert [order["clientOrderId"] for order in lost] == [name]
    expect(board(f"order-{name}")).to_have_attribute("data-status", "open", timeout=10_000)
    assert house.orders_at_venue(name) == 1
    board(f"cancel-{name}").click()
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)


def test_late_answer_undoes_nothing(scene):
    """an answer that comes after what happened next leaves that as it is"""
    board = scene.dashboard

    def hold(route):
        answer = route.fetch()
        name = route.request.post_data_json["clientOrderId"]
        expect(board.page.locator(f"[data-testid=fill][data-order='{name}']").first).to_be_visible()
        route.fulfill(response=answer)

    board("tab-fills").click()
    board.page.route("**/api/v1/orders", hold)
    board.fill_ticket("buy", "0.01")
    name = board.send()
    board.wait_for_stage("taken")
    board.page.unroute("**/api/v1/orders")
    board.page.wait_for_timeout(500)
    expect(board("ticket-taken")).to_have_attribute("data-status", "filled")
    board("tab-open").click()
    expect(board(f"order-{name}")).to_have_count(0)


def test_unsent_order_keeps_its_id(scene):
    """an order that never arrived is unknown, and is sent again under the same id"""
    board, house = scene.dashboard, scene.house
    board.page.route("**/api/v1/orders", lambda route: route.abort())
    board.fill_ticket("buy", "0.003", scene.far_price())
    with board.network_failing():
        name = board.send()
        assert board.wait_for_stage("unknown", "taken", "refused") == "unknown"
        expect(board("ticket-review")).to_be_disabled()
        board.page.reload()
        expect(board("ticket-unknown")).to_have_attribute("data-order", name)
        board.page.unroute("**/api/v1/orders")
        board("ticket-look-up").click()
        expect(board("ticket-unknown")).to_contain_text("has not taken it")
    board("ticket-resend").click()
    assert board.wait_for_stage("taken", "refused") == "taken"
    expect(board("ticket-taken")).to_have_attribute("data-order", name)
    board.page.wait_for_timeout(300)
    assert house.orders_at_venue(name) == 1
    board(f"cancel-{name}").click()
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)


def test_halt_and_resume(scene):
    """halting needs the typed word, refuses new orders, cancels open ones, and is undone"""
    board = scene.dashboard
    board.fill_ticket("buy", "0.002", scene.far_price())
    name = board.send()
    board.wait_for_stage("taken")
    board("halt").click()
    expect(board("halt-confirm")).to_be_disabled()
    board("halt-word").fill("halt")
    board("halt-confirm").click()
    expect(board("mode")).to_have_attribute("data-mode", "halted", timeout=10_000)
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)
    board.fill_ticket("buy", "0.002", scene.far_price())
    with board.network_failing():
        board.send()
        assert board.wait_for_stage("refused") == "refused"
    board("halt").click()
    board("resume").click()
    expect(board("mode")).to_have_attribute("data-mode", "active", timeout=10_000)


def test_kill_switch(scene):
    """the kill switch needs a reason and a word, holds, and is lifted by a second word"""
    board = scene.dashboard
    board.fill_ticket("buy", "0.002", scene.far_price())
    name = board.send()
    board.wait_for_stage("taken")
    board("halt").click()
    board("kill-word").fill("kill")
    expect(board("kill-confirm")).to_be_disabled()
    board("kill-because").fill("it buys in a loop")
    board("kill-confirm").click()
    expect(board("kill-banner")).to_contain_text("it buys in a loop", timeout=10_000)
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)
    expect(board("kill-confirm")).to_have_text("Lift the kill switch", timeout=10_000)
    board("kill-because").fill("mended")
    board("kill-word").fill("kill")
    expect(board("kill-confirm")).to_be_disabled()
    board("kill-word").fill("lift")
    board("kill-confirm").click()
    expect(board("kill-banner")).to_have_count(0, timeout=10_000)
    expect(board("mode")).to_have_attribute("data-mode", "halted")
    board("resume").click()
    expect(board("mode")).to_have_attribute("data-mode", "active", timeout=10_000)


def test_small_screen(scene):
    """on a small screen one part shows at a time, and nothing is wider than the screen"""
    context = scene.browser.new_context(viewport={"width": 360, "height": 740})
    board = Dashboard(context, scene.house.address).open()
    for view in ("trade", "orders", "account", "system", "market"):
        board(f"view-{view}").click()
        assert board.page.evaluate("document.documentElement.scrollWidth") <= 360, view
    board("view-trade").click()
    expect(board("ticket-review")).to_be_visible()
    expect(board("chart")).not_to_be_visible()
    board.page.screenshot(path=f"{RESULTS}/small.png")
    assert board.complaints == []
    context.close()


def test_killed_server_comes_back(scene):
    """after kill -9 and a restart the page comes back by itself with the right state"""
    board, house = scene.dashboard, scene.house
    board.fill_ticket("buy", "0.004", scene.far_price())
    name = board.send()
    board.wait_for_stage("taken")
    expect(board(f"order-{name}")).to_have_attribute("data-status", "open", timeout=10_000)
    scene.shot("before")
    position = board.position(house.symbol)
    epoch = board("desk").get_attribute("data-epoch")
    with board.network_failing():
        house.kill()
        expect(board("connection-banner")).to_be_visible(timeout=10_000)
        expect(board("lamp")).to_have_text("UNKNOWN")
        board.page.wait_for_timeout(1_500)
        scene.shot("lost")
        house.start()
        expect(board("desk")).to_have_attribute("data-link", "open", timeout=10_000)
    expect(board("connection-banner")).to_have_count(0)
    expect(board("lamp")).to_have_text("PAPER", timeout=10_000)
    assert board("desk").get_attribute("data-epoch") != epoch
    expect(board(f"order-{name}")).to_have_attribute("data-status", "open", timeout=10_000)
    assert board.position(house.symbol) == position
    board.wait_for_another_price(house.symbol)
    scene.shot("after")
    board.fill_ticket("sell", "0.005")
    board.send()
    assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
    expect(board("ticket-taken")).to_have_attribute("data-status", "filled", timeout=10_000)
    board(f"cancel-{name}").click()
    expect(board(f"order-{name}")).to_have_count(0, timeout=10_000)


def test_recording(scene):
    """a recording of one instrument is traded; what the venue lacks is named"""
    if not os.path.exists(TAPE):
        raise Skipped(f"there is no {TAPE}")
    house = House(os.path.abspath(f"{RESULTS}/recording"), DASHBOARD, "BTCUSDT, NOSUCH, ETHBTC",
                  os.path.abspath(TAPE))
    context = scene.browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        house.open()
        board = Dashboard(context, house.address).open()
        expect(board("lamp")).to_have_text("PAPER", timeout=10_000)
        expect(board("venue-sim")).to_have_attribute("data-state", "live", timeout=10_000)
        trouble = house.api("health")["venues"][0]["trouble"]
        assert "does not have NOSUCH, ETHBTC" in trouble, trouble
        assert [row["symbol"] for row in house.api("instruments")["instruments"]] == ["BTCUSDT"]
        board.wait_for_another_price(house.symbol)
        board.fill_ticket("buy", "0.01")
        board.send()
        assert board.wait_for_stage("taken", "refused", "unknown") == "taken"
        expect(board("ticket-taken")).to_have_attribute("data-status", "filled", timeout=10_000)
        expect(board(f"position-{house.symbol}")).to_be_visible()
        board.page.screenshot(path=f"{RESULTS}/recording.png")
        assert board.complaints == [], board.complaints
    finally:
        context.close()
        house.close()


def test_no_complaints(scene):
    """nothing was complained about on the console, of the page or of its policy"""
    assert scene.dashboard.complaints == [], scene.dashboard.complaints


TESTS = [
    test_lamp_and_prices, test_rules_are_told, test_market_order_fills,
    test_limit_order_waits_and_is_canceled, test_keyboard_is_enough, test_lost_answer_is_one_order,
    test_late_answer_undoes_nothing, test_unsent_order_keeps_its_id, test_halt_and_resume,
    test_kill_switch,
    test_small_screen, test_killed_server_comes_back, test_recording, test_no_complaints,
]


def run(tests, house_kind=House):
    """Runs tests one after the other on one house. Returns how many passed, failed, skipped."""
    passed = failed = skipped = 0
    shutil.rmtree(RESULTS, ignore_errors=True)
    os.makedirs(f"{RESULTS}/house")
    house = house_kind(os.path.abspath(f"{RESULTS}/house"), DASHBOARD)
    try:
        house.open()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            scene = Scene(house, browser)
            for test in tests:
                try:
                    test(scene)
                    passed += 1
                    print(f"passed: {test.__doc__}", flush=True)
                except Skipped as why:
                    skipped += 1
                    print(f"skipped: {test.__doc__}: {why}", flush=True)
                except Exception:  # one that failed must not keep the others from being run
                    failed += 1
                    traceback.print_exc()
                    scene.shot(test.__name__)
                    print(f"failed: {test.__doc__}", flush=True)
            browser.close()
    finally:
        house.close()
    return passed, failed, skipped


def main():
    words = sys.argv[1:]
    tests = [test for test in TESTS if not words or any(word in test.__name__ for word in words)]
    programs = [f"{PROGRAMS}/plimsoll", f"{PROGRAMS}/plimsoll-sim"]
    lacking = [path for path in programs if not os.access(path, os.X_OK)]
    if lacking:
        print(f"skipped: {', '.join(lacking)} not built; run: make build")
        print(f"0 passed, 0 failed, {len(tests)} skipped")
        return 1
    passed, failed, skipped = 0, len(tests), 0
    try:
        passed, failed, skipped = run(tests)
    except Exception:
        traceback.print_exc()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
