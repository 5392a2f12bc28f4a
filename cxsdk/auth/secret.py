"""Text that keeps itself out of what is shown: tracebacks with their locals, debuggers, logs."""

from __future__ import annotations


class Secret(str):
    """A string like any other, but for its ``repr``.

    Tools that collect errors show the ``repr`` of every local variable: a token
    that is only passed on would be among them.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Say that there is something, not what."""
        return "'***'"


def hide(owner: object, *names: str) -> None:
    """Make these attributes of a frozen dataclass secrets; None stays None."""
    for name in names:
        text = getattr(owner, name)
        if text is not None:
            object.__setattr__(owner, name, Secret(text))
