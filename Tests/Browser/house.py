"""The real programs, started on free ports of this machine for a browser to look at."""
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

PROGRAMS = os.environ.get("PLIMSOLL_BIN", ".build/release")
READY_SECONDS_MAX = 30

CONFIGURATION = """
journal: {{directory: {folder}/journal}}
http: {{address: 127.0.0.1, port: {port}, dashboard: {dashboard}}}
venues:
  - name: sim
    speaks: binance-spot
    rest: http://127.0.0.1:{venue}
    streams: ws://127.0.0.1:{venue}
    orders: ws://127.0.0.1:{venue}/ws-api/v3
    instruments: [{instruments}]
accounts:
  - name: demo
    id: 1
    venue: sim
    key-file: {folder}/demo.key
    secret-file: {folder}/demo.secret
"""


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(address):
    """The JSON or text at an address."""
    with urllib.request.urlopen(address, timeout=5) as answer:
        text = answer.read().decode()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def wait_for(address, process, seconds=READY_SECONDS_MAX):
    """Waits until an address answers with 200, as long as the process lives."""
    deadline = time.monotonic() + seconds
    last = "nothing listens"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode} before it was ready: {address}")
        try:
            return get(address)
        except urllib.error.HTTPError as error:
            last = f"{error.code} {error.read().decode(errors='replace')[:300]}"
        except OSError as error:
            last = str(error)
        time.sleep(0.05)
    raise RuntimeError(f"not ready within {seconds} s: {address}: {last}")


class House:
    """A simulated venue, and Plimsoll before it, with a journal of its own."""

    symbol = "BTCUSDT"
    base = "BTC"

    def __init__(self, folder, dashboard, instruments="BTCUSDT, ETHUSDT", tape=None):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.tape = tape
        self.port, self.venue_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.process = self.venue = None
        for name, text in (("key", "demo-key"), ("secret", "demo-secret")):
            path = os.path.join(folder, f"demo.{name}")
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write(text)
        self.configuration = os.path.join(folder, "house.yaml")
        self.words = [f"{PROGRAMS}/plimsoll", "run", "--config", self.configuration]
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                folder=folder, port=self.port, venue=self.venue_port,
                dashboard=os.path.abspath(dashboard), instruments=instruments))

    def _spawn(self, *words):
        log = open(os.path.join(self.folder, "programs.log"), "ab")
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def open(self):
        """Starts both programs."""
        self.venue = self._spawn(
            f"{PROGRAMS}/plimsoll-sim", "venue", "--speak", "binance-spot",
            "--port", str(self.venue_port), *(["--tape", self.tape] if self.tape else []))
        wait_for(f"http://127.0.0.1:{self.venue_port}/api/v3/ping", self.venue)
        self.start()

    def start(self):
        """Starts Plimsoll on the journal that is there, and waits until it trades."""
        self.process = self._spawn(*self.words)
        wait_for(self.address + "readyz", self.process)

    def kill(self):
        """Ends Plimsoll as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        """Ends what is running."""
        for process in (self.process, self.venue):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def api(self, path):
        """What the server's own interface says."""
        return get(f"{self.address}api/v1/{path}")

    def orders_at_venue(self, client_order_id):
        """How many orders the venue has under an id, by its own account."""
        ledger = get(f"http://127.0.0.1:{self.venue_port}/plimsoll-sim/ledger")
        orders = [order for account in ledger["accounts"] for order in account["orders"]]
        return sum(order["clientOrderId"] == client_order_id for order in orders)
