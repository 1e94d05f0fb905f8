// Package match says how likely it is that two names, or two persons, are one,
// and why.
//
// A name is prepared once ([Prepare]) and compared often ([Names]). Where one
// side is in a script of sounds other than Latin letters, its syllables are
// aligned with the other's letters by the cheapest path through their spellings,
// in each system of reading and in both orders of surname and given name; where
// both are in Latin letters, their words are assigned to each other. What the
// alignment costs, and what is left over on either side, are features of a
// logistic model, whose weights lie in model.json with a version. match/learn
// sets them. Two spellings of Chinese names, neither with its signs, are compared
// by the signs that both may stand for (sino.go).
//
// Explanations are data: codes with arguments, that a page puts into words.
package match
