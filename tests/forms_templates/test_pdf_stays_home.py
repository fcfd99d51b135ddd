"""Printing reaches nothing: no server, no file of this machine, whatever stands in the page that is printed.

The payloads go in as markup, as if a template had forgotten to escape them.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pytest_django import Settings

from forms_templates.pdf import preload, render_pdf
from tests.forms_templates.reading import pages_text

#: Stands in a file that a payload names; must not stand in any paper.
CANARY = "CHIM-HOANG-YEN-4711"

#: ``{web}`` is a listener on this machine, ``{file}`` a file with the canary, ``{css}`` a style sheet that names both.
PAYLOADS = {
    "picture by http": '<img src="{web}/a.png" alt="a">',
    "picture by https": '<img src="https://{host}/a.png" alt="a">',
    "picture by ftp": '<img src="ftp://{host}/a.png" alt="a">',
    "picture of no scheme": '<img src="//{host}/a.png" alt="a">',
    "picture of a file": '<img src="file://{file}" alt="a">',
    "picture of a bare path": '<img src="{file}" alt="a">',
    "picture set": '<img srcset="{web}/a.png 2x" src="{web}/b.png" alt="a">',
    "gopher": '<img src="gopher://{host}/_GET" alt="a">',
    "capitals": '<img src="HtTp://{host}/a.png" alt="a">',
    "with a name and password": '<img src="http://data:x@{host}/a.png" alt="a">',
    "line end in the scheme": '<img src="ht\ntp://{host}/a.png" alt="a">',
    "embedded": '<embed src="{web}/a.svg"><object data="{web}/b.svg"></object><iframe src="{web}/c"></iframe>',
    "object of a file": '<object data="file://{file}" type="text/plain"></object>',
    "style sheet": '<link rel="stylesheet" href="{web}/a.css">',
    "style sheet of a file": '<link rel="stylesheet" href="file://{css}">',
    "style sheet of an alternate kind": '<link rel="alternate stylesheet" href="{web}/a.css" title="x">',
    "import": '<style>@import url("{web}/a.css"); @import "file://{css}";</style>',
    "font": "<style>@font-face {{ font-family: x; src: url({web}/a), url(file://{file}) }} p {{ font: 9px x }}</style>",
    "background": '<p style="background: url({web}/a.png); list-style-image: url(file://{file})">a</p>',
    "page background": '<style>@page {{ background: url("{web}/a.png") }}</style>',
    "content": '<style>p::before {{ content: url("{web}/a.png") url("file://{file}") }}</style>',
    "cursor and border": '<style>p {{ border-image: url("{web}/b.png") 30; cursor: url({web}/c), auto }}</style>',
    "attachment": '<link rel="attachment" href="file://{file}" title="x">',
    "attachment by http": '<link rel="attachment" href="{web}/a.txt">',
    "attachment of a link": '<a rel="attachment" href="file://{file}">a</a>',
    "base": '<base href="{web}/"><img src="a.png" alt="a"><link rel="stylesheet" href="a.css">',
    "base of a file": '<base href="file:///"><img src="{file}" alt="a">',
    "drawing with a picture": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{web}/a.png" width="9" height="9"/>'
        '<image xlink:href="file://{file}" width="9" height="9"/></svg>'
    ),
    "drawing that uses another": '<svg width="9" height="9"><use href="{web}/a.svg#x"/><use href="file://{file}#x"/></svg>',
    "drawing in an address": (
        "<img alt='a' src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
        "%3Cimage href='{web}/a.png' width='9' height='9'/%3E%3Cimage href='file://{file}' width='9' height='9'/%3E"
        '%3C/svg%3E">'
    ),
    "drawing with an entity": (
        "<img alt='a' src=\"data:image/svg+xml,%3C!DOCTYPE svg [%3C!ENTITY x SYSTEM 'file://{file}'%3E]%3E"
        "%3Csvg xmlns='http://www.w3.org/2000/svg' width='99' height='99'%3E%3Ctext y='20'%3E%26x;"
        '%3C/text%3E%3C/svg%3E">'
    ),
    "drawing with a style sheet": (
        "<img alt='a' src=\"data:image/svg+xml,%3C?xml-stylesheet href='{web}/a.css'?%3E%3Csvg "
        "xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cstyle%3E@import url({web}/b.css);%3C/style%3E"
        '%3C/svg%3E">'
    ),
    "metadata": '<meta name="x" content="{web}"><link rel="schema" href="{web}/x.xmp"><link rel="icon" href="{web}/i">',
    "profile of colours": '<style>@color-profile device-cmyk {{ src: url("{web}/a.icc") }}</style>',
    "refresh": '<meta http-equiv="refresh" content="0; url={web}/">',
    "scripts": '<script src="{web}/a.js"></script><video src="{web}/a.mp4" poster="{web}/a.png"></video>',
    "document type": '<!DOCTYPE html SYSTEM "{web}/a.dtd">',
}


@dataclass
class Listener:
    """A server on this machine that counts who comes, and what the program tried to reach at all."""

    host: str
    came: list[Any] = field(default_factory=list)
    tried: list[Any] = field(default_factory=list)


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        found, over = Listener(f"127.0.0.1:{server.getsockname()[1]}"), threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                found.came.append(address)
                connection.close()

        def watched(real: Any) -> Any:
            def reach(*args: Any, **kwargs: Any) -> Any:
                found.tried.append(args)
                return real(*args, **kwargs)

            return reach

        monkeypatch.setattr(socket.socket, "connect", watched(socket.socket.connect))
        monkeypatch.setattr(socket.socket, "connect_ex", watched(socket.socket.connect_ex))
        monkeypatch.setattr(socket, "getaddrinfo", watched(socket.getaddrinfo))
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield found
        finally:
            over.set()
            thread.join()


def words_in(content: bytes) -> str:
    """What can be read in the paper; nothing is attached to it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not pdf.attachments
    return " ".join(pages_text(content))


def test_no_page_makes_the_program_reach_for_anything(tmp_path: Path, settings: Settings, listener: Listener) -> None:
    preload()
    secret, css = tmp_path / "secret.svg", tmp_path / "secret.css"
    secret.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">{CANARY}</text></svg>')
    css.write_text(f'p::after {{ content: "{CANARY}" }} p {{ background: url(http://{listener.host}/css) }}')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    places = {"web": f"http://{listener.host}", "host": listener.host, "file": secret, "css": css}
    papers = {}
    for number, (name, payload) in enumerate(PAYLOADS.items()):
        words = payload.format(**places)
        head, body = (words, "") if words.startswith(("<style", "<link", "<meta", "<base")) else ("", words)
        page = f'<html lang="vi"><head><title>Thử</title>{head}</head><body><p>Biên bản</p>{body}</body></html>'
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
        try:
            papers[name] = words_in(render_pdf(f"{number}.html", {}))
        except OSError:  # without its profile of colours there is no paper at all
            papers[name] = ""
    assert [name for name, paper in papers.items() if "Biên bản" not in paper] == ["profile of colours"]
    assert listener.came == []
    assert listener.tried == []
    assert [name for name, paper in papers.items() if "CHIM" in paper] == []


def test_the_listener_would_notice(listener: Listener) -> None:
    host, _, port = listener.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as reached:
        reached.recv(1)
    assert listener.tried
    assert listener.came
