// Package web holds the pages that programs of this module serve.
//
// # Model
//
// A page is one file that is part of the program and loads nothing from anywhere
// else: styles and scripts are in it. What changes it asks for at addresses
// relative to its own, which are said with each page. Pages have no state to
// keep and may be served from anywhere.
package web
