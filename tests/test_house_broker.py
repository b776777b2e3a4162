"""The doorbell without a server: messages between processes, each taken once, none of them half."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from kombu import Connection

from cxassess import broker
from cxassess.env import BASE_DIR

WRITER = """
    import sys
    from pathlib import Path
    from tests.test_house_broker import connected
    with connected(Path(sys.argv[1])) as connection:
        bells = connection.SimpleQueue("bells")
        for number in range(100):
            bells.put({"from": sys.argv[2], "number": number, "filling": "x" * 20_000})
        bells.close()
"""
READER = """
    import sys
    from pathlib import Path
    from queue import Empty
    from tests.test_house_broker import connected
    with connected(Path(sys.argv[1])) as connection:
        bells = connection.SimpleQueue("bells")
        while True:
            try:
                message = bells.get(timeout=5)
            except Empty:
                break
            message.ack()
            print(message.payload["from"], message.payload["number"], flush=True)
        bells.close()
"""


def connected(folder: Path) -> Connection:
    return Connection(
        "memory://", transport=broker.Transport, transport_options=broker.transport_options(folder)
    )


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_between_processes_every_message_arrives_once_and_whole(tmp_path: Path) -> None:
    with (
        started(READER, tmp_path) as one,
        started(READER, tmp_path) as two,
        started(WRITER, tmp_path, "ann") as ann,
        started(WRITER, tmp_path, "max") as max_,
    ):
        heard = [line for reader in (one, two) for line in reader.communicate()[0].splitlines()]
        assert [ann.wait(), max_.wait(), one.returncode, two.returncode] == [0, 0, 0, 0]
    assert sorted(heard) == sorted(f"{name} {number}" for name in ("ann", "max") for number in range(100))
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".msg"] == []


def test_messages_are_heard_in_the_order_they_were_rung(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        bells = connection.SimpleQueue("bells")
        for number in range(20):
            bells.put(number)
        assert [bells.get(timeout=1).payload for _ in range(20)] == list(range(20))
        bells.close()


def test_a_message_that_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        bells = connection.SimpleQueue("bells")
        (tmp_path / "waiting" / ".00001_ab.bells.msg.12").write_text('{"half')
        with pytest.raises(bells.Empty):
            bells.get(block=False)
        bells.close()


def test_the_folder_is_the_owners_alone(tmp_path: Path) -> None:
    broker.transport_options(tmp_path / "broker")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "broker").iterdir()} == {0o700}


def test_a_queue_that_is_deleted_is_rung_no_more(tmp_path: Path) -> None:
    with connected(tmp_path) as connection:
        bells = connection.SimpleQueue("bells")
        bells.put("one")
        bells.queue.delete()
        assert connection.default_channel.get_table("bells") == []
        bells.close()
