"""ccxt, unmodified and without an option but addresses, at plimsoll-sim venue."""

import asyncio
import sys
from decimal import Decimal

import ccxt
import ccxt.pro

import paper_venue
from paper_venue import KEY, SECRET, eventually, raises


def settings(venue, secret=SECRET):
    spot = venue.url + "/api/v3"
    return {
        "apiKey": KEY,
        "secret": secret,
        "urls": {"api": {
            "public": spot, "private": spot, "sapi": venue.url + "/sapi/v1",
            "fapiPublic": venue.url + "/fapi/v1", "dapiPublic": venue.url + "/dapi/v1",
            "ws": {"spot": venue.socket_url + "/ws", "ws-api": {
                "spot": venue.socket_url + "/ws-api/v3"}},
        }},
    }


def client(venue, secret=SECRET):
    return ccxt.binance(settings(venue, secret))


def test_markets_carry_their_filters(venue):
    markets = client(venue).load_markets()
    assert sorted(markets) == ["BTC/USDT", "ETH/BTC", "ETH/USDT"], sorted(markets)
    bitcoin = markets["BTC/USDT"]
    assert bitcoin["active"] and bitcoin["spot"]
    assert bitcoin["precision"]["price"] == 0.01 and bitcoin["precision"]["amount"] == 0.00001
    assert bitcoin["limits"]["cost"]["min"] == 5


def test_the_market_can_be_looked_at(venue):
    exchange = client(venue)
    book = exchange.fetch_order_book("BTC/USDT", 50)
    assert len(book["bids"]) >= 20 and len(book["asks"]) >= 20
    assert book["bids"][0][0] < book["asks"][0][0]
    assert all(a[0] > b[0] for a, b in zip(book["bids"], book["bids"][1:]))
    ticker = exchange.fetch_ticker("BTC/USDT")
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert len(exchange.fetch_tickers()) == 3
    candles = exchange.fetch_ohlcv("BTC/USDT", "1m", limit=300)
    assert len(candles) == 300
    assert all(b[0] - a[0] == 60_000 for a, b in zip(candles, candles[1:]))
    assert all(c[3] <= min(c[1], c[4]) and max(c[1], c[4]) <= c[2] for c in candles)
    assert exchange.fetch_trades("ETH/BTC", limit=5)
    assert exchange.fetch_time() > 1_600_000_000_000


def test_an_order_lives_from_placement_to_cancel(venue):
    exchange = client(venue)
    exchange.load_markets()
    order = exchange.create_order(
        "BTC/USDT", "limit", "buy", 0.01, 50_000, {"newClientOrderId": "ccxt-1"})
    assert order["status"] == "open" and order["clientOrderId"] == "ccxt-1"
    fetched = exchange.fetch_order(order["id"], "BTC/USDT")
    assert (fetched["price"], fetched["amount"], fetched["filled"]) == (50_000, 0.01, 0)
    assert [o["id"] for o in exchange.fetch_open_orders("BTC/USDT")] == [order["id"]]
    held = exchange.fetch_balance()["USDT"]
    assert held["used"] == 500
    canceled = exchange.cancel_order(order["id"], "BTC/USDT")
    assert canceled["status"] == "canceled"
    assert exchange.fetch_open_orders("BTC/USDT") == []
    assert exchange.fetch_balance()["USDT"]["used"] == 0
    assert [o["status"] for o in exchange.fetch_orders("BTC/USDT")] == ["canceled"]


def test_a_market_order_trades_and_the_money_adds_up(venue):
    exchange = client(venue)
    exchange.load_markets()
    order = exchange.create_order("ETH/USDT", "market", "buy", 1)
    assert order["status"] == "closed" and order["filled"] == 1
    trades = exchange.fetch_my_trades("ETH/USDT")
    assert {t["order"] for t in trades} == {order["id"]}
    assert sum(t["amount"] for t in trades) == 1
    assert all(t["fee"]["currency"] == "ETH" and t["takerOrMaker"] == "taker" for t in trades)
    ledger = venue.ledger()
    balances = {b["asset"]: b for b in ledger["balances"]}
    cost = sum(Decimal(t["quoteQty"]) for t in ledger["trades"])
    fees = sum(Decimal(t["commission"]) for t in ledger["trades"])
    assert Decimal(balances["USDT"]["free"]) == Decimal(balances["USDT"]["deposited"]) - cost
    assert Decimal(balances["ETH"]["free"]) == Decimal(balances["ETH"]["deposited"]) + 1 - fees
    assert Decimal(str(exchange.fetch_balance()["USDT"]["free"])) == Decimal(
        balances["USDT"]["free"])


