#!/usr/bin/env python3
"""Measures other labeling tools on the PostgreSQL of the measurement, over HTTP as their own pages use them.

    label-peers.py label-studio PROGRAM SOCKET_FOLDER USER [TASKS]
    label-peers.py doccano PROGRAM SOCKET_FOLDER USER [TASKS]
    label-peers.py slate PROGRAM

Prints a line for each of: next task, submit, export; of slate, which works on files in a terminal, the time from the
last key of an item to the next one on the screen. Python's own library is all it needs.
"""
import ctypes, fcntl, http.cookiejar, json, os, pathlib, pty, re, select, shutil, signal, socket, struct, subprocess
import sys, tempfile, termios, time
import urllib.error, urllib.parse, urllib.request, uuid

REPEATS = 100


class Site:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.headers = {}

    def ask(self, method, path, body=None, form=None, raw=False):
        data, headers = None, dict(self.headers, Referer=self.base)
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
        for cookie in self.jar:
            if cookie.name == "csrftoken":
                headers["X-CSRFToken"] = cookie.value
        request = urllib.request.Request(self.base + path, data=data, method=method, headers=headers)
        with self.opener.open(request, timeout=900) as answer:
            content = answer.read()
        return content if raw else json.loads(content or b"null")

    def upload(self, path, name, content, field="file"):
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        data = head.encode() + b"Content-Type: application/json\r\n\r\n" + content + f"\r\n--{mark}--\r\n".encode()
        headers = dict(self.headers, **{"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": self.base})
        for cookie in self.jar:
            if cookie.name == "csrftoken":
                headers["X-CSRFToken"] = cookie.value
        request = urllib.request.Request(self.base + path, data=data, method="POST", headers=headers)
        with self.opener.open(request, timeout=900) as answer:
            content = answer.read()
        return json.loads(content) if content[:1] in b"{[" else content.decode()

    def wait(self, path, seconds=180):
        end = time.time() + seconds
        while True:
            try:
                return self.ask("GET", path, raw=True)
            except (urllib.error.URLError, ConnectionError, socket.timeout):
                if time.time() > end:
                    raise
                time.sleep(0.5)


