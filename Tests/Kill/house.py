"""The real programs as processes, for tests that treat them badly.

PLIMSOLL_BIN names the folder of the built programs. Everything a test makes lies in one folder,
which is kept where the test fails.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.environ.get("PLIMSOLL_BIN") or os.path.join(ROOT, ".build", "release")
SEED = int(os.environ.get("SEED", "1"))
SYMBOLS = ["BTCUSDT", "ETHUSDT"]
# Seconds.
LIMITS = {"venue": 30, "ready": 60, "answer": 12, "stop": 10}

# What goes wrong where no whole answer comes.
NO_ANSWER = (OSError, http.client.HTTPException)


class NotConnected(OSError):
    """Nobody listens: not a byte was sent."""


def environment():
    """Settings of whoever started the tests are none of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(port, method, path, body=None, timeout=LIMITS["answer"], headers=None):
    """Asks once. Raises NotConnected where nothing was sent, another of NO_ANSWER where no whole
    answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotConnected(str(error)) from error
        data = None if body is None else json.dumps(body)
        connection.request(
            method, path, data, {"content-type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode("utf-8", "replace")
    finally:
        connection.close()


def tail(path, lines=15):
    with open(path, "rb") as file:
        return "\n" + b"\n".join(file.read().splitlines()[-lines:]).decode("utf-8", "replace")


def wait_for(condition, seconds, what, explain=lambda: ""):
    """What the condition gives once it gives anything."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        try:
            found = condition()
            if found:
                return found
        except NO_ANSWER:
            pass
        time.sleep(0.02)
    raise TestFailed(f"{what} did not come within {seconds} s {explain()}")


class TestFailed(Exception):
    """Nothing further can be found out."""


class Venue:
    """`plimsoll-sim venue`, with limits that do not get in the way."""

    SPEAKS, PING = "binance-spot", "/api/v3/ping"
    # Where its streams and its private connection are.
    PLACES = ("", "/ws-api/v3")

    def __init__(self, folder, *options):
        self.port = free_port()
        self.log = open(os.path.join(folder, "venue.log"), "ab")
        self.process = subprocess.Popen(
            [os.path.join(PROGRAMS, "plimsoll-sim"), "venue", "--speak", self.SPEAKS,
             "--port", str(self.port), "--seed", str(SEED),
             "--order-limit", "1000000", "--weight-limit", "100000000", *options],
            stdout=self.log, stderr=self.log, env=environment())
        wait_for(lambda: call(self.port, "GET", self.PING)[0] == 200,
                 LIMITS["venue"], "the venue", lambda: tail(self.log.name))

    def fault(self, **faults):
        status, answer = call(self.port, "POST", "/plimsoll-sim/fault", faults)
        assert status == 200, (status, answer)

    def faults_that_happened(self):
        return call(self.port, "GET", "/plimsoll-sim/fault")[1]["happened"]

    def account(self):
        """The truth about our account."""
        status, answer = call(self.port, "GET", "/plimsoll-sim/ledger", timeout=60)
        assert status == 200, status
        return next(a for a in answer["accounts"] if a["key"] == "demo-key")

    def end(self):
        end(self.process)
        self.log.close()


