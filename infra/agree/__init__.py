"""Whether everything that can walk a story walks it alike: `python3 run.py agree [--walks N]`.

Python makes stories and walks by seed, walks them by its own rules and writes down what it saw. A program built from
the front end's sources walks the same ways by the TypeScript rules, on the document and on the compiled machine, and by
XState running that machine, and names every difference.
"""
