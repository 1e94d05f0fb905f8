package search

const (
	maxWord   = 64 // characters; longer words are cut, so that junk cannot swell the index
	maxNumber = 24 // digits in a regrouped number: IBAN and the longest card or bill number fit
	minNumber = 7  // digits from which a number is regrouped and found by its last four
	lastFour  = 4
)

// Token is one entry of the index.
type Token struct {
	Text       string // folded
	Pos        int    // place in the text, counted in words and letters; tokens may share one
	Start, End int    // bytes of the original text that it stands for
}

// Tokens cuts text into the tokens under which it is indexed, ordered by Pos.
// Every position has at least one token.
func Tokens(text string) []Token {
	c := cutText(text)
	out := make([]Token, 0, 2*len(c.units))
	_ = c.each(func(t Token) error {
		out = append(out, t)
		return nil
	})
	return out
}

// Each calls yield for every token of text, in the order of [Tokens], and stops
// at its first error, which it returns.
func Each(text string, yield func(Token) error) error {
	c := cutText(text)
	return c.each(yield)
}

func (c *cut) each(yield func(Token) error) error {
	for i := range c.units {
		var err error
		if c.units[i].script != noScript {
			err = c.grams(i, yield)
		} else {
			err = c.word(i, yield)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// grams yields the pair that starts at letter i, then the letter alone.
func (c *cut) grams(i int, yield func(Token) error) error {
	u := &c.units[i]
	if u.joined {
		v := &c.units[i+1]
		if err := yield(Token{c.folded[u.from:v.to], i, u.start, v.end}); err != nil {
			return err
		}
	}
	return yield(Token{c.folded[u.from:u.to], i, u.start, u.end})
}

// word yields a word; for numbers also the regrouped number that starts with it
// and the last four digits of the one that ends with it.
func (c *cut) word(i int, yield func(Token) error) error {
	u := &c.units[i]
	if err := yield(Token{c.folded[u.from:u.to], i, u.start, u.end}); err != nil {
		return err
	}
	if u.digits == 0 {
		return nil
	}
	if k := c.numberEnd(i); k > i {
		v := &c.units[k]
		if err := yield(Token{c.folded[u.from:v.to], i, u.start, v.end}); err != nil {
			return err
		}
	}
	if u.runes >= minNumber && u.digits >= minNumber-1 && u.to-u.from == u.runes {
		return yield(Token{c.folded[u.to-lastFour : u.to], i, u.tail, u.end})
	}
	return nil
}

// numberEnd gives the last unit of the grouped number that starts with unit i:
// groups of digits with at most one separator and a space between them. It is i
// itself when there is no such number, or when it is too short to regroup.
func (c *cut) numberEnd(i int) int {
	if !c.units[i].isNumber() {
		return i
	}
	total, k := c.units[i].digits, i
	for k+1 < len(c.units) {
		next := &c.units[k+1]
		if !next.isNumber() || !c.units[k].groups(next) || total+next.digits > maxNumber {
			break
		}
		total += next.digits
		k++
	}
	if total < minNumber {
		return i
	}
	return k
}

// groups reports that next stands so near to u that both may be one number.
// Separators are not looked at: whatever fits into two bytes is one ("-", ") ").
func (u *unit) groups(next *unit) bool {
	return next.start > u.end && next.start-u.end <= 2
}
