"""Programs that live and die together: started as one, watched, stopped as one."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """One program of the crew; `keep` are open file descriptors it inherits."""

    name: str
    command: Sequence[str]
    keep: tuple[int, ...] = ()


class Crew:
    """Starts programs, each leading a process group of its own, and leaves none of them behind.

    A signal from the terminal reaches only us, so the programs stop in order and once. Should we be killed
    outright, Linux tells each of them to stop.
    """

    def __init__(self, programs: Sequence[Program], *, grace_s: float = 15) -> None:
        self.programs = programs
        self.grace_s = grace_s
        self.running: list[tuple[str, subprocess.Popen[bytes]]] = []
        self.asked_to_stop = threading.Event()

    def run(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """Start all, `announce` once `ready()` is true, wait; 0 when asked to stop, 1 when one failed."""
        before = {number: signal.signal(number, self._stop_soon) for number in STOPPING}
        try:
            for program in self.programs:
                self._start(program)
            return self._watch(ready=ready, announce=announce)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop.set()

    def _start(self, program: Program) -> None:
        process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            pass_fds=program.keep,
            process_group=0,
            preexec_fn=stop_with_parent,
        )
        self.running.append((program.name, process))

    def _watch(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        announced = False
        while not self.asked_to_stop.wait(0.5 if announced else 0.1):
            if name := self._first_ended():
                print(f"{name} ended by itself; stopping the rest.", file=sys.stderr)
                return 1
            if not announced and ready():
                announce()
                announced = True
        return 0

    def _first_ended(self) -> str | None:
        return next((name for name, process in self.running if process.poll() is not None), None)

    def _stop_all(self) -> None:
        """Ask every program to end, wait, and end by force what is left of its group.

        Only the program itself is asked: its own children finish what they are doing.
        """
        for _, process in self.running:
            process.terminate()
        deadline = time.monotonic() + self.grace_s
        for _, process in self.running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print("One program did not stop in time and is ended by force.", file=sys.stderr)
        for _, process in self.running:
            kill_group(process)
            process.wait()


def stop_with_parent() -> None:
    """In the child, before it becomes the program: ask Linux for SIGTERM when the parent dies."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End everything the program started; a group that has ended already is fine."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
