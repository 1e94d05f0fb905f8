package match

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"lanna/names"
)

// A Name is a name made ready to be compared often.
type Name struct {
	*names.Name
	letters []byte // of all parts, 1 to 26
	edges   []bool // edges[i]: a part ends before letter i; both ends are edges
	words   []word
	longest int32   // letters of it in any system
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

// A sound is a whole name in one system.
type sound struct {
	system names.System
	parts  []part
	costs  *costs
}

// Prepare makes a parsed name ready.
func Prepare(n *names.Name) *Name {
	p := &Name{Name: n, latin: true, words: make([]word, 0, len(n.Parts))}
	size := 0
	for i := range n.Parts {
		size += len(n.Parts[i].Letters)
	}
	p.letters = make([]byte, 0, size)
	for i := range n.Parts {
		part := &n.Parts[i]
		from := len(p.letters)
		p.letters = appendEncoded(p.letters, part.Letters)
		w := word{letters: p.letters[from:len(p.letters):len(p.letters)], from: from, part: i, role: part.Role, weight: weightOf(part.Letters), sino: readsChinese(part.Letters)}
		if repeated(p.words, w.letters) {
			w.weight /= 4 // the same word twice tells nothing new
		}
		p.words = append(p.words, w)
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

func encode(s string) []byte { return appendEncoded(make([]byte, 0, len(s)), s) }

func appendEncoded(b []byte, s string) []byte {
	for i := range len(s) {
		b = append(b, s[i]-'a'+1)
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
	sounds := p.Parts[first].Sounds
	count, size := p.sizes()
	p.sounds = make([]sound, 0, len(sounds))
	parts, units := make([]part, 0, count*len(sounds)), make([]*unit, 0, size) // of all systems, because they are many and short
	for k, s := range sounds {
		from := len(parts)
		if parts, units = p.inSystem(s.System, k, parts, units); len(parts) > from {
			p.sounds = append(p.sounds, sound{s.System, parts[from:len(parts):len(parts)], costsOf(s.System)})
			letters := int32(0)
			for i := range parts[from:] {
				letters += parts[from+i].length
			}
			p.longest = max(p.longest, letters)
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

// sizes are how many native parts there are, and units in all systems together.
func (p *Name) sizes() (parts, units int) {
	for i := range p.Parts {
		if sounds := p.Parts[i].Sounds; len(sounds) > 0 {
			parts++
			for k := range sounds {
				units += len(sounds[k].Units)
			}
		}
	}
	return parts, units
}

// inSystem appends the parts and their units as a system reads them; the parts
// grow by none where it does not read all.
func (p *Name) inSystem(system names.System, k int, parts []part, units []*unit) ([]part, []*unit) {
	first := len(parts)
	for i := range p.Parts {
		sounds := p.Parts[i].Sounds
		if len(sounds) == 0 {
			continue
		}
		at := k // most parts have the same systems
		if at >= len(sounds) || sounds[at].System != system {
			at = slices.IndexFunc(sounds, func(s names.Sound) bool { return s.System == system })
		}
		if at < 0 {
			return parts[:first], units
		}
		from := len(units)
		for u := range sounds[at].Units {
			units = append(units, knownUnits.of(&sounds[at].Units[u]))
		}
		parts = append(parts, partOf(units[from:len(units):len(units)]))
	}
	return parts, units
}

// A unitMemo keeps units, because names share the forms of their syllables
// ([names.Unit]) and few syllables make all names: those out of a table by its
// key, others by the place in memory of their forms. That key holds the forms, so
// that the place is not given away.
type unitMemo struct {
	once  sync.Once
	keyed []atomic.Pointer[unit]

	mu    sync.RWMutex
	units map[formsKey]*unit
}

type formsKey struct {
	first *string
	count int
}

const mostUnits = 60_000

var knownUnits unitMemo

func (m *unitMemo) of(u *names.Unit) *unit {
	if u.Key == 0 {
		return m.unkeyed(u.Forms)
	}
	m.once.Do(func() { m.keyed = make([]atomic.Pointer[unit], names.UnitKeys()) })
	known := m.keyed[u.Key].Load()
	if known == nil {
		known = unitOf(u.Forms)
		m.keyed[u.Key].Store(known)
	}
	return known
}

func (m *unitMemo) unkeyed(forms []string) *unit {
	key := formsKey{&forms[0], len(forms)}
	m.mu.RLock()
	u, ok := m.units[key]
	m.mu.RUnlock()
	if ok {
		return u
	}
	made := unitOf(forms)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.units == nil || len(m.units) >= mostUnits { // forms that were made for one name alone had filled it
		m.units = map[formsKey]*unit{}
	}
	m.units[key] = made
	return made
}

func costsOf(s names.System) *costs {
	switch s {
	case names.ThaiSounds:
		return thaiCosts
	case names.LaoSounds:
		return laoCosts
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
