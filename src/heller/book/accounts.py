"""The chart of accounts: an account's number is its kind and an id (docs/journal.md, Accounts)."""

from enum import IntEnum


class AccountKind(IntEnum):
    """What an account stands for; the number is the upper half of the account number."""

    CARD = 1
    MERCHANT = 2
    SALE_POINT = 3
    PSP = 4
    BANK = 5
    EMPLOYER = 6
    CAMPAIGN = 7
    FEE = 8
    FEE_VAT = 9
    BREAKAGE = 10
    SHORTFALL = 11
    OPENING = 12
    SUSPENSE = 13
    PROBE = 14


NAMES: dict[AccountKind, tuple[str, str, str]] = {
    AccountKind.CARD: ("card", "Gutschein (Guthaben)", "credit"),
    AccountKind.MERCHANT: ("merchant payable", "Händler (zu zahlen)", "credit"),
    AccountKind.SALE_POINT: ("sale point receivable", "Verkaufsstelle (zu bekommen)", "debit"),
    AccountKind.PSP: ("PSP clearing", "Zahlungsdienst", "debit"),
    AccountKind.BANK: ("bank", "Bank", "debit"),
    AccountKind.EMPLOYER: ("employer", "Arbeitgeber", "debit"),
    AccountKind.CAMPAIGN: ("campaign funding", "Aktionsmittel", "debit"),
    AccountKind.FEE: ("fee", "Gebühr", "credit"),
    AccountKind.FEE_VAT: ("VAT on fee", "Umsatzsteuer auf Gebühr", "credit"),
    AccountKind.BREAKAGE: ("breakage", "verfallenes Guthaben", "credit"),
    AccountKind.SHORTFALL: ("shortfall", "Ausfall", "debit"),
    AccountKind.OPENING: ("opening", "Eröffnung", "debit"),
    AccountKind.SUSPENSE: ("suspense", "in Klärung", "credit"),
    AccountKind.PROBE: ("probe", "Messung", "credit"),
}


def account(kind: AccountKind, ident: int = 0) -> int:
    """Give the account number of one card, merchant, point and so on."""
    return (kind << 32) | ident


def account_kind(number: int) -> AccountKind:
    """Give an account's kind; raises ValueError for a number outside the chart."""
    return AccountKind(number >> 32)


def is_shortfall(number: int) -> bool:
    """Say whether an account is a merchant's shortfall."""
    return number >> 32 == AccountKind.SHORTFALL


def account_id(number: int) -> int:
    """Give the card, merchant or point behind an account number."""
    return number & 0xFFFF_FFFF
