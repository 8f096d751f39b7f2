"""From a file to the tables of TOML: whatever it holds, one clear reason why it cannot be read.

A file may be anything: a pipe, a device, a gigabyte, cut, hostile, or written by an office program
with curly quotes, full-width digits and characters that nobody sees. What is wrong with the text is
shown with line, column, the character by its Unicode name, and what to write instead.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from locales.catalogue import Phrase, phrase
from locales.reasons import safe
from scenarios.chinese_names import meant
from scenarios.errors import MOST_PROBLEMS, ScenarioError, part, problem_at, shown
from scenarios.regular_file import UnreadableError, read_regular
from scenarios.schema import said_of_keys

MOST_BYTES = 256 * 1024
MOST_LEVELS = 12
MOST_DOTS = 200  # in a line
LONGEST_INTEGER = 10**15
LONGEST_LINE = 160  # of a line that is shown
LOOKALIKES = {
    **dict.fromkeys("“”„‟«»「」『』〝〞", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("−–—―‐‑‒", "-"),
    **dict.fromkeys("【〔〖", "["),
    **dict.fromkeys("】〕〗", "]"),
    "、": ",",
    "。": ".",
    "…": "...",
}
CONTROLS = {"\r": "CARRIAGE RETURN", "\x85": "NEXT LINE", "\x7f": "DELETE", "\x1b": "ESCAPE"}
TOML_REASONS = (  # how the reason of the TOML reader begins, and what is said in its place
    ("Invalid statement", "problem.toml_statement"),
    ("Expected newline", "problem.toml_end"),
    ("Expected ']", "problem.toml_bracket"),
    ("Expected '='", "problem.toml_equals"),
    ("Invalid initial", "problem.toml_key"),
    ("Unclosed array", "problem.toml_array"),
    ("Unclosed inline", "problem.toml_inline"),
    ("Unescaped", "problem.toml_escape"),
    ("Invalid hex", "problem.toml_escape"),
    ("Escaped", "problem.toml_escape"),
    ("Unterminated", "problem.toml_quote"),
    ("Expected", "problem.toml_quote"),
    ("Illegal character '\\n'", "problem.toml_quote"),
    ("Illegal", "problem.toml_character"),
    ("Found invalid", "problem.toml_character"),
    ("Invalid date", "problem.toml_date"),
    ("Invalid value", "problem.toml_value"),
)
WINDOWS_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
# strings and comments, also such as are not closed: what stands in them is no syntax
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)'
    r'|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*',
    re.DOTALL,
)
ODD = re.compile(r"[^\W\d_a-zA-Z]+|[^\x20-\x7e\t\n]")  # a word of another script, or one character
KEY = re.compile(r"^\s*\[+[^\]]*\]+|^[^=]*(?==)")  # the part of a line that names something


def refuse(
    file: str, reason: Phrase, allowed: Phrase, found: str = "", key: tuple[str | int, ...] = ()
) -> ScenarioError:
    """An error about a file as a whole."""
    return ScenarioError(problem_at(file, key, reason, found=found, allowed=allowed))


def read_bytes(path: Path, file: str) -> bytes:
    """The content of a regular file of bearable size; never waits for a pipe."""
    try:
        return read_regular(path, MOST_BYTES)
    except UnreadableError as error:
        raise refuse(file, error.reason, error.allowed or phrase("problem.a_file")) from None


def decode(data: bytes, file: str) -> str:
    """UTF-8 text, a byte order mark taken off; other encodings are named where they can be told."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        reason = phrase("problem.not_utf8", n=error.start + 1)
        for mark, name in WINDOWS_MARKS:
            if data.startswith(mark):
                reason = phrase("problem.other_encoding", reason=reason, name=name)
        if line := chinese_line(data, error.start):
            reason = phrase("problem.gbk", n=data.count(b"\n", 0, error.start) + 1, line=line)
        raise refuse(file, reason, phrase("problem.utf8")) from None


