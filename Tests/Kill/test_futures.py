"""Positions on margin: Plimsoll trades at the futures simulator, and has what that has after each
step, through a kill, funding and a liquidation; and its margin is what the venue tells."""

import hashlib
import hmac
import time

from bots import Decimal
from house import SYMBOLS, Plimsoll, Venue, call, run_tests, wait_for

# The venue rounds the profit of each trade, Plimsoll does not.
ROUNDING = Decimal("0.00000001")
SYMBOL = "BTCUSDT"
# The venue cuts amounts and prices to so many decimals, Plimsoll rounds its last ones to be sooner
# liquidated.
CUT = Decimal("0.00000002")


def apart(one, other, allowed=CUT):
    """Two numbers as text, either of which may say that there is none."""
    return abs(Decimal(one or 0) - Decimal(other or 0)) > allowed


class FuturesVenue(Venue):
    SPEAKS, PING = "binance-usdm", "/fapi/v1/ping"
    PLACES = ("/public", "/private/ws")

    def tell(self, path, **what):
        status, answer = call(self.port, "POST", f"/plimsoll-sim/{path}", what)
        assert status == 200, (status, answer)

    def signed(self, method, path, **parameters):
        """Asks as the account's owner does."""
        query = "&".join(f"{name}={value}" for name, value in
                         [*parameters.items(), ("timestamp", int(time.time() * 1000))])
        code = hmac.new(b"demo-secret", query.encode(), hashlib.sha256).hexdigest()
        status, answer = call(self.port, method, f"{path}?{query}&signature={code}",
                              headers={"X-MBX-APIKEY": "demo-key"})
        assert status == 200, (status, answer)
        return answer


