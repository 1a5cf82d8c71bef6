import threading
import time
from concurrent.futures import ThreadPoolExecutor

from geodesk.jobs.ahead import ahead


def test_results_come_in_order_and_bounded():
    under_way, most = [0], [0]
    lock = threading.Lock()

    def work(n):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.002 * (n % 3))
        return n * n

    found = []
    for result in ahead(work, range(50), depth=4):
        if result is not None:
            found.append(result[1].result())
            with lock:
                under_way[0] -= 1
    assert found == [n * n for n in range(50)]
    assert most[0] <= 5


def test_an_exception_belongs_to_its_item():
    def work(n):
        if n == 1:
            raise ValueError("one")
        return n

    results = [r for r in ahead(work, range(3)) if r is not None]
    assert [r[1].exception() is None for r in results] == [True, False, True]


def test_a_slow_item_gives_signs_of_life_and_closing_is_quick():
    release = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        steps = ahead(lambda _: release.wait(30), range(10), executor=pool)
        assert next(steps) is None
        began = time.monotonic()
        steps.close()
        assert time.monotonic() - began < 1
        release.set()