def chinese_line(data: bytes, at: int) -> str:
    """The line at a byte, where all of the data reads as Chinese in GBK; else nothing."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    odd = [c for c in text if ord(c) > 126]
    chinese = sum("\u3000" <= c < "\ua000" or "\uff00" <= c <= "\uffef" for c in odd)
    if not chinese or chinese < 0.8 * len(odd):
        return ""
    start = data.rfind(b"\n", 0, at) + 1
    line = data[start:].split(b"\n", 1)[0].decode("gb18030", "replace").strip()
    return shown(line, LONGEST_LINE)


def parse(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML text, or what is wrong with it."""
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MOST_BYTES:
        most = phrase("problem.at_most_bytes", n=MOST_BYTES)
        raise refuse(file, phrase("problem.too_large", n=size), most)
    if not text.strip():
        raise refuse(file, phrase("problem.empty"), phrase("problem.a_file"))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(file, phrase("problem.nul", n=line), phrase("problem.utf8"))
    deep = refuse(file, phrase("problem.too_deep"), phrase("problem.depth", n=MOST_LEVELS))
    # tomllib needs a time that grows as the square of the parts of a key: bound them first
    if any(line.count(".") > MOST_DOTS for line in text.split("\n") if line[:1] != "#"):
        raise deep
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise syntax_error(str(error), text, file) from None
    except RecursionError:
        raise deep from None
    except ValueError:
        raise refuse(file, phrase("problem.long_number"), phrase("problem.digits")) from None
    if levels(tables) > MOST_LEVELS:
        raise deep
    if (long := long_integer(tables)) is not None:
        raise refuse(file, phrase("problem.long_number"), phrase("problem.digits"), key=long)
    return tables


def long_integer(
    node: dict[str, Any] | list[Any], where: tuple[str | int, ...] = ()
) -> tuple[str | int, ...] | None:
    """Where the first integer stands that has more digits than anything here can mean."""
    for key, item in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(item, int) and abs(item) >= LONGEST_INTEGER:
            return (*where, key)
        found = long_integer(item, (*where, key)) if isinstance(item, dict | list) else None
        if found is not None:
            return found
    return None


def levels(tables: dict[str, Any]) -> int:
    """Depth of nesting, found without recursion."""
    deepest = 0
    waiting: list[tuple[int, dict[str, Any] | list[Any]]] = [(1, tables)]
    while waiting and deepest <= MOST_LEVELS:
        level, node = waiting.pop()
        deepest = max(deepest, level)
        inner = node.values() if isinstance(node, dict) else node
        waiting += [(level + 1, item) for item in inner if isinstance(item, dict | list)]
    return deepest


class Odd(NamedTuple):
    """A character that does not belong where it stands, or a word of another script."""

    at: int
    text: str


def is_odd(char: str) -> bool:
    """Whether a character has no place outside of strings and comments."""
    return not (" " <= char <= "~" or char in "\t\n")


def instead_of(char: str) -> str:
    """What to write for an odd character: what looks like it, a space, or nothing."""
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    if unicodedata.category(char) in ("Zs", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and " " <= plain <= "~" else ""


def is_disguised(char: str) -> bool:
    """Whether a character is taken for another one, or cannot be seen, in text of any language."""
    if char in "\n\t":
        return False
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    return hidden or (is_odd(char) and instead_of(char) != "")


def named(char: str) -> Phrase:
    """A character with its code and its Unicode name."""
    name = unicodedata.name(char, CONTROLS.get(char, "CONTROL CHARACTER"))
    code = f"U+{ord(char):04X} {name}"
    seen = char.isprintable() and not char.isspace() and not unicodedata.combining(char)
    text = f"{char} ({code})" if seen else code
    return phrase("problem.character", what=text)


def odd_parts(text: str) -> Iterator[Odd]:
    """Odd characters and words outside of strings and comments, in their order."""
    bare = QUOTED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text).replace("\r\n", " \n")
    for found in ODD.finditer(bare):
        yield Odd(found.start(), found[0])


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a place in a text, both from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def disguise(value: str, text: str) -> Phrase | None:
    """What to say of the first character of a value that is not what it seems, if there is one."""
    at = next((i for i, char in enumerate(value) if is_disguised(char)), None)
    if at is None:
        return None
    written = text.find(value)
    write = "".join(instead_of(c) if is_disguised(c) else c for c in value)
    said = phrase("problem.holds", character=named(value[at]), write=shown(write))
    if written < 0:
        return said
    line, column = place(text, written + at)
    return phrase("problem.holds_at", n=line, m=column, said=said)


