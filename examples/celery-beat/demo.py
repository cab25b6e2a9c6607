"""Runs the demo: two nodes of BeatCop around Celery beat, one worker, faults, and a count."""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PROMPT_SECONDS = 20


def options():
    parser = argparse.ArgumentParser(
        prog="demo", description="Celery beat on exactly one of two nodes, through a kill, "
        "a freeze and a clean stop. Exits with 1 if a tick was sent twice.")
    parser.add_argument("--seconds", type=int, default=30, help="how long it runs; 30 by default")
    parser.add_argument("--ttl", type=float, default=2, help="of the lease, in seconds; 2 by default")
    parser.add_argument("--redis", metavar="URL", help="your own Redis, such as "
                        "redis://localhost:6379/0; by default one is started")
    for inner in ("--beatcop", "--redis-jars", "--logs"):
        parser.add_argument(inner, help=argparse.SUPPRESS, required=True)
    chosen = parser.parse_args()
    if chosen.seconds < 20:
        parser.error("--seconds must be at least 20, for three faults")
    if not 1 <= chosen.ttl <= chosen.seconds / 10:
        parser.error("--ttl must be from 1 to a tenth of --seconds")
    return chosen


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def redis_server(jars, folder):
    """The redis-server on the PATH, else the one inside the embedded-redis artifact."""
    found = shutil.which("redis-server")
    if found:
        return found
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    system = platform.system().lower()
    for jar in pathlib.Path(jars).glob("embedded-redis-*.jar"):
        with zipfile.ZipFile(jar) as archive:
            for name in archive.namelist():
                if "redis-server" in name and name.endswith(f"{system}-{machine}"):
                    program = folder / "redis-server"
                    program.write_bytes(archive.read(name))
                    program.chmod(program.stat().st_mode | stat.S_IXUSR)
                    return str(program)
    sys.exit(f"demo: no redis-server for {system} {machine}: install one, or give --redis")


class Processes:
    """What the demo started, each with a log of its own; all of it ends with the demo."""

    def __init__(self, logs):
        self.logs = logs
        self.running = []

    def start(self, name, *command, **environment):
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen(command, cwd=HERE, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, env={**os.environ, **environment})
        self.running.append(process)
        return process

    def end(self):
        for process in reversed(self.running):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in reversed(self.running):
            try:
                process.wait(PROMPT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Node:
    """One node: BeatCop, which runs Celery beat while the node holds the lease."""

    def __init__(self, name, processes, chosen, broker):
        self.name = name
        self.processes = processes
        self.environment = {"BROKER_URL": broker, "DEMO_NODE": name, "BEATCOP_REDIS": broker}
        self.command = [chosen.beatcop, "run", "--lease", "celery-beat-demo",
                        "--ttl", f"{round(chosen.ttl * 1000)}ms", "--",
                        sys.executable, "-m", "celery", "-A", "app", "beat",
                        "--scheduler", "celery.beat:Scheduler", "--max-interval", "1"]
        self.process = None

    def start(self):
        self.process = self.processes.start(self.name, *self.command, **self.environment)

    def signal(self, number):
        self.process.send_signal(number)


class Ticks:
    """What the worker wrote down."""

    def __init__(self, path):
        self.path = path
        path.touch()

    def read(self):
        lines = self.path.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines]


def await_true(what, condition):
    deadline = time.monotonic() + PROMPT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"demo: {what} within {PROMPT_SECONDS} s; the logs are in target/demo-logs")
        time.sleep(0.05)


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as peer:
        peer.sendall(b"PING\r\n")
        return peer.recv(5) == b"+PONG"
    return False


