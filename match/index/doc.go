// Package index finds the few persons out of millions who may be the one asked
// for.
//
// A person is filed under terms: how each name sounds, as consonants first and
// vowels behind them, in every system of reading that its signs have; its parts;
// its signs; its numbers. Terms are 64-bit numbers in order, so that all names
// with the same consonants stand together and a question walks over them and
// takes the nearest vowels first. What the terms bring together is scored by
// package match.
//
// An [Index] is a base, a file that is written once and read where a question
// touches it, and a delta in memory that takes what is said afterwards. Both are
// derived from statements: an index that does not fit is thrown away and made
// anew. The file is sealed chunk by chunk under a key that the caller keeps.
//
// docs/design/matching.md says why it is made so.
package index
