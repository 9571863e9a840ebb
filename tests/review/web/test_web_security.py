import re

import pytest
from reviewing import make, make_tagged
from web_visits import HOME, seen, visiting

pytest.importorskip("starlette", reason="the review page needs: pip install 'findings-classifier[review]'")

from classifier.review.reports import add_report
from classifier.review.store import Project
from classifier.review.web.app import _GETS, _POSTS


def filled(path):
    return re.sub(r"\{\w+:int\}", "1", path)


def decisions(path):
    from classifier.review.log import entries
    from classifier.review.records import DECISIONS

    with Project.open(path, read_only=True) as project:
        return len(entries(project, kinds=DECISIONS))


@pytest.mark.parametrize("address", [*map(filled, _GETS), "/static/review.css", "/nowhere"])
def test_without_a_session_nothing_is_shown(stranger, address):
    answer = stranger.get(address)
    assert answer.status_code == 403
    assert "Open the whole address that the program printed last" in answer.text
    assert "Tolby" not in answer.text


def test_a_wrong_token_gives_no_session(stranger):
    for token in ("", "wrong", "t" * 42, "t" * 44, "é"):
        answer = stranger.get("/", params={"token": token})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert stranger.get("/").status_code == 403


def test_the_first_address_gives_a_cookie_that_scripts_and_other_sites_do_not_get(stranger):
    answer = stranger.get(f"/?token={stranger.session.token}")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.session.token not in cookie
    assert stranger.get("/people").status_code == 200


def test_a_cookie_of_another_run_is_no_session(stranger):
    stranger.client.cookies.set(stranger.session.cookie_name, "0" * 64)
    assert stranger.get("/").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:8481", "localhost.evil.example:8480", ""])
def test_another_host_is_refused_before_all_else(lea, host):
    assert lea.get("/", headers={"host": host}).status_code == 421
    assert lea.get(f"/?token={lea.session.token}", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8480", "LOCALHOST:8480"])
def test_its_own_hosts_are_answered(lea, host):
    assert lea.get("/people", headers={"host": host}).status_code in (200, 303)


@pytest.mark.parametrize("address", [filled(path) for path in _POSTS])
def test_no_change_without_a_csrf_token(lea, path, address):
    answer = lea.client.post(address, data={"finding": "none", "seen": "1"}, headers={"origin": HOME})
    assert answer.status_code == 403
    assert "not of the program that runs now" in answer.text
    wrong = lea.client.post(address, data={"csrf": lea.session.cookie}, headers={"origin": HOME})
    assert wrong.status_code == 403
    assert decisions(path) == 0


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8480", "http://127.0.0.1:8481", None]
)
def test_no_change_from_another_origin(lea, path, origin):
    fields = {"csrf": lea.session.csrf, "finding": "none", "seen": seen(lea.get("/queue?item=1"))}
    headers = {} if origin is None else {"origin": origin}
    answer = lea.client.post("/item/1/decide", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "only from this page itself" in answer.text
    other = lea.client.post("/item/1/decide", data=fields, headers={"origin": HOME, "sec-fetch-site": "cross-site"})
    assert other.status_code == 403
    assert decisions(path) == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_refused(lea, method):
    assert lea.client.request(method, "/queue").status_code == 405


def test_every_answer_says_what_the_page_may_load(lea):
    addresses = ["/", "/queue", "/report/1", "/static/keys.js", "/nowhere", "/item/99/note", "/?token=wrong"]
    for address in addresses:
        policy = lea.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert lea.get(address).headers["x-content-type-options"] == "nosniff"
        assert lea.get(address).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/", "/people", "/queue", "/report/1", "/report/1/sign-off", "/agreement", "/disagreements", "/files"]
)
def test_pages_hold_no_inline_script_or_style_and_name_no_other_address(lea, address):
    text = lea.get(address).text
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"(?:src|href|action|hx-get|hx-post)=\"(?!/|#)", text)


def test_text_of_reports_is_always_escaped(tmp_path):
    nasty = "<script>alert(1)</script> Staff & \"volunteers\" <img src=x onerror='alert(2)'> are kind."
    with make(tmp_path, reports=0) as project:
        tagged = make_tagged("<b>&.txt", [("<i>1.2</i> Staff", [nasty])])
        add_report(project, tagged, data=b"nasty")
    with visiting(tmp_path / "review.db") as visitor:
        visitor.let_in(1)
        fields = {"seen": seen(visitor.get("/queue?item=1")), "note": "</textarea><script>alert(3)</script>"}
        assert visitor.post("/item/1/note", part=True, **fields).status_code == 200
        addresses = ["/", "/queue", "/report/1", "/report/1?item=1", "/item/1/split", "/item/1/boundaries"]
        addresses += ["/item/1/note", "/item/1/history", "/report/1/sign-off", "/files"]
        for address in addresses:
            text = visitor.get(address).text
            assert "<script>alert" not in text, address
            assert "<img" not in text, address
            assert "<i>1.2" not in text, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in visitor.get("/report/1").text


def test_an_upload_that_is_too_large_is_refused(path):
    with visiting(path, upload_limit=5_000) as visitor:
        visitor.let_in(1)
        headers = {"origin": HOME}
        file = {"file": ("x.xlsx", b"0" * 6_000)}
        told = visitor.client.post("/files/import", data={"csrf": visitor.session.csrf}, files=file, headers=headers)
        assert told.status_code == 413
        assert "larger than the limit" in told.text

        def untold():
            yield b"csrf=" + visitor.session.csrf.encode() + b"&x="
            for _ in range(60):
                yield b"0" * 100

        headers |= {"content-type": "application/x-www-form-urlencoded"}
        chunked = visitor.client.post("/undo", content=untold(), headers=headers)
        assert chunked.status_code == 413


def test_who_chose_no_name_is_asked_for_it_and_comes_back(stranger):
    stranger.let_in()
    answer = stranger.get("/report/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?next=/report/1")
    chosen = stranger.post("/people/choose", person=1, next="/report/1")
    assert chosen.headers["location"] == "/report/1"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(stranger, wanted):
    stranger.let_in()
    assert stranger.post("/people/choose", person=1, next=wanted).headers["location"] == "/"


def test_a_person_cookie_that_is_nobody_is_as_none(stranger):
    stranger.let_in()
    for sent in ("99", "x", "1 OR 1", "-1", "9" * 30):
        stranger.client.cookies.set(stranger.session.person_cookie, sent)
        assert stranger.get("/queue").status_code == 303
        stranger.client.cookies.delete(stranger.session.person_cookie)


def test_only_a_lead_may_sign_off_settle_and_change_the_model(stranger, path):
    stranger.let_in(2)
    for address in (
        "/report/1/sign-off",
        "/report/1/reopen",
        "/disagreements/1",
        "/training/take",
        "/training/discard",
    ):
        answer = stranger.post(address, finding="none", undecided="1")
        assert answer.status_code == 422, address
        assert "lead" in answer.text