class Show:
    """The course of the demo: who is leader, what happens to it, a line a second."""

    def __init__(self, chosen, nodes, ticks):
        self.chosen = chosen
        self.nodes = {node.name: node for node in nodes}
        self.ticks = ticks
        self.begun = time.time()
        self.events = []
        self.plan = [(0.20, self.kill), (0.45, self.freeze), (0.75, self.stop)]
        self.later = []
        self.victim = None

    def leader(self):
        return self.nodes[self.ticks.read()[-1]["node"]]

    def choose_victim(self):
        self.victim = self.leader()
        return self.victim

    def has_moved(self):
        """Whether another node leads than the one to which something happened last."""
        return self.victim is None or self.leader() is not self.victim

    def note(self, text):
        self.events.append(text)

    def kill(self):
        node = self.choose_victim()
        node.signal(signal.SIGKILL)
        node.process.wait()
        self.note(f"kill -9 {node.name}")
        self.after(2 * self.chosen.ttl, lambda: self.bring_back(node))

    def freeze(self):
        node = self.choose_victim()
        node.signal(signal.SIGSTOP)
        self.note(f"freeze {node.name}")
        self.after(2 * self.chosen.ttl, lambda: self.thaw(node))

    def thaw(self, node):
        node.signal(signal.SIGCONT)
        self.note(f"{node.name} thaws")

    def stop(self):
        node = self.choose_victim()
        node.signal(signal.SIGTERM)
        self.note(f"clean stop {node.name}")
        self.after(self.chosen.ttl, lambda: self.bring_back(node))

    def bring_back(self, node):
        node.start()
        self.note(f"{node.name} is back")

    def after(self, seconds, action):
        self.later.append((time.time() + seconds, action))

    def run(self):
        print("  time  second    " + "  ".join(self.nodes) + "   token          events")
        passed = 0
        while passed < self.chosen.seconds or self.is_late(passed):
            while time.time() < self.begun + passed + 1:
                self.act()
                time.sleep(0.05)
            self.draw(passed)
            passed += 1
        return self.ticks.read()

    def is_late(self, passed):
        """Whether a busy machine has not come to the end of the plan, though it still may."""
        ends = self.plan or self.later or not self.has_moved()
        return ends and passed < self.chosen.seconds + PROMPT_SECONDS

    def act(self):
        now = time.time()
        is_due = self.plan and now >= self.begun + self.plan[0][0] * self.chosen.seconds
        # The next holder must be there: no node is on its way back, and the lease has moved.
        if is_due and not self.later and self.has_moved():
            self.plan.pop(0)[1]()
        due = [action for at, action in self.later if at <= now]
        self.later = [(at, action) for at, action in self.later if at > now]
        for action in due:
            action()

    def draw(self, passed):
        second = int(self.begun) + passed
        sent = [tick for tick in self.ticks.read() if tick["second"] == second]
        marks = []
        for name in self.nodes:
            count = sum(tick["node"] == name for tick in sent)
            marks.append(("●" * count or "·").ljust(len(name)))
        tokens = sorted({tick["token"] for tick in sent})
        clock = time.strftime("%H:%M:%S", time.localtime(second))
        print(f"  {passed:3} s {clock}  {'  '.join(marks)}   "
              f"{', '.join(map(str, tokens)):13}  {'; '.join(self.events)}".rstrip(), flush=True)
        self.events.clear()


def summary(ticks):
    """Prints the count; true if no tick was sent twice."""
    seconds = [tick["second"] for tick in ticks]
    duplicates = len(seconds) - len(set(seconds))
    between = sorted(set(seconds))
    gaps = [(after - before, before) for before, after in zip(between, between[1:])]
    longest, since = max(gaps, default=(0, 0))
    tokens = sorted({tick["token"] for tick in ticks})
    rising = all(a["token"] <= b["token"] for a, b in zip(ticks, ticks[1:]))
    print(f"""
  ticks        {len(seconds)} sent by beat, each run by the worker
  duplicates   {duplicates}
  longest gap  {longest} s, from {time.strftime('%H:%M:%S', time.localtime(since))}
  tokens       {len(tokens)}, {'each greater than the one before' if rising else 'NOT rising'}
""")
    good = duplicates == 0 and rising and len(tokens) >= 4
    print("Each tick was run once, through kill, freeze and clean stop." if good
          else "FAILED: see the counts above." if len(tokens) >= 4
          else "FAILED: there was no fail-over; the logs are in target/demo-logs.")
    return good


def main():
    chosen = options()
    logs = pathlib.Path(chosen.logs)
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    processes = Processes(logs)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        broker = chosen.redis
        if not broker:
            port = free_port()
            processes.start("redis", redis_server(chosen.redis_jars, logs), "--port", str(port),
                            "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                            "--dir", str(logs))
            await_true("Redis did not answer", lambda: answers(port))
            broker = f"redis://127.0.0.1:{port}/0"
        ticks = Ticks(logs / "ticks")
        processes.start("worker", sys.executable, "-m", "celery", "-A", "app", "worker",
                        "--pool", "solo", "--loglevel", "INFO",
                        BROKER_URL=broker, DEMO_TICKS=str(ticks.path))
        nodes = [Node(name, processes, chosen, broker) for name in ("node-1", "node-2")]
        for node in nodes:
            node.start()
        await_true("no tick was run", lambda: ticks.read())
        return 0 if summary(Show(chosen, nodes, ticks).run()) else 1
    except KeyboardInterrupt:
        print("Interrupted.")
        return 130
    finally:
        processes.end()


if __name__ == "__main__":
    sys.exit(main())