class Desk:
    """A venue, Plimsoll, and somebody who trades."""

    def __init__(self, folder, prepare=lambda venue: None):
        self.venue = FuturesVenue(folder)
        prepare(self.venue)
        self.plimsoll = Plimsoll(folder, self.venue)
        self.plimsoll.start()
        self.plimsoll.wait_until_ready()
        wait_for(lambda: call(self.plimsoll.port, "GET", f"/api/v1/book?symbol={SYMBOL}&depth=1")
                 [1]["isInStep"], 20, "a book")
        self.wait_for_marks()

    def verdict(self, side="buy", symbol=SYMBOL, price="20"):
        """What is said to an order that ends at once and trades nothing."""
        name = f"asks-{time.monotonic_ns()}"
        order = {"clientOrderId": name, "symbol": symbol, "side": side, "type": "limit",
                 "price": price, "quantity": "1", "timeInForce": "ioc"}
        status, answer = call(self.plimsoll.port, "POST", "/api/v1/orders", order)
        return "taken" if status in (200, 201, 202) else answer["code"]

    def wait_for_marks(self):
        """The venue tells them each second."""
        for symbol in SYMBOLS:
            wait_for(lambda: self.verdict(symbol=symbol) == "taken", 15, f"the mark of {symbol}",
                     lambda: self.verdict(symbol=symbol))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.plimsoll.end()
        self.venue.end()

    def send(self, name, side, quantity, **more):
        order = {"clientOrderId": name, "symbol": SYMBOL, "side": side, "type": "market",
                 "quantity": quantity, **more}
        status, answer = call(self.plimsoll.port, "POST", "/api/v1/orders", order)
        assert status in (200, 201, 202), (status, answer)

    def order(self, name):
        return call(self.plimsoll.port, "GET", f"/api/v1/orders/{name}")[1]

    def wait(self, name, *states):
        return wait_for(lambda: self.order(name)["status"] in states, 40, f"{name} {states}",
                        lambda: str(self.order(name)))

    def trade(self, name, side, quantity, **more):
        self.send(name, side, quantity, **more)
        self.wait(name, "filled")

    def asks(self):
        path = f"/api/v1/book?symbol={SYMBOL}&depth=20"
        return [(Decimal(str(price)), Decimal(str(quantity)))
                for price, quantity, *_ in call(self.plimsoll.port, "GET", path)[1]["asks"]]

    def is_stopped(self):
        """A stop a little above the market, and trades up to its price until one is met: the venue
        refuses one that would be at once, and the market moves by itself."""
        for number in range(8):
            above = (self.asks()[0][0] + Decimal("0.5")).quantize(Decimal("0.1"))
            name = f"stop-{number}"
            self.send(name, "buy", "0.1", type="stop-market", triggerPrice=str(above))
            if self.wait(name, "open", "filled", "rejected") and (
                    self.order(name)["status"] == "rejected"):
                continue
            for push in range(8):
                wanted = sum((q for price, q in self.asks() if price <= above), Decimal("0.001"))
                pushed = str(wanted.quantize(Decimal("0.001")))
                self.trade(f"{name}-up-{push}", "buy", pushed)
                self.trade(f"{name}-down-{push}", "sell", pushed)
                if self.order(name)["status"] == "filled":
                    return True
        return False

    def position(self):
        found = [p for p in self.plimsoll.all("positions") if Decimal(p["quantity"]) != 0]
        return sum((Decimal(p["quantity"]) for p in found), Decimal(0))

    def wallet(self):
        return next((Decimal(b["total"]) for b in self.plimsoll.all("balances")
                     if b["asset"] == "USDT"), Decimal(0))

    def disagreement(self):
        """What Plimsoll has otherwise than the venue; nothing where it has the same."""
        truth = self.venue.account()
        fills = self.plimsoll.all("fills")
        ours = sorted((f["tradeId"], f["side"], Decimal(f["price"]), Decimal(f["quantity"]),
                       Decimal(f["fee"])) for f in fills)
        theirs = sorted((str(t["id"]), t["side"].lower(), Decimal(t["price"]), Decimal(t["qty"]),
                         Decimal(t["commission"])) for t in truth["trades"])
        position = sum((Decimal(p["positionAmt"]) for p in truth["positions"]), Decimal(0))
        apart = abs(self.wallet() - Decimal(truth["wallet"]))
        return [text for text in (
            ours != theirs and f"fills {len(ours)} {len(theirs)}",
            self.position() != position and f"position {self.position()} {position}",
            apart > ROUNDING * len(fills)
            and f"wallet {self.wallet()} {truth['wallet']}") if text]

    def agrees(self, checks, when):
        latest = time.monotonic() + 20
        while (found := self.disagreement()) and time.monotonic() < latest:
            time.sleep(0.2)
        checks.that(f"{when}: fills, position and wallet are the venue's", not found, found)


def traded(checks, folder):
    """Opened, reduced, turned, funded, stopped, killed in between, and closed by the venue."""
    with Desk(folder) as desk:
        desk.venue.tell("mark", symbol=SYMBOL, price="61800")
        desk.trade("open", "buy", "1")
        desk.agrees(checks, "opened")
        desk.trade("reduce", "sell", "0.4", reduceOnly=True)
        desk.agrees(checks, "reduced")
        desk.trade("turn", "sell", "1.1")
        desk.agrees(checks, "turned")
        checks.that("the position is short", desk.position() == Decimal("-0.5"), desk.position())

        desk.venue.tell("funding", symbol=SYMBOL, rate="0.000375")
        desk.agrees(checks, "funded")

        desk.send("rests", "buy", "0.2", type="limit", price="20000", postOnly=True)
        desk.wait("rests", "open")
        checks.that("a stop is met", desk.is_stopped(), desk.plimsoll.all("orders")[:2])
        desk.agrees(checks, "stopped")

        desk.plimsoll.kill()
        desk.venue.tell("funding", symbol=SYMBOL, rate="-0.0001")
        desk.plimsoll.start()
        desk.plimsoll.wait_until_ready()
        desk.agrees(checks, "killed, funded meanwhile, and started")
        checks.that("what rested still rests", desk.order("rests")["status"] == "open")

        desk.venue.tell("mark", symbol=SYMBOL, price="900000")
        wait_for(lambda: desk.position() == 0, 20, "the liquidation")
        desk.agrees(checks, "closed by the venue")
        desk.wait("rests", "expired", "canceled")
        status, _ = desk.plimsoll.stop()
        checks.that("it stops as usual", status == 0, status)