def test_a_waiting_order_is_filled_by_the_market(venue):
    exchange = client(venue)
    exchange.load_markets()
    best = exchange.fetch_order_book("BTC/USDT", 5)["bids"][0][0]
    order = exchange.create_order("BTC/USDT", "limit", "buy", 0.001, best)
    eventually(
        lambda: exchange.fetch_order(order["id"], "BTC/USDT")["status"] == "closed",
        "somebody sells at the best bid", 60)
    trades = exchange.fetch_my_trades("BTC/USDT")
    assert all(t["takerOrMaker"] == "maker" and t["price"] == best for t in trades)


def test_refusals_arrive_as_what_they_are(venue):
    exchange = client(venue)
    exchange.load_markets()
    place = lambda *order, **more: exchange.create_order("BTC/USDT", *order, **more)
    raises(ccxt.InsufficientFunds, place, "limit", "buy", 500, 50_000)
    notional = raises(ccxt.BadRequest, place, "limit", "buy", 0.00001, 50_000)
    assert "-1013" in str(notional) and "NOTIONAL" in str(notional)
    raises(ccxt.OrderNotFound, exchange.fetch_order, "999999999", "BTC/USDT")
    raises(ccxt.OrderNotFound, exchange.cancel_order, "999999999", "BTC/USDT")
    post_only = raises(
        ccxt.BaseError, place, "limit", "buy", 0.01, 70_000, {"postOnly": True})
    assert isinstance(post_only, ccxt.OrderImmediatelyFillable), repr(post_only)
    first = place("limit", "buy", 0.01, 50_000, {"newClientOrderId": "twice"})
    again = raises(ccxt.BaseError, place, "limit", "buy", 0.01, 50_000, {
        "newClientOrderId": "twice"})
    assert "Duplicate order sent" in str(again)
    assert [o["id"] for o in exchange.fetch_open_orders("BTC/USDT")] == [first["id"]]
    raises(ccxt.AuthenticationError, client(venue, secret="wrong").fetch_balance)
    raises(ccxt.BadSymbol, exchange.fetch_order_book, "DOGE/USDT")


def test_an_answer_that_is_lost_is_found_by_the_client_id(venue):
    exchange = client(venue)
    exchange.load_markets()
    exchange.timeout = 1500
    venue.fault(lost_answer=1)
    raises(ccxt.RequestTimeout, exchange.create_order, "BTC/USDT", "limit", "buy", 0.01, 50_000, {
        "newClientOrderId": "lost"})
    venue.fault(clear=True)
    found = exchange.fetch_order(None, "BTC/USDT", {"origClientOrderId": "lost"})
    assert found["status"] == "open"


def test_streams_and_orders_over_websockets(venue):
    asyncio.run(follow(venue))


async def follow(venue):
    exchange = ccxt.pro.binance(settings(venue))
    try:
        seen = []
        for _ in range(10):
            book = await exchange.watch_order_book("BTC/USDT")
            seen.append((book["bids"][0][0], book["asks"][0][0], book["nonce"]))
        assert all(bid < ask for bid, ask, _ in seen), seen
        assert all(a[2] < b[2] for a, b in zip(seen, seen[1:])), "the book stands still"
        assert (await exchange.watch_trades("BTC/USDT"))[-1]["price"] > 0
        assert (await exchange.watch_ohlcv("BTC/USDT", "1m"))[-1][4] > 0
        assert (await exchange.watch_ticker("BTC/USDT"))["last"] > 0
        orders = asyncio.ensure_future(exchange.watch_orders("BTC/USDT"))
        await asyncio.sleep(1)
        placed = await exchange.create_order_ws(
            "BTC/USDT", "limit", "buy", 0.01, 50_000, {"newClientOrderId": "ws-1"})
        told = await asyncio.wait_for(orders, 10)
        assert told[-1]["clientOrderId"] == "ws-1" and told[-1]["status"] == "open", told
        orders = asyncio.ensure_future(exchange.watch_orders("BTC/USDT"))
        await exchange.cancel_order_ws(placed["id"], "BTC/USDT")
        told = await asyncio.wait_for(orders, 10)
        assert told[-1]["status"] == "canceled", told
        assert await exchange.fetch_open_orders_ws("BTC/USDT") == []
        # ccxt hands the answer on and does not sort it by asset: what came is looked at.
        told = (await exchange.fetch_balance_ws())["info"]
        told = told.get("result", told)["balances"]
        assert {b["asset"]: b["locked"] for b in told}["USDT"] == "0.00000000", told
    finally:
        await exchange.close()


if __name__ == "__main__":
    paper_venue.main(sys.modules[__name__])