def syntax_error(said: str, text: str, file: str) -> ScenarioError:
    """What the TOML reader says: the odd characters up to there, or its reason in plain words."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    lines = text.split("\n")
    number, column = (int(found[1]), int(found[2])) if found else (len(lines), 0)
    at = sum(len(line) + 1 for line in lines[: number - 1]) + column - 1
    odd = list(odd_parts(text))
    if odd and place(text, odd[0].at)[0] <= number:
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        first = {bisect_right(starts, one.at): one for one in reversed(odd)}  # of each line
        kept = [first[line] for line in sorted(first)]
        problems = [odd_problem(one, text, file) for one in kept[:MOST_PROBLEMS]]
        return ScenarioError(problems, len(kept) - len(problems))
    if found and at < len(text) and is_disguised(text[at]):  # inside of a string or comment
        return ScenarioError(odd_problem(Odd(at, text[at]), text, file))
    return ScenarioError(reader_problem(said, lines, number, file))


def odd_problem(odd: Odd, text: str, file: str) -> Phrase:
    """An odd character or word outside of strings, and how its line should read."""
    number, column = place(text, odd.at)
    line = text.split("\n")[number - 1].strip("\r")
    if odd.text[0].isalpha() and not is_disguised(odd.text[0]):
        reason = phrase("problem.foreign_word", word=odd.text[:40])
        otherwise = phrase("problem.keys_and_quotes")
    else:
        reason = phrase("problem.foreign_character", character=named(odd.text[0]))
        otherwise = phrase("problem.remove")
    write = mended(line)
    allowed = phrase("problem.write", line=write) if write else otherwise
    allowed = phrase("problem.line_ends") if odd.text[0] == "\r" else allowed
    return at_line(file, number, reason, shown(line, LONGEST_LINE), allowed, column)


def reader_problem(said: str, lines: list[str], number: int, file: str) -> Phrase:
    """The TOML reader's own reason, in both languages, with the line that it means."""
    line = lines[number - 1].strip() if number <= len(lines) else ""
    name = line.split("=", 1)[0].strip() if "=" in line else line.strip("[] ")
    if said.startswith(("Cannot", "Duplicate inline")):
        found = part(name) if re.fullmatch(r"[\w.-]{1,60}", name) is None else name
        return at_line(file, number, phrase("problem.twice"), found, phrase("problem.once"))
    key = next((key for start, key in TOML_REASONS if said.startswith(start)), "problem.toml_other")
    reason = phrase("problem.toml", why=phrase(key))
    write = mended(line)
    allowed = phrase("problem.write", line=write) if write else phrase("problem.valid_toml")
    allowed = phrase("problem.leave_out") if NOTHING.search(line) else allowed
    return at_line(file, number, reason, shown(line, LONGEST_LINE) if line else "", allowed)


def at_line(
    file: str, number: int, reason: Phrase, found: str, allowed: Phrase, column: int = 0
) -> Phrase:
    """A problem of a line, or of a column in it."""
    return problem_at(file, (), reason, line=number, column=column, found=found, allowed=allowed)


def is_toml(line: str) -> bool:
    """Whether a line can stand in a file by itself."""
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return bool(line.strip())


def _percent(found: re.Match[str]) -> str:
    return f"{found[1]}{float(found[2]) / 100.0:.10g}"


NOTHING = re.compile(r"=\s*(None|null|nil)\s*(#|$)")
BARE = (
    r"[^\W\d][^\"'#=\[\]{}]*?|[+-]?[\d.,]+ ?[^\W\d][^\"'#=]*?"  # a word, or a number with its unit
)
MENDING: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"(=\s*-?\d{1,3}(?:,\d{3})+)(?=\s*(#|$))", lambda found: found[1].replace(",", "")),
    (r"(=\s*-?\d+),(?=\d+\s*(#|$))", r"\1."),
    (r"(=\s*)(-?\d+(?:\.\d+)?)\s*%(?=\s*(#|$))", _percent),
    (r"(=\s*)(?i:true|yes|on)(?=\s*(#|$))", r"\1true"),
    (r"(=\s*)(?i:false|no|off)(?=\s*(#|$))", r"\1false"),
    (rf"=\s*({BARE})(?=\s*(#|$))", r'= "\1"'),
    (r"^\s*([\w-]+)\s*:\s*(?=[\d\"'\[{.+-])", r"\1 = "),
    (rf"^\s*([\w-]+)\s*:\s*({BARE})\s*$", r'\1 = "\2"'),
    (r"^\s*([\w-]+)\s*:\s*$", r"[\1]"),
)


def mended(line: str) -> str:
    """How a line should read, or nothing where that cannot be told."""
    plain = "".join(instead_of(char) if is_disguised(char) else char for char in line).strip()
    plain = KEY.sub(lambda key: ODD.sub(lambda word: meant(word[0], said_of_keys()), key[0]), plain)
    if is_toml(plain):
        return shorten(plain)
    for pattern, write in MENDING:
        changed = re.sub(pattern, write, plain, count=1)
        if changed != plain and is_toml(changed):
            return shorten(changed)
    return ""


def shorten(line: str) -> str:
    """A line as it is shown."""
    return safe(line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…")
