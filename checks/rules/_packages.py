"""Packages: the folder of the nearest manifest, which is what is built and started as one."""

from __future__ import annotations

from checks.project.link import Project

_MANIFESTS = (
    "pyproject.toml",
    "package.json",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "Pipfile",
    "manage.py",
)


def package_of(project: Project, path: str) -> str:
    """The folder of the package that a file belongs to; empty for the root."""
    folder = path.rpartition("/")[0]
    while folder:
        if any(f"{folder}/{name}" in project.snapshot.tree for name in _MANIFESTS):
            return folder
        folder = folder.rpartition("/")[0]
    return ""


def inside(folder: str, path: str) -> bool:
    """Whether a path lies in a folder; everything lies in the root."""
    return not folder or path.startswith(folder + "/")
