"""Writes python.json: values as Python pickles them, protocols 0 to 5.

Run as: python3 make.py > python.json
Each entry is {"name", "protocol", "pickle" in hexadecimal, "text"}, where text
is what the Go function Format should give for it.
"""

import collections
import json
import operator
import pickle
import sys


class Plain:
    def __init__(self):
        self.x = [1, 2.5]


class KwNew:
    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __getnewargs_ex__(self):
        return (1, "a"), {"key": b"b"}


class Words(list):
    pass


class Table(dict):
    pass


for c in (Plain, KwNew, Words, Table):
    c.__module__ = "example"
    sys.modules.setdefault("example", type(sys)("example")).__dict__[c.__name__] = c


def reduced(name, args, protocol, items="", state=""):
    """The text of an instance without state of its own."""
    if protocol >= 2:
        return "example.%s.__new__()%s%s" % (name, items, state)
    return "copyreg._reconstructor(example.%s, %s)%s%s" % (name, args, items, state)


plain = [
    ("none", None), ("true", True), ("false", False),
    ("ints", [0, 1, 255, 256, 65535, 65536, -1, -128, -129, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1]),
    ("big", [2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**100, -(2**100), 255 << 2040, -128 << 64, 10**600]),
    ("floats", [0.0, -0.0, 1.0, -1.5, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308,
                float("inf"), float("-inf")]),
    ("nan", float("nan")),
    ("texts", ["", "a", "it's", 'a "quote"', "'\"", "back\\slash", "line\nfeed\r\t\0\x7f", "h\u00e9\u4e16\U0001f600",
               "\u00a0\u00ad\u2028\ufeff", "\\u0041", "x" * 300]),
    ("surrogate", "a\ud800b"),
    ("bytes", [b"", b"a", b"it's", bytes(range(256)), b"x" * 300]),
    ("bytearrays", [bytearray(b""), bytearray(b"abc\xff")]),
    ("tuples", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((1,),))]),
    ("list", [1, [2, [3, []]], [None] * 3]),
    ("long list", list(range(1001))),
    ("dict", {"a": 1, 2: "b", (3, "c"): [4], None: {}, 1.5: b"x", True: 0}),
    ("long dict", {"key-%d" % i: i for i in range(1001)}),
    ("frozenset key", {frozenset([1]): "one"}),
    ("sets", [set(), {1}, frozenset(), frozenset(["a"])]),
]


def cases(protocol):
    for name, v in plain:
        if name.startswith("long ") and protocol not in (0, 4):
            continue
        yield name, v, repr(v)
    shared = [1]
    yield "shared", [shared, shared, {"s": shared}], "[[1], [1], {'s': [1]}]"
    loop = []
    loop.append(loop)
    yield "loop", loop, "[[...]]"
    ring = {}
    ring["self"] = ([ring],)
    yield "ring", ring, "{'self': ([{...}],)}"
    deep = ([],)
    deep[0].append(deep)
    yield "recursive tuple", deep, "([(...)],)"
    yield "class", ValueError, "builtins.ValueError"
    yield "exception", ValueError("bad", 3), "builtins.ValueError('bad', 3)"
    yield "instance", Plain(), reduced("Plain", "builtins.object, None", protocol, state=" <- {'x': [1, 2.5]}")
    yield "list subclass", Words([1, 2]), reduced(
        "Words", "builtins.list, [1, 2]", protocol, " + [1, 2]" if protocol >= 2 else "")
    yield "dict subclass", Table(a=1), reduced(
        "Table", "builtins.dict, {'a': 1}", protocol, " | {'a': 1}" if protocol >= 2 else "")
    yield "ordered dict", collections.OrderedDict(a=1, b=2), "collections.OrderedDict() | {'a': 1, 'b': 2}"
    yield "deque", collections.deque([1, 2]), "collections.deque() + [1, 2]"
    yield "methodcaller", operator.methodcaller("go:f", 2), "operator.methodcaller('go:f', 2)"
    partial = "functools.partial(operator.methodcaller) <- (operator.methodcaller, ('go:f',), {'k': 1}, None)(2)"
    yield "methodcaller with keywords", operator.methodcaller("go:f", 2, k=1), partial
    if protocol >= 4:
        yield "keyword new", KwNew(), "example.KwNew.__new__(1, 'a', key=b'b')"
    elif protocol >= 2:
        yield ("keyword new", KwNew(),
               "functools.partial(builtins.getattr(example.KwNew, '__new__')) <- "
               "(builtins.getattr(example.KwNew, '__new__'), (example.KwNew, 1, 'a'), {'key': b'b'}, None)()")


def main():
    out = []
    for protocol in range(6):
        for name, v, text in cases(protocol):
            out.append({"name": name, "protocol": protocol, "pickle": pickle.dumps(v, protocol).hex(), "text": text})
            pure = pickle._dumps(v, protocol)
            if pure != pickle.dumps(v, protocol):
                out.append({"name": name + ", pure Python", "protocol": protocol, "pickle": pure.hex(), "text": text})
    json.dump(out, sys.stdout, indent=1, sort_keys=True)
    print()


main()
