package extract

import "lanna/names"

// Zawgyi reports Burmese text in the Zawgyi encoding, which uses the code points
// of Unicode in another order. It is never converted here: the reading would be
// a guess, and the original must stay.
func Zawgyi(s string) bool { return names.Zawgyi(s) }
