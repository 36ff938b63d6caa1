"""Claims: what tills, cities, stand-ins and phones say to each other, byte for byte.

Pure: messages, codes, certificates, hand-overs. docs/protocol.md fixes every byte; `vectors.json`
holds good and bad examples that Python and JavaScript both run.
"""
