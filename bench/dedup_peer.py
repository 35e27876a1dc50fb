"""Put texts together with MinHash-LSH; runs in the peer's own environment and knows nothing of newscrawl.

usage: dedup_peer.py NAME     standard input {"id", "title", "paragraphs"} a line; every empty line is answered by
{"signatures", "whole" (CPU seconds), "clusters"}, so that rounds can take turns with others
"""

import json
import re
import sys
import time
import unicodedata

PERMUTATIONS, THRESHOLD = 128, 0.3
WORD = re.compile(r"\w+")


def grams(document):
    text = "\n".join([document["title"] or "", *document["paragraphs"]])
    words = WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return [" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))]


def rensa_signatures(documents):
    from rensa import RMinHash

    made = []
    for document in documents:
        one = RMinHash(num_perm=PERMUTATIONS, seed=42)
        one.update(grams(document))
        made.append(one)
    return made


def rensa_pairs(made):
    from rensa import RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    for number, one in enumerate(made):
        index.insert(number, one)
    for number, one in enumerate(made):
        for other in index.query(one):
            if other > number and one.jaccard(made[other]) >= THRESHOLD:
                yield number, other


def datasketch_signatures(documents):
    from datasketch import MinHash

    made = []
    for document in documents:
        one = MinHash(num_perm=PERMUTATIONS)
        one.update_batch([gram.encode() for gram in grams(document)])
        made.append(one)
    return made


def datasketch_pairs(made):
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for number, one in enumerate(made):
        index.insert(number, one)
    for number, one in enumerate(made):
        for other in index.query(one):
            if other > number and one.jaccard(made[other]) >= THRESHOLD:
                yield number, other


PEERS = {"rensa": (rensa_signatures, rensa_pairs), "datasketch": (datasketch_signatures, datasketch_pairs)}


def linked(count, pairs):
    parent = list(range(count))

    def root(number):
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for a, b in pairs:
        parent[root(a)] = root(b)
    return [root(number) for number in range(count)]


def main():
    signatures, pairs = PEERS[sys.argv[1]]
    # What is imported, and what a first call prepares, is no part of the first round.
    linked(2, pairs(signatures([{"title": "a", "paragraphs": ["b"]}] * 2)))
    documents = []
    for line in sys.stdin:
        if line.strip():
            documents.append(json.loads(line))
            continue
        start = time.process_time()
        made = signatures(documents)
        signed = time.process_time() - start
        tops = linked(len(documents), pairs(made))
        whole = time.process_time() - start
        clusters = {document["id"]: documents[top]["id"] for document, top in zip(documents, tops, strict=True)}
        print(json.dumps({"signatures": signed, "whole": whole, "clusters": clusters}), flush=True)


if __name__ == "__main__":
    main()
