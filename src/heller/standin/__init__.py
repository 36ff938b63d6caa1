"""Stand-in and witness: keeps the book's journal elsewhere, signs for it, decides without it."""
