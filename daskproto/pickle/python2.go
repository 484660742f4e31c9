package pickle

// renamed maps the names that protocols below 3 use to those of Python 3, as
// Python's own unpickler does: writers of those protocols, whichever their
// version, write the names of Python 2. Modules that no peer of Dask pickles
// from, such as Tkinter, are left out.
func renamed(g Global) Global {
	if to, ok := renamedNames[g]; ok {
		return to
	}
	if to, ok := renamedModules[g.Module]; ok {
		g.Module = to
	}
	return g
}

var renamedModules = map[string]string{
	"__builtin__":       "builtins",
	"copy_reg":          "copyreg",
	"exceptions":        "builtins",
	"Queue":             "queue",
	"thread":            "_thread",
	"cPickle":           "pickle",
	"commands":          "subprocess",
	"urlparse":          "urllib.parse",
	"urllib2":           "urllib.request",
	"httplib":           "http.client",
	"_abcoll":           "collections.abc",
	"UserDict":          "collections",
	"UserList":          "collections",
	"UserString":        "collections",
	"StringIO":          "io",
	"cStringIO":         "io",
	"xmlrpclib":         "xmlrpc.client",
	"SocketServer":      "socketserver",
	"ConfigParser":      "configparser",
	"repr":              "reprlib",
	"anydbm":            "dbm",
	"_elementtree":      "xml.etree.ElementTree",
	"HTMLParser":        "html.parser",
	"BaseHTTPServer":    "http.server",
	"test.test_support": "test.support",
}

var renamedNames = map[Global]Global{
	{"__builtin__", "xrange"}:           {"builtins", "range"},
	{"__builtin__", "reduce"}:           {"functools", "reduce"},
	{"__builtin__", "intern"}:           {"sys", "intern"},
	{"__builtin__", "unichr"}:           {"builtins", "chr"},
	{"__builtin__", "unicode"}:          {"builtins", "str"},
	{"__builtin__", "basestring"}:       {"builtins", "str"},
	{"__builtin__", "long"}:             {"builtins", "int"},
	{"exceptions", "StandardError"}:     {"builtins", "Exception"},
	{"itertools", "izip"}:               {"builtins", "zip"},
	{"itertools", "imap"}:               {"builtins", "map"},
	{"itertools", "ifilter"}:            {"builtins", "filter"},
	{"itertools", "ifilterfalse"}:       {"itertools", "filterfalse"},
	{"itertools", "izip_longest"}:       {"itertools", "zip_longest"},
	{"UserDict", "IterableUserDict"}:    {"collections", "UserDict"},
	{"socket", "_socketobject"}:         {"socket", "SocketType"},
	{"urllib2", "HTTPError"}:            {"urllib.error", "HTTPError"},
	{"urllib2", "URLError"}:             {"urllib.error", "URLError"},
	{"multiprocessing", "TimeoutError"}: {"multiprocessing.context", "TimeoutError"},
}
