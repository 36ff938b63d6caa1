"""Ways in which the stand-in does not decide; a till that reads one goes on by itself."""

from heller.errors import Busy, Problem


class Listening(Busy):
    """The stand-in has just started and listens for the book; send the same again."""

    code = "listening"
    german = (
        "Die Vertretung ist gerade gestartet und hört erst auf das Buch. Bitte gleich noch einmal."
    )


class BookDecides(Busy):
    """The book has stopped the stand-in and does not answer yet; send the same again."""

    code = "book_decides"
    german = (
        "Das Buch entscheidet wieder selbst, antwortet aber noch nicht. Bitte gleich noch einmal."
    )


class PotUsed(Problem):
    """The stand-in's pot of this shop is used up, or its lease ended more than 60 days ago."""

    code = "pot_used"
    status = 503
    german = (
        "Der Topf der Vertretung für dieses Geschäft ist aufgebraucht, oder die Freigabe ist seit"
        " mehr als 60 Tagen abgelaufen."
    )


class OnlyBook(Problem):
    """Only the book decides this kind of claim; the record is kept until it is back."""

    code = "only_book"
    status = 503
    german = "Das entscheidet nur das Buch. Der Beleg ist aufbewahrt, bis es wieder da ist."


class Diverges(Problem):
    """The entries do not continue the copy that the witness keeps."""

    code = "diverges"
    status = 409
    german = "Die Einträge setzen die Abschrift der Vertretung nicht fort."


class Stale(Problem):
    """The sign of the book's life, or the stop, is older than another one."""

    code = "stale"
    status = 409
    german = "Das Lebenszeichen oder der Halt des Buchs ist älter als ein anderes."
