"""Makes the stores of this folder, and expected.json from what zarr-python
reads back. Needs zarr-python 2.13 and numcodecs 0.11 (Debian 12: python3-zarr,
python3-numcodecs). Version 3 is written and read here, from the specification,
with numcodecs for the compression. saved2.zarr and saved3.zarr are what this
project writes, made by

    go test ./arrays/zarr -run PythonReads -update

and only read here.

    /usr/bin/python3 testdata/data/zarr/make.py
"""
import hashlib, itertools, json, math, os, shutil, struct, subprocess, sys, zipfile

import numcodecs
import numpy as np
import zarr

HERE = os.path.dirname(os.path.abspath(__file__))


def pattern(shape, dtype, step=7):
    n = int(np.prod(shape, dtype=int)) if shape else 1
    a = (np.arange(n) * step // 3) % 1009
    if np.dtype(dtype).kind == "c":
        a = a + 1j * (a % 17)
    return a.astype(dtype).reshape(shape)


def crc32c(data):
    crc = 0xFFFFFFFF
    for b in data:
        crc ^= b
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def make_v2(path):
    root = zarr.group(zarr.DirectoryStore(path), overwrite=True)
    root.attrs["title"] = "version 2"
    blosc = numcodecs.Blosc
    compressors = {
        "none": None, "zlib": numcodecs.Zlib(1), "gzip": numcodecs.GZip(1), "bz2": numcodecs.BZ2(1),
        "zstd": numcodecs.Zstd(3), "lz4": numcodecs.LZ4(),
    }
    for cname in ["blosclz", "lz4", "lz4hc", "zlib", "zstd", "snappy"]:
        if cname not in numcodecs.blosc.list_compressors():
            continue
        for shuffle in [0, 1, 2] if cname == "blosclz" else [1, 2]:
            compressors[f"blosc-{cname}-{shuffle}"] = blosc(cname, 5, shuffle)
    compressors["blosc-small-blocks"] = blosc("lz4", 5, 1, blocksize=512)
    compressors["blosc-lz-far"] = blosc("blosclz", 9, 0)
    g = root.create_group("codecs")
    for name, c in compressors.items():
        shape, chunks, dtype = (3, 16, 18), (4, 16, 18), "<u2"
        g.array(name, pattern(shape, dtype), chunks=chunks, compressor=c)
    rng = np.random.default_rng(1)
    g.array("blosc-memcpy", rng.integers(0, 256, 600, "u1"), chunks=(500,), compressor=blosc("lz4", 5, 1))
    far = np.concatenate([rng.integers(0, 256, 9000, "u1")] * 2)
    g.array("blosc-blosclz-distant", far, chunks=far.shape, compressor=blosc("blosclz", 9, 0, blocksize=1 << 16))
    g = root.create_group("dtypes")
    for code in ["|b1", "|i1", "|u1", "<i2", ">i2", "<u4", ">u4", "<i8", ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c16"]:
        a = pattern((5, 7), code)
        g.array(code.replace("<", "le-").replace(">", "be-").replace("|", ""), a, chunks=(2, 4), compressor=blosc("zstd", 3, 2))
    g = root.create_group("layout")
    a = pattern((5, 6, 7), "<i4")
    g.array("fortran", a, chunks=(2, 4, 3), order="F", compressor=numcodecs.Zlib(1))
    g.array("nested", a, chunks=(2, 4, 3), dimension_separator="/", compressor=None)
    g.array("scalar", np.array(42, "<i2"), compressor=None)
    g.zeros("empty", shape=(0, 4), chunks=(2, 2), dtype="<f4", compressor=None)
    z = g.create_dataset("holes", shape=(7, 7), chunks=(3, 3), dtype="<f8", fill_value=float("nan"), compressor=None)
    z[3:6, 0:3] = 1.5
    z = g.create_dataset("holes-int", shape=(9,), chunks=(4,), dtype=">i2", fill_value=-3, compressor=None)
    z[8:] = 5
    z = g.create_dataset("holes-inf", shape=(4,), chunks=(2,), dtype="<f4", fill_value=float("-inf"), compressor=None)
    z[:1] = 2
    g = root.create_group("filters")
    g.array("delta", pattern((40,), "<i4"), chunks=(16,), filters=[numcodecs.Delta("<i4")], compressor=numcodecs.Zlib(1))
    g.array("delta-narrow", pattern((40,), "<i4"), chunks=(16,), filters=[numcodecs.Delta("<i4", "<i2")], compressor=None)
    g.array("delta-float", pattern((40,), "<f4"), chunks=(16,), filters=[numcodecs.Delta("<f4")], compressor=None)
    g.array("shuffle", pattern((40,), "<u4"), chunks=(16,), filters=[numcodecs.Shuffle(4)], compressor=numcodecs.Zlib(1))
    g.array("scale", pattern((40,), "<f8") / 10, chunks=(16,), filters=[numcodecs.FixedScaleOffset(offset=5, scale=10, dtype="<f8", astype="|u1")], compressor=None)
    g.array("cast", pattern((40,), "<i4"), chunks=(16,), filters=[numcodecs.AsType("<i2", "<i4")], compressor=None)
    g.array("cast-float", pattern((40,), ">f8"), chunks=(16,), filters=[numcodecs.AsType("<f4", ">f8")], compressor=None)
    g.array("quantized", pattern((40,), "<f8"), chunks=(16,), filters=[numcodecs.Quantize(2, "<f8", "<f4")], compressor=None)
    g.array("bits", pattern((45,), "|b1"), chunks=(19,), filters=[numcodecs.PackBits()], compressor=None)
    g.array("checked", pattern((40,), "<i4"), chunks=(16,), filters=[numcodecs.CRC32()], compressor=numcodecs.Adler32())
    g.array("packed-twice", pattern((40,), "<i4"), chunks=(16,), filters=[numcodecs.Delta("<i4"), numcodecs.Zstd(1), numcodecs.Shuffle(1)], compressor=numcodecs.Blosc("zlib"))
    zarr.consolidate_metadata(zarr.DirectoryStore(path))


def pack_zip(folder, target, prefix, method):
    with zipfile.ZipFile(target, "w", method) as z:
        for base, dirs, files in os.walk(folder):
            dirs.sort()
            for f in sorted(files):
                full = os.path.join(base, f)
                info = zipfile.ZipInfo(prefix + os.path.relpath(full, folder).replace(os.sep, "/"), (2020, 1, 1, 0, 0, 0))
                info.compress_type = method
                z.writestr(info, open(full, "rb").read())


# Version 3, from the specification.
def encode(a, codecs):
    """Bytes of a chunk, None if it is left out."""
    for i, c in enumerate(codecs):
        conf = c.get("configuration", {})
        if c["name"] == "transpose":
            a = a.transpose(conf["order"])
        elif c["name"] == "bytes":
            a = np.ascontiguousarray(a).astype(a.dtype.newbyteorder(">" if conf.get("endian") == "big" else "<")).tobytes()
        elif c["name"] == "sharding_indexed":
            a = shard(a, conf)
        elif c["name"] == "gzip":
            a = numcodecs.GZip(conf["level"]).encode(a)
        elif c["name"] == "zstd":
            a = bytes(numcodecs.Zstd(conf["level"]).encode(a))
        elif c["name"] == "blosc":
            mode = {"noshuffle": 0, "shuffle": 1, "bitshuffle": 2}[conf["shuffle"]]
            a = numcodecs.Blosc(conf["cname"], conf["clevel"], mode, conf["blocksize"]).encode(np.frombuffer(a, f"V{conf['typesize']}"))
        elif c["name"] == "crc32c":
            a = a + crc32c(a)
        else:
            raise ValueError(c)
    return a


def shard(a, conf):
    inner = conf["chunk_shape"]
    grid = [n // m for n, m in zip(a.shape, inner)]
    n = int(np.prod(grid))
    at_start = conf.get("index_location") == "start"
    extra = 4 if len(conf["index_codecs"]) > 1 else 0
    body, index = b"", []
    for at in itertools.product(*map(range, grid)):
        part = a[tuple(slice(i * m, (i + 1) * m) for i, m in zip(at, inner))]
        if (part == SKIP).all():
            index.append((2**64 - 1, 2**64 - 1))
            continue
        b = encode(part, conf["codecs"])
        index.append((len(body) + (16 * n + extra if at_start else 0), len(b)))
        body += b
    table = encode(np.array(index, "<u8"), conf["index_codecs"])
    return table + body if at_start else body + table


SKIP = 0  # the fill value: chunks of nothing else are left out


def write_v3(path, a, chunk, codecs, fill=0, keys=None, data_type=None, **more):
    global SKIP
    keys = keys or {"name": "default", "configuration": {"separator": "/"}}
    meta = {"zarr_format": 3, "node_type": "array", "shape": list(a.shape), "data_type": data_type or a.dtype.newbyteorder("=").name,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(chunk)}},
            "chunk_key_encoding": keys, "fill_value": fill, "codecs": codecs, "attributes": {}, **more}
    os.makedirs(path)
    json.dump(meta, open(os.path.join(path, "zarr.json"), "w"))
    SKIP = np.array({"NaN": np.nan}.get(fill, fill), a.dtype) if not isinstance(fill, list) else fill[0]
    sep = keys.get("configuration", {}).get("separator", "/" if keys["name"] == "default" else ".")
    for at in itertools.product(*[range(math.ceil(n / c)) for n, c in zip(a.shape, chunk)]):
        part = a[tuple(slice(i * c, (i + 1) * c) for i, c in zip(at, chunk))]
        full = np.full(chunk, SKIP, a.dtype)
        full[tuple(slice(0, n) for n in part.shape)] = part
        if np.array_equal(full, np.full(chunk, SKIP, a.dtype), equal_nan=a.dtype.kind == "f") and a.size > 1:
            continue
        key = sep.join((["c"] if keys["name"] == "default" else []) + [str(i) for i in at]) or "0"
        target = os.path.join(path, key)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "wb").write(encode(full, codecs))


