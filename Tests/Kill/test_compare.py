"""A running account is compared with its venue: it stays fresh while it trades, and money of which
nobody was told is found."""

import time

from house import Plimsoll, Venue, call, run_tests, wait_for


class Watched(Plimsoll):
    """Compared each second, with a limit on how old that may be."""

    def write_configuration(self):
        super().write_configuration()
        with open(self.config) as file:
            text = file.read()
        text = text.replace("    key-file:", "    compare-interval-ms: 1000\n    key-file:")
        with open(self.config, "w") as file:
            file.write(text + """
risk:
  limits:
    - scope: global
      balance-age-max-ms: 4000
""")


def send(plimsoll, name, **more):
    order = {"clientOrderId": name, "symbol": "BTCUSDT", "side": "buy", "type": "market",
             "quantity": "0.001", **more}
    status, answer = call(plimsoll.port, "POST", "/api/v1/orders", order)
    return status, (answer or {}).get("code")


def compared(checks, folder):
    venue = Venue(folder)
    plimsoll = Watched(folder, venue)
    try:
        plimsoll.start()
        plimsoll.wait_until_ready()
        wait_for(lambda: call(plimsoll.port, "GET", "/api/v1/book?symbol=BTCUSDT&depth=1")
                 [1]["isInStep"], 20, "a book")
        began, number, refused = time.monotonic(), 0, []
        while time.monotonic() - began < 6:
            # It never comes to rest while it is compared.
            found = send(plimsoll, f"trades-{number}", side=["buy", "sell"][number % 2])
            if found[0] not in (201, 202):
                refused.append(found)
            number += 1
            time.sleep(0.01)
        checks.that(f"{number} trades in 6 s, and none is denied for the account's age",
                    not refused, refused[:3])

        venue.fault(**{"private-drop": 1})
        venue_call(venue, "deposit", asset="USDT", amount="1234.5")
        time.sleep(0.3)
        venue.fault(clear=True)
        wait_for(lambda: health(plimsoll)["phase"] == "differing", 25, "the lost deposit")
        found = health(plimsoll)["differences"]
        checks.that("a deposit that was lost on the stream is found, and told",
                    [row["subject"] for row in found] == ["balance USDT"], found)
        checks.that("no order is taken meanwhile", send(plimsoll, "late")[0] == 503)

        status, answer = call(plimsoll.port, "POST", "/api/v1/reconciliation/accept",
                              {"account": "main"})
        checks.that("a person takes the venue's word", status == 200, (status, answer))
        venue.fault(**{"private-drop": 1})
        venue_call(venue, "deposit", asset="USDT", amount="7")
        time.sleep(0.3)
        venue.fault(clear=True)
        wait_for(lambda: health(plimsoll)["phase"] == "differing", 25, "the second one")
        checks.that("and it is compared after that", True)
    finally:
        plimsoll.end()
        venue.end()


def health(plimsoll):
    return call(plimsoll.port, "GET", "/api/v1/health")[1]


def venue_call(venue, path, **what):
    status, answer = call(venue.port, "POST", f"/plimsoll-sim/{path}", what)
    assert status == 200, (status, answer)


if __name__ == "__main__":
    run_tests([compared])
