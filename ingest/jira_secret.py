"""The token of a Jira while the process runs: used to sign in, shown to nobody."""


class Secret:
    """A text that prints as ***."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written anywhere.")

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def struck_out(self, text: str) -> str:
        """Return `text` with the secret masked wherever it stands."""
        return text.replace(self._text, "***") if self._text else text
