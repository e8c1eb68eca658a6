"""The kill switch, thrown and lifted by `plimsoll kill` while the process trades, after it was
killed itself, and while it is down."""

import os
import subprocess
import time

from house import PROGRAMS, Plimsoll, Venue, call, environment, run_tests, wait_for

WHY = "it buys in a loop"


def say(plimsoll, *words):
    """The exit status and what was said."""
    ended = subprocess.run(
        [os.path.join(PROGRAMS, "plimsoll"), *words], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=environment(), timeout=30)
    return ended.returncode, ended.stdout.decode("utf-8", "replace")


def kill(plimsoll, *words):
    return say(plimsoll, "kill", "--config", plimsoll.config, *words)


def send(plimsoll, name):
    order = {"clientOrderId": name, "symbol": "BTCUSDT", "side": "buy", "type": "limit",
             "price": "20000", "quantity": "0.01", "strategy": 7}
    status, answer = call(plimsoll.port, "POST", "/api/v1/orders", order)
    return status, (answer or {}).get("code")


def status_of(plimsoll, name):
    return call(plimsoll.port, "GET", f"/api/v1/orders/{name}")[1]["status"]


def held(plimsoll):
    return call(plimsoll.port, "GET", "/api/v1/health")[1]["killed"]


def switch(checks, folder):
    venue = Venue(folder)
    plimsoll = Plimsoll(folder, venue)
    try:
        plimsoll.start()
        plimsoll.wait_until_ready()
        checks.that("an order rests", send(plimsoll, "rests")[0] == 201)
        wait_for(lambda: status_of(plimsoll, "rests") == "open", 10, "the order at the venue")

        status, words = kill(plimsoll, "--because", WHY)
        checks.that("everything is killed, and why is said",
                    status == 0 and "global is killed" in words and WHY in words, words)
        wait_for(lambda: status_of(plimsoll, "rests") == "canceled", 10, "the cancel")
        checks.that("a new order is denied", send(plimsoll, "late") == (422, "TRADING_KILLED"))
        checks.that("health tells what is held and why",
                    [(row["scope"], row["because"]) for row in held(plimsoll)]
                    == [("global", WHY)], held(plimsoll))
        status, words = kill(plimsoll, "--because", "again")
        checks.that("said twice it holds as well", status == 0 and "killed before" in words, words)

        plimsoll.kill()
        status, words = kill(plimsoll, "--lift", "--because", "mended")
        checks.that("while no process runs that is said",
                    status == 1 and "no process of plimsoll answers" in words, words)
        plimsoll.start()
        plimsoll.wait_until_ready()
        checks.that("the switch holds after a start, with its reason",
                    [row["because"] for row in held(plimsoll)] == [WHY], held(plimsoll))
        checks.that("and denies", send(plimsoll, "later") == (422, "TRADING_KILLED"))

        status, words = kill(plimsoll, "--lift", "--scope", "account:main", "--because", "mended")
        checks.that("another scope's switch is not there to lift",
                    status == 1 and "not held by a kill switch" in words, words)
        status, words = kill(plimsoll, "--scope", "nowhere", "--because", "mended")
        checks.that("a scope that there is not is told", status == 1 and "scope is" in words, words)
        status, words = kill(plimsoll, "--lift", "--because", "mended")
        checks.that("it is lifted", status == 0 and "global is lifted" in words, words)
        checks.that("and is halted still", send(plimsoll, "still") == (422, "TRADING_HALTED"))
        call(plimsoll.port, "POST", "/api/v1/trading-states", {"scope": "global", "mode": "active"})
        checks.that("the third word lets it trade", send(plimsoll, "again")[0] == 201)

        status, words = say(plimsoll, "explain", "rests", plimsoll.journal)
        checks.that("the order's life tells who took it back",
                    f"the kill switch of everything is thrown because: {WHY}" in words, words)
        status, words = say(plimsoll, "explain", "late", plimsoll.journal)
        checks.that("and the denied one's what held it up",
                    f"the kill switch of everything holds because: {WHY}" in words, words)
    finally:
        plimsoll.end()
        venue.end()


def crashed(checks, folder):
    """The process dies just after the switch was thrown, with its cancels lost on the way."""
    venue = Venue(folder)
    plimsoll = Plimsoll(folder, venue)
    names = [f"rests-{number}" for number in range(30)]
    try:
        plimsoll.start()
        plimsoll.wait_until_ready()
        for name in names:
            send(plimsoll, name)
        wait_for(lambda: all(status_of(plimsoll, name) == "open" for name in names), 20, "orders")
        # Half of the cancels are carried out and half are not, and none is told of.
        venue.fault(status="503:1")
        kill(plimsoll, "--because", WHY)
        plimsoll.kill()
        venue.fault(clear=True)
        plimsoll.start()
        began = time.monotonic()

        def resting():
            return [o for o in venue.account()["orders"] if o["status"] == "NEW"]

        wait_for(lambda: not resting(), 20, "the cancels", lambda: f"{len(resting())} rest")
        took = time.monotonic() - began
        checks.that("no order is left 3 s after the next start", took < 3, f"{took:.1f} s")
        plimsoll.wait_until_ready()
        wait_for(lambda: all(status_of(plimsoll, name) == "canceled" for name in names), 20,
                 "every order's end")
    finally:
        plimsoll.end()
        venue.end()


if __name__ == "__main__":
    run_tests([switch, crashed])