def hold_marks(desk, factor="1.01"):
    """Has the venue hold its marks away from its books, and waits until Plimsoll goes by them."""
    held = {}
    for position in desk.venue.signed("GET", "/fapi/v3/positionRisk"):
        mark = Decimal(position["markPrice"]) * Decimal(factor) + Decimal("0.00000007")
        held[position["symbol"]] = mark.quantize(Decimal("0.00000001"))
        desk.venue.tell("mark", symbol=position["symbol"], price=str(held[position["symbol"]]))
    return wait_for(lambda: (found := margin(desk)) and {
        p["symbol"]: Decimal(p["markPrice"]) for p in found["positions"]} == held and found,
        15, f"the marks {held}", lambda: str(margin(desk)))


def margin(desk):
    status, ours = call(desk.plimsoll.port, "GET", "/api/v1/margin?asset=USDT")
    assert status == 200, (status, ours)
    return ours


def compare_margin(checks, desk, when):
    """Plimsoll's margin, and the venue's, at the venue's marks, which are not its book's."""
    ours = hold_marks(desk)
    risk = {p["symbol"]: p for p in desk.venue.signed("GET", "/fapi/v3/positionRisk")}
    account = desk.venue.signed("GET", "/fapi/v2/account")
    checks.that(f"{when}: the same positions are told",
                {p["symbol"]: Decimal(p["quantity"]) for p in ours["positions"]}
                == {name: Decimal(p["positionAmt"]) for name, p in risk.items()}, (ours, risk))
    for position in ours["positions"]:
        theirs = risk[position["symbol"]]
        found = [text for text in (
            apart(position["unrealisedPnl"], theirs["unRealizedProfit"])
            and f"profit {position['unrealisedPnl']} {theirs['unRealizedProfit']}",
            apart(position["maintenance"], theirs["maintMargin"])
            and f"maintenance {position['maintenance']} {theirs['maintMargin']}",
            apart(position["liquidationPrice"], theirs["liquidationPrice"])
            and f"price {position['liquidationPrice']} {theirs['liquidationPrice']}",
            position["marginMode"] != theirs["marginType"]
            and f"mode {position['marginMode']} {theirs['marginType']}") if text]
        checks.that(f"{when}: margin and liquidation price of {position['symbol']} are the venue's",
                    not found, found)
    cross = sum((Decimal(p["maintenance"]) for p in ours["positions"]
                 if p["marginMode"] == "cross"), Decimal(0))
    checks.that(f"{when}: the account's maintenance and wallet are the venue's",
                not apart(cross, account["totalMaintMargin"])
                and not apart(ours["wallet"], account["totalWalletBalance"],
                              CUT + ROUNDING * len(desk.plimsoll.all("fills"))), (ours, account))
    for symbol in risk:
        desk.venue.tell("mark", symbol=symbol)
    return ours


def margined(checks, folder):
    """Cross and isolated, long and short, one row of the table and the next."""
    def isolate(venue):
        venue.signed("POST", "/fapi/v1/marginType", symbol="ETHUSDT", marginType="ISOLATED")
        venue.signed("POST", "/fapi/v1/leverage", symbol="ETHUSDT", leverage=7)

    with Desk(folder, isolate) as desk:
        for number in range(3):
            desk.trade(f"long-{number}", "buy", "1")
        found = compare_margin(checks, desk, "a long of 3")
        checks.that("a long of 3 can be liquidated",
                    found["positions"] and found["positions"][0]["liquidationPrice"], found)
        desk.trade("ether", "sell", "4", symbol="ETHUSDT")
        compare_margin(checks, desk, "beside an isolated short")
        for number in range(3, 6):
            desk.trade(f"long-{number}", "buy", "1")
        found = compare_margin(checks, desk, "a long of 6, liquidated in the row below its own")
        for number in range(2):
            desk.trade(f"ether-back-{number}", "buy", "3", symbol="ETHUSDT")
        compare_margin(checks, desk, "the isolated one turned")
        for number in range(9):
            desk.trade(f"turn-{number}", "sell", "1")
        compare_margin(checks, desk, "turned short")