LE = {"name": "bytes", "configuration": {"endian": "little"}}
BE = {"name": "bytes", "configuration": {"endian": "big"}}
GZIP = {"name": "gzip", "configuration": {"level": 1}}
ZSTD = {"name": "zstd", "configuration": {"level": 1, "checksum": False}}
CRC = {"name": "crc32c"}


def blosc3(cname, shuffle, typesize):
    return {"name": "blosc", "configuration": {"cname": cname, "clevel": 5, "shuffle": shuffle, "typesize": typesize, "blocksize": 0}}


def sharded(inner, codecs, index, where):
    return {"name": "sharding_indexed", "configuration": {"chunk_shape": inner, "codecs": codecs, "index_codecs": index, "index_location": where}}


def make_v3(path):
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(os.path.join(path, "shards"))
    for g in ["", "shards"]:
        json.dump({"zarr_format": 3, "node_type": "group", "attributes": {"title": "version 3"}}, open(os.path.join(path, g, "zarr.json"), "w"))
    a = pattern((7, 10, 9), "u2")
    arrays = {}

    def add(name, a, *args, **kw):
        write_v3(os.path.join(path, name), a, *args, **kw)
        arrays[name] = a

    add("plain", a, (4, 5, 9), [LE])
    add("big", a, (4, 5, 9), [BE])
    add("checked", a, (4, 5, 9), [LE, GZIP, CRC])
    add("twice", a, (4, 5, 9), [LE, ZSTD, GZIP, CRC])
    add("transposed", a, (4, 5, 9), [{"name": "transpose", "configuration": {"order": [2, 0, 1]}}, LE, ZSTD])
    add("transposed-twice", a, (4, 5, 9), [{"name": "transpose", "configuration": {"order": [2, 0, 1]}}, {"name": "transpose", "configuration": {"order": [1, 0, 2]}}, BE])
    add("dots", a, (4, 5, 9), [LE], keys={"name": "default", "configuration": {"separator": "."}})
    add("v2-keys", a, (4, 5, 9), [LE], keys={"name": "v2"})
    add("v2-keys-nested", a, (4, 5, 9), [LE], keys={"name": "v2", "configuration": {"separator": "/"}})
    add("bits", a, (4, 10, 9), [LE, blosc3("zstd", "bitshuffle", 2)])
    add("bytes", a, (4, 10, 9), [LE, blosc3("lz4", "shuffle", 2)])
    add("bool", a % 3 == 0, (7, 5, 4), [{"name": "bytes"}, ZSTD], fill=False)
    add("complex", pattern((6, 5), "c8"), (4, 5), [LE], fill=[0, 0], dimension_names=["y", None])
    holes = np.full((8, 8), np.nan, "f4")
    holes[4:, 4:] = 2
    write = holes.copy()
    add("holes", write, (4, 4), [LE], fill="NaN")
    add("scalar", np.array(7, "i4"), (), [LE])
    for where in ["start", "end"]:
        add(f"shards/{where}", a, (4, 10, 9), [sharded([2, 5, 3], [LE, ZSTD], [LE, CRC], where)])
        add(f"shards/{where}-unchecked", a, (4, 10, 9), [sharded([2, 5, 3], [LE], [LE], where)])
    b = a.copy()
    b[0:2, 5:10] = 3
    b[4:] = 3
    add("shards/sparse", b, (4, 10, 9), [sharded([2, 5, 3], [LE, blosc3("lz4", "shuffle", 2)], [LE, CRC], "end")], fill=3)
    add("shards/transposed", a, (4, 10, 9), [{"name": "transpose", "configuration": {"order": [1, 2, 0]}}, sharded([5, 3, 2], [{"name": "transpose", "configuration": {"order": [2, 1, 0]}}, LE], [LE, CRC], "end")])
    add("shards/packed", a, (4, 10, 9), [sharded([2, 5, 3], [LE], [LE, CRC], "end"), GZIP])
    add("shards/nested", a, (4, 10, 9), [sharded([4, 5, 9], [sharded([2, 5, 3], [LE, GZIP], [LE, CRC], "end")], [LE, CRC], "start")])
    return arrays


