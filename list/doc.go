// Package list reads lists of people as agencies send them, CSV or XLSX in any
// encoding of the region, and makes of each cell what it says.
//
// [Read] turns a file into a table of text. [Propose] says which column holds
// what, by its name in five languages and by its content. [Check] reads each
// cell: digits folded, dates of all parties, numbers with their checksums,
// phones, sexes, nationalities. What cannot be read is a reason, never a guess:
// a row with one is kept apart, and [SendBack] writes a file of such rows for
// whoever sent the list. Nothing here knows a record, a reader or a store.
package list
