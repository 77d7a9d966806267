"""Whether the server records what readers do: `python3 run.py readers [--sessions N] [--seed N]`.

Random stories are published on a stack of their own and read in a real Chromium: a script inside the real page clicks
what a reader would (options, places in the picture, back, the path, start over) and writes down what it saw. Meanwhile
tabs are reloaded, left and killed, and connections cut. Then every session is compared, as seen on the screen and as
kept by the browser, with what the server recorded of it.
"""
