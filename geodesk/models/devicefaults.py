"""What an execution provider says when it does not start or fails, in words that a user can read."""

import re

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LOGGED = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \[([A-Z]):[^\]]*\]\s*")
# What is told stands behind where in the source it is told, and which condition did not hold.
_BEHIND = (
    re.compile(r"\[OpenVINO-EP\]\s+In Error ([^:\n]+): Exception from .*\n([^\n]+?)\s*\Z", re.DOTALL),
    re.compile(r"\bwas false\.\s+([^\n]+)"),
    re.compile(r"\bFailed to load library \S*?([^\s/\\]+) with error: ([^\n]+)"),
    re.compile(r"\bStatus Message: ([^\n]+)"),
    re.compile(r"\[ONNXRuntimeError\] : \d+ : \w+ : ([^\n]+)"),
    re.compile(r"^/\S+:\d+ [^\n]*?\)\s+([^\n]+)"),
)
_LONGEST = 160


def cause_of(said: str) -> str:
    """The cause in a provider's exception or in what it wrote to standard error; "" if it says none.

    Of several lines of a log that of the last error counts: the one that ended it.
    """
    text = "\n".join(line for line in (_COLOURS.sub("", one).strip() for one in said.splitlines()) if line)
    logged = [line for line in text.splitlines() if (found := _LOGGED.match(line)) and found[1] in "EF"]
    if logged:
        text = _LOGGED.sub("", logged[-1])
    for pattern in _BEHIND:
        if found := pattern.search(text):
            text = ": ".join(found.groups())
            break
    line = text.partition("\n")[0].strip().rstrip(".")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
