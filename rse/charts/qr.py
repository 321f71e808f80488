"""A link as a square that phones read: a path drawn by the server."""

from dataclasses import dataclass

from qrcode import QRCode  # comes with the second factor of django-allauth
from qrcode.constants import ERROR_CORRECT_M

BORDER = 4  # light modules around, as the standard asks


@dataclass(frozen=True)
class Square:
    """The side in modules and the path of the dark ones."""

    side: int
    path: str


def square(link: str) -> Square:
    """The QR code of a link."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(link)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Square(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
