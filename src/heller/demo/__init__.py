"""The demo: two cities on this machine, and a desk from which to try everything."""
