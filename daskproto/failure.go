package daskproto

// A Failure is what a message says about an exception. Exception and Traceback
// are payloads of bytes that hold a pickle; either may be nil. The texts are
// what Python logs; they may be empty.
type Failure struct {
	Exception, Traceback         *Serialized
	ExceptionText, TracebackText string
}

func readFailure(f *Fields) Failure {
	return Failure{
		Exception: f.pickled("exception"), Traceback: f.pickled("traceback"),
		ExceptionText: f.Text("exception_text"), TracebackText: f.Text("traceback_text"),
	}
}

// DecodeFailure reads the failure in a reply or message.
func DecodeFailure(m Map) (Failure, error) {
	f := Read("failure", m)
	return readFailure(f), f.Err()
}

// fields returns the four entries of a failure.
func (x Failure) fields() Map {
	return Map{
		F("exception", x.Exception), F("traceback", x.Traceback),
		F("exception_text", x.ExceptionText), F("traceback_text", x.TracebackText),
	}
}

// EncodeFailure returns the reply to a request that failed.
func EncodeFailure(x Failure) Map {
	return append(Map{F("status", "uncaught-error")}, x.fields()...)
}
