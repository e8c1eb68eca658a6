"""What Plimsoll says, beside what the venue says."""

import time

from bots import Decimal


class Comparison:
    """Compares orders, fills, positions and money with the venue's ledger."""

    def __init__(self, venue, plimsoll, bots, reader=None):
        self.venue = venue
        self.plimsoll = plimsoll
        self.bots = bots
        self.reader = reader

    def check(self, checks, when):
        for promise, holds, detail in self.comparisons():
            checks.that(f"{when}: {promise}", holds, detail)

    def wait(self, seconds):
        """Whether everything agrees, at the latest after so many seconds."""
        latest = time.monotonic() + seconds
        while True:
            if all(holds for _, holds, _ in self.comparisons()):
                return True
            if time.monotonic() > latest:
                return False
            time.sleep(1)

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
                       [key for key in list(self.reader.seen if self.reader else [])
                        if key not in there])

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
