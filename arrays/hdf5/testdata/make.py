"""Writes small files in the oldest and the newest form that h5py knows.

They are where the fuzz test begins; h5pywritten_test.go compares values.
"""
import h5py, numpy as np
for name, libver in (("oldest.h5", "earliest"), ("newest.h5", "latest")):
    with h5py.File(name, "w", libver=libver) as f:
        a = np.arange(60, dtype="<u2").reshape(3, 4, 5)
        f["plain"] = a
        f.create_dataset("packed", data=a, chunks=(1, 3, 5), compression="gzip", shuffle=True, fletcher32=True)
        f.create_dataset("lzf", data=a.astype(">f4"), chunks=(2, 4, 5), compression="lzf", maxshape=(None, 4, 5))
        f.create_dataset("both", data=a, chunks=(1, 2, 5), maxshape=(None, None, 5))
        f.create_dataset("one", data=a, chunks=a.shape)
        f.create_dataset("yes", data=a[0] > 3)
        f.create_dataset("complex", data=a[0] * (1 + 2j))
        layout = h5py.VirtualLayout((4, 5), "<u2")
        layout[1:3] = h5py.VirtualSource(".", "plain", a.shape)[0, :2]
        f.create_virtual_dataset("virtual", layout)
        f["text"] = "some text"
        f["soft"] = h5py.SoftLink("/plain")
        f["out"] = h5py.ExternalLink("other.h5", "/x")
        for i in range(12):
            f["many/%d" % i] = i
            f["plain"].attrs["n%d" % i] = "Å" * i
        f["plain"].attrs["list"] = [1.5, 2.5]
