"""Drive a kernel in a sandbox from outside: send cells, collect what comes back, keep the limits.

The kernel's process belongs to the submission, and so may all its messages be forged: nothing here
trusts them further than their size and their form. `nbclient` is not used as it has no bound on
what a kernel may send and takes a kernel's word for everything.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from nbformat.v4 import output_from_msg

from utils.grading import watch
from utils.grading.sandbox import NOBODY, Limits, Room

COMMAND = [
    sys.executable,
    "-m",
    "ipykernel_launcher",
    "-f",
    "{sockets}/kernel.json",
    "--HistoryManager.enabled=False",
    "--no-secure",
]
PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
MOST_BYTES = 64_000_000  # of one message; the connection ends at a larger one
START_SECONDS = 120
KINDS = {"stream", "display_data", "execute_result", "error"}


class KernelGone(Exception):
    """The kernel's process ended or was ended. `status` and `reason` are for the grade book."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status, self.reason = status, reason


@dataclass
class Reply:
    """What a cell gave. `status` is "ok", "error", "timed out" or "too much output"."""

    status: str = "ok"
    error: str = ""
    message: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    replies: int = 0
    asked_to_exit: bool = False
    cut: bool = False


class Kernel:
    """A kernel in a sandbox; use as a context manager.

    Raises:
        RuntimeError: On entry, if no kernel starts, which is no fault of a submission.
        KernelGone: From `execute`, when the process ended, for whatever reason.
    """

    def __init__(self, room: Room, limits: Limits) -> None:
        self.room, self.limits = room, limits
        self.kept = self.received = 0
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.asked_to_exit = False

    def __enter__(self) -> Kernel:
        path = self.room.sockets / "kernel.json"
        inside, outside = f"{self.room.sockets_inside}/k", f"{self.room.sockets}/k"
        ports = dict(zip(PORTS, range(1, 6), strict=True))
        key = os.urandom(16).hex().encode()
        write_connection_file(str(path), ip=inside, transport="ipc", key=key, **ports)
        if os.stat(self.room.sockets).st_uid == NOBODY:
            os.chown(path, NOBODY, NOBODY)
        self.context = zmq.Context()
        self.context.setsockopt(zmq.MAXMSGSIZE, MOST_BYTES)
        self.context.setsockopt(zmq.RCVHWM, 32)
        self.context.setsockopt(zmq.LINGER, 0)
        self.client = BlockingKernelClient(context=self.context)
        self.client.load_connection_info(
            json.loads(path.read_text()) | {"ip": outside, "transport": "ipc"}
        )
        self.client.session.check_pid = False
        self.process = subprocess.Popen(
            self.room.command,
            env=self.room.environment,
            cwd=self.room.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.watcher = watch.Watcher(self.limits, self.room.writable)
        self.watcher.start()
        self.shell = self.client.connect_shell(identity=self.client.session.bsession)
        self.iopub = self.client.connect_iopub()
        # A message of more than MOST_BYTES ends the connection, which is made again.
        self.monitor = self.iopub.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self.control = self.client.connect_control(identity=self.client.session.bsession)
        try:
            self._wait_until_ready()
        except KernelGone as gone:
            self.__exit__()
            raise RuntimeError(f"no kernel starts in the sandbox: {gone}") from gone
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.watcher.stop()
        watch.end_all()
        self.process.wait()
        self.iopub.disable_monitor()
        for socket in (self.shell, self.iopub, self.control):
            socket.close(linger=0)
        self.client.stop_channels()
        self.context.destroy(linger=0)

    def _wait_until_ready(self) -> None:
        """Ask until the kernel answers on both channels."""
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            with contextlib.suppress(TimeoutError):
                if self._ask("kernel_info_request", {}, 2).replies:
                    return
        raise KernelGone("crashed", f"the kernel did not start within {START_SECONDS} s")

    def execute(
        self,
        code: str,
        *,
        seconds: float | None = None,
        keep: bool = True,
        history: bool = True,
        expressions: dict[str, str] | None = None,
    ) -> Reply:
        """Run a cell and wait for its end, at most for `seconds` (by default the limit of a cell).

        A cell that takes too long or prints too much is interrupted. If the kernel does not react
        to that within ten seconds it is ended.
        """
        content = {
            "code": code,
            "silent": False,
            "store_history": history,
            "allow_stdin": False,
            "user_expressions": expressions or {},
            "stop_on_error": False,
        }
        left = self.deadline - time.monotonic()
        seconds = min(seconds or self.limits.cell_seconds, left)
        if left <= 0:
            raise KernelGone("timed out", f"the notebook took {self.limits.notebook_seconds:.0f} s")
        return self._ask("execute_request", content, seconds, keep)

    def _ask(self, kind: str, content: dict, seconds: float, keep: bool = False) -> Reply:
        message = self.client.session.msg(kind, content)
        self.client.session.send(self.shell, message)
        number, reply = message["header"]["msg_id"], Reply()
        self.received = 0
        poller = zmq.Poller()
        poller.register(self.shell, zmq.POLLIN)
        poller.register(self.iopub, zmq.POLLIN)
        poller.register(self.monitor, zmq.POLLIN)
        end, idle, stopping = time.monotonic() + seconds, False, ""
        while not (reply.replies and idle):
            ready = dict(poller.poll(100))
            if self.monitor in ready:
                self.monitor.recv_multipart()
                self.received = self.limits.flood + 1
            if self.iopub in ready:
                idle |= self._from_iopub(number, reply, keep)
            if self.shell in ready:
                before = reply.replies
                self._from_shell(number, reply)
                if reply.replies > before:
                    end = time.monotonic() + 3  # for the rest of the output
            self.check_alive(reply)
            now = time.monotonic()
            if self.received > self.limits.flood and not stopping:
                stopping = "too much output"
            elif now > end and reply.replies:
                break  # its last message was lost in a flood of others
            elif now > end and not stopping:
                if kind != "execute_request":
                    raise TimeoutError(kind)
                stopping = "timed out"
            if stopping and reply.status != stopping:
                reply.status = stopping
                end = now + (3 if reply.replies else 10)
                self._interrupt()
            elif stopping and now > end:
                reason = f"a cell ran longer than {seconds:.0f} s and could not be interrupted"
                flood = f"printed more than {self.limits.flood / 1e6:.0f} MB, could not be stopped"
                raise KernelGone(stopping, flood if stopping == "too much output" else reason)
        if stopping:
            reply.status = stopping
        return reply

    def _interrupt(self) -> None:
        self.client.session.send(self.control, "interrupt_request", {})

    def _receive(self, socket: zmq.Socket) -> dict[str, Any] | None:
        """One message, or None if it is no valid one."""
        frames = socket.recv_multipart(zmq.NOBLOCK)
        size = sum(map(len, frames))
        self.received += size
        if self.received > self.limits.flood and size > 10_000:  # "done" is a small one
            return None
        try:
            _, parts = self.client.session.feed_identities(frames)
            return self.client.session.deserialize(parts)
        except Exception:  # whatever a forged message provokes; it counts as none
            return None

    def _from_shell(self, number: str, reply: Reply) -> None:
        message = self._receive(self.shell)
        if not message or message["parent_header"].get("msg_id") != number:
            return
        content = message["content"]
        reply.replies += 1
        if reply.status == "ok" and content.get("status") != "ok":
            reply.status = "error"
        reply.error = str(content.get("ename", ""))[:200]
        reply.message = str(content.get("evalue", ""))[:2000]
        values = content.get("user_expressions")
        reply.values = values if isinstance(values, dict) else {}
        payload = content.get("payload")
        sources = [x.get("source") for x in payload or [] if isinstance(x, dict)]
        reply.asked_to_exit = self.asked_to_exit = self.asked_to_exit or "ask_exit" in sources

    def _from_iopub(self, number: str, reply: Reply, keep: bool) -> bool:
        """Take one message; True if it says that the cell is done."""
        message = self._receive(self.iopub)
        if not message or message["parent_header"].get("msg_id") != number:
            return False
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            return content.get("execution_state") == "idle"
        if kind == "clear_output":
            reply.outputs.clear()
        if not keep or kind not in KINDS:
            return False
        size = len(json.dumps(content, default=str))
        if self.kept + size > self.limits.output:
            reply.cut = True
            return False
        self.kept += size
        with contextlib.suppress(Exception):  # a forged message gives no output
            output = output_from_msg(message)
            last = reply.outputs[-1] if reply.outputs else {}
            same = output.get("name", "") == last.get("name")
            if kind == "stream" and last.get("output_type") == kind and same:
                last["text"] += output["text"]
            else:
                reply.outputs.append(output)
        return False

    def check_alive(self, reply: Reply | None = None) -> None:
        """Raise KernelGone with the reason if the kernel's process has ended."""
        code = self.process.poll()
        if code is None and self.watcher.verdict is None:
            return
        if self.watcher.is_alive() and code is not None:
            time.sleep(3 * watch.TICK)  # what the watcher does takes a moment
        if self.watcher.verdict is not None:
            raise KernelGone(*self.watcher.verdict)
        number = -code if code < 0 else code - 128
        if number > 0:
            name = next((s.name for s in signal.Signals if s == number), f"signal {number}")
            raise KernelGone("crashed", f"the kernel was ended by {name}")
        if self.asked_to_exit or (reply is not None and reply.asked_to_exit):
            raise KernelGone("crashed", "a cell calls exit() or quit(), which ends the kernel")
        if code == 125:
            raise KernelGone("crashed", "the sandbox could not be built")
        raise KernelGone(
            "checks disabled", f"the notebook ended its own process (exit code {code})"
        )
