"""`python -m infra.setup.browser_probe PROGRAM`: exit 0 if the browser tests can drive this Chromium.

Runs in the environment, since it needs Playwright; asking a browser for its version is not enough, some start and hang.
"""

import sys

from playwright.sync_api import sync_playwright

from infra.setup.chromium import FLAGS

PATIENCE_MS = 30_000


def main(program: str) -> int:
    """Render a page, as a test would."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS), timeout=PATIENCE_MS)
        page = browser.new_page()
        page.set_content("<p>fabula</p>", timeout=PATIENCE_MS)
        drawn = page.screenshot(timeout=PATIENCE_MS)
        said = page.inner_text("p")
        browser.close()
    return 0 if said == "fabula" and drawn else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