class Plimsoll:
    """`plimsoll run`, as often as it is started on one journal."""

    def __init__(self, folder, venue, journal=None):
        self.folder = folder
        self.port = free_port()
        self.process = None
        self.starts = 0
        self.journal = journal or os.path.join(folder, "journal")
        self.log = open(os.path.join(folder, "plimsoll.log"), "ab")
        for name, text in (("key", "demo-key"), ("secret", "demo-secret")):
            path = os.path.join(folder, name)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(text + "\n")
        self.config = os.path.join(folder, "plimsoll.yaml")
        self.venue = venue
        self.write_configuration()

    def write_configuration(self):
        with open(self.config, "w") as file:
            file.write(CONFIGURATION.format(
                folder=self.folder, journal=self.journal, port=self.port, venue=self.venue.port,
                symbols=", ".join(SYMBOLS), speaks=self.venue.SPEAKS,
                streams=self.venue.PLACES[0], orders=self.venue.PLACES[1]))

    def new_journal(self, number):
        """From the next start on it knows nothing. Not while it runs."""
        if self.process:
            end(self.process)
        self.journal = os.path.join(self.folder, f"journal-{number}")
        self.write_configuration()

    def start(self, preparation=None, variables=None):
        self.starts += 1
        self.process = subprocess.Popen(
            [os.path.join(PROGRAMS, "plimsoll"), "run", "--config", self.config],
            stdout=self.log, stderr=self.log, env=environment() | (variables or {}),
            preexec_fn=preparation)

    def start_and_fail(self):
        """For a start that cannot succeed: the exit status and what was said."""
        ended = subprocess.run(
            [os.path.join(PROGRAMS, "plimsoll"), "run", "--config", self.config],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), timeout=30)
        return ended.returncode, ended.stdout.decode("utf-8", "replace")

    def journal_command(self, name):
        ended = subprocess.run(
            [os.path.join(PROGRAMS, "plimsoll"), "journal", name, self.journal],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), timeout=120)
        return ended.returncode, ended.stdout.decode("utf-8", "replace")

    def wait_until_ready(self):
        """Seconds until orders are taken."""
        began = time.monotonic()

        def is_ready():
            if self.process.poll() is not None:
                raise TestFailed(f"plimsoll ended by itself with {self.process.returncode}: "
                                 + tail(self.log.name))
            return call(self.port, "GET", "/readyz", timeout=2)[0] == 200

        wait_for(is_ready, LIMITS["ready"], "readiness", self.health)
        return time.monotonic() - began

    def health(self):
        try:
            return json.dumps(call(self.port, "GET", "/api/v1/health", timeout=2)[1])
        except NO_ANSWER as error:
            return str(error)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Its exit status, and the seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        status = self.process.wait(LIMITS["stop"] + 5)
        return status, time.monotonic() - began

    def all(self, name, **filters):
        """Every row of a table, through all its pages."""
        if name in ("orders", "fills"):
            filters["limit"] = 500
        if name == "orders":
            filters.setdefault("status", "all")
        rows, cursor = [], None
        while True:
            query = "&".join(f"{key}={value}" for key, value in
                             [*filters.items(), *([("cursor", cursor)] if cursor else [])])
            status, answer = call(self.port, "GET", f"/api/v1/{name}?{query}", timeout=30)
            assert status == 200, (status, answer)
            rows += answer[name]
            cursor = answer.get("nextCursor")
            if not cursor:
                return rows

    def end(self):
        if self.process:
            end(self.process)
        self.log.close()


CONFIGURATION = """\
journal:
  directory: {journal}
  segment-bytes: 4194304
  snapshot-interval: 100
http:
  port: {port}
venues:
  - name: sim
    speaks: {speaks}
    rest: http://127.0.0.1:{venue}
    streams: ws://127.0.0.1:{venue}{streams}
    orders: ws://127.0.0.1:{venue}{orders}
    instruments: [{symbols}]
accounts:
  - name: main
    id: 1
    venue: sim
    key-file: {folder}/key
    secret-file: {folder}/secret
"""


def end(process):
    if process.poll() is None:
        process.kill()
    process.wait()


class Checks:
    """Counts promises that held, and those that did not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def that(self, promise, holds, detail=""):
        if holds:
            self.passed += 1
            print(f"ok     {promise}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED {promise}: {str(detail)[:2000]}", flush=True)

    def skip(self, promise, why):
        self.skipped += 1
        print(f"skipped {promise}: {why}", flush=True)


def run_tests(tests):
    """Each test gets the checks and a folder of its own. Ends the program."""
    # Ended from outside: by way of all that is to be cleared up.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    checks = Checks()
    for test in tests:
        failed = checks.failed
        folder = tempfile.mkdtemp(prefix="plimsoll-kill-")
        began = time.monotonic()
        try:
            test(checks, folder)
        except Exception as error:  # Whatever it is, the test did not get to its end.
            checks.that(test.__name__, False, f"{type(error).__name__}: {error}")
            if not isinstance(error, TestFailed):
                traceback.print_exc(file=sys.stdout)
        print(f"       {test.__name__}: {time.monotonic() - began:.1f} s", flush=True)
        if checks.failed > failed:
            print(f"       seed {SEED}; logs, journal and ledger are kept in {folder}", flush=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped")
    sys.exit(1 if checks.failed else 0)
