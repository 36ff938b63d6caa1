"""The first door: the tills' public API and the office's entrance, over the one writer."""
