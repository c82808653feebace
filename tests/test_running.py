"""Starting an installation: what stands in its way is said before anything is begun."""

from __future__ import annotations

import socket

import pytest
from typer.testing import CliRunner

from linli.cli import app
from linli.running import AddressTaken, check_address

HOST = "127.0.0.1"


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_port_that_is_taken_is_named_even_where_it_could_be_shared(command: str) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        refused = CliRunner().invoke(app, [command, "--port", str(port)])
        assert refused.exit_code == 1
        assert f"{HOST} 的端口 {port} 用不了" in refused.stderr and "--port" in refused.stderr
    check_address(HOST, port)


@pytest.mark.parametrize(("host", "port"), [("203.0.113.9", 8000), ("no.such.host.invalid", 8000)])
def test_an_address_that_cannot_be_is_refused(host: str, port: int) -> None:
    with pytest.raises(AddressTaken):
        check_address(host, port)
