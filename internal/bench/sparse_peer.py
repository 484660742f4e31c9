"""The UDFs of group sparse, with LiberTEM.

Its dataset in memory does not take a matrix of compressed rows, so it reads the
files for both forms of the data.
"""

import functools

from udf_peer import arrays, contexts, libertem_udfs


def libertem(config):
    import libertem

    found, udfs = contexts(config), libertem_udfs()
    sig = tuple(config["shape"][2:])

    @functools.lru_cache(None)
    def load(how, path):
        return found[how].load("raw_csr", path=path)

    def run(how, ask):
        return arrays(found[how].run_udf(dataset=load(how, ask["path"]), udf=udfs[ask["udf"]](ask, sig)))

    def ways(name, ask):
        return {how: functools.partial(run, how, ask) for how in found if ask["udf"] in udfs}

    return libertem.__version__, ways
