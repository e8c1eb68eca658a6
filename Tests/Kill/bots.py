"""Bots that trade over REST, and what they were told."""

import decimal
import random
import threading
import time

from house import NO_ANSWER, SEED, SYMBOLS, NotConnected, TestFailed, call, wait_for

Decimal = decimal.Decimal
decimal.getcontext().prec = 60
# More of a bot's orders than this are not left open: the oldest is cancelled.
OPEN_MAX = 12


def rules_of(plimsoll):
    """Of each symbol: tick, lot, a quantity that is enough, and about what it costs."""
    found = {}
    for instrument in call(plimsoll.port, "GET", "/api/v1/instruments")[1]["instruments"]:
        symbol = instrument["symbol"]
        if symbol not in SYMBOLS:
            continue

        def book():
            path = f"/api/v1/book?symbol={symbol}&depth=1"
            book = call(plimsoll.port, "GET", path)[1]
            return book["isInStep"] and book["bids"] and book["asks"] and book

        best = wait_for(book, 30, f"a book of {symbol}")
        price = (Decimal(best["bids"][0][0]) + Decimal(best["asks"][0][0])) / 2
        tick, lot = Decimal(instrument["tick"]), Decimal(instrument["lot"])
        enough = 2 * Decimal(instrument["notionalMin"]) / price
        least = max(Decimal(instrument["quantityMin"]), enough)
        least = (least / lot).to_integral_value(decimal.ROUND_UP) * lot
        found[symbol] = (tick, lot, least, price)
    return found


class Bot(threading.Thread):
    """Sends orders one after the other. An order without an answer is sent again under its id,
    which is what a careful bot does; now and then it repeats one that it has an answer to."""

    def __init__(self, number, plimsoll, rules):
        super().__init__(daemon=True)
        self.plimsoll = plimsoll
        self.rules = rules
        self.random = random.Random(f"{SEED}-{number}")
        self.number = number
        self.sent = {}
        self.acknowledged = {}
        self.denied = {}
        self.open = []
        # Requests of which the process died before it had answered.
        self.broken = 0
        self.refusals = {}
        self.failed = None
        self.ends = threading.Event()

    def run(self):
        try:
            while not self.ends.is_set():
                self.place(f"bot{self.number}-{len(self.sent) + 1}")
                if len(self.open) > OPEN_MAX:
                    self.cancel(self.open.pop(0))
                elif self.sent and self.random.random() < 0.2:
                    self.cancel(self.random.choice(list(self.sent)))
                if self.acknowledged and self.random.random() < 0.05:
                    self.repeat(self.random.choice(list(self.acknowledged)))
                time.sleep(self.random.random() * 0.006)
        except BaseException as error:
            self.failed = error

    def ask(self, method, path, body=None):
        try:
            return call(self.plimsoll.port, method, path, body)
        except NotConnected:
            time.sleep(0.05)
        except NO_ANSWER:
            self.broken += 1
        return None, None

    def order(self, name):
        symbol = self.random.choice(SYMBOLS)
        tick, lot, least, price = self.rules[symbol]
        offset = self.random.choice([-50, -20, -3, 0, 3, 20, 50])
        level = price * (Decimal(1) + Decimal(offset) / 10_000)
        return {
            "clientOrderId": name, "symbol": symbol, "side": self.random.choice(["buy", "sell"]),
            "type": "limit", "quantity": str(least + lot * self.random.randrange(0, 5)),
            "price": str((level / tick).to_integral_value() * tick),
            "timeInForce": self.random.choice(["gtc", "gtc", "ioc"])}

    def place(self, name):
        order = self.sent[name] = self.order(name)
        while not self.ends.is_set():
            status, answer = self.ask("POST", "/api/v1/orders", order)
            if status is None:
                continue
            if status in (503, 504):
                self.refusals[answer["code"]] = self.refusals.get(answer["code"], 0) + 1
                time.sleep(0.02)
                continue
            if status in (200, 201):
                self.acknowledged[name] = answer
                if order["timeInForce"] == "gtc":
                    self.open.append(name)
            elif status == 422:
                self.denied[name] = answer
            else:
                raise AssertionError(f"{order} was answered {status} {answer}")
            return

    def repeat(self, name):
        status, answer = self.ask("POST", "/api/v1/orders", self.sent[name])
        if status in (None, 503, 504):
            return
        assert status == 200 and answer["repeated"], (name, status, answer)

    def cancel(self, name):
        status, answer = self.ask("DELETE", f"/api/v1/orders/{name}")
        if status == 404:
            assert name not in self.acknowledged, f"{name} was acknowledged and is not there"
        else:
            assert status in (None, 202, 409, 503, 504), (name, status, answer)


def end_all(bots, *others):
    """Ends the threads, and tells what went wrong in them."""
    for thread in [*bots, *others]:
        thread.ends.set()
    for thread in [*bots, *others]:
        thread.join(30)
        if thread.is_alive():
            raise TestFailed("a bot waits for an answer for ever")
    for bot in bots:
        if bot.failed:
            raise bot.failed


class Reader(threading.Thread):
    """Looks at the newest fills all the time: what was shown once must never be gone."""

    def __init__(self, plimsoll):
        super().__init__(daemon=True)
        self.plimsoll = plimsoll
        self.seen = {}
        self.ends = threading.Event()

    def run(self):
        path = "/api/v1/fills?limit=50"
        while not self.ends.is_set():
            try:
                status, answer = call(self.plimsoll.port, "GET", path, timeout=2)
                for fill in answer["fills"] if status == 200 else []:
                    self.seen[fill["tradeId"], fill["side"], fill["symbol"]] = fill
            except NO_ANSWER:
                pass
            time.sleep(0.02)
