"""Kills the real process at random moments and compares what it knows with what the venue has.

Two bots trade over REST. Meanwhile the venue answers late, loses answers, says 503 to what it has
done, drops, doubles and reorders messages, and closes connections; and `plimsoll run` is killed
with SIGKILL and started again. In the end:

- every order that was acknowledged is there, and every fill that was shown,
- no order is at the venue twice, and none is there that was not asked for,
- fills, positions and cash are those of the venue, to the last digit,

first in the process that went through the last faults, by its own efforts, and then in one that was
started anew. KILLS and SEED in the environment choose how often and how.
"""

import json
import os
import random
import re
import statistics
import time

from bots import Bot, Decimal, Reader, rules_of
from house import LIMITS, SEED, Plimsoll, TestFailed, Venue, run_tests

KILLS = int(os.environ.get("KILLS", "50"))
# Seconds. An open order of which nothing is heard is asked for after a minute.
SETTLE_MAX = 100
# A restart is ready within this, though the venue misbehaves; half of them are within the next; and
# within the last where the venue is well.
READY_MAX, READY_MEDIAN, READY_WELL = 45, 4, 5

FAULTS = [
    {"private-drop": "0.1", "private-duplicate": "0.1", "private-reorder": "0.05",
     "late-answer": "0.05:7000", "lost-answer": "0.03", "status": "503:0.03",
     "market-drop": "0.01", "disconnect": "0.1"},
    {"private-drop": "0.02", "private-duplicate": "0.3", "private-reorder": "0.3",
     "late-answer": "0.3:150", "lost-answer": "0.1", "status": "504:0.05",
     "market-duplicate": "0.05", "market-reorder": "0.05", "disconnect": "0.1"},
    {"private-drop": "0.3", "late-answer": "0.1:2000", "lost-answer": "0.05", "status": "500:0.1",
     "disconnect": "0.05", "silent": "0.02:500", "refuse": "0.05:500"},
]
MUST_HAPPEN = ["private-drop", "private-duplicate", "private-reorder", "late-answer", "lost-answer",
               "status", "disconnect"]


def kill_test(checks, folder):
    venue = Venue(folder, "--latency", "3")
    plimsoll = Plimsoll(folder, venue)
    campaign = Campaign(checks, venue, plimsoll)
    try:
        campaign.run()
    finally:
        with open(os.path.join(folder, "ledger.json"), "w") as file:
            json.dump(venue.account(), file, indent=1)
        plimsoll.end()
        venue.end()


