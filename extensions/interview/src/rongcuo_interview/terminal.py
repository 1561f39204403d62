"""The screens on a terminal: keys alone, no line wider than it is, and gone once they are answered."""

from __future__ import annotations

import shutil
from typing import Any

import click
from attrs import define
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import BufferControl, FormattedTextControl, HSplit, Layout, VSplit, Window
from prompt_toolkit.output import ColorDepth

from rongcuo.render.page import wrap
from rongcuo.render.terminal import terminal_width
from rongcuo.render.words import Words

from .interview import Beside
from .screens import Move, Screen

#: Lines that are left for the last answers above a screen, and one below it.
_FREE = 3
#: The fewest lines that options have, however low the terminal is.
_LEAST = 3

#: The keys that choose an option.
_DIGITS = "123456789"

Line = tuple[str, str]


@define
class Shown:
    """A screen as it stands: where the cursor is, what is ticked, and whether it tells why it is asked."""

    screen: Screen
    beside: Beside
    words: Words
    at: int = 0
    ticked: tuple[Any, ...] = ()
    asks_why: bool = False

    def lines(self, width: int, height: int) -> list[Line]:
        """All lines, each with its style and none wider than this."""
        above, foot = self._above(width), self._foot(width)
        if self.asks_why:
            middle = self._why(width, max(height - len(above) - len(foot), _LEAST))
        else:
            middle = self._options(width, max(height - len(above) - len(foot), _LEAST))
        return [*above, *middle, *([] if self.screen.kind == "text" and not self.asks_why else foot)]

    def foot(self, width: int) -> list[Line]:
        return self._foot(width)

    def _above(self, width: int) -> list[Line]:
        screen, beside = self.screen, self.beside
        lines: list[Line] = [("", "")]
        lines += [("class:beside", line) for line in wrap(beside.progress, width)]
        title = f"{screen.heading}  {screen.title}" if screen.heading else screen.title
        lines += [("bold", line) for line in wrap(title, width)]
        lines += [("", line) for line in wrap(screen.hint, width)] if screen.hint else []
        if beside.problem:
            lines += [("class:problem", line) for line in wrap(beside.problem, width)]
        return lines

    def _foot(self, width: int) -> list[Line]:
        keys = f"ask.keys_{self.screen.kind}"
        said = self.words.say("ask.keys_why" if self.asks_why else keys)
        return [("class:beside", line) for line in wrap(said, width)]

    def _why(self, width: int, height: int) -> list[Line]:
        """What hangs on it, as much as there is room for, and how many lines there are beside that."""
        reasons = self.screen.why() or (self.words.say("ask.why_story"),)
        lines = [("", f"  {line}") for text in reasons for line in wrap(text, width - 2)]
        if len(lines) <= height:
            return lines
        told = self.words.say("ask.why_cut", count=len(lines) - height + 1)
        return [*lines[: height - 1], *(("class:beside", line) for line in wrap(told, width)[:1])]

    def _options(self, width: int, height: int) -> list[Line]:
        """The options around the cursor, as many as there is room for, and how many there are beside them."""
        blocks = [self._option(index, width) for index in range(len(self.screen.options))]
        if sum(map(len, blocks)) > height:
            height -= 2  # where it is told that there are more
        first, last, used = self.at, self.at, len(blocks[self.at]) if blocks else 0
        while blocks:
            if last + 1 < len(blocks) and used + len(blocks[last + 1]) <= height:
                last += 1
                used += len(blocks[last])
            elif first and used + len(blocks[first - 1]) <= height:
                first -= 1
                used += len(blocks[first])
            else:
                break
        shown = [line for block in blocks[first : last + 1] for line in block]
        return [*self._more("above", first), *shown, *self._more("below", len(blocks) - last - 1)]

    def _more(self, where: str, count: int) -> list[Line]:
        return [("class:beside", self.words.say(f"ask.more_{where}", count=count))] if count > 0 else []

    def _option(self, index: int, width: int) -> list[Line]:
        option = self.screen.options[index]
        mark = "> " if index == self.at else "  "
        if self.screen.kind == "one" and index < len(_DIGITS):
            mark += f"{_DIGITS[index]} "
        if self.screen.kind == "several":
            mark += "[x] " if option.value in self.ticked else "[ ] "
        style = "reverse" if index == self.at else ""
        first, *rest = wrap(option.label, width - len(mark))
        return [(style, mark + first), *((style, " " * len(mark) + line) for line in rest)]

    # What keys do

    def move(self, by: int) -> None:
        self.at = (self.at + by) % max(len(self.screen.options), 1)

    def tick(self) -> None:
        """Ticks the option or takes the tick away; what stands for none or unknown stands alone."""
        value = self.screen.options[self.at].value
        if value in self.ticked:
            self.ticked = tuple(other for other in self.ticked if other != value)
        else:
            others = () if value == () else (other for other in self.ticked if other != ())
            self.ticked = (*others, value)

    def reply(self) -> Any:
        if self.screen.kind == "one":
            return self.screen.options[self.at].value
        return tuple(option.value for option in self.screen.options if option.value in self.ticked)


