"""The ledger: chart of accounts, transfers, lots, the chain, the tree and its heads. Pure."""
