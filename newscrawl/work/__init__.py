"""Crawls spread over machines: jobs on the PostgreSQL that holds the data, by Procrastinate (extra `cluster`)."""