def marked(checks, folder):
    """The mark is the venue's, wherever the book is; without it nothing is risked, and closing is
    as free as ever."""
    with Desk(folder) as desk:
        desk.trade("open", "buy", "1")
        for factor in ("0.97", "1.03"):
            desk.venue.tell("mark", symbol=SYMBOL)
            found = hold_marks(desk, factor)
            mark = Decimal(found["positions"][0]["markPrice"])
            shown = wait_for(lambda: next((p for p in desk.plimsoll.all("positions") if Decimal(
                p["quantity"]) and Decimal(p["markPrice"] or 0) == mark), None), 5, "the mark")
            checks.that("a position is shown at the venue's mark",
                        Decimal(shown["unrealisedPnl"])
                        == Decimal(found["positions"][0]["unrealisedPnl"]), (shown, found))

        desk.venue.fault(**{"mark-drop": 1})
        wait_for(lambda: desk.verdict() == "MARK_STALE", 15, "the mark's age")
        checks.that("a mark is as old as it is", margin(desk)["positions"][0]["markTime"]
                    <= (time.time() - 5) * 1e6, margin(desk))
        desk.trade("close", "sell", "0.4", reduceOnly=True)
        gaps = call(desk.plimsoll.port, "GET", "/api/v1/health")[1]["venues"][0]["gaps"]
        checks.that("that marks do not come is a gap", gaps > 0, gaps)
        desk.venue.fault(clear=True)
        desk.wait_for_marks()
        desk.venue.tell("mark", symbol=SYMBOL)

        # From the first moment: no mark was ever told.
        desk.plimsoll.stop()
        desk.venue.fault(**{"mark-drop": 1})
        desk.plimsoll.new_journal(2)
        desk.plimsoll.start()
        desk.plimsoll.wait_until_ready()
        wait_for(lambda: desk.verdict() == "MARK_MISSING", 15, "a denial", desk.verdict)
        status, answer = call(desk.plimsoll.port, "GET", "/api/v1/margin?asset=USDT")
        checks.that("margin is not guessed", status == 503 and answer["code"] == "MARK_MISSING",
                    answer)


def shared(checks, folder):
    """Two strategies against each other in one contract, which the venue nets, through restarts."""
    def comes_back(when):
        desk.plimsoll.start()
        desk.plimsoll.wait_until_ready()
        found = call(desk.plimsoll.port, "GET", "/api/v1/health")[1]["differences"]
        checks.that(f"{when}: the account agrees with the venue", found == [], found)
        desk.wait_for_marks()

    with Desk(folder) as desk:
        desk.trade("long", "buy", "1", strategy=1)
        desk.trade("short", "sell", "0.7", strategy=2)
        desk.trade("more", "sell", "0.8", strategy=2)
        wait_for(lambda: len(desk.plimsoll.all("fills")) == len(desk.venue.account()["trades"]),
                 20, "all fills")
        apart = desk.wallet() - Decimal(desk.venue.account()["wallet"])
        checks.that("the venue has realised what is open here", abs(apart) > ROUNDING * 100, apart)
        desk.plimsoll.kill()
        comes_back("killed")
        desk.trade("turn", "buy", "2", strategy=2)
        desk.plimsoll.stop()
        comes_back("stopped")
        for strategy, side, quantity in [(1, "sell", "1"), (2, "sell", "0.5")]:
            desk.trade(f"flat-{strategy}", side, quantity, strategy=strategy)
        desk.agrees(checks, "flat")


if __name__ == "__main__":
    run_tests([traded, margined, marked, shared])
