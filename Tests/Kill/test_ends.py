"""Ends and starts that are not as usual: stopped while orders are under way, no space left on the
disk, another process at the port, a journal of a newer version."""

import base64
import ctypes
import ctypes.util
import hashlib
import json
import os
import random
import socket
import struct
import time

from bots import Bot, Reader, end_all, rules_of
from compare import Comparison
from house import LIMITS, SEED, SYMBOLS, Plimsoll, Venue, call, run_tests, wait_for


class Subscriber:
    """A WebSocket client of the smallest kind."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMITS["answer"])
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        assert b" 101 " in self.file.readline()
        while self.file.readline() != b"\r\n":
            pass

    def send(self, message):
        data, mask = json.dumps(message).encode(), os.urandom(4)
        head = struct.pack("!BBH", 0x81, 0x80 | 126, len(data))
        self.socket.sendall(
            head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data)))

    def messages(self):
        """Every message; the last one is the code of the close, or None where there was none."""
        while True:
            head = self.file.read(2)
            if len(head) < 2:
                yield None
                return
            length = head[1] & 0x7F
            if length > 125:
                size, code = (2, "!H") if length == 126 else (8, "!Q")
                length = struct.unpack(code, self.file.read(size))[0]
            data = self.file.read(length)
            if head[0] & 0x0F == 8:
                yield struct.unpack("!H", data[:2])[0] if len(data) >= 2 else None
                return
            if head[0] & 0x0F == 1:
                yield json.loads(data)


class House:
    """A venue, Plimsoll, and two bots."""

    def __init__(self, folder, *options, journal=None):
        self.folder = folder
        self.venue = Venue(folder, *options)
        self.plimsoll = Plimsoll(folder, self.venue, journal=journal)
        self.bots = []
        self.reader = Reader(self.plimsoll)
        self.comparison = Comparison(self.venue, self.plimsoll, self.bots, self.reader)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for thread in [*self.bots, self.reader]:
            thread.ends.set()
        self.plimsoll.end()
        self.venue.end()

    def start(self):
        self.plimsoll.start()
        self.plimsoll.wait_until_ready()

    def trade(self):
        rules = rules_of(self.plimsoll)
        self.bots += [Bot(number, self.plimsoll, rules) for number in range(2)]
        for thread in [*self.bots, self.reader]:
            thread.start()

    def acknowledged(self):
        return sum(len(bot.acknowledged) for bot in self.bots)

    def order(self, name):
        tick, lot, least, price = self.bots[0].rules[SYMBOLS[0]]
        return {"clientOrderId": name, "symbol": SYMBOLS[0], "side": "buy", "type": "limit",
                "quantity": str(least), "price": str((price / 2 // tick) * tick)}


def stopped_while_trading(checks, folder):
    """SIGTERM while orders are under way and the venue answers late."""
    with House(folder, "--latency", "20") as house:
        house.start()
        house.trade()
        house.venue.fault(**{"late-answer": "0.2:800", "private-drop": "0.1"})
        subscriber = Subscriber(house.plimsoll.port)
        subscriber.send({"op": "subscribe", "id": 1, "channels": ["orders"]})
        wait_for(lambda: house.acknowledged() > 100, 60, "a hundred orders")
        subscriber.send({"op": "order.place", "id": 2, "order": house.order("ws-1")})
        status, seconds = house.plimsoll.stop()
        broken = sum(bot.broken for bot in house.bots)
        checks.that("SIGTERM ends it with status 0 within 10 s", status == 0
                    and seconds <= LIMITS["stop"], (status, seconds))
        # The port is open until the very end, so each bot may be in the middle of being refused.
        checks.that("requests under way were answered", broken <= len(house.bots), broken)
        checks.that("orders were refused while it drained",
                    any("DRAINING" in bot.refusals for bot in house.bots),
                    [bot.refusals for bot in house.bots])
        messages = list(subscriber.messages())
        answers = [m for m in messages if isinstance(m, dict) and m.get("id") == 2]
        checks.that("a WebSocket's order was answered and the WebSocket closed with 1001",
                    len(answers) == 1 and messages[-1] == 1001, (answers, messages[-1:]))
        if answers and answers[0]["type"] == "answer":
            house.bots[0].sent["ws-1"] = house.order("ws-1")
            house.bots[0].acknowledged["ws-1"] = answers[0]["data"]
        house.venue.fault(clear=True)
        status, text = house.plimsoll.journal_command("verify")
        checks.that("the journal is whole and closed", status == 0
                    and "no clean stop" not in text, text)
        end_all(house.bots, house.reader)
        house.start()
        house.comparison.wait(90)
        house.comparison.check(checks, "after the stop")


def killed_while_it_opens_an_account(checks, folder):
    """A first start books what the venue holds, and dies in the middle of that."""
    chance = random.Random(SEED)
    with House(folder) as house:
        partly = 0
        for count in range(10):
            house.plimsoll.new_journal(count)
            house.plimsoll.start()

            def begun():
                return call(house.plimsoll.port, "GET", "/api/v1/balances")[1]["balances"]

            if count % 2:
                partly += len(wait_for(begun, 10, "a balance")) < 3
            else:
                time.sleep(0.02 + chance.random() * 0.15)
            house.plimsoll.kill()
            house.start()
            if not house.comparison.wait(5):
                break
            house.plimsoll.kill()
            house.start()
        print(f"       {partly} times only a part of the balances was seen")
        house.comparison.check(checks, "after deaths in the opening")


def port_in_use(checks, folder):
    with House(folder) as house:
        house.start()
        house.plimsoll.stop()
        before = contents(house.plimsoll.journal)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", house.plimsoll.port))
            other.listen()
            status, text = house.plimsoll.start_and_fail()
        checks.that("a port in use is told, with status 1", status == 1 and "listens there" in text
                    and f"port {house.plimsoll.port}" in text, (status, text))
        checks.that("the journal was not touched", contents(house.plimsoll.journal) == before)
        house.start()
        status, text = house.plimsoll.start_and_fail()
        checks.that("a second process on one journal or port is refused", status == 1, text)
        checks.that("the first one goes on",
                    call(house.plimsoll.port, "GET", "/readyz")[0] == 200)


def journal_of_a_newer_version(checks, folder):
    with House(folder) as house:
        house.start()
        house.plimsoll.stop()
        # Magic, CRC-32C of bytes 12 to 512, version: they keep their places in every version.
        path = os.path.join(house.plimsoll.journal, "segment-0000000001.journal")
        with open(path, "r+b") as file:
            sector = bytearray(file.read(512))
            struct.pack_into("<H", sector, 12, struct.unpack_from("<H", sector, 12)[0] + 1)
            struct.pack_into("<I", sector, 8, crc32c(sector[12:]))
            file.seek(0)
            file.write(sector)
        before = contents(house.plimsoll.journal)
        orders = len(house.venue.account()["orders"])
        status, text = house.plimsoll.start_and_fail()
        checks.that("a journal of a newer version is refused, with status 1", status == 1
                    and "newer version" in text, (status, text))
        checks.that("it was not touched, and nothing was sent",
                    contents(house.plimsoll.journal) == before
                    and len(house.venue.account()["orders"]) == orders)


def disk_full_while_trading(checks, folder):
    mount = SmallDisk(os.path.join(folder, "disk"), 24)
    if mount.trouble:
        return checks.skip("a full disk while trading", mount.trouble)
    try:
        journal = os.path.join(mount.path, "journal")
        with House(folder, journal=journal) as house:
            fill_and_free(checks, house, mount)
    finally:
        mount.end()


def fill_and_free(checks, house, mount):
    house.start()
    house.trade()
    wait_for(lambda: house.acknowledged() > 50, 60, "fifty orders")
    mount.fill()
    wait_for(lambda: all("DISK_FULL" in bot.refusals for bot in house.bots), 120,
             "a refusal for want of space", house.plimsoll.health)
    port = house.plimsoll.port
    status, answer = call(port, "POST", "/api/v1/orders", house.order("full-1"))
    checks.that("orders are refused with 503 and the reason", status == 503
                and answer["code"] == "DISK_FULL" and answer.get("fix"), (status, answer))
    status, answer = call(port, "GET", "/readyz")
    checks.that("readiness is gone, and says why", status == 503 and "disk" in json.dumps(answer),
                (status, answer))
    refused = [name for bot in house.bots for name in bot.sent if name not in bot.acknowledged]
    seen = house.acknowledged()
    missing = [name for bot in house.bots for name in list(bot.acknowledged)
               if call(port, "GET", f"/api/v1/orders/{name}")[0] != 200]
    checks.that("it goes on to answer, and every acknowledged order is there", not missing, missing)
    open_orders = house.plimsoll.all("orders", status="open")
    if open_orders:
        status, answer = call(port, "DELETE", f"/api/v1/orders/{open_orders[0]['clientOrderId']}")
        checks.that("an order can be cancelled", status in (202, 409), (status, answer))
    checks.that("nothing was acknowledged meanwhile", house.acknowledged() <= seen + len(refused))
    mount.free()
    began = time.monotonic()
    house.plimsoll.wait_until_ready()
    checks.that("it goes on by itself within 5 s of there being space",
                time.monotonic() - began <= 5, time.monotonic() - began)
    wait_for(lambda: house.acknowledged() > seen + 20, 60, "more orders", house.plimsoll.health)
    # And once more, with no way out but the end.
    mount.fill()
    for bot in house.bots:
        bot.refusals.clear()
    wait_for(lambda: all("DISK_FULL" in bot.refusals for bot in house.bots), 120,
             "another refusal for want of space", house.plimsoll.health)
    house.plimsoll.kill()
    mount.free()
    house.start()
    end_all(house.bots, house.reader)
    house.comparison.wait(90)
    house.comparison.check(checks, "after a full disk and a kill")
    status, text = house.plimsoll.stop()
    status, text = house.plimsoll.journal_command("verify")
    checks.that("the journal verifies", status == 0, text)


class SmallDisk:
    """A file system of a few megabytes, where this machine lets us have one."""

    def __init__(self, path, megabytes):
        self.path = path
        self.trouble = None
        os.mkdir(path)
        self.system = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
        options = f"size={megabytes}m".encode()
        if self.system.mount(b"tmpfs", path.encode(), b"tmpfs", 0, options) != 0:
            why = os.strerror(ctypes.get_errno())
            self.trouble = f"a small file system cannot be mounted here: {why}"

    def fill(self):
        with open(os.path.join(self.path, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        os.remove(os.path.join(self.path, "filler"))

    def end(self):
        # Lazily: a process that is just ending may hold it.
        self.system.umount2(self.path.encode(), 2)


def contents(folder):
    """Every file's sum. The lock has none of its own."""
    sums = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            sums[name] = hashlib.sha256(file.read()).hexdigest()
    return sums


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


if __name__ == "__main__":
    run_tests([stopped_while_trading, killed_while_it_opens_an_account, port_in_use,
               journal_of_a_newer_version, disk_full_while_trading])
