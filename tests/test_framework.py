"""Frameworks as data."""

import dataclasses

import pytest

from classifier.errors import FrameworkError, UnknownCodeError
from classifier.framework import DEFAULT_FRAMEWORK, available_frameworks, load_framework

CODES = "0 1 1.1 1.2 1.3 1.4 2 2.1 2.2 2.3 2.4 3 3.1 3.2".split()


def test_the_default_framework_comes_with_the_package():
    assert DEFAULT_FRAMEWORK in available_frameworks()
    framework = load_framework()
    assert framework.name == DEFAULT_FRAMEWORK
    assert framework.valid_from == 2018
    assert load_framework(DEFAULT_FRAMEWORK) == framework


@pytest.mark.parametrize("name", available_frameworks())
def test_every_framework_is_whole(name):
    framework = load_framework(name)
    assert framework.name == name
    assert len(set(framework.codes)) == len(framework.codes)
    domains = {domain.code for domain in framework.domains}
    for standard in framework.standards:
        assert standard.title.strip() == standard.title != ""
        assert standard.about
        assert standard.domain in domains or standard.domain is None
    assert [standard.code for standard in framework.standards if standard.domain is None] == ["0"]


def test_codes_are_in_the_order_of_the_framework():
    framework = load_framework()
    assert list(framework.codes) == CODES
    assert [domain.code for domain in framework.domains] == ["1", "2", "3"]


@pytest.mark.parametrize(("code", "domain"), [("0", None), ("1", "1"), ("1.4", "1"), ("2.3", "2"), ("3.2", "3")])
def test_a_code_has_one_domain(code, domain):
    assert load_framework().domain_of(code) == domain
    assert load_framework().standard(code).code == code


def test_unknown_names_and_codes_are_told():
    with pytest.raises(UnknownCodeError) as caught:
        load_framework().domain_of("2.9")
    assert str(caught.value) == (f"framework hmip-nps-2018: there is no standard '2.9'. Use one of {', '.join(CODES)}.")
    for name in ("hmip-1066", "../frameworks/hmip-nps-2018"):
        with pytest.raises(FrameworkError) as caught:
            load_framework(name)
        assert str(caught.value).startswith(f"framework {name}: there is no framework of that name. Use one of hmip")


def test_a_framework_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_framework().name = "mine"
