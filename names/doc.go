// Package names reads the names of people in the scripts that Lanna meets and
// says how each may be spelled in Latin letters.
//
// [Parse] sets titles apart, reads Zawgyi, folds digits, and splits a name into
// parts. A part that is not in Latin letters carries its sounds: one for each
// system of reading (Mandarin in pinyin, Hokkien, the Thai royal system …), each
// a chain of syllables with the spellings that people use. Nothing is decided
// here about who is whom; that is package match.
//
// The tables lie in tables/, with their sources in tables/README.md.
package names
