// Package browsertest tries the pages of a whole node in a real browser:
// Debian's Chromium, started without a window. Each test is one of the checks
// of docs/design and is named after it.
//
// The checks need bin-built assets (go run ./web/build), chromium and the npm
// package axe-core; `make test` sees to all of them.
package browsertest
