"""Extension x declared type x content: what is taken depends on the first and the last alone, and they must agree."""

from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import figures
from tests.people.files.samples import HOSTILE, MAGIC

from cordiale.core.errors import Refusal
from cordiale.people.files import attachments, kinds

EXTENSIONS = sorted(
    {
        *kinds.EXTENSIONS,
        "svg",
        "html",
        "htm",
        "xml",
        "js",
        "php",
        "exe",
        "zip",
        "docm",
        "xhtml",
        "mht",
        "lnk",
        "hta",
        "",
    }
)
DECLARED = ["text/html", "image/svg+xml", "application/octet-stream", "application/pdf", "", "x" * 300]
FITTING = {
    "jpg": {"jpg", "jpeg", "jpe"}, "tif": {"tif", "tiff"}, "heic": {"heic", "heif"}, "doc": {"doc", "xls", "ppt"},
    "txt": {"txt", "text", "md", "log", "csv", "tsv"},
}  # fmt: skip


def _taken(extension: str, declared: str, content: bytes) -> str:
    name = f"a.{extension}" if extension else "a"
    try:
        return attachments.checked(SimpleUploadedFile(name, content, content_type=declared), name=name).media
    except Refusal:
        return ""


def test_the_matrix_is_large():
    assert len(EXTENSIONS) * len(DECLARED) * (len(MAGIC) + len(HOSTILE)) >= 5_000


@pytest.mark.parametrize("content", MAGIC)
def test_what_is_honest_is_taken_under_its_own_name_alone(content):
    for extension, declared in product(EXTENSIONS, DECLARED):
        fits = extension in FITTING.get(content, {content})
        assert bool(_taken(extension, declared, MAGIC[content])) == fits, (extension, declared)


@pytest.mark.parametrize(
    "content", [pytest.param(name, marks=pytest.mark.slow if len(HOSTILE[name]) > 1e6 else ()) for name in HOSTILE]
)
def test_what_is_hostile_is_never_taken(content):
    tried = list(product(EXTENSIONS, DECLARED))
    taken = [one for one in tried if _taken(*one, HOSTILE[content])]
    figures.note(f"files-matrix-{content.replace('/', '_')}", combinations=len(tried), accepted_wrongly=len(taken))
    assert taken == []


def test_no_type_we_take_is_one_that_a_browser_runs():
    assert not {kind.media for kind in kinds.KINDS} & {
        "text/html",
        "image/svg+xml",
        "text/xml",
        "application/xhtml+xml",
    }
