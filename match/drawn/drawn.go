// Package drawn draws names that nobody was asked for: signs and syllables put
// together at random, spelled as the systems of package names allow and then
// misspelled now and then. match/learn sets weights from them, and match/index
// is measured with them.
package drawn

import (
	"bufio"
	_ "embed"
	"math/rand/v2"
	"strings"
	"sync"

	"lanna/names"
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

// An Artist draws names, the same ones from the same seed.
type Artist struct {
	*rand.Rand
	Plain float64 // how often a syllable has its likeliest spelling at least; 0 leaves it to chance
	Sure  bool    // never misspells
	lists map[string][]string
}

// Pick takes one of a list of elements.txt.
func (a *Artist) Pick(list string) string { return a.lists[list][a.IntN(len(a.lists[list]))] }

// Chance is true with probability p.
func (a *Artist) Chance(p float64) bool { return a.Float64() < p }

// New makes an artist.
func New(seed, stream uint64) *Artist {
	return &Artist{Rand: rand.New(rand.NewPCG(seed, stream)), lists: lists()}
}

var lists = sync.OnceValue(elements)

// HanName draws a surname and a given name of one sign or two.
func (a *Artist) HanName() string {
	name := a.Pick("surnames") + a.Pick("given")
	if a.Chance(0.85) {
		name += a.Pick("given")
	}
	return name
}

// Respell writes the same signs again, or one of them wrong.
func (a *Artist) Respell(name string) string {
	if a.Chance(0.15) {
		runes := []rune(name)
		runes[len(runes)-1] = []rune(a.Pick("given"))[0]
		if a.Chance(0.5) {
			return string(runes[:len(runes)-1])
		}
	}
	return name
}

// ForeignName draws a foreign name in Han signs.
func (a *Artist) ForeignName() string {
	given, family := a.Pick("foreign"), a.Pick("foreign")
	if a.Chance(0.6) {
		return before(given) + "·" + before(family)
	}
	return before(given)
}

func before(s string) string { head, _, _ := strings.Cut(s, "="); return head }
func after(s string) string  { _, tail, _ := strings.Cut(s, "="); return tail }

// ThaiName draws a given name and, three times in ten, a surname.
func (a *Artist) ThaiName() string {
	name := a.Pick("thai") + a.Pick("thai")
	if a.Chance(0.3) {
		name += " " + a.Pick("thai") + a.Pick("thai")
	}
	return name
}

// BurmeseName draws a name of two or three syllables.
func (a *Artist) BurmeseName() string {
	name := a.Pick("burmese") + a.Pick("burmese")
	if a.Chance(0.6) {
		name += a.Pick("burmese")
	}
	return name
}

// LaoName draws a given name and a surname.
func (a *Artist) LaoName() string {
	return a.Pick("lao") + a.Pick("lao") + " " + a.Pick("lao") + a.Pick("lao")
}

// KhmerName draws a surname and a given name.
func (a *Artist) KhmerName() string { return a.Pick("khmer") + " " + a.Pick("khmer") }

// SpellHan spells a Han name in one system, in either order, with English names
// beside it now and then.
func (a *Artist) SpellHan(name string) string {
	n := names.Parse(name)
	return a.spellHan(n, a.Community())
}

// SpellHanIn is SpellHan in the system of the family.
func (a *Artist) SpellHanIn(name string, s names.System) string {
	return a.spellHan(names.Parse(name), s)
}

// Community draws the system in which a family spells its name.
func (a *Artist) Community() names.System {
	systems := []names.System{names.Pinyin, names.Pinyin, names.WadeGiles, names.Cantonese, names.Cantonese, names.MinNan, names.MinNan, names.Hakka, names.Hakka}
	return systems[a.IntN(len(systems))]
}

func (a *Artist) spellHan(n *names.Name, s names.System) string {
	var parts []string
	for i, p := range n.Parts {
		if i > 0 && a.Chance(0.05) {
			s = names.Pinyin
		}
		parts = append(parts, a.spellPart(p, s, a.IntN(3)))
	}
	english := a.Chance(0.25)
	if len(parts) == 2 && a.Chance(0.3) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	text := strings.Join(parts, " ")
	if english {
		if a.Chance(0.6) {
			return after(a.Pick("foreign")) + " " + text
		}
		return text + " " + after(a.Pick("foreign"))
	}
	return text
}

// spellPart joins the syllables of a part: 0 together, 1 by a hyphen, 2 apart.
func (a *Artist) spellPart(p names.Part, s names.System, join int) string {
	for _, sound := range p.Sounds {
		if sound.System != s {
			continue
		}
		var syllables []string
		for _, u := range sound.Units {
			form := a.form(u.Forms)
			if !a.Sure && a.Chance(0.06) {
				form = a.Slip(form)
			}
			syllables = append(syllables, form)
		}
		return strings.Join(syllables, []string{"", "-", " "}[join])
	}
	return p.Letters
}

// form draws a spelling: any, the first ones more often; or the first alone as
// often as Plain says.
func (a *Artist) form(forms []string) string {
	if a.Plain > 0 && a.Chance(a.Plain) {
		return forms[0]
	}
	return forms[min(a.IntN(len(forms)), a.IntN(len(forms)))]
}

// Slip misspells one letter.
func (a *Artist) Slip(s string) string {
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

// SpellForeign looks the spelling of each piece up; the list has it.
func (a *Artist) SpellForeign(name string) string {
	var parts []string
	for piece := range strings.SplitSeq(name, "·") {
		for _, e := range a.lists["foreign"] {
			if before(e) == piece {
				parts = append(parts, after(e))
				break
			}
		}
	}
	if len(parts) == 2 && a.Chance(0.2) {
		return parts[1] + ", " + parts[0]
	}
	return strings.Join(parts, " ")
}

// SpellNative spells a name of any script of sounds in letters.
func (a *Artist) SpellNative(name string) string {
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
