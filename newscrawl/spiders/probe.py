"""Runs plans: asks for the addresses they want, politely and guarded as any crawl, and stores nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

from newscrawl.discover.plan import Answer, Plan
from newscrawl.spiders.agent import agent_of

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.settings import BaseSettings, Settings
    from twisted.python.failure import Failure

_COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")
# What opens database or archive: a probe leads to no row, so that it leaves no record either.
_STORING = ("newscrawl.pipelines.", "newscrawl.extensions.", "newscrawl.fetch.recorder.", "newscrawl.fetch.forgotten.")


class ProbeSpider(Spider):
    """Has no class-level name, so that no loader lists it among the sites."""

    # Every status is a finding; redirects are followed.
    handle_httpstatus_list: ClassVar[list[int]] = list(range(400, 600))

    def __init__(self, plans: Sequence[Plan[Any]], results: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(name="probe", **kwargs)
        self.plans = plans
        self.results = results

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("USER_AGENT", agent_of(settings), priority="spider")
        for name in _COMPONENTS:
            kept = {path: order for path, order in settings.getdict(name).items() if not path.startswith(_STORING)}
            settings.set(name, kept, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        for number, plan in enumerate(self.plans):
            for request in self._go_on(number, plan, None):
                yield request

    def parse(self, response: Response, number: int) -> Iterator[Request]:
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        answer = Answer(url=response.url, status=response.status, headers=headers, body=response.body)
        yield from self._go_on(number, self.plans[number], answer)

    def failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        error = f"{type(failure.value).__name__}: {failure.value}"
        number = request.cb_kwargs["number"]
        yield from self._go_on(number, self.plans[number], Answer(url=request.url, error=error))

    def _go_on(self, number: int, plan: Plan[Any], answer: Answer | None) -> Iterator[Request]:
        try:
            url = next(plan) if answer is None else plan.send(answer)
        except StopIteration as end:
            self.results[number] = end.value
            return
        yield Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"number": number},
            dont_filter=True,
            priority=number,
        )


def run_plans(plans: Sequence[Plan[Any]], settings: Settings) -> list[Any]:
    """The plans' results in their order, None for one that broke off (its reason is in the log).

    Runs Scrapy's reactor, so that it can be called once in a process.
    """
    results: dict[int, Any] = {}
    # No site's spider is needed, so that none has to load.
    settings.set("SPIDER_LOADER_CLASS", "scrapy.spiderloader.SpiderLoader", priority="cmdline")
    settings.set("SPIDER_MODULES", [], priority="cmdline")
    process = CrawlerProcess(settings)
    process.crawl(ProbeSpider, plans=plans, results=results)
    process.start()
    return [results.get(number) for number in range(len(plans))]
