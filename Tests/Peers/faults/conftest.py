"""Starts the apps that have a fault."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endpoint"))

import servers  # noqa: E402


@pytest.fixture
def serve(tmp_path):
    """`serve("wrong_order")` runs an app of the folder `apps` under uvicorn, with the adapter attached."""
    started = []

    def start(app, **options):
        folder = tmp_path / str(len(started))
        folder.mkdir()
        server = servers.serve_python(folder, app, apps=HERE / "apps", **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
