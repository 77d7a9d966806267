"""Reading: the browser walks at once, the server executes and records every step, and the server's word counts."""
