"""Makes random arrays of version 2 with zarr-python in a folder and prints, for
each, its name, shape, dtype and the sha256 of its elements in C order and little
endian. Arguments: the folder, a seed, how many."""
import hashlib, random, sys

import numcodecs
import numpy as np
import zarr

DTYPES = ["?", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8", ">u8",
          "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16"]


def compressor(r):
    shuffle = r.choice([numcodecs.Blosc.NOSHUFFLE, numcodecs.Blosc.SHUFFLE, numcodecs.Blosc.BITSHUFFLE])
    return r.choice([
        lambda: None, lambda: numcodecs.Zlib(r.randint(0, 9)), lambda: numcodecs.GZip(r.randint(0, 9)), numcodecs.LZ4,
        lambda: numcodecs.Zstd(r.randint(1, 9)),
        lambda: numcodecs.Blosc(r.choice(["lz4", "lz4hc", "zstd", "zlib", "blosclz"]), r.randint(0, 9), shuffle),
    ])()


def filters(r, dtype):
    if dtype.kind not in "iu" or r.random() < 0.6:
        return None
    return [r.choice([numcodecs.Delta(dtype), numcodecs.Shuffle(dtype.itemsize)])]


def values(g, shape, dtype):
    """Numbers of which some stay the same for long."""
    if dtype.kind == "b":
        return g.random(shape) < 0.5
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        a = g.integers(info.min, info.max, shape, dtype.newbyteorder("="), endpoint=True)
        return np.where(g.random(shape) < 0.5, a, dtype.type(3)).astype(dtype)
    a = g.standard_normal(shape)
    if dtype.kind == "c":
        a = a + 1j * g.standard_normal(shape)
    return np.where(g.random(shape) < 0.5, a, np.nan).astype(dtype)


def main(root, seed, count):
    r, g = random.Random(seed), np.random.default_rng(seed)
    group = zarr.group(zarr.DirectoryStore(root, dimension_separator=r.choice("./")))
    for i in range(count):
        dtype = np.dtype(r.choice(DTYPES))
        shape = [r.choice([0, 1, 2, 5, 9, 17, 30]) for _ in range(r.randint(0, 3))]
        chunks = [r.randint(1, max(1, n) + 2) for n in shape]
        a = group.create_dataset(
            "r%d" % i, shape=shape, chunks=chunks, dtype=dtype, order=r.choice("CF"), compressor=compressor(r), filters=filters(r, dtype),
            fill_value=r.choice([0, 1, None]) if dtype.kind != "b" else r.choice([False, True]), write_empty_chunks=r.random() < 0.5)
        where = tuple(slice(r.randint(0, n // 2), n) for n in shape)  # the rest is missing where chunks are whole
        full = values(g, shape, dtype)
        if a.fill_value is None:
            where = (slice(None),) * len(shape)
        a[where] = full[where] if shape else full
        out = np.asarray(a[...])
        le = np.ascontiguousarray(out).astype(out.dtype.newbyteorder("<"))
        print(a.basename, ",".join(map(str, out.shape)) or "-", out.dtype.name, hashlib.sha256(le.tobytes()).hexdigest())


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
