"""What the product costs and how it compares: a module a bench, run by `python3 run.py bench`."""