def on_terminal(words: Words) -> Any:
    """Shows screens on the terminal that there is, and gives the replies."""

    def show(screen: Screen, beside: Beside) -> Any:
        shown = Shown(screen=screen, beside=beside, words=words, at=screen.at, ticked=tuple(screen.ticked))
        typed = Buffer(multiline=False, document=Document(screen.default))
        return _application(shown, typed).run()

    return show


def tell(text: str) -> None:
    """What was answered stays on the terminal, above the next screen."""
    for index, line in enumerate(wrap(text, _width() - 2)):
        click.echo(f"{'  ' if index else '· '}{line}")


def _width() -> int:
    return terminal_width() - 1


def _application(shown: Shown, typed: Buffer) -> Application[Any]:
    def body() -> StyleAndTextTuples:
        return _text(shown.lines(_width(), shutil.get_terminal_size().lines - _FREE))

    def foot() -> StyleAndTextTuples:
        return _text(shown.foot(_width()))

    typing = shown.screen.kind == "text"
    entry = BufferControl(typed)
    rows: list[Any] = [
        Window(FormattedTextControl(body, focusable=not typing, show_cursor=False), wrap_lines=False)
    ]
    if typing:
        prompt = Window(FormattedTextControl("> "), width=2, dont_extend_width=True)
        rows += [
            VSplit([prompt, Window(entry, height=1)]),
            Window(FormattedTextControl(foot), dont_extend_height=True),
        ]
    layout = Layout(HSplit(rows), focused_element=entry if typing else None)
    return Application(
        layout=layout,
        key_bindings=_keys(shown, typed),
        erase_when_done=True,
        color_depth=ColorDepth.DEPTH_1_BIT,
    )


def _text(lines: list[Line]) -> StyleAndTextTuples:
    parts: StyleAndTextTuples = []
    for index, (style, line) in enumerate(lines):
        parts.append((style, line if index == len(lines) - 1 else f"{line}\n"))
    return parts


def _keys(shown: Shown, typed: Buffer) -> KeyBindings:
    keys = KeyBindings()
    bind = keys.add
    listed = Condition(lambda: shown.screen.kind != "text")
    one = Condition(lambda: shown.screen.kind == "one" and not shown.asks_why)
    several = Condition(lambda: shown.screen.kind == "several" and not shown.asks_why)

    def leave(event: KeyPressEvent, reply: Any) -> None:
        event.app.exit(result=reply)

    @bind("c-c")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @bind("c-d")
    @bind("q", filter=listed)
    def _(event: KeyPressEvent) -> None:
        leave(event, Move.STOP)

    @bind("c-b")
    @bind("b", filter=listed)
    @bind("left", filter=listed)
    def _(event: KeyPressEvent) -> None:
        leave(event, Move.BACK)

    @bind("f1")
    @bind("?", filter=listed)
    @bind("？", filter=listed)
    def _(event: KeyPressEvent) -> None:
        shown.asks_why = not shown.asks_why

    @bind("up", filter=listed)
    @bind("k", filter=listed)
    def _(event: KeyPressEvent) -> None:
        shown.move(-1)

    @bind("down", filter=listed)
    @bind("j", filter=listed)
    def _(event: KeyPressEvent) -> None:
        shown.move(1)

    @bind(" ", filter=several)
    def _(event: KeyPressEvent) -> None:
        shown.tick()

    for index, digit in enumerate(_DIGITS[: len(shown.screen.options)]):

        @bind(digit, filter=one)
        def _(event: KeyPressEvent, index: int = index) -> None:
            shown.at = index  # and no answer: whoever presses Enter after it would answer the next screen too

    @bind("enter")
    def _(event: KeyPressEvent) -> None:
        if shown.asks_why:
            shown.asks_why = False
        else:
            leave(event, typed.text if shown.screen.kind == "text" else shown.reply())

    return keys
