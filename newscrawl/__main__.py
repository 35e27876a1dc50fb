"""`python -m newscrawl` does what the console script does."""

from newscrawl.cli.main import run

if __name__ == "__main__":
    run()
