#!/usr/bin/env python3
"""cryptofeed, the peer of `plimsoll-bench decode`: one timed pass for each line of standard input.

usage: cryptofeed_decode.py MESSAGES LISTING CORE

MESSAGES holds one message a line, as recorded; a line that begins with {"lastUpdateId" is the book
by REST. LISTING is the venue's exchangeInfo. CORE is the processor to stay on. For each line read,
a fresh feed takes in all messages, and one JSON object is printed: {"messages", "events", "cpu_ns"}.

Timed is the feed's own `message_handler`: JSON, normalisation, book, one callback that does nothing
for each event. The feed knows aggregated trades only, so `@trade` is renamed in the text before; it
fetches the book by REST when the first update comes, so updates older than the recorded book are
left out.
"""
import asyncio
import gc
import json
import logging
import os
import sys
import time
from collections import defaultdict
from decimal import Decimal

from cryptofeed.connection import HTTPAsyncConn, HTTPSync
from cryptofeed.defines import BINANCE, L2_BOOK, TICKER, TRADES
from cryptofeed.exchanges import EXCHANGE_MAP
from cryptofeed.symbols import Symbols
from yapic import json as yapic_json

logging.disable(logging.CRITICAL)
CHANNELS = (L2_BOOK, TICKER, TRADES)


class Connection:
    """What the feed believes to be its socket."""

    conn_type = "wss"
    uuid = "peer"

    def __init__(self, subscription):
        self.subscription = subscription

    async def write(self, *_args, **_kwargs):
        pass


def member(text, name):
    """The whole number after a member's name, read without parsing the rest."""
    return int(text.split(f'"{name}":', 1)[1].split(",", 1)[0].rstrip("}"))


def as_aggregated(text):
    """A trade as an aggregated one: the same size and shape but for the names."""
    if '"e":"trade"' not in text:
        return text
    text = text.replace('@trade"', '@aggTrade"', 1)
    return text.replace('"e":"trade"', '"e":"aggTrade"', 1).replace('"t":', '"a":', 1)


def load(path):
    """The messages in their order, and the book by REST."""
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    book = next(line for line in lines if line.startswith('{"lastUpdateId"'))
    last = member(book, "lastUpdateId")
    messages = []
    for line in lines:
        if line.startswith('{"lastUpdateId"'):
            continue
        if '"e":"depthUpdate"' in line and member(line, "u") <= last:
            continue
        messages.append(as_aggregated(line))
    return messages, book


def build(listing, book, events):
    """A fresh feed that has heard nothing, with its callbacks."""
    Symbols.clear()
    HTTPSync.read = lambda *_args, **_kwargs: yapic_json.loads(listing, parse_float=Decimal)

    async def read(_self, _url, **_kwargs):
        return book

    HTTPAsyncConn.read = read

    def counter(channel):
        async def callback(_event, _received):
            events[channel] += 1

        return callback

    symbols = ["BTC-USDT"]
    return EXCHANGE_MAP[BINANCE](
        config={
            "uvloop": False,
            "ignore_invalid_instruments": True,
            "log": {"filename": os.devnull, "level": "ERROR"},
        },
        subscription={channel: symbols for channel in CHANNELS},
        callbacks={channel: counter(channel) for channel in CHANNELS},
    )


async def run_pass(messages, book, listing):
    """One pass over all messages with a fresh feed."""
    events = defaultdict(int)
    feed = build(listing, book, events)
    subscription = {
        feed.std_channel_to_exchange(channel): [feed.std_symbol_to_exchange_symbol("BTC-USDT")]
        for channel in CHANNELS
    }
    connection = Connection(subscription)
    handler = None
    for _, subscribe, handle, _ in feed.connect():
        await subscribe(connection)
        handler = handle
    received = 0.0
    gc.collect()
    start = time.process_time_ns()
    for message in messages:
        await handler(message, connection, received)
    spent = time.process_time_ns() - start
    return {"messages": len(messages), "events": sum(events.values()), "cpu_ns": spent}


def main():
    messages_path, listing_path, core = sys.argv[1:4]
    os.sched_setaffinity(0, {int(core)})
    messages, book = load(messages_path)
    with open(listing_path, encoding="utf-8") as file:
        listing = file.read()
    print(json.dumps({"ready": len(messages)}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(asyncio.run(run_pass(messages, book, listing))), flush=True)


main()
