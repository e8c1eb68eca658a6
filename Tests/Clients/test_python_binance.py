"""python-binance, unmodified, at plimsoll-sim venue: its addresses are attributes."""

import asyncio
import sys
from decimal import Decimal

from binance import AsyncClient, BinanceSocketManager, Client
from binance.exceptions import BinanceAPIException

import paper_venue
from paper_venue import KEY, SECRET, raises


def client(venue):
    Client.API_URL = venue.url + "/api"
    return Client(KEY, SECRET)


def test_the_market_can_be_looked_at(venue):
    binance = client(venue)
    assert binance.ping() == {}
    info = binance.get_symbol_info("BTCUSDT")
    filters = {f["filterType"] for f in info["filters"]}
    assert {"PRICE_FILTER", "LOT_SIZE", "NOTIONAL"} <= filters
    book = binance.get_order_book(symbol="BTCUSDT", limit=20)
    assert len(book["bids"]) == len(book["asks"]) == 20
    assert len(binance.get_klines(symbol="ETHBTC", interval="1m", limit=60)) == 60
    assert len(list(binance.get_historical_klines("BTCUSDT", "1s", "2 minutes ago UTC"))) > 100
    assert binance.get_recent_trades(symbol="BTCUSDT", limit=3)
    assert binance.get_orderbook_ticker(symbol="BTCUSDT")["bidPrice"]
    assert len(binance.get_all_tickers()) == 3
    assert abs(binance.get_server_time()["serverTime"] / 1000) > 1_600_000_000


def test_orders_are_placed_found_listed_and_canceled(venue):
    binance = client(venue)
    binance.create_test_order(
        symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01",
        price="50000.00")
    assert binance.get_open_orders() == []
    order = binance.order_limit_buy(
        symbol="BTCUSDT", quantity="0.01", price="50000.00", newClientOrderId="pb-1")
    assert order["status"] == "NEW" and order["clientOrderId"] == "pb-1"
    found = binance.get_order(symbol="BTCUSDT", origClientOrderId="pb-1")
    assert found["orderId"] == order["orderId"]
    assert [o["clientOrderId"] for o in binance.get_open_orders(symbol="BTCUSDT")] == ["pb-1"]
    gone = binance.cancel_order(symbol="BTCUSDT", origClientOrderId="pb-1")
    assert gone["status"] == "CANCELED" and gone["origClientOrderId"] == "pb-1"
    assert [o["status"] for o in binance.get_all_orders(symbol="BTCUSDT")] == ["CANCELED"]
    assert len(venue.ledger()["orders"]) == 1


def test_a_market_order_trades_and_is_listed(venue):
    binance = client(venue)
    order = binance.order_market_sell(symbol="ETHBTC", quantity="2")
    assert order["status"] == "FILLED"
    trades = binance.get_my_trades(symbol="ETHBTC")
    assert sum(Decimal(t["qty"]) for t in trades) == 2
    assert sum(Decimal(f["qty"]) for f in order["fills"]) == 2
    bitcoin = binance.get_asset_balance(asset="BTC")
    brought = sum(Decimal(t["quoteQty"]) - Decimal(t["commission"]) for t in trades)
    assert Decimal(bitcoin["free"]) == 20 + brought


def test_refusals_carry_the_venues_codes(venue):
    binance = client(venue)
    limit = dict(symbol="BTCUSDT", quantity="0.01", price="50000.00")

    def code(call, **arguments):
        return raises(BinanceAPIException, call, **arguments).code

    buy = binance.order_limit_buy
    assert code(buy, **{**limit, "symbol": "NOSUCH"}) == -1121
    assert code(buy, **{**limit, "price": "50000.005"}) == -1013
    assert code(buy, **{**limit, "quantity": "0.000000001"}) == -1111
    assert code(buy, **{**limit, "quantity": "0.000001"}) == -1013
    assert code(buy, **{**limit, "quantity": "0.00001"}) == -1013
    assert code(buy, **{**limit, "quantity": "1000"}) == -2010
    assert code(buy, **{**limit, "quantity": "abc"}) == -1100
    assert code(buy, **limit, newClientOrderId="a" * 37) == -1100
    assert code(buy, **limit, timeInForce="GTX") == -1115
    assert code(buy, **limit, nonsense="1") == -1104
    assert code(binance.create_order, symbol="BTCUSDT", side="BUY", type="LIMIT") == -1102
    assert code(binance.get_order, symbol="BTCUSDT", origClientOrderId="none") == -2013
    assert code(binance.cancel_order, symbol="BTCUSDT", origClientOrderId="none") == -2011
    binance.API_SECRET = "wrong"
    assert code(binance.get_account) == -1022
    binance.session.headers["X-MBX-APIKEY"] = "nobody"
    assert code(binance.get_account) == -2015
    binance.timestamp_offset = -20_000
    binance.session.headers["X-MBX-APIKEY"] = KEY
    binance.API_SECRET = SECRET
    assert code(binance.get_account) == -1021


def test_who_asks_too_much_is_turned_away_and_then_banned(venue):
    binance = client(venue)
    raises(
        BinanceAPIException,
        lambda: [binance.get_order_book(symbol="BTCUSDT", limit=5000) for _ in range(30)])
    statuses = set()
    for _ in range(25):
        error = raises(BinanceAPIException, binance.ping)
        statuses.add((error.status_code, error.code))
    assert (429, -1003) in statuses and (418, -1003) in statuses, statuses


def test_streams_and_the_private_stream(venue):
    asyncio.run(follow(venue))


async def follow(venue):
    AsyncClient.API_URL = venue.url + "/api"
    BinanceSocketManager.STREAM_URL = venue.socket_url + "/"
    binance = await AsyncClient.create(KEY, SECRET)
    binance.ws_api._url = venue.socket_url + "/ws-api/v3"
    try:
        manager = BinanceSocketManager(binance)
        async with manager.depth_socket("BTCUSDT", interval=100) as stream:
            last = None
            for _ in range(10):
                update = await asyncio.wait_for(stream.recv(), 10)
                assert last is None or update["U"] == last + 1
                last = update["u"]
        async with manager.trade_socket("BTCUSDT") as stream:
            assert (await asyncio.wait_for(stream.recv(), 10))["e"] == "trade"
        async with manager.multiplex_socket(["btcusdt@bookTicker", "ethbtc@depth20"]) as stream:
            names = set()
            while len(names) < 2:
                names.add((await asyncio.wait_for(stream.recv(), 10))["stream"])
        async with manager.kline_socket("BTCUSDT", interval="1s") as stream:
            closed = 0
            while closed < 2:
                closed += (await asyncio.wait_for(stream.recv(), 10))["k"]["x"]
        async with manager.user_socket() as stream:
            order = await binance.ws_create_order(
                symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01",
                price="50000.00", newClientOrderId="user-1")
            assert order["clientOrderId"] == "user-1"
            await binance.ws_cancel_order(symbol="BTCUSDT", origClientOrderId="user-1")
            told = [await asyncio.wait_for(stream.recv(), 10) for _ in range(4)]
            kinds = [(event["e"], event.get("x")) for event in told]
            assert kinds == [
                ("executionReport", "NEW"), ("outboundAccountPosition", None),
                ("executionReport", "CANCELED"), ("outboundAccountPosition", None)], kinds
            assert told[2]["C"] == "user-1"
    finally:
        await binance.close_connection()


if __name__ == "__main__":
    paper_venue.main(sys.modules[__name__])
