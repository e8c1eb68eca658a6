"""Limits in a valuation currency, and on a share of what trades, while `plimsoll run` feeds both
from the venue's markets: passed, denied, and denied while the markets are not heard."""

import os
import signal
import time

from house import Plimsoll, Venue, call, run_tests, wait_for

RISK = """\
risk:
  valuation: BTC
  limits:
    - scope: global
      order-notional-max: 0.05
      conversion-age-max-ms: 3000
      volume-share-max: 0.9
"""


class Watched(Plimsoll):
    def write_configuration(self):
        super().write_configuration()
        with open(self.config, "a") as file:
            file.write(RISK)


class Bot:
    def __init__(self, plimsoll):
        self.plimsoll = plimsoll
        self.sent = 0

    def send(self, quantity):
        """What became of an order to buy far below the market: `taken`, or the code."""
        self.sent += 1
        order = {"clientOrderId": f"worth-{self.sent}", "symbol": "BTCUSDT", "side": "buy",
                 "type": "limit", "price": "20000", "quantity": quantity}
        status, answer = call(self.plimsoll.port, "POST", "/api/v1/orders", order)
        return "taken" if status == 201 else answer.get("code")


def worth(checks, folder):
    venue = Venue(folder)
    plimsoll = Watched(folder, venue)
    bot = Bot(plimsoll)
    try:
        plimsoll.start()
        plimsoll.wait_until_ready()
        # 200 USDT are 0.003 BTC, as long as one costs more than 4000.
        wait_for(lambda: bot.send("0.01") == "taken", 30, "what trades in a day to be known")
        checks.that("an order within its worth passes", bot.send("0.01") == "taken")
        found = bot.send("1")
        checks.that("one worth more is denied", found == "ORDER_NOTIONAL_OVER_LIMIT", found)
        os.kill(venue.process.pid, signal.SIGSTOP)
        try:
            time.sleep(3.5)
            found = bot.send("0.01")
        finally:
            os.kill(venue.process.pid, signal.SIGCONT)
        checks.that("while no market is heard the rate grows too old",
                    found == "CONVERSION_MISSING", found)
        wait_for(lambda: bot.send("0.01") == "taken", 60, "orders after the markets are back",
                 plimsoll.health)
        checks.that("heard again, orders pass again", True)
        status, words = plimsoll.journal_command("dump")
        told = words.count('"conversion_recorded"')
        checks.that("rates are journaled, and not with every message", 2 <= told <= 400, told)
    finally:
        plimsoll.end()
        venue.end()


if __name__ == "__main__":
    run_tests([worth])
