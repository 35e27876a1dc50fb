"""The contract of encoders by a real sentence-transformers model, tiny and random: it knows no language.

Needs the extra `sentence-transformers`, which is in no lock file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newscrawl.trace.encoder import EncoderUnavailable, make_encoder
from newscrawl.trace.pool import Pool
from newscrawl.trace.prepared import TextArticle, prepare
from newscrawl.trace.tracing import Matcher

pytestmark = pytest.mark.slow

TEXT = (
    "The ferry Aurora sank off the coast of Norway on Monday, the coast guard said.",
    "Rescuers brought 214 passengers ashore in Bergen during the night.",
    "Captain Lars Holm told reporters that water had entered the engine room at 23.40.",
    "The operator will inspect its other 6 ships before they sail again.",
)
OTHER = (
    "Farmers in Andalusia expect the smallest olive harvest in 12 years.",
    "Prices rose by 30 percent since March, the growers' union in Jaén reported.",
    "Dry wells forced 400 villages to bring water by road.",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One layer of 32 random dimensions over characters."""
    pytest.importorskip("sentence_transformers", reason="needs the extra sentence-transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("model")
    letters = [chr(code) for code in range(33, 127)]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    BertModel(
        BertConfig(
            vocab_size=len(tokens), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
        )
    ).save_pretrained(folder / "bert")
    words = Transformer(str(folder / "bert"))
    made = folder / "tiny-random"
    SentenceTransformer(modules=[words, Pooling(32)], device="cpu").save(str(made))
    return made


def test_the_contract(model: Path) -> None:
    encoder = make_encoder(f"sentence-transformers:{model}")
    vectors = encoder.encode([*TEXT, ""])
    assert vectors.shape == (5, 32)
    assert vectors.dtype == np.int8
    assert encoder.encode([]).shape == (0, 32)
    assert encoder.name == "sentence-transformers:tiny-random"
    assert (make_encoder(f"sentence-transformers:{model}").encode(TEXT) == vectors[:4]).all()


def test_a_copy_is_matched_by_its_vectors_and_names(model: Path) -> None:
    encoder = make_encoder(f"sentence-transformers:{model}")
    pool = list(prepare([TextArticle("ferry", "en", "", TEXT), TextArticle("olives", "en", "", OTHER)], encoder))
    (copy,) = prepare([TextArticle("copy", "en", "", TEXT[:3])], encoder)
    found = Matcher(Pool.of(pool), encoder).match(copy)
    assert pool[found.ranked[0][0]].id == "ferry"


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="needs the extra sentence-transformers")
    with pytest.raises(EncoderUnavailable, match="can be loaded"):
        make_encoder(f"sentence-transformers:{tmp_path}")
