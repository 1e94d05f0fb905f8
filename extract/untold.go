package extract

// untraded: no message speaks of pay for work, of prices, debts, the family, animals
// or ransoms. A sum as large as rewards are that is promised there, whatever words
// promise it, is then for somebody.
func untraded(pages []*page) bool {
	for _, p := range pages {
		for _, c := range p.cues {
			if c.any(kWage, kPrice, kLoan, kFamily, kPet, kRansom) && !(c.is(kAmount) || c.is(kSeek)) && !p.inName(c) && !p.ofErrand(c) {
				return false
			}
		}
	}
	return true
}

// promised: somebody offers a sum for the person as large as rewards are, written
// with its unit, and it is no loss or wage of theirs.
func (d *draft) promised() bool {
	for _, f := range d.finds {
		if f.kind == fAmount && f.use == forPerson && f.detail["bare"] == "" && f.page.atLeast(f.find, 1) {
			return true
		}
	}
	return false
}

// surelyNamed: a name stands where the words around it say so.
func (d *draft) surelyNamed() bool {
	for _, n := range d.named() {
		if n.sure >= surelyName {
			return true
		}
	}
	return false
}
