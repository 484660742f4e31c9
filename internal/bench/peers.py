"""Runs the trials of a group with other software.

    peers.py GROUP KIND CONFIG

GROUP_peer.py beside this file has a function KIND. It is called with CONFIG,
read as JSON, and returns the version of the software and a function: that gets
the name of a trial and what the trial asks, and returns ways to do it, a dict of
functions without arguments that return a dict of arrays, or nothing if the
software has nothing of the kind.

Each line of standard input is a trial as JSON. The answer is a line of JSON: the
seconds that the fastest way took and what it is called, or null. The first
request for a trial names a file: all ways run once, untimed, and the results of
the first are saved there. A way that is twice as slow as another is not tried
again. If what a trial asks has a "scale", its ways do so much less, and their
times are multiplied.
"""

import importlib
import json
import os
import sys
import time


def seconds(run, loops, own_time):
    now = time.process_time if own_time else time.perf_counter
    began = now()
    for _ in range(loops):
        run()
    return (now() - began) / loops


def save(path, results):
    import numpy as np

    np.savez(path, **{k: np.asarray(v) for k, v in (results or {}).items()})


def first(ways, path):
    """Runs every way and returns those that work."""
    good = {}
    for how, run in ways.items():
        try:
            results = run()
        except Exception as e:  # whatever a missing part of the software raises
            print("%s: %s: %.200s" % (how, type(e).__name__, e), file=sys.stderr, flush=True)
            continue
        if not good:
            save(path, results)
        good[how] = run
    return good


def timed(ways, request):
    took = {how: seconds(run, request["loops"], request["own_time"]) for how, run in ways.items()}
    best = min(took, key=took.get)
    for how in took:
        if took[how] > 2 * took[best]:
            del ways[how]
    return {"seconds": took[best] * (request["ask"] or {}).get("scale", 1), "how": best}


def main():
    group, kind, config = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    os.environ.setdefault("OMP_NUM_THREADS", str(config.get("threads", 1)))
    module = importlib.import_module(group + "_peer")
    version, ways_of = getattr(module, kind)(config)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints does not disturb the answers
    print("ready", version, file=answers, flush=True)
    known = {}
    for line in sys.stdin:
        request = json.loads(line)
        name, answer = request["trial"], None
        if request["save"]:
            known[name] = first(ways_of(name, request["ask"]) or {}, request["save"])
            if known[name]:
                answer = {"seconds": 0, "how": "first"}
        elif known.get(name):
            answer = timed(known[name], request)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
