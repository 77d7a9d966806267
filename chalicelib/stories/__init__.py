"""Stories: the draft's model and edits, its rules, the published machine, and what keeps them."""
