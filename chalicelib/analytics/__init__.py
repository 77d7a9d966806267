"""Statistics of reading: what the scheduled rollup adds up, and what a creator sees of it, exact and live."""
