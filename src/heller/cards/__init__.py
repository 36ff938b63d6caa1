"""Cards: the key on a piece of paper, what is derived from it, and how it is made and printed."""
