// Package liveplot draws results while a run goes on.
//
// # Model
//
// A [Plot] is given the results now and then, at the end in any case. [Watch]
// takes the partial results of a run and passes them on as they are, while it
// has the plots drawn beside it, in a goroutine of its own that rests long enough
// for plots to take at most three hundredths of the machine's time, however many
// and large they are. The first picture of each is drawn sooner.
//
// An [Image] is the plot of one [Channel] of a UDF's results: a result by name,
// a function of one, or of all of them. [All] makes one for each result that
// has two axes, which are those that have more than one element. Images go to a
// [Screen]: a [Folder] of PNG files, or a [Page] for browsers. Elements that are
// not known yet are hatched, and do not count for the limits of colours.
package liveplot
