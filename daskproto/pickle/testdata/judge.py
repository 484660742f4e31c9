"""Reads pickles as Python does and shows what they make.

Standard input: a JSON list of {"name", "pickle", "buffers"}, all bytes in
hexadecimal. Standard output: a list of {"name", "text", "repr"}.

text is the value with every class and function symbolic, in the notation of
the Go function Format. repr is repr() of the real value, null if it cannot be
made here, because a module is missing, or if repr is not reproducible.
"""

import io
import json
import pickle
import re
import sys

REAL = {("_codecs", "encode"), ("builtins", "bytes"), ("builtins", "bytearray"), ("builtins", "set"), ("builtins", "frozenset")}


class Symbol(type):
    """A class that stands for any global; calling it is REDUCE."""

    def __call__(cls, *args):
        return instance(cls, "", args, {})

    def __repr__(cls):
        return cls.title


class Instance(metaclass=Symbol):
    def __new__(cls, *args, **kwargs):
        return instance(cls, ".__new__", args, kwargs)

    def __call__(self, *args):
        return instance(self, "", args, {})

    def __setstate__(self, state):
        self.__dict__["state"] = state

    def append(self, v):
        self.__dict__["items"].append(v)

    def __setitem__(self, k, v):
        self.__dict__["entries"][k] = v


def instance(cls, how, args, kwargs):
    o = object.__new__(cls if isinstance(cls, type) else Instance)
    o.__dict__.update(cls=cls, how=how, args=args, kwargs=kwargs, items=[], entries={}, state=None)
    return o


KNOWN = {}


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) in REAL:
            return super().find_class(module, name)
        key = module, name
        if key not in KNOWN:
            KNOWN[key] = Symbol(name, (Instance,), {"title": module + "." + name})
        return KNOWN[key]

    def persistent_load(self, pid):
        o = instance(Symbol("p", (Instance,), {"title": "persistent_load"}), "", (pid,), {})
        return o


# The names of Python 2 are mapped in Unpickler's caller of find_class only if
# that is the C implementation's own.
class OldUnpickler(Unpickler):
    def find_class(self, module, name):
        import _compat_pickle as c

        if (module, name) in c.NAME_MAPPING:
            module, name = c.NAME_MAPPING[module, name]
        elif module in c.IMPORT_MAPPING:
            module = c.IMPORT_MAPPING[module]
        return super().find_class(module, name)


def show(o, within=()):
    if isinstance(o, Symbol):
        return repr(o)
    if isinstance(o, type) or callable(o) and not isinstance(o, Instance):
        return o.__module__ + "." + o.__qualname__
    container = isinstance(o, (tuple, list, dict, set, frozenset, Instance)) and o != ()
    if container and any(o is w for w in within):
        return {tuple: "(...)", list: "[...]", dict: "{...}"}.get(type(o), "...")
    w = within + (o,)
    if type(o) is tuple:
        return "(" + ", ".join(show(x, w) for x in o) + (",)" if len(o) == 1 else ")")
    if type(o) is list:
        return "[" + ", ".join(show(x, w) for x in o) + "]"
    if type(o) is dict:
        return "{" + ", ".join(show(k, w) + ": " + show(v, w) for k, v in o.items()) + "}"
    if type(o) in (set, frozenset):
        if not o:
            return repr(o)
        text = "{" + ", ".join(sorted(show(x, w) for x in o)) + "}"
        return text if type(o) is set else "frozenset(" + text + ")"
    if isinstance(o, Instance):
        return show_instance(o, w)
    if isinstance(o, memoryview):
        return "<buffer: %d bytes>" % o.nbytes
    return repr(o)


def show_instance(o, w):
    d = o.__dict__
    args = [show(x, w) for x in d["args"]] + [k + "=" + show(v, w) for k, v in d["kwargs"].items()]
    text = show(d["cls"], w) + d["how"] + "(" + ", ".join(args) + ")"
    if d["items"]:
        text += " + " + show(d["items"], w)
    if d["entries"]:
        text += " | " + show(d["entries"], w)
    if d["state"] is not None:
        text += " <- " + show(d["state"], w)
    return text


def symbolic(data, buffers):
    old = data[:1] != b"\x80" or data[1] < 3
    return show((OldUnpickler if old else Unpickler)(io.BytesIO(data), buffers=buffers).load())


def real(data, buffers):
    try:
        text = repr(pickle.loads(data, buffers=buffers))
    except (ImportError, AttributeError, pickle.UnpicklingError):
        return None
    return None if re.search(r" at 0x|memory at", text) else text


def main():
    out = []
    for case in json.load(sys.stdin):
        data = bytes.fromhex(case["pickle"])
        buffers = [bytearray.fromhex(b) for b in case.get("buffers") or []]
        entry = {"name": case["name"], "text": symbolic(data, list(buffers))}
        if case.get("real"):
            entry["repr"] = real(data, list(buffers))
        out.append(entry)
    json.dump(out, sys.stdout, indent=1)


sys.setrecursionlimit(20000)
main()
