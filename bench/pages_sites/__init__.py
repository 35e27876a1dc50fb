"""The sites whose pages `bench.tracing_pages` makes: two outlets and two aggregators, in two WordPress templates."""