class Campaign:
    def __init__(self, checks, venue, plimsoll):
        self.checks = checks
        self.venue = venue
        self.plimsoll = plimsoll
        self.random = random.Random(SEED)
        self.bots = []
        self.reader = Reader(plimsoll)
        self.ready = []
        self.killed = {"while trading": 0, "while it found out": 0, "with its links cut": 0}

    def run(self):
        self.plimsoll.start()
        self.plimsoll.wait_until_ready()
        rules = rules_of(self.plimsoll)
        self.bots = [Bot(number, self.plimsoll, rules) for number in range(2)]
        for thread in [*self.bots, self.reader]:
            thread.start()
        began = time.monotonic()
        self.kill_often()
        seconds = time.monotonic() - began
        # A while without a kill: what goes wrong now is to be found out by the process itself.
        time.sleep(3)
        self.venue.fault(clear=True)
        self.end_bots()
        self.settle()
        self.tell(seconds)
        self.compare("at the end")
        status, took = self.plimsoll.stop()
        self.checks.that("a clean stop ends with status 0 in time",
                         status == 0 and took <= LIMITS["stop"], (status, took))
        self.check_journal()
        self.plimsoll.start()
        seconds = self.plimsoll.wait_until_ready()
        self.checks.that(f"a restart is ready within {READY_WELL} s where the venue is well",
                         seconds <= READY_WELL, seconds)
        self.compare("after another start")

    def kill_often(self):
        for count in range(KILLS):
            if count % 10 == 0:
                self.venue.fault(clear=True, **FAULTS[count // 10 % len(FAULTS)])
            kind = self.random.choices(list(self.killed), [7, 2, 1])[0]
            if kind == "while it found out":
                time.sleep(self.random.random() * 0.4)
            else:
                if count:
                    self.ready.append(self.plimsoll.wait_until_ready())
                time.sleep(0.05 + self.random.random() * 0.8)
            if kind == "with its links cut":
                self.venue.fault(disconnect=True)
                time.sleep(self.random.random() * 0.1)
            self.plimsoll.kill()
            self.killed[kind] += 1
            self.plimsoll.start()
            for bot in self.bots:
                if bot.failed:
                    raise bot.failed
        self.ready.append(self.plimsoll.wait_until_ready())

    def end_bots(self):
        for thread in [*self.bots, self.reader]:
            thread.ends.set()
        for thread in [*self.bots, self.reader]:
            thread.join(30)
            if thread.is_alive():
                raise TestFailed("a bot waits for an answer for ever")
        for bot in self.bots:
            if bot.failed:
                raise bot.failed

    def settle(self):
        """Waits until the running process agrees with the venue: all faults are over."""
        began = time.monotonic()
        while True:
            differences = [name for name, holds, _ in self.comparisons() if not holds]
            if not differences:
                print(f"       agreed {time.monotonic() - began:.1f} s after the last fault")
                return
            if time.monotonic() - began > SETTLE_MAX:
                return
            time.sleep(1)

    def tell(self, seconds):
        """Figures, and that the test was one."""
        checks, happened = self.checks, self.venue.faults_that_happened()
        broken = sum(bot.broken for bot in self.bots)
        account = self.venue.account()
        acknowledged = sum(len(bot.acknowledged) for bot in self.bots)
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.killed.items())
        print(f"       {KILLS} kills ({kinds}) in {seconds:.0f} s; {broken} requests broken off")
        print(f"       {acknowledged} orders acknowledged, {len(account['orders'])} at the venue, "
              f"{len(account['trades'])} trades, {len(self.reader.seen)} fills seen live")
        print(f"       faults: {happened}")
        refusals = {}
        for bot in self.bots:
            for code, count in bot.refusals.items():
                refusals[code] = refusals.get(code, 0) + count
        print(f"       refusals: {refusals}; denied {sum(len(bot.denied) for bot in self.bots)}")
        print(f"       ready again after {statistics.median(self.ready):.2f} s in the middle, "
              f"{max(self.ready):.2f} s at most", flush=True)
        checks.that("it was killed as often as was asked for, and never otherwise",
                    sum(self.killed.values()) == KILLS and self.plimsoll.starts == KILLS + 1)
        checks.that("bots were acknowledged, and orders filled", acknowledged > 5 * KILLS
                    and len(account["trades"]) > KILLS, (acknowledged, len(account["trades"])))
        checks.that("kills fell while requests were under way", broken >= KILLS // 4, broken)
        rare = [name for name in MUST_HAPPEN if not happened[name]]
        checks.that("the venue misbehaved in every way", not rare, rare)
        checks.that(f"a restart was ready within {READY_MAX} s, half within {READY_MEDIAN} s",
                    max(self.ready) <= READY_MAX
                    and statistics.median(self.ready) <= READY_MEDIAN, sorted(self.ready)[-5:])

    def check_journal(self):
        status, text = self.plimsoll.journal_command("verify")
        self.checks.that("the journal verifies", status == 0, text)
        status, text = self.plimsoll.journal_command("dump")
        found = len(re.findall(
            r"requestUnknown\([^()]*RequestKind\.place, Domain\.UnknownCause\.restart\)", text))
        print(f"       {found} orders were on their way to the venue when the process was killed")
        self.checks.that("kills fell while orders were on their way", found >= KILLS // 4, found)

    def compare(self, when):
        for promise, holds, detail in self.comparisons():
            self.checks.that(f"{when}: {promise}", holds, detail)

    def comparisons(self):
        """Each promise, whether it holds, and what speaks against it."""
        account = self.venue.account()
        fills = self.plimsoll.all("fills")
        return [*self.compare_orders(account, self.plimsoll.all("orders")),
                self.compare_fills(account, fills), self.compare_shown(fills),
                self.compare_cash(account), self.compare_reserved(account),
                self.compare_positions(account)]

    def compare_orders(self, account, orders):
        theirs = {}
        for order in account["orders"]:
            theirs.setdefault(order["clientOrderId"], []).append(order)
        ours = {order["clientOrderId"]: order for order in orders}
        sent = {name for bot in self.bots for name in bot.sent}
        acknowledged = {name for bot in self.bots for name in bot.acknowledged}
        yield none_of("every acknowledged order is there",
                      [name for name in acknowledged if name not in ours])
        yield none_of("no order is there twice",
                      [len(orders) - len(ours)] if len(orders) != len(ours) else [])
        yield none_of("no order is at the venue twice",
                      [name for name, found in theirs.items() if len(found) > 1])
        yield none_of("no order is at the venue that was not asked for",
                      [name for name in theirs if name not in sent])
        yield none_of("every order at the venue is in the journal",
                      [name for name in theirs if name not in ours])
        yield none_of("no order's outcome is open",
                      [(o["clientOrderId"], o["status"]) for o in orders
                       if o["status"] in ("pending", "unknown")])
        yield none_of("what never got to the venue, and nothing else, is not there",
                      [(name, own["status"], own.get("reason")) for name, own in ours.items()
                       if (name in theirs) != (own["status"] not in ("denied", "rejected"))])
        yield none_of("every order stands and is filled as at the venue",
                      [(name, own["status"], own["filledQuantity"], order["status"],
                        order["executedQty"]) for name, (order, *_) in theirs.items()
                       if (own := ours.get(name)) and not stands_alike(own, order)])

    def compare_fills(self, account, fills):
        ours = sorted((f["symbol"], f["tradeId"], f["side"], f["clientOrderId"], f["feeAsset"],
                       Decimal(f["price"]), Decimal(f["quantity"]), Decimal(f["fee"]))
                      for f in fills)
        names = {order["orderId"]: order["clientOrderId"] for order in account["orders"]}
        theirs = sorted((t["symbol"], str(t["id"]), "buy" if t["isBuyer"] else "sell",
                         names[t["orderId"]], t["commissionAsset"], Decimal(t["price"]),
                         Decimal(t["qty"]), Decimal(t["commission"])) for t in account["trades"])
        return ("the fills are the venue's trades, each once", ours == theirs,
                (len(ours), len(theirs), sorted(set(ours) ^ set(theirs))[:5]))

    def compare_shown(self, fills):
        there = {(fill["tradeId"], fill["side"], fill["symbol"]) for fill in fills}
        return none_of("every fill that was ever shown is there",
                       [key for key in list(self.reader.seen) if key not in there])

    def compare_cash(self, account):
        return self.compare_balances(
            "cash and coins are the venue's, to the last digit", "total",
            {b["asset"]: Decimal(b["free"]) + Decimal(b["locked"]) for b in account["balances"]})

    def compare_reserved(self, account):
        return self.compare_balances(
            "what is set aside is what the venue has locked", "reserved",
            {b["asset"]: Decimal(b["locked"]) for b in account["balances"]})

    def compare_balances(self, promise, column, theirs):
        ours = {b["asset"]: Decimal(b[column]) for b in self.plimsoll.all("balances")}
        return none_of(promise, [
            (asset, str(ours.get(asset, 0)), str(theirs.get(asset, 0)))
            for asset in sorted({*ours, *theirs}) if ours.get(asset, 0) != theirs.get(asset, 0)])

    def compare_positions(self, account):
        theirs, ours = {}, {}
        for trade in account["trades"]:
            quantity = Decimal(trade["qty"]) * (1 if trade["isBuyer"] else -1)
            if trade["symbol"].startswith(trade["commissionAsset"]):
                quantity -= Decimal(trade["commission"])
            theirs[trade["symbol"]] = theirs.get(trade["symbol"], 0) + quantity
        for position in self.plimsoll.all("positions"):
            symbol = position["symbol"]
            ours[symbol] = ours.get(symbol, 0) + Decimal(position["quantity"])
        return "positions are the sums of the venue's trades", ours == theirs, (ours, theirs)


def none_of(promise, exceptions):
    return promise, not exceptions, exceptions[:10]


def stands_alike(own, order):
    status = {"NEW": "open", "PARTIALLY_FILLED": "partially-filled", "FILLED": "filled",
              "CANCELED": "canceled", "EXPIRED": "expired"}[order["status"]]
    filled = Decimal(own["filledQuantity"])
    return own["status"] == status and filled == Decimal(order["executedQty"])


if __name__ == "__main__":
    run_tests([kill_test])
