"""Settings of an app: declared in its manifest, kept per installation, read typed."""

from __future__ import annotations

from dataclasses import dataclass

KINDS: dict[str, type] = {
    "text": str,
    "url": str,
    "choice": str,
    "secret": str,
    "flag": bool,
    "number": int,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of an app.

    Args:
        key: Its name in ``ctx.settings``: small letters, digits and ``_``.
        kind: ``text``, ``url``, ``choice`` and ``secret`` are ``str``, ``flag``
            is ``bool``, ``number`` is ``int``. A secret lies encrypted.
        title: What people read beside it; an English msgid.
        default: Its value where nobody set one. Without one a flag is False,
            a number 0 and a text empty.
        choices: What a ``choice`` may be.
        hint: What to write there; an English msgid.
    """

    key: str
    kind: str
    title: str
    default: str | int | bool | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""

    @property
    def initial(self) -> str | int | bool:
        """The value where nobody set one."""
        if self.default is not None:
            return self.default
        empty: str | int | bool = KINDS[self.kind]()
        return empty

    def accepts(self, value: object) -> bool:
        """Whether ``value`` may be kept: of the kind's type, and one of the choices."""
        kind = KINDS.get(self.kind)
        if kind is None or type(value) is not kind:
            return False
        return self.kind != "choice" or value in self.choices
