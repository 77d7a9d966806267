"""The states a story can be in, as many as there are: what `chalicelib.stories.proof` tells problems by.

`ways` are the options that lead on; `domains` say which values of a variable conditions can tell apart, `memory` what
the story has to remember of them, `liveness` where; `bitsets` hold many states in one number and `space` makes those of
a story; `exploring` follows them, and `survey` says what is certain.
"""
