"""The commands of conformance/PROTOCOL.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import protocol

USAGE = """\
usage: python -m pannier_verify OPERATION FOLDER  the answer to the vector in a folder
       python -m pannier_verify serve             one answer a line to one question a line
"""


def main(arguments: list[str]) -> int:
    """Runs a command; the exit code is 0 whenever there is an answer."""
    match arguments:
        case [operation, folder] if operation in protocol.OPERATIONS:
            print(json.dumps(protocol.answer_folder(Path(folder))))
        case ["serve"]:
            for line in sys.stdin:
                print(json.dumps(protocol.answer_line(line)), flush=True)
        case _:
            print(USAGE, end="", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
