"""What the tests of real clients share: a plimsoll-sim venue of their own, and a small runner."""

import contextlib
import inspect
import json
import os
import pathlib
import subprocess
import sys
import time
import traceback
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY, SECRET = "demo-key", "demo-secret"


class Venue:
    """A plimsoll-sim venue as a process, on a free port."""

    def __init__(self, *arguments):
        program = os.environ.get("PLIMSOLL_SIM") or str(ROOT / ".build/debug/plimsoll-sim")
        self.process = subprocess.Popen(
            [program, "venue", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("ready http://127.0.0.1:"), f"the venue said {line!r}"
        self.url = line.split()[1]
        self.socket_url = self.url.replace("http:", "ws:")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def ledger(self):
        """The first account as the venue itself knows it."""
        return self.get("/plimsoll-sim/ledger")["accounts"][0]

    def fault(self, **settings):
        body = json.dumps({name.replace("_", "-"): value for name, value in settings.items()})
        request = urllib.request.Request(
            self.url + "/plimsoll-sim/fault", data=body.encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).read()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=10)


@contextlib.contextmanager
def venue(*arguments):
    running = Venue(*arguments)
    try:
        yield running
    finally:
        running.stop()


def eventually(true, what, seconds=10):
    """Waits until `true()` is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = true()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def raises(kind, call, *arguments, **named):
    """The error of this kind that the call must end in."""
    try:
        call(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} came")


def main(module):
    """Runs every function of the module that is called test_…, each with a venue of its own."""
    passed = failed = 0
    tests = [(name, test) for name, test in vars(module).items() if name.startswith("test_")]
    for name, test in tests:
        try:
            with venue("--seed", "7") as running:
                test(running)
            passed += 1
            print(f"passed: {name}")
        except Exception:
            failed += 1
            print(f"failed: {name}")
            traceback.print_exc(file=sys.stdout)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)
