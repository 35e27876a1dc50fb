"""Read pages with one extractor; runs in that extractor's own environment and knows nothing of newscrawl.

usage: peer_worker.py NAME     standard input {"id", "url", "html"} a line, answered by {"id", "cpu", "body", …} a line
"""

import json
import logging
import signal
import sys
import time
import warnings

PAGE_SECONDS = 60


def trafilatura(html, url, **options):
    import trafilatura as engine

    found = engine.bare_extraction(html, url=url, include_comments=False, with_metadata=True, **options)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"body": found.text, "title": found.title, "date": found.date, "authors": authors}


def trafilatura_precision(html, url):
    return trafilatura(html, url, favor_precision=True)


def readability(html, _):
    import html_text
    from readability import Document

    page = Document(html)
    return {"body": html_text.extract_text(page.summary(html_partial=True)), "title": page.short_title()}


def newspaper(html, url):
    import newspaper as engine

    article = engine.Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    day = article.publish_date.isoformat() if hasattr(article.publish_date, "isoformat") else None
    return {"body": article.text, "title": article.title, "date": day, "authors": list(article.authors or [])}


def newsplease(html, url):
    from newsplease import NewsPlease

    found = NewsPlease.from_html(html, url=url, fetch_images=False)
    day = found.date_publish.isoformat() if found.date_publish else None
    return {"body": found.maintext, "title": found.title, "date": day, "authors": list(found.authors or [])}


def resiliparse(html, _):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    return {"body": extract_plain_text(tree, main_content=True, alt_texts=False, links=False), "title": tree.title}


def goose(html, _):
    from goose3 import Goose

    found = Goose({"enable_image_fetching": False, "strict": False}).extract(raw_html=html)
    day = found.publish_datetime_utc.isoformat() if found.publish_datetime_utc else None
    return {"body": found.cleaned_text, "title": found.title, "date": day, "authors": list(found.authors or [])}


READERS = {
    "trafilatura": trafilatura,
    "trafilatura-precision": trafilatura_precision,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "news-please": newsplease,
    "resiliparse": resiliparse,
    "goose3": goose,
}


class TooLong(Exception):
    """A page took longer than PAGE_SECONDS."""


def give_up(*_):
    raise TooLong


def main():
    reader = READERS[sys.argv[1]]
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    answers = sys.stdout
    # Some of them print.
    sys.stdout = sys.stderr
    signal.signal(signal.SIGALRM, give_up)
    for line in sys.stdin:
        page = json.loads(line)
        answer = {}
        start = time.process_time()
        signal.alarm(PAGE_SECONDS)
        try:
            answer = reader(page["html"], page["url"])
        except Exception as err:
            answer = {"error": repr(err)[:200]}
        finally:
            signal.alarm(0)
        answer = {"id": page["id"], "cpu": time.process_time() - start, **answer}
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
