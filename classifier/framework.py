"""Inspection frameworks as data: which domains and standards there are, with their codes and titles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from classifier.errors import FrameworkError, UnknownCodeError

DEFAULT_FRAMEWORK = "hmip-nps-2018"
_FOLDER = Path(__file__).parent / "frameworks"


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard, a domain as a whole (`code` of one digit), or the provider as a whole (`domain` None)."""

    code: str
    title: str
    about: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework; `standards` holds every code that a finding may carry, in the framework's order."""

    name: str
    title: str
    publisher: str
    valid_from: int
    standards: tuple[Standard, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that a finding may carry, in order."""
        return tuple(standard.code for standard in self.standards)

    @property
    def domains(self) -> tuple[Standard, ...]:
        """The domains, in order."""
        return tuple(standard for standard in self.standards if standard.code == standard.domain)

    def standard(self, code: str) -> Standard:
        """The standard of that code; raises `UnknownCodeError` where there is none."""
        for standard in self.standards:
            if standard.code == code:
                return standard
        raise UnknownCodeError(self.name, code, self.codes)

    def domain_of(self, code: str) -> str | None:
        """The code of the domain to which a code belongs; None for the provider as a whole."""
        return self.standard(code).domain


def available_frameworks() -> tuple[str, ...]:
    """The names of the frameworks that come with the package, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_framework(name: str = DEFAULT_FRAMEWORK) -> Framework:
    """The framework of that name; raises `FrameworkError` where there is none."""
    if name not in available_frameworks():
        raise FrameworkError(
            name, "there is no framework of that name", f"Use one of {', '.join(available_frameworks())}"
        )
    return _parse(tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def _parse(data: dict[str, Any]) -> Framework:
    overall = data["overall"]
    standards = [Standard(overall["code"], overall["title"], overall["about"], domain=None)]
    for domain in data["domains"]:
        for entry in (domain, *domain["standards"]):
            standards.append(Standard(entry["code"], entry["title"], entry["about"], domain["code"]))
    return Framework(data["name"], data["title"], data["publisher"], data["valid_from"], tuple(standards))
