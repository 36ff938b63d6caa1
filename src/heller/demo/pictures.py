"""A card's pay code as a picture, to hold to a scanner."""

import io

import segno

from heller.demo.cities import TrayCard


def card_picture(card: TrayCard) -> bytes:
    """Draw the pay code as a PNG."""
    out = io.BytesIO()
    code = segno.make_qr(card.pay_code, error="M", boost_error=False)
    code.save(out, kind="png", scale=10, border=4)
    return out.getvalue()
