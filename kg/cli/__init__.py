"""The command line: the only room that prints, reads the clock, or exits.

Verbs live in modules of their own that import nothing heavy before they run, so that ``kg --help`` is quick.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

import click

from kg import __version__
from kg.errors import KgError

# The verbs in the order of work, and the module that holds each.
VERBS: Final = {
    "query": "ask",
    "status": "ask",
    "compare": "ask",
    "show": "tell",
    "timeline": "tell",
    "ladder": "tell",
    "validate": "check",
    "format": "check",
    "diff": "diff",
    "import": "take",
    "export": "export",
    "network": "network",
    "stats": "tell",
}


class Verbs(click.Group):
    """A group that imports the module of a verb when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb, or None if there is none of that name."""
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(f"kg.cli.{VERBS[cmd_name]}"), _function(cmd_name))
        assert isinstance(command, click.Command)
        return command


def _function(verb: str) -> str:
    return verb + "_" if iskeyword(verb) else verb.replace("-", "_")


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Example:
  kg status islamic-emirate-of-afghanistan-2021 --on 2025-07-04
""",
)
@click.version_option(__version__, prog_name="kg")
@click.option("--root", type=click.Path(path_type=Path), help="The folder with ontology/, data/ and queries/.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def kg(ctx: click.Context, root: Path | None, debug: bool) -> None:
    """Ask who recognises which state or government, since when, by what act, according to whom.

    The graph records who did or said what about whom, with sources. It takes no position on who is a state: status is
    never stored, it is the answer to a question over dated, attributed acts.
    """
    ctx.obj = {"root": root, "debug": debug}


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with a code of the contract: 0, 1, 2, 3, 4, 70, 130 or 143."""
    _catch_terminate()
    given = sys.argv[1:] if args is None else args
    try:
        result = kg.main(args=given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        code = result if isinstance(result, int) else 0
    except click.ClickException as fault:
        code = _say(_one_line(fault.format_message()), 2)
    except click.exceptions.Abort:
        code = _say("interrupted", 130)
    except KeyboardInterrupt:
        code = _say("interrupted", 130)
    except _Terminated:
        code = _say("terminated", 143)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`): point stdout elsewhere so that Python does not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KgError as fault:
        code = _fail(fault, str(fault), fault.exit_code, given)
    except Exception as fault:
        code = _fail(fault, f"a fault in kg itself ({type(fault).__name__}: {fault}); please report it", 70, given)
    sys.exit(code)


class _Terminated(BaseException):
    """The system asked the command to end: whatever is under way is left as after Ctrl-C, nothing half written."""


def _catch_terminate() -> None:
    def end(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # A second one must not end the tidying up.
        raise _Terminated

    with contextlib.suppress(ValueError):  # Only the main thread may; in others nothing changes.
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, end)


def _fail(fault: Exception, message: str, code: int, given: list[str]) -> int:
    if "--debug" in given:
        raise fault
    return _say(_one_line(message), code)


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _say(message: str, code: int) -> int:
    from kg.tables import visible

    print(f"kg: {visible(message)}", file=sys.stderr)
    return code


def graph_of(ctx: click.Context, extra: tuple[Path, ...] = ()) -> Any:
    """Return the graph that the global options name."""
    from kg import store
    from kg.graph import Graph

    return Graph(store.find_root(ctx.obj["root"]), extra)


def checkout_of(ctx: click.Context, *, or_installed: bool = False) -> Path:
    """Return the root for those who change data: that of ``--root``, or the checkout that they are in.

    What was installed is not theirs, so a verdict on it would pass for one on their files.  It is taken with
    ``or_installed`` only, and told.  Raises WrongUse if there is no checkout.
    """
    from kg import store
    from kg.errors import WrongUse

    root = store.find_root(ctx.obj["root"])
    if ctx.obj["root"] is not None or root != store.INSTALLED:
        return root
    if not or_installed:
        folders = ", ".join(f"{name}/" for name in store.FOLDERS)
        raise WrongUse(f"no folder here or above has {folders}", remedy="name a checkout with --root")
    click.echo(f"kg: no checkout here; taken with what is installed in {root}", err=True)
    return root


def put(text: str, output: Path | None) -> None:
    """Print a result, or write it to a file that appears whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    from kg.files import write_atomically

    content = text.encode()
    write_atomically(output, lambda stream: stream.write(content))
