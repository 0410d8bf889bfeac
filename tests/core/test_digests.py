import io

import pytest

from lianxiao.core.digests import canonical_json, digests, digests_of_stream, sha256_hex, sm3_hex


def test_digests_agree_with_the_published_examples() -> None:
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_stream_read_in_pieces_has_the_digests_of_the_whole() -> None:
    data = bytes(range(256)) * 10_000
    assert digests_of_stream(io.BytesIO(data)) == digests(data)
    assert digests(data).size == 2_560_000


def test_equal_data_is_spelt_equally_whatever_the_order_of_its_keys() -> None:
    spelt = canonical_json({"题目": "校际合作", "a": [1, None, True]})
    assert spelt == '{"a":[1,null,true],"题目":"校际合作"}'.encode()
    assert spelt == canonical_json({"a": [1, None, True], "题目": "校际合作"})


def test_what_json_cannot_spell_in_one_way_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))
    with pytest.raises(TypeError):
        canonical_json({"at": object()})
