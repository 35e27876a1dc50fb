import os
import signal

from newscrawl.commands.stopping import stoppable


def test_a_signal_ends_the_block_and_no_handler_of_errors_hides_it():
    before, done = signal.getsignal(signal.SIGTERM), []
    with stoppable() as stopped:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("went on")
        except Exception:
            done.append("hidden")
    assert (stopped, done) == ([signal.SIGTERM], [])
    assert signal.getsignal(signal.SIGTERM) is before
