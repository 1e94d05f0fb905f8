package match

import (
	"maps"
	"slices"
)

// Costs are in hundredths of a plain wrong consonant. A letter is 1 to 26; 0 is
// the edge of a word. Tables have 32 rows, so that a masked letter is always
// inside.
type costs struct {
	sub  [32][32]int32 // one letter for another
	drop [32][32]int32 // a letter too many, by the letter before it
	near [32][]nearby  // what may stand for a letter, the cheapest first
	kind uint8         // which table it is
}

const (
	plainConsonant = 100
	plainVowel     = 55
)

func isVowel(c byte) bool {
	switch c + 'a' - 1 {
	case 'a', 'e', 'i', 'o', 'u':
		return c > 0
	}
	return false
}

// common holds what is confused in Latin spellings everywhere: two letters and
// the cost.
var commonSubs = map[string]int32{
	"bp": 45, "dt": 45, "gk": 45, "ck": 20, "kq": 15, "cq": 40, "cs": 50, "sz": 25, "vw": 20, "fp": 55, "fv": 40, "bv": 45, "jy": 40, "gj": 40, "jz": 45, "cj": 40, "cz": 55, "lr": 60, "mn": 55,
	"sx": 35, "kx": 50, "hk": 60, "gh": 60, "hj": 60, "st": 75, "gq": 45, "hx": 55, "cg": 60, "ct": 75,
	"ei": 25, "ou": 25, "ae": 35, "ao": 40, "iu": 55, "eo": 45, "ai": 50, "au": 45, "eu": 50, "iy": 12, "ey": 30, "uw": 20, "ow": 40, "io": 60, "uv": 50, "ay": 60,
}

// commonDrops: the letter before, the letter that may be missing, the cost.
var commonDrops = map[string]int32{
	"th": 15, "ph": 18, "kh": 15, "gh": 15, "dh": 12, "bh": 15, "ch": 25, "sh": 25, "zh": 20, "rh": 10, "jh": 15, "wh": 15, "ng": 40, "ts": 50, "tz": 45, "tc": 25, "dj": 25, "kc": 20, "nd": 75,
	"ah": 20, "eh": 20, "ih": 25, "oh": 20, "uh": 20, "ay": 30, "ey": 25, "iy": 15, "oy": 30, "uy": 25, "aw": 40, "ew": 30, "ow": 30, "uw": 20, "yi": 15, "ye": 40, "ya": 50,
	"ia": 45, "ie": 30, "io": 45, "ae": 35, "ai": 40, "ao": 40, "au": 40, "ea": 40, "eo": 45, "eu": 45, "oa": 35, "oe": 35, "ou": 25, "ua": 50, "ue": 40, "ui": 45, "uo": 35, "oi": 45, "ei": 30,
}

func newCosts(subs, drops map[string]int32) *costs {
	c := &costs{}
	for x := byte(1); x <= 26; x++ {
		for y := byte(1); y <= 26; y++ {
			switch {
			case x == y:
			case isVowel(x) && isVowel(y):
				c.sub[x][y] = 55
			case isVowel(x) != isVowel(y):
				c.sub[x][y] = 120
			default:
				c.sub[x][y] = plainConsonant
			}
		}
		for prev := byte(0); prev <= 26; prev++ {
			c.drop[prev][x] = plainConsonant
			if isVowel(x) {
				c.drop[prev][x] = plainVowel
			}
			if x == 'h'-'a'+1 {
				c.drop[prev][x] = 50
			}
			if x == prev {
				c.drop[prev][x] = 10
			}
		}
	}
	for _, layer := range []map[string]int32{commonSubs, subs} {
		for pair, cost := range layer {
			x, y := pair[0]-'a'+1, pair[1]-'a'+1
			c.sub[x][y], c.sub[y][x] = cost, cost
		}
	}
	for _, layer := range []map[string]int32{commonDrops, drops} {
		for _, pair := range slices.Sorted(maps.Keys(layer)) { // "*h" before "gh": what is said of a pair counts
			cost := layer[pair]
			if pair[0] == '*' {
				for prev := byte(0); prev <= 26; prev++ {
					c.drop[prev][pair[1]-'a'+1] = cost
				}
				continue
			}
			c.drop[pair[0]-'a'+1][pair[1]-'a'+1] = cost
		}
	}
	return c
}

