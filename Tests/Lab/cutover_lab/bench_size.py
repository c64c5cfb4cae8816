"""How large the released agent is, and what fills it: its link, done once more, with the linker's map."""
import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from .errors import LabError
from .settings import REPOSITORY

MANIFEST = REPOSITORY / ".build/release.yaml"
# First match wins; on the path of the object file or of the archive that a part comes from.
GROUPS = (
    ("this package", r"/(Agent|Cutover|Docker|Journal|Protocol|Redis|Transport)\.build/"),
    ("BoringSSL (in swift-nio-ssl)", r"/CNIOBoringSSL\w*\.build/"),
    ("swift-nio, swift-nio-ssl", r"/_?C?NIO\w*\.build/"),
    ("other Swift packages", r"/\w+\.build/"),
    ("FoundationEssentials", r"/lib_?Foundation\w*\.a"),
    ("Swift library and runtime", r"/swift_static/|/libswift\w*\.a"),
    ("C++ library", r"/lib(stdc\+\+|gcc|gcc_eh|supc\+\+)\.a"),
    ("C library", r"/lib(c|m|pthread|dl|rt|util|resolv)(-[\d.]+)?\.a|/crt\w+\.o"),
)
# A line of lld's map that names an input: address, load address, size, alignment, FILE:(SECTION).
INPUT = re.compile(r"^\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ {9}(\S.*?):\(([^)]*)\)$")
# A line that names a section of the file.
SECTION = re.compile(r"^\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ (\.?\w\S*)$")
# What the linker makes itself, and the padding between.
TABLES = "linker's tables, padding"
# Neither is in the file that is shipped: symbols are stripped, and these only take memory.
NOT_IN_FILE = (".bss", ".tbss", ".symtab", ".strtab", ".shstrtab", ".debug", ".comment")


def megabytes(file: Path) -> float:
    """In the unit of the target: 10^6 bytes."""
    return file.stat().st_size / 1e6


def contents(agent: Path) -> list[tuple[str, float]]:
    """What fills the file, the largest first, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        map_file = Path(folder) / "map"
        subprocess.run([*_link_command(agent.name), "-o", str(Path(folder) / "agent"), "-use-ld=lld",
                        "-Xlinker", f"-Map={map_file}"], cwd=REPOSITORY, check=True, capture_output=True, timeout=300)
        parts = grouped(map_file.read_text(errors="replace"))
    rest = agent.stat().st_size - sum(parts.values())
    parts[TABLES] += rest
    return [(name, size / 1e6) for name, size in parts.most_common()]


def grouped(text: str) -> Counter:
    """Bytes of each group, from the linker's map."""
    total: Counter = Counter()
    section = ""
    for line in text.splitlines():
        if found := SECTION.match(line):
            section = found[3]
        elif (found := INPUT.match(line)) and not section.startswith(NOT_IN_FILE):
            total[group(found[3])] += int(found[2], 16)
    return total


def group(path: str) -> str:
    """Who an input of the link comes from."""
    return next((name for name, pattern in GROUPS if re.search(pattern, path)), TABLES)


def _link_command(product: str) -> list[str]:
    """As SwiftPM linked it, but for the output's name."""
    linked = f'"-o","{_output(product)}"'
    line = next((line for line in MANIFEST.read_text().splitlines()
                 if line.lstrip().startswith("args: [") and linked in line), None)
    if line is None:
        raise LabError(f"{MANIFEST} does not say how {product} was linked")
    words = json.loads(line.split(":", 1)[1])
    place = words.index("-o")
    return words[:place] + words[place + 2:]


def _output(product: str) -> str:
    return str((REPOSITORY / ".build/release").resolve() / product)
