package match

import (
	"slices"
	"strings"
	"sync"

	"lanna/names"
)

// A Name is a name made ready to be compared often.
type Name struct {
	*names.Name
	letters []byte // of all parts, 1 to 26
	edges   []bool // edges[i]: a part ends before letter i; both ends are edges
	words   []word
	sounds  []sound // one for each system that reads every native part
	latin   bool    // no part has sounds of its own
	mixed   []int   // parts beside the native ones, in Latin letters
	others  []*Name // further spellings of the same name

	spelling  sync.Once
	inLetters []*Name // see lettered
	sinoOnce  sync.Once
	sino      []sinoReading // see sinoReadings
}

// A word is a part in Latin letters.
type word struct {
	letters []byte
	from    int // place in Name.letters
	part    int
	role    names.Role
	weight  float32 // 1 for a rare word, less for one that many bear
	sino    bool    // reads as syllables of Chinese
}

type unit struct {
	forms  [][]byte // sorted
	rare   []int32  // what each costs for being less likely than others
	length int32    // letters of the likeliest form
}

// A sound is a whole name in one system.
type sound struct {
	system names.System
	parts  [][]unit
	costs  *costs
}

// Prepare makes a parsed name ready.
func Prepare(n *names.Name) *Name {
	p := &Name{Name: n, latin: true}
	for i := range n.Parts {
		part := &n.Parts[i]
		w := word{letters: encode(part.Letters), from: len(p.letters), part: i, role: part.Role, weight: weightOf(part.Letters), sino: readsChinese(part.Letters)}
		if repeated(p.words, w.letters) {
			w.weight /= 4 // the same word twice tells nothing new
		}
		p.words = append(p.words, w)
		p.letters = append(p.letters, w.letters...)
		if len(part.Sounds) > 0 {
			p.latin = false
		}
	}
	p.edges = make([]bool, len(p.letters)+1)
	for _, w := range p.words {
		p.edges[w.from] = true
	}
	p.edges[len(p.letters)] = true
	if !p.latin {
		p.readSounds()
	}
	for _, other := range n.Others {
		p.others = append(p.others, Prepare(other))
	}
	return p
}

// sinoWords keeps what names.Sino said of words: names share most of theirs.
var sinoWords struct {
	mu    sync.RWMutex
	known map[string]bool
}

const mostSino = 50_000

func readsChinese(word string) bool {
	w := &sinoWords
	w.mu.RLock()
	sino, ok := w.known[word]
	w.mu.RUnlock()
	if ok {
		return sino
	}
	sino = names.Sino(word)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil || len(w.known) >= mostSino {
		w.known = map[string]bool{}
	}
	w.known[strings.Clone(word)] = sino
	return sino
}

func repeated(words []word, letters []byte) bool {
	for _, w := range words {
		if len(letters) > 2 && string(w.letters) == string(letters) {
			return true
		}
	}
	return false
}

func encode(s string) []byte {
	b := make([]byte, len(s))
	for i := range s {
		b[i] = s[i] - 'a' + 1
	}
	return b
}

// readSounds lines up the systems: a system counts if it reads every part that
// has sounds. Parts in Latin letters beside them (English names) are left out.
func (p *Name) readSounds() {
	first := -1
	for i := range p.Parts {
		if len(p.Parts[i].Sounds) == 0 {
			p.mixed = append(p.mixed, i)
		} else if first < 0 {
			first = i
		}
	}
	for _, s := range p.Parts[first].Sounds {
		if parts, ok := p.inSystem(s.System); ok {
			p.sounds = append(p.sounds, sound{s.System, parts, costsOf(s.System)})
		}
	}
}

// lettered gives a Han name in letters once for each system that its bearer may
// have been transcribed from; the parts keep their signs as text. Other names
// have none. It is made when it is first asked for, which only another script of
// sounds does.
func (p *Name) lettered() []*Name {
	if p.Script == names.Han {
		p.spelling.Do(p.spell)
	}
	return p.inLetters
}

func (p *Name) spell() {
	for _, system := range [...]names.System{names.Pinyin, names.Cantonese, names.MinNan, names.Hakka} {
		in := &names.Name{Written: p.Written, Text: p.Text, Script: names.Latin}
		for i := range p.Parts {
			for _, s := range p.Parts[i].Sounds {
				if s.System == system {
					part := p.Parts[i]
					part.Sounds, part.Letters = nil, names.Letters(s.Primary())
					in.Parts = append(in.Parts, part)
				}
			}
		}
		if len(in.Parts) > 0 {
			p.inLetters = append(p.inLetters, Prepare(in))
		}
	}
}

func (p *Name) inSystem(system names.System) ([][]unit, bool) {
	var parts [][]unit
	for i := range p.Parts {
		if len(p.Parts[i].Sounds) == 0 {
			continue
		}
		found := false
		for _, s := range p.Parts[i].Sounds {
			if s.System == system {
				parts = append(parts, unitsOf(s.Units))
				found = true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return parts, true
}

func unitsOf(list []names.Unit) []unit {
	out := make([]unit, 0, len(list))
	for _, u := range list {
		out = append(out, knownUnits.of(u.Forms))
	}
	return out
}

// A unitMemo keeps units by the place in memory of their forms, because names
// share the forms of their syllables ([names.Unit]) and few syllables make all
// names. The key holds the forms, so that the place is not given away.
type unitMemo struct {
	mu    sync.RWMutex
	units map[formsKey]unit
}

type formsKey struct {
	first *string
	count int
}

const mostUnits = 60_000

var knownUnits unitMemo

func (m *unitMemo) of(forms []string) unit {
	key := formsKey{&forms[0], len(forms)}
	m.mu.RLock()
	u, ok := m.units[key]
	m.mu.RUnlock()
	if ok {
		return u
	}
	u = unitOf(forms)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.units == nil || len(m.units) >= mostUnits { // forms that were made for one name alone had filled it
		m.units = map[formsKey]unit{}
	}
	m.units[key] = u
	return u
}

func unitOf(forms []string) unit {
	x := unit{length: int32(max(1, len(forms[0])))}
	order := make([]int, len(forms))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(forms[i], forms[j]) })
	for _, i := range order {
		form := forms[i][:min(len(forms[i]), maxForm)]
		x.forms = append(x.forms, encode(form))
		x.rare = append(x.rare, int32(min(i, rarest))*rarer)
	}
	return x
}

func costsOf(s names.System) *costs {
	switch s {
	case names.ThaiSounds, names.LaoSounds:
		return thaiCosts
	case names.MyanmarSounds:
		return burmeseCosts
	case names.Foreign:
		return foreignCosts
	case names.Pinyin:
		return pinyinCosts
	case names.WadeGiles:
		return wadeCosts
	case names.Cantonese, names.MinNan, names.Hakka, names.Korean, names.Vietnamese:
		return hanCosts
	}
	return latinCosts
}
