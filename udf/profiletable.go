package udf

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// WriteTable writes what has been measured as text: a line for each entry, with
// the time of all calls, its share of all times, the calls, the mean and the
// longest of them, and billions of bytes per second. It is what the command
// prints with --profile.
func (p *Profile) WriteTable(w io.Writer) error {
	all := time.Duration(0)
	for _, e := range p.Entries() {
		all += e.Total
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if _, err := fmt.Fprint(t, "stage\tudf\ttime\tshare\tcalls\tmean\tmax\tGB/s\t\n"); err != nil {
		return err
	}
	for _, e := range p.Entries() {
		rate := "-"
		if e.Bytes > 0 {
			rate = fmt.Sprintf("%.3g", e.Rate()/1e9)
		}
		share := 100 * e.Total.Seconds() / max(all.Seconds(), 1e-12)
		if _, err := fmt.Fprintf(t, "%s\t%s\t%v\t%.1f %%\t%d\t%v\t%v\t%s\t\n", e.Stage, e.UDF[strings.LastIndexByte(e.UDF, '/')+1:],
			digits(e.Total), share, e.Calls, digits(e.Mean()), digits(e.Max), rate); err != nil {
			return err
		}
	}
	return t.Flush()
}

// digits rounds a time to three digits.
func digits(d time.Duration) time.Duration {
	for unit := time.Duration(1); unit <= time.Second; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
	return d.Round(time.Second)
}
