"""How often each rule and claim kind is right on labelled changes: rewrites checks/precision.json.

    make measure LABELS=/path/to/labels REPOS=/path/to/repositories
    python -m tests.measure LABELS REPOS [--print]

LABELS holds one JSON file for each labelled change: the repository, head and base, and, for the lines and folders that
were read exhaustively (``labelled_lines``, ``labelled_paths``), every claim with its verdict and every finding. REPOS
holds their git directories as ``owner+name`` or ``owner__name``, or one folder below. Inside what was read, a report
without a label is wrong; a label that is not ``sure`` counts neither way. Of claims, refutations are measured. A rule or
kind that no label names is not measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from checks import claims, rules
from checks.precision import Measured, Table, group_of

TABLE = Path(__file__).parent.parent / "checks" / "precision.json"
LINE_SLACK = 1
FINDING_SLACK = 2
SECONDS = 900

Item = Mapping[str, Any]


def tally(label: Item, report: Item) -> Iterator[tuple[str, bool]]:
    """Each report of a labelled change that the labels decide: its kind or rule, and whether it is right."""
    read = {document["path"]: document["claims"] for document in report["documents"]}
    for document in label.get("docs", ()):
        first, last = document["labelled_lines"]
        seen = [c for c in read.get(document["path"], ()) if first <= c["line"] <= last]
        pairs = _paired(document["claims"], seen, _same_claim)
        for claim, gold in zip(seen, pairs, strict=True):
            if claim["verdict"] == "refuted" and (gold is None or _decides(gold)):
                yield claim["kind"], gold is not None and gold["verdict"] == "refuted"
    code = label.get("code")
    if code:
        seen = [f for f in report["findings"] if _inside(f["path"], code["labelled_paths"])]
        for finding, gold in zip(seen, _paired(code["findings"], seen, _same_finding), strict=True):
            if gold is None or gold.get("sure", True):
                yield finding["rule"], gold is not None


def _decides(gold: Item) -> bool:
    return bool(gold.get("sure", True)) and "verdict" in gold


def _paired(
    labels: Sequence[Item], seen: Sequence[Item], distance: Callable[[Item, Item], int | None]
) -> list[Item | None]:
    """The label of each report, one to one, the nearest first; None where there is none."""
    near = sorted(
        (far, i, j)
        for i, gold in enumerate(labels)
        for j, item in enumerate(seen)
        if (far := distance(gold, item)) is not None
    )
    found: list[Item | None] = [None] * len(seen)
    used: set[int] = set()
    for _, i, j in near:
        if i not in used and found[j] is None:
            used.add(i)
            found[j] = labels[i]
    return found


def _same_claim(gold: Item, claim: Item) -> int | None:
    """How far apart a label and a claim of one kind and polarity are; what they are about goes before lines."""
    same = gold["kind"] == claim["kind"] and gold.get("polarity", "present") == claim["polarity"]
    last = max(gold["line"], gold.get("end_line") or 0)
    if not same or not gold["line"] - LINE_SLACK <= claim["line"] <= last + LINE_SLACK:
        return None
    told, said = gold.get("subject", {}), claim["subject"]
    differing = sum(_bare(told[key]) != _bare(said.get(key, "")) for key in told if key in said)
    return differing * 1000 + abs(int(gold["line"]) - int(claim["line"]))


def _same_finding(gold: Item, finding: Item) -> int | None:
    """How far apart a label and a finding of one rule and file are, where their lines touch."""
    if gold["rule"] != finding["rule"] or gold["path"] != finding["path"]:
        return None
    last = gold.get("end_line") or gold["line"]
    if finding["line"] > last + FINDING_SLACK or gold["line"] > finding["end_line"] + FINDING_SLACK:
        return None
    return abs(int(gold["line"]) - int(finding["line"]))


def _bare(value: object) -> str:
    return str(value).strip("./`").lower()


def _inside(path: str, folders: Iterable[str]) -> bool:
    return any(
        f.strip("./") in ("", path) or path.startswith(f.removeprefix("./").rstrip("/") + "/")
        for f in folders
    )


def named(labels: Iterable[Item]) -> frozenset[str]:
    """The rules and kinds that labels know: those of a label, or of a near miss."""
    found: set[str] = set()
    for label in labels:
        found |= {claim["kind"] for document in label.get("docs", ()) for claim in document["claims"]}
        code = label.get("code", {})
        found |= {item["rule"] for key in ("findings", "near_misses") for item in code.get(key, ())}
    return frozenset(found)


def table(decided: Iterable[tuple[str, bool]], known: frozenset[str], changes: int, date: str) -> Table:
    """The table of what was decided; ``known`` are the rules and kinds that the labels know."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name, holds in decided:
        (right if holds else wrong)[name] += 1
    measured = {
        name: Measured(
            group_of(module), reports := right[name] + wrong[name], right[name],
            round(right[name] / reports, 3) if reports else None,
        )
        for name, module in sorted({**claims.kinds(), **rules.rules()}.items())
        if name in known
    }  # fmt: skip
    return Table(date, changes, measured)


def checked(repository: Path, label: Item) -> Item:
    """The report on a labelled change. Raises CalledProcessError where it could not be made."""
    command = [
        sys.executable,
        "-m",
        "bot.cli",
        "check",
        str(repository),
        "--scope",
        "all",
        "--format",
        "json",
    ]
    command += ["--head", label["head"], *(("--base", label["base"]) if label.get("base") else ())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    report: Item = json.loads(done.stdout)
    return report


def repository_of(repos: Path, name: str) -> Path | None:
    """The git directory of ``owner/name``."""
    for joint in ("+", "__"):
        root = repos / name.replace("/", joint)
        for folder in (root, root.with_name(root.name + ".git"), *sorted(root.glob("*"))):
            if (folder / "HEAD").exists() or (folder / ".git").exists():
                return folder
    return None


def main() -> int:
    """Measures and rewrites the table; exit status 1, and the table as it was, where a change could not be checked."""
    options = argparse.ArgumentParser(description="rewrite checks/precision.json from labelled changes")
    options.add_argument("labels", type=Path)
    options.add_argument("repos", type=Path)
    options.add_argument("--print", action="store_true", help="print the table and leave the file as it is")
    wanted = options.parse_args()
    read = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(wanted.labels.rglob("*.json")))
    labels = [label for label in read if "repo" in label]
    decided: list[tuple[str, bool]] = []
    for number, label in enumerate(labels, 1):
        repository = repository_of(wanted.repos, label["repo"])
        if repository is None:
            print(f"{label['repo']}: not under {wanted.repos}", file=sys.stderr)
            return 1
        try:
            decided += tally(label, checked(repository, label))
        except (subprocess.SubprocessError, ValueError) as error:
            print(f"{label['repo']}: {error}", file=sys.stderr)
            return 1
        print(f"{number} of {len(labels)} changes", file=sys.stderr)
    if not labels:
        print(f"no labelled change under {wanted.labels}", file=sys.stderr)
        return 1
    date = datetime.now(UTC).date().isoformat()
    text = msgspec.json.format(msgspec.json.encode(table(decided, named(labels), len(labels), date))) + b"\n"
    if wanted.print:
        sys.stdout.write(text.decode())
    else:
        TABLE.write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
