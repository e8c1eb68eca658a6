"""The dashboard as a person has it before them, by the names that its parts carry for tests."""
import contextlib

from playwright.sync_api import expect

# Chromium reports a request that failed or was refused as an error, whatever the page makes of it.
NETWORK_WORDS = ("net::ERR_", "WebSocket connection to", "Failed to load resource")


class Dashboard:
    """One browser page on one server, with everything that it complained about."""

    def __init__(self, context, address):
        self.page = context.new_page()
        self.complaints = []
        self.network_may_fail = False
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.address = address

    def _console(self, message):
        is_network = any(word in message.text for word in NETWORK_WORDS)
        if message.type in ("error", "warning") and not (is_network and self.network_may_fail):
            self.complaints.append(f"{message.type}: {message.text}")

    @contextlib.contextmanager
    def network_failing(self):
        """Within it a test makes requests fail, and the browser may say so."""
        self.network_may_fail = True
        yield
        self.page.wait_for_timeout(200)
        self.network_may_fail = False

    def open(self):
        self.page.goto(self.address)
        expect(self("desk")).to_have_attribute("data-link", "open", timeout=10_000)
        return self

    def __call__(self, name):
        """The part of that name."""
        return self.page.get_by_test_id(name)

    def fill_ticket(self, side, quantity, price=None):
        """Writes an order; a market order where no price is given."""
        self(f"ticket-side-{side}").click()
        self("ticket-type-market" if price is None else "ticket-type-limit").click()
        if price is not None:
            self("ticket-price").fill(price)
        self("ticket-quantity").fill(quantity)

    def send(self):
        """Reviews and sends what is written. Returns its client order id."""
        self("ticket-review").click()
        expect(self("confirm-dialog")).to_be_visible()
        name = self("confirm-id").inner_text().strip()
        self("confirm-send").click()
        return name

    def wait_for_stage(self, *stages, seconds=10):
        """Waits until the ticket has come to one of these stages; returns which."""
        outcome = self("ticket-outcome")
        self.page.wait_for_function(
            """([place, stages]) => stages.includes(
                document.querySelector(`[data-testid=${place}]`)?.dataset.stage)""",
            arg=["ticket-outcome", list(stages)], timeout=seconds * 1000)
        return outcome.get_attribute("data-stage")

    def price(self, symbol):
        return self(f"price-{symbol}").get_attribute("data-value")

    def wait_for_another_price(self, symbol, seconds=15):
        """Waits until the price on the page is another than it is now."""
        self.page.wait_for_function(
            """([name, before]) => {
                const now = document.querySelector(`[data-testid=${name}]`)?.dataset.value
                return now && now !== before }""",
            arg=[f"price-{symbol}", self.price(symbol)], timeout=seconds * 1000)

    def position(self, symbol):
        """The position's quantity as text; None where there is none."""
        cell = self(f"position-quantity-{symbol}")
        return cell.first.get_attribute("data-value") if cell.count() else None
