"""The command line of `python -m emulator check`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from emulator.check.list_questions import LIST_QUESTIONS
from emulator.check.other_questions import OTHER_QUESTIONS
from emulator.check.probe import Probe, UnaskedError, WrongError
from emulator.check.questions import SMALL_QUESTIONS, Question

QUESTIONS: tuple[Question, ...] = (*LIST_QUESTIONS, *SMALL_QUESTIONS, *OTHER_QUESTIONS)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_RIGHT, _WRONG, _UNASKED = "yes", "NO", "-"


class Verdict(NamedTuple):
    """How one question was answered. mark: as the table has it. came: "" when it is right."""

    question: Question
    mark: str
    came: str


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status: 0 when all that could be asked was answered as Stripe does."""
    options = _options(arguments)
    is_here = urlsplit(options.url).hostname in _LOOPBACK
    if not is_here and not options.remote:
        print("This is not on this machine. --remote asks it anyway, and only reads.")
        return 2
    verdicts = judge_all(Probe(options.url, options.key), is_here)
    print(table(verdicts, options.all))
    return int(any(verdict.mark == _WRONG for verdict in verdicts))


def judge_all(probe: Probe, is_here: bool) -> list[Verdict]:
    """is_here: the server is on this machine, so that more than reads may be sent."""
    return [_judge(probe, question) for question in QUESTIONS if is_here or not question.only_here]


def _judge(probe: Probe, question: Question) -> Verdict:
    try:
        question.judge(probe)
    except UnaskedError as why:
        return Verdict(question, _UNASKED, str(why))
    except WrongError as came:
        return Verdict(question, _WRONG, str(came) or "nothing")
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # What has another shape than a list of sessions is an answer too.
        return Verdict(question, _WRONG, f"another shape: {type(error).__name__} {error}")
    return Verdict(question, _RIGHT, "")


def table(verdicts: Sequence[Verdict], everything: bool = True) -> str:
    """As Markdown. everything: also what was answered rightly."""
    lines = [
        "| asked | as Stripe? | answered | should | source |",
        "| --- | --- | --- | --- | --- |",
    ]
    for question, mark, came in verdicts:
        if everything or mark != _RIGHT:
            cells = (question.asked, mark, came, question.should, question.source)
            lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    counts = {mark: sum(v.mark == mark for v in verdicts) for mark in (_RIGHT, _WRONG, _UNASKED)}
    asked = counts[_RIGHT] + counts[_WRONG]
    rest = f"; {counts[_UNASKED]} could not be asked" if counts[_UNASKED] else ""
    return "\n".join([*lines, "", f"{counts[_RIGHT]} of {asked} as Stripe answers{rest}."])


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m emulator check",
        description="Asks a server whether it lists Checkout Sessions as Stripe does.",
    )
    parser.add_argument("url", help="such as http://127.0.0.1:12111")
    parser.add_argument("--key", required=True, help="that may read")
    parser.add_argument("--remote", action="store_true", help="not on this machine: only read")
    parser.add_argument("--all", action="store_true", help="show what was right too")
    return parser.parse_args(arguments)
