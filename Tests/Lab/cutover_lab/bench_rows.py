"""One measurement each: ours, its peer of the same run, and the target; as a table for people and JSON for programs."""
import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line of the table. `samples` are all single measurements, the medians of which are compared."""
    name: str
    ours: float
    unit: str
    target: str
    ok: bool
    peer: float | None = None
    peer_name: str | None = None
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return round(self.ours / self.peer, 3) if self.peer else None

    def as_json(self, commit: str, build: str) -> dict:
        samples = {name: [significant(value) for value in values] for name, values in self.samples.items()}
        return {"name": self.name, "ours": significant(self.ours),
                "peer": None if self.peer is None else significant(self.peer), "peer_name": self.peer_name,
                "ratio": self.ratio, "unit": self.unit, "target": self.target, "ok": self.ok, "samples": samples,
                "commit": commit, "build": build}


def at_most(name: str, ours: float, limit: float, unit: str, **options) -> Row:
    """A row whose target is a fixed upper limit."""
    return Row(name, ours, unit, f"at most {limit:g} {unit}", ours <= limit, **options)


def at_most_peer(name: str, ours: float, peer: float, factor: float, unit: str, **options) -> Row:
    """A row where less is better, against its peer."""
    return Row(name, ours, unit, f"ratio at most {factor:g}", ours <= factor * peer, peer=peer, **options)


def at_least_peer(name: str, ours: float, peer: float, factor: float, unit: str, **options) -> Row:
    """A row where more is better, against its peer."""
    return Row(name, ours, unit, f"ratio at least {factor:g}", ours >= factor * peer, peer=peer, **options)


def significant(value: float) -> float:
    """Rounded to what a measurement on a shared machine can mean."""
    return float(f"{value:.4g}")


def table(rows: list[Row]) -> str:
    """The rows, aligned."""
    head = ("", "ours", "peer", "ratio", "unit", "target", "", "against")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    right = (1, 2, 3)
    return "\n".join("  ".join(cell.rjust(width) if column in right else cell.ljust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        return "" if value is None else f"{significant(value):g}"
    return (row.name, number(row.ours), number(row.peer), "" if row.ratio is None else f"{row.ratio:.2f}", row.unit,
            row.target, "ok" if row.ok else "MISSED", row.peer_name or "")


def write(rows: list[Row], file: Path, commit: str, build: str) -> None:
    """An array with one object a row."""
    file.parent.mkdir(exist_ok=True)
    objects = [json.dumps(row.as_json(commit, build)) for row in rows]
    file.write_text("[\n" + ",\n".join(objects) + "\n]\n")