def describe(key, a, **more):
    a = np.asarray(a)
    le = np.ascontiguousarray(a).astype(a.dtype.newbyteorder("<"))
    d = {"key": key, "shape": list(a.shape), "dtype_le": le.dtype.str, "sha256_c_le": hashlib.sha256(le.tobytes()).hexdigest(), "probes": []}
    for flat in sorted({0, a.size // 2, a.size - 1}):
        if 0 <= flat < a.size and a.dtype.kind in "uif" and np.isfinite(a.reshape(-1)[flat]):
            d["probes"].append({"index": [int(i) for i in np.unravel_index(flat, a.shape)] if a.shape else [], "value": a.reshape(-1)[flat].item()})
    d.update(more)
    return d


def read_back(path, reader="zarr-python"):
    found = []
    root = zarr.open(path, mode="r")
    if isinstance(root, zarr.Array):
        return [describe("", root[...])]
    root.visititems(lambda name, v: found.append(describe(name, v[...])) if isinstance(v, zarr.Array) else None)
    return found


def judged(path):
    """What the test's own reader of version 3 finds."""
    out = subprocess.check_output([sys.executable, "../../../arrays/zarr/testdata/judge.py", path], text=True)
    found = []
    for line in out.splitlines():
        name, shape, dtype, digest = line.split()
        shape = [] if shape == "-" else [int(n) for n in shape.split(",")]
        found.append({"key": name, "shape": shape, "dtype_le": np.dtype(dtype).str, "sha256_c_le": digest, "probes": []})
    return found


def one(store):
    """JSON of a store, an array a line."""
    lines = ",\n".join("  " + json.dumps(a) for a in store["arrays"])
    return json.dumps({"file": store["file"], "reader": store["reader"]})[:-1] + ', "arrays": [\n' + lines + "]}"


def main():
    os.chdir(HERE)
    make_v2("v2.zarr")
    pack_zip("v2.zarr/dtypes", "bare.zip", "", zipfile.ZIP_STORED)
    pack_zip("v2.zarr/layout", "inside.zarr.zip", "inside.zarr/", zipfile.ZIP_DEFLATED)
    v3 = make_v3("v3.zarr")
    pack_zip("v3.zarr/shards", "shards.zip", "shards.zarr/", zipfile.ZIP_STORED)
    listing = [
        {"file": "v2.zarr/", "reader": "zarr-python " + zarr.__version__, "arrays": read_back("v2.zarr")},
        {"file": "bare.zip", "reader": "zarr-python " + zarr.__version__, "arrays": read_back("v2.zarr/dtypes")},
        {"file": "inside.zarr.zip", "reader": "zarr-python " + zarr.__version__, "arrays": read_back("v2.zarr/layout")},
        {"file": "v3.zarr/", "reader": "what was written", "arrays": [describe(k, v) for k, v in v3.items()]},
        {"file": "saved2.zarr/", "reader": "zarr-python " + zarr.__version__, "arrays": read_back("saved2.zarr")},
        {"file": "saved3.zarr/", "reader": "judge.py", "arrays": judged("saved3.zarr")},
        {"file": "shards.zip", "reader": "what was written", "arrays": [describe(k[7:], v) for k, v in v3.items() if k.startswith("shards/")]},
    ]
    with open("expected.json", "w") as f:
        f.write("[" + ",\n".join(one(store) for store in listing) + "]\n")


main()
