"""Pictures that look alike are one picture; credits are read from the files; what many show weighs little."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("PIL", reason="pictures are read by the extra `images`")

from newscrawl.items import Polarity
from newscrawl.trace.picture_file import (
    NEAR,
    UnreadablePicture,
    distance,
    metadata_credits,
    read_picture,
)
from newscrawl.trace.pictures import Shown, shared
from tests.trace.picture_bytes import XMP, encoded, scene, with_iptc

PICTURE = scene(1)
BYTES = encoded(PICTURE, quality=90)
HASH = read_picture(BYTES).phash or 0


@pytest.mark.parametrize(
    "form",
    [
        encoded(PICTURE, quality=30),
        encoded(PICTURE.resize((240, 160)), quality=75),
        encoded(PICTURE.resize((960, 640)), "WEBP", quality=60),
        encoded(PICTURE, "PNG"),
        encoded(PICTURE.convert("L")),
    ],
    ids=["compressed", "half", "webp", "png", "grey"],
)
def test_forms_of_one_picture_are_near(form: bytes) -> None:
    assert distance(HASH, read_picture(form).phash or 0) <= NEAR


def test_other_pictures_are_far() -> None:
    others = [read_picture(encoded(scene(n))).phash or 0 for n in range(2, 20)]
    assert min(distance(HASH, other) for other in others) > 2 * NEAR


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_a_distance_is_one(one: int, other: int) -> None:
    assert distance(one, other) == distance(other, one)
    assert 0 <= distance(one, other) <= 64
    assert (distance(one, other) == 0) is (one == other)


def test_icons_and_plain_surfaces_have_no_hash() -> None:
    assert read_picture(encoded(PICTURE.resize((60, 40)))).phash is None
    assert read_picture(encoded(PICTURE.point(lambda _: 128))).phash is None


def test_embedded_credits_are_read_with_their_places() -> None:
    exif = PICTURE.getexif()
    exif[315], exif[33432] = "Jo Weber", "(c) 2026 AFP"
    body = with_iptc(
        encoded(PICTURE, exif=exif, xmp=XMP), {80: "Ann Lee", 110: "AP Photo/Ann Lee", 116: "Copyright AP"}
    )
    found = read_picture(body)
    assert dict(found.fields) == {
        "iptc:2:80": "Ann Lee",
        "iptc:2:110": "AP Photo/Ann Lee",
        "iptc:2:116": "Copyright AP",
        "exif:315": "Jo Weber",
        "exif:33432": "(c) 2026 AFP",
        "xmp:photoshop:Credit": "KCNA via REUTERS",
        "xmp:dc:creator": "Jo Weber",
        "xmp:dc:rights": "(c) dpa",
    }
    credits = {c.locator: c for c in metadata_credits(found.fields, "https://a.example/b.jpg", 2)}
    assert [n.agency for n in credits["xmp:photoshop:Credit"].names] == ["kcna", "reuters"]
    assert "ap" in [n.agency for n in credits["iptc:2:110"].names]
    assert "iptc:2:80" not in credits
    assert {(c.source_url, c.image_position, c.kind.value) for c in credits.values()} == {
        ("https://a.example/b.jpg", 2, "photo")
    }


@pytest.mark.parametrize(
    "body", [b"", b"<html>", BYTES[:400], b"GIF89a" + bytes(30)], ids=["empty", "html", "cut", "not wanted"]
)
def test_what_is_no_picture_is_told(body: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        read_picture(body, ["image/jpeg", "image/png"])


def test_huge_pictures_are_not_decoded() -> None:
    with pytest.raises(UnreadablePicture, match="too many"):
        read_picture(encoded(PICTURE.resize((1, 1)).resize((9000, 6000)), "PNG"))


@settings(max_examples=60)
@given(st.integers(0, len(BYTES) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_read_or_told(place: int, change: bytes) -> None:
    try:
        read_picture(BYTES[:place] + change + BYTES[place + len(change) :])
    except UnreadablePicture:
        return


def shown(url: str, **fields: object) -> Shown:
    return Shown(url=url, position=0, **fields)  # type: ignore[arg-type]


MINE = "https://umschau.example/up/hafen.jpg"
THEIRS = "https://cnn.example/a/harbour.jpg"


@pytest.mark.parametrize(
    ("one", "other", "rule", "weight"),
    [
        (shown(MINE, phash=5), shown(THEIRS, phash=7), "picture-hash", 0.2),
        (shown(MINE, phash=5, sites=5), shown(THEIRS, phash=7, sites=3), "picture-hash", 0.05),
        (shown(MINE, phash=5, by_agency=True), shown(THEIRS, phash=7), "picture-hash", 0.05),
        (shown(THEIRS), shown(THEIRS), "picture-address", 0.2),
        (
            shown("https://umschau.example/up/240619081132-tram-300x200.jpg"),
            shown("https://cnn.example/240619081132-tram.jpg?w=9"),
            "picture-name",
            0.2,
        ),
        (
            shown("https://umschau.example/AP23089704030139-scaled.jpg"),
            shown("https://cnn.example/AP23089704030139.jpg"),
            "picture-name",
            0.05,
        ),
    ],
)
def test_one_picture_on_both_pages_is_evidence(one: Shown, other: Shown, rule: str, weight: float) -> None:
    (proof,) = shared([one], [shown("https://cnn.example/else.jpg", phash=~5), other], "https://cnn.example/story")
    assert (proof.kind, proof.rule, proof.weight, proof.quote) == ("same_picture", rule, weight, one.url)
    assert (proof.locator, proof.source_url, proof.polarity) == (
        "picture:0",
        "https://cnn.example/story",
        Polarity.SUPPORTS,
    )


def test_different_pictures_are_none() -> None:
    assert shared([shown(MINE, phash=5)], [shown(THEIRS, phash=~5), shown(THEIRS)], "x") == ()
    same_name = "https://{}.example/240619081132-tram.jpg"
    assert shared([shown(same_name.format("a"), phash=5)], [shown(same_name.format("b"), phash=~5)], "x") == ()