// Each way of writing has its own confusions.
var (
	latinCosts = newCosts(nil, nil)
	thaiCosts  = newCosts(
		map[string]int32{"ch": 60, "cj": 12, "bp": 15, "dt": 15, "gk": 12, "vw": 8, "au": 25, "ao": 45, "ln": 45, "lr": 50, "nr": 40, "st": 30, "ei": 25, "jt": 30, "ct": 35, "cs": 60, "sz": 15, "iy": 10, "eu": 30, "ou": 30, "ny": 70},
		map[string]int32{"ar": 10, "or": 8, "er": 12, "ir": 40, "ur": 40, "ae": 25, "eu": 20, "ue": 15, "ie": 15, "tc": 8, "th": 6, "ph": 8, "kh": 6, "ch": 12, "dh": 6, "bh": 8, "nn": 5, "ts": 60, "oe": 30, "ng": 70, "rn": 60})
	// Lao is spelled by French habits or by English ones: Vongxay, Wongsai; Souk, Suk.
	laoCosts = newCosts(
		map[string]int32{"sx": 6, "vw": 8, "lr": 15, "iy": 6, "cj": 20, "bp": 30, "dt": 20, "gk": 25, "ou": 15, "ao": 40, "ae": 30, "ei": 30, "eo": 40, "au": 45, "ck": 12, "sz": 20, "nm": 70},
		map[string]int32{"ph": 8, "kh": 8, "th": 8, "ch": 20, "nh": 8, "ou": 8, "ne": 8, "te": 20, "ke": 15, "me": 12, "nn": 5, "ck": 12, "ng": 65, "eu": 15, "ue": 15, "ua": 35, "ae": 20, "oe": 20, "ie": 20, "ia": 35, "ay": 30, "ah": 15})
	burmeseCosts = newCosts(
		map[string]int32{"cj": 20, "ck": 40, "gk": 25, "dt": 25, "bp": 25, "sz": 25, "st": 50, "ei": 30, "au": 45, "ao": 50, "ry": 30, "ou": 30, "ae": 35, "kt": 55, "pt": 35, "mn": 30, "hs": 60},
		map[string]int32{"*h": 25, "sh": 45, "ar": 12, "or": 20, "nt": 45, "oe": 20, "ay": 30, "ye": 20, "ng": 60, "ne": 15, "te": 25, "ke": 25, "wa": 50})
	// Han names are short and each letter tells.
	hanCosts = newCosts(
		map[string]int32{"cj": 45, "lr": 60, "mn": 70, "ae": 55, "ao": 60, "ai": 70, "eo": 60, "au": 60, "ei": 35, "iu": 80, "st": 90, "fp": 90, "fv": 70, "hk": 80, "gj": 75, "jy": 45, "ln": 50, "vw": 25},
		map[string]int32{"ng": 60, "ah": 15, "oh": 12, "eh": 15, "ar": 60, "or": 35, "ie": 25, "io": 45, "ai": 60, "ou": 40, "ue": 45, "ui": 60, "au": 60, "ua": 55, "ia": 55, "ei": 40, "eu": 50})
	// Pinyin has one spelling for each syllable: another letter is another
	// syllable, or a slip.
	pinyinCosts = hanCosts.scaled(150)
	wadeCosts   = hanCosts.scaled(115)
	// A foreign name through Mandarin's ears: consonants come through roughly,
	// vowels hardly.
	foreignCosts = newCosts(
		map[string]int32{"lr": 12, "bp": 30, "dt": 30, "gk": 30, "ck": 5, "cs": 25, "sz": 20, "vw": 10, "fv": 25, "fp": 50, "bv": 40, "gj": 25, "cj": 30, "mn": 30, "hk": 40, "gh": 35, "sx": 20, "kx": 25, "hj": 30, "jy": 25, "jz": 30, "cz": 35, "st": 60, "tz": 55, "kq": 5, "cg": 45, "ct": 60, "cx": 40,
			"ei": 15, "ou": 20, "ae": 20, "ao": 25, "iu": 35, "eo": 25, "ai": 25, "au": 20, "eu": 25, "iy": 8, "uw": 15, "io": 35, "ey": 15, "ow": 25, "ay": 30},
		map[string]int32{"*a": 30, "*e": 18, "*i": 30, "*o": 30, "*u": 28, "*h": 20, "*r": 45, "*t": 75, "*d": 80, "ng": 15, "ar": 15, "er": 15, "or": 15, "ir": 20, "ur": 20, "gh": 10, "tc": 10, "ts": 30, "*y": 35, "*w": 40, "*n": 70, "*g": 75, "ks": 30, "st": 50, "sc": 25, "sz": 15, "dt": 20, "wh": 5, "th": 10, "ch": 15, "kh": 8})
)

// costKinds is how many tables there are; each knows its number.
const costKinds = 8

var _ = numbered(latinCosts, thaiCosts, laoCosts, burmeseCosts, hanCosts, pinyinCosts, wadeCosts, foreignCosts)

func numbered(tables ...*costs) bool {
	for i, c := range tables {
		c.kind = uint8(i)
		c.order()
	}
	return true
}

// nearby are letters that stand for another at the same cost.
type nearby struct {
	cost    int32
	letters uint32
}

func (c *costs) order() {
	for y := range c.near {
		by := map[int32]uint32{}
		for x := 1; x <= 26; x++ {
			by[c.sub[x][y]] |= 1 << x
		}
		for _, cost := range slices.Sorted(maps.Keys(by)) {
			c.near[y] = append(c.near[y], nearby{cost, by[cost]})
		}
	}
}

// scaled gives the same costs in hundredths of themselves. What may be missing
// at almost no cost stays so.
func (c *costs) scaled(percent int32) *costs {
	out := *c
	for x := range out.sub {
		for y := range out.sub[x] {
			out.sub[x][y] = out.sub[x][y] * percent / 100
			if out.drop[x][y] > 15 {
				out.drop[x][y] = out.drop[x][y] * percent / 100
			}
		}
	}
	return &out
}
