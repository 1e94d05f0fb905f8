package main

import (
	"bufio"
	_ "embed"
	"math/rand/v2"
	"strings"

	"lanna/names"
)

// Drawn pairs are names that nobody was asked for: signs and syllables put
// together at random, spelled as the systems of package names allow and then
// misspelled now and then. They teach how much to make of an alignment, not
// which letters stand for which sign.
const (
	seed      = 20261127
	drawnEach = 1500
)

//go:embed elements.txt
var elementsTXT string

// elements gives the lists of elements.txt by name.
func elements() map[string][]string {
	out := map[string][]string{}
	list := ""
	lines := bufio.NewScanner(strings.NewReader(elementsTXT))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "", line[0] == '#':
		case strings.HasSuffix(line, ":"):
			list = strings.TrimSuffix(line, ":")
		default:
			out[list] = append(out[list], strings.Fields(line)...)
		}
	}
	return out
}

type artist struct {
	*rand.Rand
	lists map[string][]string
}

func (a artist) pick(list string) string { return a.lists[list][a.IntN(len(a.lists[list]))] }

func (a artist) chance(p float64) bool { return a.Float64() < p }

// A kindOfName is drawn and spelled; near is the weight of its wrong pairs that
// look alike. An index returns many of these for one right pair, and the more so
// the fewer names a language has.
type kindOfName struct {
	source string
	native func() string
	spell  func(string) string
	near   float64
}

func drawn() []pair {
	a := artist{rand.New(rand.NewPCG(seed, 1)), elements()}
	var out []pair
	for _, d := range []kindOfName{
		{"drawn-han", a.hanName, a.spellHan, 1},
		{"drawn-foreign", a.foreignName, a.spellForeign, 0.4}, // the list is short: half of the nearest share a name
		{"drawn-thai", a.thaiName, a.spellNative, 3},
		{"drawn-burmese", a.burmeseName, a.spellNative, 2},
		{"drawn-lao", a.laoName, a.spellNative, 2},
		{"drawn-khmer", a.khmerName, a.spellNative, 1},
		{"drawn-latin", a.thaiName, a.spellNative, 3},
		{"drawn-signs", a.hanName, a.respell, 1},
	} {
		out = append(out, a.pairs(d)...)
	}
	return out
}

// pairs draws names with their spellings; wrong pairs are the nearest spelling
// of another name, and a random one.
func (a artist) pairs(d kindOfName) []pair {
	natives, left, right := make([]string, drawnEach), make([]string, drawnEach), make([]string, drawnEach)
	for i := range left {
		n := d.native()
		natives[i] = n
		left[i], right[i] = n, d.spell(n)
		if d.source == "drawn-latin" {
			left[i] = d.spell(n)
		}
	}
	var out []pair
	for i := range left {
		near, other := a.nearest(natives, right, i), a.IntN(len(right))
		out = append(out, pair{left[i], right[i], true, 1, d.source}, pair{left[i], right[near], false, d.near, d.source})
		if natives[other] != natives[i] {
			out = append(out, pair{left[i], right[other], false, 1, d.source})
		}
	}
	return out
}

// nearest finds the spelling that has most pairs of letters in common with that
// of i, but is another name's.
func (a artist) nearest(names, spelled []string, i int) int {
	best, found := -1000.0, 0
	for j := range spelled {
		if names[j] == names[i] || spelled[j] == spelled[i] {
			continue
		}
		if n := shared(spelled[i], spelled[j]); n > best {
			best, found = n, j
		}
	}
	return found
}

// shared is the share of pairs of letters that both have.
func shared(x, y string) float64 {
	if len(x) < 3 || len(y) < 3 {
		return 0
	}
	n := 0
	for i := 0; i+2 <= len(x); i++ {
		if strings.Contains(y, x[i:i+2]) {
			n++
		}
	}
	return 2 * float64(n) / float64(len(x)+len(y)-2)
}

func (a artist) hanName() string {
	name := a.pick("surnames") + a.pick("given")
	if a.chance(0.85) {
		name += a.pick("given")
	}
	return name
}

