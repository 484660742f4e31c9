"""The expressions of group expression, with NumPy."""


def numpy(config):
    import numpy as np

    def ways(name, ask):
        a, b, c = (np.random.default_rng(i).random(ask["n"]).astype(ask["dtype"]) for i in range(3))
        half = a.dtype.type(0.5)
        out, other = np.empty_like(a), np.empty_like(a)

        def expression():
            np.sqrt(a * a + b * b) * half + c

        def in_place():
            np.multiply(a, a, out=out)
            np.multiply(b, b, out=other)
            np.add(out, other, out=out)
            np.sqrt(out, out=out)
            np.multiply(out, half, out=out)
            np.add(out, c, out=out)

        return {"in place": in_place} if ask["in place"] else {"expression": expression}

    return np.__version__, ways
