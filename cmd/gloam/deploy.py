import glob, hashlib, json, os, platform, shutil, signal, socket, stat, subprocess, tempfile, time, zlib


def folder(token):
    uid = os.getuid() if hasattr(os, "getuid") else 0
    return os.path.join(tempfile.gettempdir(), "gloam-%d-%s" % (uid, token))


def private(token):
    d = folder(token)
    try:
        os.mkdir(d, 0o700)
    except FileExistsError:
        pass
    s = os.lstat(d)
    if not stat.S_ISDIR(s.st_mode) or s.st_uid != os.getuid() or s.st_mode & 0o077:
        raise PermissionError("%s is not a private folder of this user" % d)
    return d


def notes(token):
    found = {}
    for file in sorted(glob.glob(os.path.join(folder(token), "worker-*.json"))):
        try:
            with open(file) as f:
                found[file] = json.load(f)
        except (OSError, ValueError):
            found[file] = {"pid": 0, "parent": 0, "name": "?"}
    return found


def alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        with open("/proc/%d/stat" % pid) as f:
            return not f.read().rpartition(") ")[2].startswith("Z")  # the dead that no init buries
    except OSError:
        return True


def ended(pid):
    """Whether a child has ended; it is reaped."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def worker():
    from distributed.worker import Worker
    return next(iter(Worker._instances))


def survey(token):
    return {
        "node": "%s:%s" % (socket.gethostname(), folder(token)), "host": socket.gethostname(), "pid": os.getpid(), "posix": os.name == "posix",
        "system": platform.system(), "machine": platform.machine(), "folder": folder(token),
        "scheduler": worker().scheduler.address,
        "running": [n["name"] for n in notes(token).values() if n["parent"] == os.getpid() and not ended(n["pid"])],
    }


def has(token, digest):
    try:
        with open(os.path.join(folder(token), "gloam"), "rb") as f:
            return hashlib.sha256(f.read()).hexdigest() == digest
    except OSError:
        return False


def put(token, first, last, digest, data):
    d = private(token)
    part = os.path.join(d, "gloam.part")
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if first else os.O_APPEND), 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(data)
    if not last:
        return None
    with open(part, "rb") as f:
        whole = zlib.decompress(f.read())
    got = hashlib.sha256(whole).hexdigest()
    if got != digest:
        os.remove(part)
        raise ValueError("gloam arrived with checksum %s, want %s" % (got, digest))
    with open(part, "wb") as f:
        f.write(whole)
    os.chmod(part, 0o700)
    os.replace(part, os.path.join(d, "gloam"))
    return None


def certificate(d, name, value):
    """The file of a certificate, which may be given as text."""
    if "-----BEGIN" not in value:
        return value
    path = os.path.join(d, name)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.write(value)
    return path


def start(token, names, threads, memory):
    d, w = private(token), worker()
    running = {n["name"] for n in notes(token).values() if n["parent"] == os.getpid() and not ended(n["pid"])}
    for name in names:
        if name in running:
            continue
        args = [os.path.join(d, "gloam"), "worker", w.scheduler.address, "--name", name, "--threads", str(threads), "--reconnect",
                "--spill-dir", d, "--deployed", d, "--parent-pid", str(os.getpid())]
        if memory:
            args += ["--memory-limit", str(memory)]
        if w.scheduler.address.startswith("tls:"):
            s = w.security
            args += ["--tls-ca", certificate(d, "ca.pem", s.tls_ca_file), "--tls-cert", certificate(d, "cert.pem", s.tls_worker_cert),
                     "--tls-key", certificate(d, "key.pem", s.tls_worker_key or s.tls_worker_cert)]
        base = os.path.join(d, "worker-" + name)
        with open(base + ".log", "ab") as log:
            p = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=d)
        with open(base + ".json", "w") as f:
            json.dump({"pid": p.pid, "parent": os.getpid(), "name": name}, f)
    return None


def logs(token):
    out = {}
    for file in glob.glob(os.path.join(folder(token), "worker-*.log")):
        with open(file, errors="replace") as f:
            out[os.path.basename(file)[7:-4]] = f.read()[-2000:]
    return out


def stop(token):
    """Ends the children of this process."""
    stopped, mine = [], {f: n for f, n in notes(token).items() if n["parent"] == os.getpid()}
    for sig, limit in ((signal.SIGTERM, 8), (signal.SIGKILL, 2)):
        until = time.time() + limit
        left = [n for n in mine.values() if not ended(n["pid"])]
        for n in left:
            os.kill(n["pid"], sig)
            if sig == signal.SIGTERM:
                stopped.append(n["name"])
        while time.time() < until and not all([ended(n["pid"]) for n in left]):
            time.sleep(0.02)
    for file in mine:
        try:
            os.remove(file)
        except FileNotFoundError:
            pass  # the worker has done it
    return stopped


def clean(token):
    """Removes the folder once nobody runs from it."""
    if any(alive(n["parent"]) for n in notes(token).values() if n["parent"]):
        return False
    shutil.rmtree(folder(token), ignore_errors=True)
    return not os.path.exists(folder(token))
