"""Amendments, allocations and transfers at a process that trades: what the venue cannot do is refused
before it is asked, what it did is told, and what was said twice is done once."""

from house import Plimsoll, Venue, call, run_tests, wait_for

ORDER = "/api/v1/orders/rests"


def amendments(checks, plimsoll):
    order = {"clientOrderId": "rests", "symbol": "BTCUSDT", "side": "buy", "type": "limit",
             "price": "20000", "quantity": "0.02"}
    checks.that("an order rests", call(plimsoll.port, "POST", "/api/v1/orders", order)[0] == 201)
    look = lambda: call(plimsoll.port, "GET", ORDER)[1]
    wait_for(lambda: look()["status"] == "open", 10, "the order at the venue")
    for change in ({"price": "19000"}, {"quantity": "0.03"}, {"price": "19000", "quantity": "0.01"}):
        status, answer = call(plimsoll.port, "PATCH", ORDER, change)
        checks.that(f"{change} is refused before the venue is asked",
                    (status, answer["code"]) == (422, "AMENDMENT_UNSUPPORTED"), (status, answer))
    checks.that("nothing came of it", look()["amendment"] is None and not look()["amending"], look())
    status, answer = call(plimsoll.port, "PATCH", ORDER, {"quantity": "0.01"})
    checks.that("less of it is asked for", status == 202, (status, answer))
    wait_for(lambda: (look()["amendment"] or {}).get("status") == "done", 10, "the amendment")
    checks.that("and is done", look()["quantity"] == "0.01", look())
    plimsoll.kill()
    plimsoll.start()
    plimsoll.wait_until_ready()
    checks.that("which is known after a kill", (look()["amendment"] or {}).get("status") == "done",
                look())


def capital(checks, plimsoll):
    path = "/api/v1/allocations"
    status, answer = call(plimsoll.port, "POST", path,
                          {"strategy": 7, "asset": "UDST", "limit": "100"})
    checks.that("an asset that there is not is refused",
                (status, answer["code"]) == (422, "ASSET_UNKNOWN"), (status, answer))
    status, answer = call(plimsoll.port, "POST", path,
                          {"strategy": 7, "asset": "USDT", "limit": "100"})
    checks.that("one that there is is taken", status == 200, (status, answer))
    transfer = {"id": "t1", "asset": "USDT", "from": 0, "to": 7, "amount": "60"}
    for word in (None, True, "killed"):
        if word == "killed":
            plimsoll.kill()
            plimsoll.start()
            plimsoll.wait_until_ready()
        status, answer = call(plimsoll.port, "POST", "/api/v1/transfers", transfer)
        checks.that(f"the transfer is answered with what there is ({word})",
                    status == 200 and answer.get("repeated") == (True if word else None)
                    and [row["total"] for row in answer["capital"] if row["strategy"] == 7]
                    == ["60"], (status, answer))
    status, answer = call(plimsoll.port, "POST", "/api/v1/transfers", transfer | {"amount": "61"})
    checks.that("another one of its name is refused",
                (status, answer["code"]) == (409, "TRANSFER_ID_USED"), (status, answer))


def changes(checks, folder):
    venue = Venue(folder)
    plimsoll = Plimsoll(folder, venue)
    try:
        plimsoll.start()
        plimsoll.wait_until_ready()
        amendments(checks, plimsoll)
        capital(checks, plimsoll)
    finally:
        plimsoll.end()
        venue.end()


if __name__ == "__main__":
    run_tests([changes])
