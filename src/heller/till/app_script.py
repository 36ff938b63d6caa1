"""The tokens of a script: enough of JavaScript to tell code from what only looks like code.

A string, a template or a regular expression may hold quotes, slashes and blanks; they are tokens of
their own. Whether a slash divides or begins a regular expression is told by the token before it;
where that would need a full parser (after a closing brace) reading fails rather than guesses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

Kind = Literal["gap", "comment", "string", "template", "pattern", "word", "sign"]

_TOKEN: Final = re.compile(
    r"""(?P<gap>\s+)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<word>[\w$\#]+)
    |(?P<sign>\+\+|--|=>|[^"'])""",
    re.DOTALL | re.VERBOSE,
)
# From a backtick, or from the brace that ends a value within the template.
_TEMPLATE: Final = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_PATTERN: Final = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_CLOSES: Final = {")": "(", "]": "[", "}": "{"}
_BEFORE_CONDITION: Final = {"if", "while", "for", "with"}
_BEFORE_VALUE: Final = {
    *("await", "case", "delete", "do", "else", "in", "instanceof", "new", "of"),
    *("return", "throw", "typeof", "void", "yield"),
}


class UnreadableScript(ValueError):
    """This script holds something that cannot be told apart safely."""


class Token(NamedTuple):
    """A piece of a script; all of them joined are the script."""

    kind: Kind
    text: str


def tokens(script: str) -> Iterator[Token]:
    """Read a script; raises UnreadableScript."""
    reader = _Reader(script)
    while reader.at < len(script):
        yield reader.next()
    if reader.open:
        raise UnreadableScript(f"never closed: {reader.open}")


@dataclass(slots=True)
class _Reader:
    script: str
    at: int = 0
    open: list[str] = field(default_factory=list)  # brackets; "if" and "${" are two of them
    value_ended: bool | None = False  # by the last token; None after a closing brace
    word: str = ""  # the last token, if it is a word that is not a property's name
    dot: bool = False

    def next(self) -> Token:
        token = self._template() or self._pattern() or self._plain()
        self.at += len(token.text)
        if token.kind not in {"gap", "comment"}:
            self._note(token)
        return token

    def _template(self) -> Token | None:
        sign = self.script[self.at]
        if sign != "`" and not (sign == "}" and self.open[-1:] == ["${"]):
            return None
        if sign == "}":
            self.open.pop()
        return self._found(_TEMPLATE, "template")

    def _pattern(self) -> Token | None:
        if self.script[self.at] != "/" or self.script[self.at + 1 : self.at + 2] in {"/", "*"}:
            return None
        if self.value_ended is None:
            raise UnreadableScript(f"a slash after a brace at {self.at}")
        return None if self.value_ended else self._found(_PATTERN, "pattern")

    def _plain(self) -> Token:
        for kind in ("gap", "comment", "string", "word", "sign"):
            found = _TOKEN.match(self.script, self.at)
            if found and found[kind]:
                return Token(kind, found[kind])
        raise UnreadableScript(f"at {self.at}")

    def _found(self, what: re.Pattern[str], kind: Kind) -> Token:
        found = what.match(self.script, self.at)
        if not found:
            raise UnreadableScript(f"no {kind} at {self.at}")
        return Token(kind, found[0])

    def _note(self, token: Token) -> None:
        """Remember what a slash or a brace that follows would mean."""
        word = token.text if token.kind == "word" and not self.dot else ""
        if token.kind == "sign":
            self._sign(token.text)
        elif token.kind == "template" and token.text.endswith("${"):
            self.open.append("${")
            self.value_ended = False
        else:
            self.value_ended = word not in _BEFORE_VALUE
        self.word, self.dot = word, token.text == "."

    def _sign(self, sign: str) -> None:
        self.value_ended = sign in {"]", "++", "--"}
        if sign in {"(", "[", "{"}:
            self.open.append("if" if sign == "(" and self.word in _BEFORE_CONDITION else sign)
        elif sign in _CLOSES:
            self._close(sign)

    def _close(self, sign: str) -> None:
        opened = self.open.pop() if self.open else ""
        if opened != _CLOSES[sign] and (sign, opened) != (")", "if"):
            raise UnreadableScript(f"{opened} is closed by {sign} at {self.at}")
        self.value_ended = None if sign == "}" else opened != "if"
