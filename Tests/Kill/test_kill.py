"""Kills the real process at random moments and compares what it knows with what the venue has.

Two bots trade over REST. Meanwhile the venue answers late, loses answers, says 503 to what it has
done, drops, doubles and reorders messages, and closes connections; and `plimsoll run` is killed
with SIGKILL and started again. In the end:

- every order that was acknowledged is there, and every fill that was shown,
- no order is at the venue twice, and none is there that was not asked for,
- fills, positions and cash are those of the venue, to the last digit,

first in the process that went through the last faults, by its own efforts, and then in one that was
started anew. KILLS and SEED in the environment choose how often and how.
"""

import json
import os
import random
import re
import statistics
import time

from bots import Bot, Reader, end_all, rules_of
from compare import Comparison
from house import LIMITS, SEED, Plimsoll, Venue, run_tests

KILLS = int(os.environ.get("KILLS", "50"))
# Seconds. An open order of which nothing is heard is asked for after a minute.
SETTLE_MAX = 100
# A restart is ready within this, though the venue misbehaves; half of them are within the next; and
# within the last where the venue is well.
READY_MAX, READY_MEDIAN, READY_WELL = 45, 4, 5

FAULTS = [
    {"private-drop": "0.1", "private-duplicate": "0.1", "private-reorder": "0.05",
     "late-answer": "0.05:7000", "lost-answer": "0.03", "status": "503:0.03",
     "market-drop": "0.01", "disconnect": "0.1"},
    {"private-drop": "0.02", "private-duplicate": "0.3", "private-reorder": "0.3",
     "late-answer": "0.3:150", "lost-answer": "0.1", "status": "504:0.05",
     "market-duplicate": "0.05", "market-reorder": "0.05", "disconnect": "0.1"},
    {"private-drop": "0.3", "late-answer": "0.1:2000", "lost-answer": "0.05", "status": "500:0.1",
     "disconnect": "0.05", "silent": "0.02:500", "refuse": "0.05:500"},
]
MUST_HAPPEN = ["private-drop", "private-duplicate", "private-reorder", "late-answer", "lost-answer",
               "status", "disconnect"]


def kill_test(checks, folder):
    venue = Venue(folder, "--latency", "3")
    plimsoll = Plimsoll(folder, venue)
    campaign = Campaign(checks, venue, plimsoll)
    try:
        campaign.run()
    finally:
        with open(os.path.join(folder, "ledger.json"), "w") as file:
            json.dump(venue.account(), file, indent=1)
        plimsoll.end()
        venue.end()


class Campaign:
    def __init__(self, checks, venue, plimsoll):
        self.checks = checks
        self.venue = venue
        self.plimsoll = plimsoll
        self.random = random.Random(SEED)
        self.bots = []
        self.reader = Reader(plimsoll)
        self.comparison = Comparison(venue, plimsoll, self.bots, self.reader)
        self.ready = []
        self.killed = {"while trading": 0, "while it found out": 0, "with its links cut": 0}

    def run(self):
        self.plimsoll.start()
        self.plimsoll.wait_until_ready()
        rules = rules_of(self.plimsoll)
        self.bots += [Bot(number, self.plimsoll, rules) for number in range(2)]
        for thread in [*self.bots, self.reader]:
            thread.start()
        began = time.monotonic()
        self.kill_often()
        seconds = time.monotonic() - began
        # A while without a kill: what goes wrong now is to be found out by the process itself.
        time.sleep(3)
        self.venue.fault(clear=True)
        end_all(self.bots, self.reader)
        self.settle()
        self.tell(seconds)
        self.comparison.check(self.checks, "at the end")
        status, took = self.plimsoll.stop()
        self.checks.that("a clean stop ends with status 0 in time",
                         status == 0 and took <= LIMITS["stop"], (status, took))
        self.check_journal()
        self.plimsoll.start()
        seconds = self.plimsoll.wait_until_ready()
        self.checks.that(f"a restart is ready within {READY_WELL} s where the venue is well",
                         seconds <= READY_WELL, seconds)
        self.comparison.check(self.checks, "after another start")

    def kill_often(self):
        for count in range(KILLS):
            if count % 10 == 0:
                self.venue.fault(clear=True, **FAULTS[count // 10 % len(FAULTS)])
            kind = self.random.choices(list(self.killed), [7, 2, 1])[0]
            if kind == "while it found out":
                time.sleep(self.random.random() * 0.4)
            else:
                if count:
                    self.ready.append(self.plimsoll.wait_until_ready())
                time.sleep(0.05 + self.random.random() * 0.8)
            if kind == "with its links cut":
                self.venue.fault(disconnect=True)
                time.sleep(self.random.random() * 0.1)
            self.plimsoll.kill()
            self.killed[kind] += 1
            self.plimsoll.start()
            for bot in self.bots:
                if bot.failed:
                    raise bot.failed
        self.ready.append(self.plimsoll.wait_until_ready())

    def settle(self):
        """Waits until the running process agrees with the venue: all faults are over."""
        began = time.monotonic()
        if self.comparison.wait(SETTLE_MAX):
            print(f"       agreed {time.monotonic() - began:.1f} s after the last fault")

    def tell(self, seconds):
        """Figures, and that the test was one."""
        checks, happened = self.checks, self.venue.faults_that_happened()
        broken = sum(bot.broken for bot in self.bots)
        account = self.venue.account()
        acknowledged = sum(len(bot.acknowledged) for bot in self.bots)
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.killed.items())
        print(f"       {KILLS} kills ({kinds}) in {seconds:.0f} s; {broken} requests broken off")
        print(f"       {acknowledged} orders acknowledged, {len(account['orders'])} at the venue, "
              f"{len(account['trades'])} trades, {len(self.reader.seen)} fills seen live")
        print(f"       faults: {happened}")
        refusals = {}
        for bot in self.bots:
            for code, count in bot.refusals.items():
                refusals[code] = refusals.get(code, 0) + count
        print(f"       refusals: {refusals}; denied {sum(len(bot.denied) for bot in self.bots)}")
        print(f"       ready again after {statistics.median(self.ready):.2f} s in the middle, "
              f"{max(self.ready):.2f} s at most", flush=True)
        checks.that("it was killed as often as was asked for, and never otherwise",
                    sum(self.killed.values()) == KILLS and self.plimsoll.starts == KILLS + 1)
        checks.that("bots were acknowledged, and orders filled", acknowledged > 5 * KILLS
                    and len(account["trades"]) > KILLS, (acknowledged, len(account["trades"])))
        checks.that("kills fell while requests were under way", broken >= KILLS // 4, broken)
        rare = [name for name in MUST_HAPPEN if not happened[name]]
        checks.that("the venue misbehaved in every way", not rare, rare)
        checks.that(f"a restart was ready within {READY_MAX} s, half within {READY_MEDIAN} s",
                    max(self.ready) <= READY_MAX
                    and statistics.median(self.ready) <= READY_MEDIAN, sorted(self.ready)[-5:])

    def check_journal(self):
        status, text = self.plimsoll.journal_command("verify")
        self.checks.that("the journal verifies", status == 0, text)
        status, text = self.plimsoll.journal_command("dump")
        found = len(re.findall(
            r'"request_unknown":\{"order_row":\d+,"request_kind":"place",'
            r'"unknown_cause":"restart"', text))
        print(f"       {found} orders were on their way to the venue when the process was killed")
        self.checks.that("kills fell while orders were on their way", found >= KILLS // 4, found)


if __name__ == "__main__":
    run_tests([kill_test])
