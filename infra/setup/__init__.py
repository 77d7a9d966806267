"""Make everything a checkout needs: Python and npm packages, the front-end build, a Chromium.

Standard library only, Python 3.11 or newer: this package runs before anything is installed. Each part looks for what is
there, says what it does, and is skipped when its stamp (a hash of what it depends on) says that nothing changed. One
lock keeps two runs in one checkout apart.
"""
