#!/usr/bin/env python3
"""Measures pgqueuer on the PostgreSQL of the measurement, by the recipe of `Bench jobs`.

    job-peers.py pgqueuer DSN JOBS RUNS      run with the Python that has pgqueuer and asyncpg

Prints jobs a second (two processes, from the tenth to the ninetieth of a hundred), the time from the enqueuing to the
start at 30 jobs a second, and what a worker that is killed leaves behind, all with its standard settings; the size of
its batches is ours.
"""
import asyncio, os, statistics, subprocess, sys, tempfile, time

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

BATCH = 100
PAYLOAD = b"x" * 200
DATABASE = "pgqueuer"


def database(dsn):
    head, mark, query = dsn.partition("?")
    return head.rsplit("/", 1)[0] + "/" + DATABASE + mark + query


async def worker(dsn, mode, log):
    connection = await asyncpg.connect(dsn)
    queue = PgQueuer(AsyncpgDriver(connection))
    ledger = await asyncpg.connect(dsn)
    lock = asyncio.Lock()
    out = open(log, "w", buffering=1)
    ends = []

    async def tell():
        while True:
            await asyncio.sleep(0.2)
            out.write("".join(f"{end}\n" for end in ends))
            ends.clear()

    @queue.entrypoint("job")
    async def job(job):
        if mode == "work":
            ends.append(time.time())
        elif mode == "start":
            out.write(f"{int(job.payload)} {time.time()}\n")
        else:
            await asyncio.sleep(0.05)
            async with lock:
                await ledger.execute("INSERT INTO ledger (job) VALUES ($1)", int(job.payload))

    telling = asyncio.create_task(tell())
    await queue.run(batch_size=BATCH if mode == "work" else 10)


def start(dsn, mode, log):
    return subprocess.Popen(
        [sys.executable, __file__, "worker", dsn, mode, log], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def waiting(connection):
    return await connection.fetchval("SELECT count(*) FROM pgqueuer")


async def drained(connection, seconds=300):
    end = time.time() + seconds
    while await waiting(connection):
        if time.time() > end:
            raise SystemExit(f"pgqueuer had not finished after {seconds} s")
        await asyncio.sleep(0.25)


async def enqueue(queries, payloads):
    for first in range(0, len(payloads), 1000):
        part = payloads[first:first + 1000]
        await queries.enqueue(["job"] * len(part), part, [0] * len(part))


async def rate(dsn, connection, queries, jobs, place):
    await connection.execute("TRUNCATE pgqueuer, pgqueuer_log")
    await enqueue(queries, [PAYLOAD] * jobs)
    await connection.execute("VACUUM ANALYZE pgqueuer")
    await connection.execute("CHECKPOINT")
    logs = [f"{place}/{number}" for number in range(2)]
    workers = [start(dsn, "work", log) for log in logs]
    await drained(connection)
    await asyncio.sleep(1)
    for process in workers:
        process.kill()
        process.wait()
    times = sorted(float(line) for log in logs for line in open(log))
    return 0.8 * jobs / (times[int(len(times) * 0.9)] - times[int(len(times) * 0.1)])


async def latency(dsn, connection, queries, place, count=300):
    """Milliseconds since somebody began to enqueue a job, and since that one has the answer that it is done."""
    await connection.execute("TRUNCATE pgqueuer, pgqueuer_log")
    log = place + "/starts"
    process = start(dsn, "start", log)
    lines = lambda: [line.split() for line in open(log).read().splitlines()] if os.path.exists(log) else []
    ordered, committed = [], []

    async def order():
        ordered.append(time.time())
        await enqueue(queries, [str(len(ordered) - 1).encode()])
        committed.append(time.time())

    try:
        await order()
        while not lines():
            await asyncio.sleep(0.05)
        for _ in range(count):
            await order()
            await asyncio.sleep(1 / 30)
        while len(lines()) <= count:
            await asyncio.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    starts = [(int(number), float(at)) for number, at in lines()][1:]
    return [told([(at - since[number]) * 1000 for number, at in starts]) for since in (ordered, committed)]


def told(values):
    values = sorted(values)
    at = lambda share: values[min(len(values) - 1, int(len(values) * share))]
    return f"p50 {at(.5):.1f} ms, p95 {at(.95):.1f} ms, p99 {at(.99):.1f} ms, n {len(values)}"


async def recovery(dsn, connection, queries, place, jobs=420):
    await connection.execute("TRUNCATE pgqueuer, pgqueuer_log; DROP TABLE IF EXISTS ledger; CREATE TABLE ledger (job int)")
    await enqueue(queries, [str(number).encode() for number in range(jobs)])
    workers = [start(dsn, "killed", f"{place}/{number}") for number in range(2)]
    try:
        while await connection.fetchval("SELECT count(*) FROM ledger") < jobs // 4:
            await asyncio.sleep(0.01)
        workers[1].kill()
        killed = time.time()
        await drained(connection)
        whole = time.time() - killed
        done = await connection.fetchval("SELECT count(DISTINCT job) FROM ledger")
        twice = await connection.fetchval("SELECT count(*) - count(DISTINCT job) FROM ledger")
    finally:
        for process in workers:
            process.kill()
            process.wait()
    return whole, jobs - done, twice


async def measure(dsn, jobs, runs):
    admin = await asyncpg.connect(dsn)
    await admin.execute(f"CREATE DATABASE {DATABASE}")
    await admin.close()
    dsn = database(dsn)
    connection = await asyncpg.connect(dsn)
    queries = Queries(AsyncpgDriver(await asyncpg.connect(dsn)))
    await queries.install()
    with tempfile.TemporaryDirectory(prefix="job-peer-") as place:
        rates = sorted([await rate(dsn, connection, queries, jobs, place) for _ in range(runs)])
        title = f"pgqueuer, batches of {BATCH}"
        print(f"  {title:<38} {statistics.median(rates):6.0f}/s ({rates[0]:.0f}–{rates[-1]:.0f})", flush=True)
        starts = await latency(dsn, connection, queries, place)
        print(f"    from the order to the start, 30 a second   {starts[0]}", flush=True)
        print(f"    from its commit to the start               {starts[1]}", flush=True)
        whole, lost, twice = await recovery(dsn, connection, queries, place)
        print(f"    one of two killed (-9) under 420 jobs of 50 ms: done after {whole:.1f} s, {lost} lost, {twice} twice", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "worker":
        asyncio.run(worker(*sys.argv[2:]))
    else:
        asyncio.run(measure(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
