// Package search cuts text into the tokens of the text index, cuts a question
// the same way, and marks where a question is met in the original text.
//
// Scripts that write without spaces (Han, Kana, Thai, Lao, Burmese, Khmer) are
// cut into letters with their marks, and every overlapping pair of letters is a
// token: no dictionary decides where a word ends, so a name nobody has seen
// before is found like any other. Single letters are tokens too. Other scripts
// are cut into words. Case, width, diacritics, the digits of all scripts, and
// simplified and traditional Chinese are folded; invisible format characters are
// stepped over.
//
// Long numbers are found by their beginning, by their last four digits, and
// however they are grouped: "138-1234-5678" is also indexed as 13812345678.
//
// The package knows no database: an index stores [Token] values with their
// positions and answers the phrases of a [Query].
package search
