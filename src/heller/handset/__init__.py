"""A complete till in Python: its own journal, cards read from pictures, every answer checked.

A second reading of docs/protocol.md, for the command line, tests, the demo and drills. Begin with
`heller.handset.till.Handset`.
"""
