"""Reads Zarr arrays and prints, for each, its name, shape, dtype and the
sha256 of its elements in C order and little endian.

Version 2 is read by zarr-python. Version 3 is read here, from the
specification, with numcodecs for the compression.
"""
import hashlib, itertools, json, math, os, sys

import numcodecs
import numpy as np
import zarr


def read_v3(path):
    meta = json.load(open(os.path.join(path, "zarr.json")))
    chunk = meta["chunk_grid"]["configuration"]["chunk_shape"]
    fill = meta["fill_value"]
    out = np.full(meta["shape"], complex(*fill) if isinstance(fill, list) else fill, meta["data_type"])
    sep = meta["chunk_key_encoding"]["configuration"]["separator"]
    for at in itertools.product(*[range(math.ceil(n / c)) for n, c in zip(out.shape, chunk)]):
        b = open(os.path.join(path, *sep.join(["c"] + [str(i) for i in at]).split("/")), "rb").read()
        for c in reversed(meta["codecs"]):
            if c["name"] == "bytes":
                b = np.frombuffer(b, out.dtype.newbyteorder("<")).reshape(chunk)
            else:
                b = numcodecs.get_codec({"id": c["name"]}).decode(b)
        where = tuple(slice(i * c, min((i + 1) * c, n)) for i, c, n in zip(at, chunk, out.shape))
        out[where] = b[tuple(slice(0, w.stop - w.start) for w in where)]
    return out


def tell(name, a):
    le = np.ascontiguousarray(a).astype(a.dtype.newbyteorder("<"))
    shape = ",".join(map(str, a.shape)) or "-"
    print(name or ".", shape, a.dtype.name, hashlib.sha256(le.tobytes()).hexdigest())


def main(root):
    for base, dirs, files in sorted(os.walk(root)):
        name = os.path.relpath(base, root).replace(os.sep, "/")
        if ".zarray" in files:
            tell(name, np.asarray(zarr.open(root, mode="r")[name] if name != "." else zarr.open(root, mode="r")))
        elif "zarr.json" in files and json.load(open(os.path.join(base, "zarr.json")))["node_type"] == "array":
            tell(name, read_v3(base))


main(sys.argv[1])