def answer_for_processes():
    """From here on, whatever is started below ends with this process, also what has left its parent; and this process
    with who started it. Signals that the starter blocks are heard again, here and in all below."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    system, (ends_with_parent, is_subreaper) = ctypes.CDLL(None), (1, 36)
    system.prctl(ends_with_parent, signal.SIGTERM, 0, 0, 0)
    system.prctl(is_subreaper, 1, 0, 0, 0)


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def processes_below():
    """All that descend from this process, by their parents in /proc."""
    children = {}
    for place in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if words[0] != "Z":
            children.setdefault(int(words[1]), []).append(int(place.parent.name))
    below, found = [os.getpid()], []
    while below:
        below = [child for parent in below for child in children.get(parent, [])]
        found += below
    return found


def end_processes(seconds=10):
    """Asks them to end, then makes them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        end = time.time() + seconds
        asked = set()
        while (left := processes_below()) and time.time() < end:
            for process in left:
                # What begins meanwhile is asked as well.
                if process not in asked:
                    asked.add(process)
                    try:
                        os.kill(process, number)
                    except ProcessLookupError:
                        pass
            time.sleep(0.05)
        reap()
        if not left:
            return
    raise SystemExit(f"these processes cannot be ended: {left}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def text(number):
    return f"Is text {number} kind? " + "x" * 120


def told(name, seconds):
    seconds.sort()
    at = lambda share: seconds[min(len(seconds) - 1, int(len(seconds) * share))] * 1000
    print(f"    {name:<12} p50 {at(.5):.1f} ms, p95 {at(.95):.1f} ms, p99 {at(.99):.1f} ms, n {len(seconds)}", flush=True)


def timed(body):
    start = time.perf_counter()
    value = body()
    return value, time.perf_counter() - start


def createdb(folder, user, name):
    subprocess.run(["createdb", "-h", folder, "-U", user, name], check=True)


def label_studio(program, folder, user, tasks, work):
    createdb(folder, user, "label_studio")
    port = free_port()
    environment = dict(
        os.environ, DJANGO_DB="default", POSTGRE_NAME="label_studio", POSTGRE_USER=user, POSTGRE_PASSWORD="-",
        POSTGRE_HOST=folder, POSTGRE_PORT="5432", LABEL_STUDIO_BASE_DATA_DIR=work, HOME=work, TMPDIR=work,
        LATEST_VERSION_CHECK="false", COLLECT_ANALYTICS="false", LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK="false",
        SENTRY_DSN="", FRONTEND_SENTRY_DSN="")
    subprocess.Popen(
        [program, "start", "--no-browser", "--port", str(port), "--username", "a@example.org", "--password", "password-1"],
        env=environment, stdout=open(work + "/log", "w"), stderr=subprocess.STDOUT)
    site = Site(port)
    site.wait("/user/login/", 300)
    page = site.ask("GET", "/user/login/", raw=True).decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    site.ask(
        "POST", "/user/login/", raw=True,
        form={"email": "a@example.org", "password": "password-1", "csrfmiddlewaretoken": token})
    config = ('<View><Text name="text" value="$text"/><Choices name="mood" toName="text">'
              '<Choice value="good"/><Choice value="bad"/></Choices></View>')
    project = site.ask("POST", "/api/projects/", {"title": "bench", "label_config": config})["id"]
    for first in range(0, tasks, 1000):
        batch = [{"data": {"text": text(n)}} for n in range(first, min(tasks, first + 1000))]
        site.ask("POST", f"/api/projects/{project}/import?return_task_ids=false", batch)
    nexts, submits = [], []
    for _ in range(REPEATS):
        task, seconds = timed(lambda: site.ask("GET", f"/api/projects/{project}/next"))
        nexts.append(seconds)
        answer = {"result": [{"from_name": "mood", "to_name": "text", "type": "choices",
                              "value": {"choices": ["good"]}}], "lead_time": 1}
        _, seconds = timed(lambda: site.ask("POST", f"/api/tasks/{task['id']}/annotations/?project={project}", answer))
        submits.append(seconds)
    told("next task", nexts)
    told("submit", submits)
    export = f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true"
    _, seconds = timed(lambda: site.ask("GET", export, raw=True))
    print(f"    export       {seconds:.1f} s for {tasks} tasks", flush=True)


def doccano(program, folder, user, tasks, work):
    createdb(folder, user, "doccano")
    port = free_port()
    environment = dict(
        os.environ, DATABASE_URL=f"postgres://{user}@/doccano?host={urllib.parse.quote(folder)}&sslmode=disable",
        DOCCANO_HOME=work, HOME=work, TMPDIR=work, ADMIN_USERNAME="admin")
    log = open(work + "/log", "w")
    def run(*words):
        subprocess.run([program, *words], env=environment, stdout=log, stderr=log, check=True, cwd=work)
    run("init")
    run("createuser", "--username", "admin", "--password", "password-1")
    for words in (["webserver", "--port", str(port)], ["task"]):
        subprocess.Popen([program, *words], env=environment, stdout=log, stderr=log, cwd=work)
    site = Site(port)
    site.wait("/", 180)
    site.ask("POST", "/v1/auth/login/", {"username": "admin", "password": "password-1"})
    project = site.ask("POST", "/v1/projects", {
        "name": "bench", "description": "bench", "project_type": "DocumentClassification",
        "resourcetype": "TextClassificationProject", "guideline": ""})["id"]
    label = site.ask("POST", f"/v1/projects/{project}/category-types", {"text": "good"})["id"]
    content = json.dumps([{"text": text(n)} for n in range(tasks)]).encode()
    place = site.upload("/v1/fp/process/", "tasks.json", content, "filepond")
    job = site.ask("POST", f"/v1/projects/{project}/upload", {
        "format": "JSON", "task": "DocumentClassification", "uploadIds": [place], "column_data": "text",
        "column_label": "label", "encoding": "utf_8"})["task_id"]
    while not site.ask("GET", f"/v1/tasks/status/{job}")["ready"]:
        time.sleep(0.5)
    nexts, submits = [], []
    for number in range(1, REPEATS + 1):
        path = f"/v1/projects/{project}/examples?limit=1&offset={number - 1}&q=&isChecked="
        page, seconds = timed(lambda: site.ask("GET", path))
        nexts.append(seconds)
        example = page["results"][0]["id"]
        def submit():
            site.ask("POST", f"/v1/projects/{project}/examples/{example}/categories", {"label": label})
            site.ask("POST", f"/v1/projects/{project}/examples/{example}/states", {})
        submits.append(timed(submit)[1])
    told("next task", nexts)
    told("submit", submits)
    def export():
        job = site.ask("POST", f"/v1/projects/{project}/download", {"exportApproved": False, "format": "JSONL"})["task_id"]
        while not site.ask("GET", f"/v1/tasks/status/{job}")["ready"]:
            time.sleep(0.1)
        return site.ask("GET", f"/v1/projects/{project}/download?taskId={job}", raw=True)
    _, seconds = timed(export)
    print(f"    export       {seconds:.1f} s for {tasks} tasks", flush=True)


def slate(program, work, items=200, pause=0.1):
    """One label for each of some texts: space and a letter label it, ] goes on."""
    shown = lambda number: chr(ord("A") + number % 26) * 24
    names = []
    for number in range(items + 1):
        names.append(f"{work}/item-{number:04}.txt")
        with open(names[-1], "w") as file:
            file.write(shown(number) + "\n")
    with open(work + "/list", "w") as file:
        file.write("\n".join(names) + "\n")
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(work)
        os.environ["TERM"] = "xterm-256color"
        os.execv(program, [program, "-d", "list", "-t", "categorical", "-s", "document", "-o"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read_until(text):
        seen, end = b"", time.time() + 10
        while text.encode() not in seen:
            if time.time() > end:
                raise SystemExit(f"slate did not show {text}")
            if select.select([terminal], [], [], 0.05)[0]:
                seen += os.read(terminal, 65536)

    read_until(shown(0))
    times, start = [], time.perf_counter()
    for number in range(1, items + 1):
        time.sleep(pause)
        os.write(terminal, b" a")
        time.sleep(0.02)
        pressed = time.perf_counter()
        os.write(terminal, b"]")
        read_until(shown(number))
        times.append(time.perf_counter() - pressed)
    minutes = (time.perf_counter() - start) / 60
    told("next shown", times)
    print(f"    keys         3 an item, {int(items / minutes)} items a minute", flush=True)


if __name__ == "__main__":
    name, program = sys.argv[1:3]
    answer_for_processes()
    place = tempfile.mkdtemp(prefix="label-peer-")
    try:
        if name == "slate":
            slate(program, place)
        else:
            folder, user = sys.argv[3:5]
            count = int(sys.argv[5]) if len(sys.argv) > 5 else 10_000
            {"label-studio": label_studio, "doccano": doccano}[name](program, folder, user, count, place)
    finally:
        end_processes()
        shutil.rmtree(place)
