"""The same job on a Dask cluster of two worker processes: equal counts to the bit."""

import pytest

from geodesk.cli import main
from geodesk.jobs.cluster import cluster
from geodesk.jobs.ensemble import ensemble_of, measure
from geodesk.jobs.inputs import gather
from geodesk.language import GeoDeskError
from tests.unit.jobs.test_ensemble import counts_of, picture, rows_in


@pytest.fixture(scope="module")
def address():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as running:
        yield running.scheduler_address


def test_two_worker_processes_count_what_threads_count(address, tmp_path, monkeypatch):
    for k in range(9):
        picture(tmp_path / "set" / f"p{k}.tif", k, (40, 50) if k % 2 else (60, 44))
    (tmp_path / "set" / "broken.tif").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    items = gather(["set"]).items
    plain = [row for step in measure(items) for row in step.rows]
    with cluster(address) as executor:
        far = [row for step in measure(items, executor=executor) for row in step.rows]
    assert [str(row.error) for row in far] == [str(row.error) for row in plain]
    assert [row.threshold for row in far if not row.error] == [
        row.threshold for row in plain if not row.error
    ]
    here, there = ensemble_of(plain), ensemble_of(far)
    assert here.ids == there.ids == tuple(f"p{k}.tif" for k in range(9))
    assert counts_of(here) == counts_of(there)
    assert main(["ensemble", "set", "--out", "near.csv", "--quiet"]) == 1
    assert main(["ensemble", "set", "--out", "far.csv", "--quiet", "--cluster", address]) == 1
    assert rows_in(tmp_path / "near.csv") == rows_in(tmp_path / "far.csv")


def test_workers_of_another_version_are_refused(address, monkeypatch):
    from geodesk.jobs import cluster as module

    monkeypatch.setattr(module, "__version__", "99")
    with pytest.raises(GeoDeskError, match="has not GeoDesk 99"), cluster(address):
        pass