// respell writes the same signs again, or one of them wrong.
func (a artist) respell(name string) string {
	if a.chance(0.15) {
		runes := []rune(name)
		runes[len(runes)-1] = []rune(a.pick("given"))[0]
		if a.chance(0.5) {
			return string(runes[:len(runes)-1])
		}
	}
	return name
}

func (a artist) foreignName() string {
	given, family := a.pick("foreign"), a.pick("foreign")
	if a.chance(0.6) {
		return before(given) + "·" + before(family)
	}
	return before(given)
}

func before(s string) string { head, _, _ := strings.Cut(s, "="); return head }
func after(s string) string  { _, tail, _ := strings.Cut(s, "="); return tail }

func (a artist) thaiName() string {
	name := a.pick("thai") + a.pick("thai")
	if a.chance(0.3) {
		name += " " + a.pick("thai") + a.pick("thai")
	}
	return name
}

func (a artist) burmeseName() string {
	name := a.pick("burmese") + a.pick("burmese")
	if a.chance(0.6) {
		name += a.pick("burmese")
	}
	return name
}

func (a artist) laoName() string {
	return a.pick("lao") + a.pick("lao") + " " + a.pick("lao") + a.pick("lao")
}
func (a artist) khmerName() string { return a.pick("khmer") + " " + a.pick("khmer") }

// spellHan spells a Han name in one system, in either order, with English names
// beside it now and then.
func (a artist) spellHan(name string) string {
	n := names.Parse(name)
	systems := []names.System{names.Pinyin, names.Pinyin, names.WadeGiles, names.Cantonese, names.Cantonese, names.MinNan, names.MinNan, names.Hakka, names.Hakka}
	s := systems[a.IntN(len(systems))]
	var parts []string
	for i, p := range n.Parts {
		if i > 0 && a.chance(0.05) {
			s = names.Pinyin
		}
		parts = append(parts, a.spellPart(p, s, a.IntN(3)))
	}
	english := a.chance(0.25)
	if len(parts) == 2 && a.chance(0.3) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	text := strings.Join(parts, " ")
	if english {
		if a.chance(0.6) {
			return after(a.pick("foreign")) + " " + text
		}
		return text + " " + after(a.pick("foreign"))
	}
	return text
}

// spellPart joins the syllables of a part: 0 together, 1 by a hyphen, 2 apart.
func (a artist) spellPart(p names.Part, s names.System, join int) string {
	for _, sound := range p.Sounds {
		if sound.System != s {
			continue
		}
		var syllables []string
		for _, u := range sound.Units {
			form := u.Forms[min(a.IntN(len(u.Forms)), a.IntN(len(u.Forms)))]
			if a.chance(0.06) {
				form = a.slip(form)
			}
			syllables = append(syllables, form)
		}
		return strings.Join(syllables, []string{"", "-", " "}[join])
	}
	return p.Letters
}

// slip misspells one letter.
func (a artist) slip(s string) string {
	if len(s) < 2 {
		return s
	}
	i := a.IntN(len(s))
	switch a.IntN(3) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + string("aeiouhnrl"[a.IntN(9)]) + s[i+1:]
	}
	return s[:i] + string("aehnr"[a.IntN(5)]) + s[i:]
}

// spellForeign looks the spelling of each piece up; the list has it.
func (a artist) spellForeign(name string) string {
	var parts []string
	for piece := range strings.SplitSeq(name, "·") {
		for _, e := range a.lists["foreign"] {
			if before(e) == piece {
				parts = append(parts, after(e))
				break
			}
		}
	}
	if len(parts) == 2 && a.chance(0.2) {
		return parts[1] + ", " + parts[0]
	}
	return strings.Join(parts, " ")
}

func (a artist) spellNative(name string) string {
	n := names.Parse(name)
	var parts []string
	for _, p := range n.Parts {
		text := p.Letters
		if len(p.Sounds) > 0 {
			join := 0
			if n.Script == names.Burmese {
				join = a.IntN(2) * 2
			}
			text = a.spellPart(p, p.Sounds[0].System, join)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}
