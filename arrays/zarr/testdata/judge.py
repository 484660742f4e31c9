"""Reads Zarr arrays and prints, for each, its name, shape, dtype and the
sha256 of its elements in C order and little endian. The store is a folder or a
zip file.

zarr-python reads what it knows: release 2 version 2, release 3 both. Version 3
is otherwise read here, from the specification, with numcodecs for the
compression.
"""
import hashlib, itertools, json, math, os, struct, sys, zipfile

import numcodecs
import numpy as np
import zarr

KNOWS3 = int(zarr.__version__.split(".")[0]) >= 3
MISSING = (2**64 - 1, 2**64 - 1)


class Folder:
    def __init__(self, path):
        self.path = path

    def keys(self):
        for base, dirs, files in os.walk(self.path):
            for f in files:
                yield os.path.relpath(os.path.join(base, f), self.path).replace(os.sep, "/")

    def get(self, key):
        return open(os.path.join(self.path, *key.split("/")), "rb").read()


class Zip:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)

    def keys(self):
        return self.zip.namelist()

    def get(self, key):
        assert self.zip.getinfo(key).compress_type == zipfile.ZIP_STORED
        return self.zip.read(key)


def crc32c(data):
    crc = 0xFFFFFFFF
    for b in data:
        crc ^= b
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def decode(b, codecs, shape, dtype):
    """Elements of a chunk from its bytes."""
    perm = list(range(len(shape)))
    for c in codecs:
        if c["name"] == "transpose":
            perm = [perm[i] for i in c["configuration"]["order"]]
    stored = [shape[i] for i in perm]
    for c in reversed(codecs):
        name, conf = c["name"], c.get("configuration", {})
        if name == "transpose":
            continue
        if name == "crc32c":
            assert crc32c(b[:-4]) == b[-4:], "checksum"
            b = b[:-4]
        elif name == "bytes":
            order = ">" if conf.get("endian") == "big" else "<"
            b = np.frombuffer(b, np.dtype(dtype).newbyteorder(order)).reshape(stored)
        elif name == "sharding_indexed":
            b = unshard(b, conf, stored, dtype)
        else:
            b = bytes(numcodecs.get_codec({"id": name.replace("numcodecs.", ""), **conf_v2(conf)}).decode(b))
    return b.transpose(np.argsort(perm))


def conf_v2(conf):
    return {k: v for k, v in conf.items() if k in ("level", "acceleration")}


def unshard(b, conf, shape, dtype):
    inner = conf["chunk_shape"]
    assert all(n % m == 0 for n, m in zip(shape, inner))
    grid = [n // m for n, m in zip(shape, inner)]
    n = math.prod(grid)
    size = 16 * n + 4 * sum(c["name"] == "crc32c" for c in conf["index_codecs"])
    table = b[:size] if conf["index_location"] == "start" else b[-size:]
    index = decode(table, conf["index_codecs"], [n, 2], "uint64")
    out = np.zeros(shape, dtype)
    for at, (offset, length) in zip(itertools.product(*map(range, grid)), index.tolist()):
        if (offset, length) != MISSING:
            where = tuple(slice(i * m, (i + 1) * m) for i, m in zip(at, inner))
            out[where] = decode(b[offset:offset + length], conf["codecs"], inner, dtype)
    return out


def read_v3(store, name):
    meta = json.loads(store.get(join(name, "zarr.json")))
    chunk = meta["chunk_grid"]["configuration"]["chunk_shape"]
    fill = meta["fill_value"]
    out = np.full(meta["shape"], complex(*fill) if isinstance(fill, list) else fill, meta["data_type"])
    sep = meta["chunk_key_encoding"]["configuration"]["separator"]
    for at in itertools.product(*[range(math.ceil(n / c)) for n, c in zip(out.shape, chunk)]):
        b = decode(store.get(join(name, sep.join(["c"] + [str(i) for i in at]))), meta["codecs"], chunk, meta["data_type"])
        where = tuple(slice(i * c, min((i + 1) * c, n)) for i, c, n in zip(at, chunk, out.shape))
        out[where] = b[tuple(slice(0, w.stop - w.start) for w in where)]
    return out


def join(name, key):
    return name + "/" + key if name else key


def tell(name, a):
    a = np.asarray(a)
    le = np.ascontiguousarray(a).astype(a.dtype.newbyteorder("<"))
    shape = ",".join(map(str, a.shape)) or "-"
    print(name or ".", shape, a.dtype.name, hashlib.sha256(le.tobytes()).hexdigest())


def known(root, name):
    """What zarr-python reads."""
    if root.endswith(".zip"):
        root = (zarr.storage.ZipStore if KNOWS3 else zarr.ZipStore)(root, mode="r")
    top = zarr.open(root, mode="r")
    return (top[name] if name else top)[...]


def main(root):
    store = Zip(root) if root.endswith(".zip") else Folder(root)
    for key in sorted(store.keys()):
        name, doc = os.path.split(key)
        if doc == ".zarray":
            tell(name, known(root, name))
        elif doc == "zarr.json" and json.loads(store.get(key))["node_type"] == "array":
            tell(name, known(root, name) if KNOWS3 else read_v3(store, name))


main(sys.argv[1])
