package plot

import (
	"math"
	"strconv"
	"strings"
)

// FormatValue writes v for a reader: about four significant digits without
// trailing zeros, whole numbers below a million in full, very large and very
// small ones like 1.235e7. It uses ASCII only; NaN is "NaN" and infinities are
// "Inf" and "-Inf".
func FormatValue(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strconv.FormatFloat(v, 'f', -1, 64), "+")
	case v == 0:
		return "0"
	case a < 1e6 && v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	// Rounding to four digits may carry into the next power of ten, so the
	// exponent is read from the rounded number.
	digits, exp, _ := strings.Cut(strconv.FormatFloat(v, 'e', 3, 64), "e")
	e, _ := strconv.Atoi(exp)
	if e < -3 || e >= 6 {
		return trimZeros(digits) + "e" + strconv.Itoa(e)
	}
	return trimZeros(strconv.FormatFloat(v, 'f', max(3-e, 0), 64))
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// maxDigits is the number of digits in a tick label beyond which what all
// labels share moves into the note.
const maxDigits = 5

// TickLabels writes evenly spaced ticks with just the decimals that their step
// needs. What would repeat in every label is left to the note: "×10⁶" for a
// common power of ten, "+ 1.00002e6" for a common offset, or both; the note is
// empty for most ticks.
func TickLabels(ticks []float64) (labels []string, note string) {
	if len(ticks) < 2 {
		for _, t := range ticks {
			labels = append(labels, FormatValue(t))
		}
		return labels, ""
	}
	first, last := ticks[0], ticks[len(ticks)-1]
	low := magnitude(math.Abs(ticks[1] - first))
	high := magnitude(max(math.Abs(first), math.Abs(last)))
	if high-low+1 > maxDigits && magnitude(last-first)-low+1 <= maxDigits {
		return offsetLabels(ticks, low, high)
	}
	exp := 0
	if high >= maxDigits || low < -3 {
		exp = int(math.Floor(float64(high)/3)) * 3 // thousands, as SI prefixes are
		note = "×10" + superscript(exp)
	}
	for _, t := range ticks {
		m := scaled(math.Round(t/scaled(1, low)), low-exp)
		labels = append(labels, strconv.FormatFloat(m+0, 'f', max(exp-low, 0), 64))
	}
	return labels, note
}

// offsetLabels writes ticks relative to the roundest of them. low and high are
// the magnitudes of the step and of the ticks.
func offsetLabels(ticks []float64, low, high int) (labels []string, note string) {
	base, text := 0.0, ""
	for _, t := range ticks {
		digits, exp, _ := strings.Cut(strconv.FormatFloat(t, 'e', high-low, 64), "e")
		e, _ := strconv.Atoi(exp)
		s := trimZeros(digits) + "e" + strconv.Itoa(e)
		if text == "" || len(s) < len(text) {
			base, text = t, s
		}
	}
	if high < 6 && high >= -3 {
		text = trimZeros(strconv.FormatFloat(base, 'f', max(-low, 0), 64))
	}
	rest := make([]float64, len(ticks))
	for i, t := range ticks {
		rest[i] = scaled(math.Round((t-base)/scaled(1, low)), low)
	}
	labels, note = TickLabels(rest)
	if strings.HasPrefix(text, "-") {
		text = "- " + text[1:]
	} else {
		text = "+ " + text
	}
	return labels, strings.TrimSpace(note + " " + text)
}

// magnitude returns the power of ten of v's first digit. A few digits decide,
// so that a step of 0.0999999, left over from a subtraction, is 0.1.
func magnitude(v float64) int {
	if v == 0 {
		return 0
	}
	_, exp, _ := strings.Cut(strconv.FormatFloat(v, 'e', 3, 64), "e")
	e, _ := strconv.Atoi(exp)
	return e
}

// logLabels writes the ticks of a logarithmic axis: plainly between a
// thousandth and ten thousand, with powers of ten otherwise.
func logLabels(ticks []float64) []string {
	plain := true
	for _, t := range ticks {
		plain = plain && t > 0.9e-3 && t < 1.1e4
	}
	var labels []string
	for _, t := range ticks {
		s := FormatValue(t)
		if !plain {
			digits, exp, _ := strings.Cut(strconv.FormatFloat(t, 'e', 3, 64), "e")
			e, _ := strconv.Atoi(exp)
			s = power(trimZeros(digits), e)
		}
		labels = append(labels, s)
	}
	return labels
}

// typeset turns a formatted number, or a note that ends in one, into what is
// printed: a true minus sign and a power of ten.
func typeset(s string) string {
	if i := strings.LastIndexByte(s, 'e'); i > 0 {
		if e, err := strconv.Atoi(s[i+1:]); err == nil {
			s = power(s[:i], e)
		}
	}
	return strings.ReplaceAll(s, "-", "−")
}

// power writes digits·10^e; a lone 1 goes without saying.
func power(digits string, e int) string {
	before, alone := strings.CutSuffix(digits, "1")
	if alone && (before == "" || strings.HasSuffix(before, " ") || before == "-") {
		return before + "10" + superscript(e)
	}
	return digits + "×10" + superscript(e)
}

// superscript writes n in raised digits.
func superscript(n int) string {
	var b strings.Builder
	for _, r := range strconv.Itoa(n) {
		if r == '-' {
			b.WriteRune('⁻')
			continue
		}
		b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0'])
	}
	return b.String()
}
