package names

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed tables/han.tsv
var hanTSV string

//go:embed tables/simplified.txt
var simplifiedTXT string

//go:embed tables/surnames.tsv
var surnamesTSV string

//go:embed tables/english.txt
var englishTXT string

//go:embed tables/foreign.tsv
var foreignTSV string

// hanSystems are the systems that a Han name is read in.
var hanSystems = [...]System{Pinyin, WadeGiles, Cantonese, MinNan, Hakka, Korean, Vietnamese}

var hanAndForeign = append(hanSystems[:len(hanSystems):len(hanSystems)], Foreign)

// hanForms are the spellings of a sign or a surname in each system.
type hanForms struct {
	number uint32 // of the table's rows, from 0
	in     [systems][]string
}

func (f *hanForms) key(s System) uint32 { return f.number*uint32(systems) + uint32(s) + 1 }

// UnitKeys is above all keys of units.
func UnitKeys() int { return int(han().rows)*int(systems) + 1 }

type hanTables struct {
	simple   map[rune]rune
	forms    map[rune]*hanForms // by simplified sign
	surnames map[string]*hanForms
	foreign  map[rune][]string
	rows     uint32
}

// han is made at first use: it takes some 30 ms, which a program that reads no
// Han name need not spend.
var han = sync.OnceValue(func() *hanTables {
	t := &hanTables{simple: map[rune]rune{}, forms: map[rune]*hanForms{}, surnames: map[string]*hanForms{}, foreign: map[rune][]string{}}
	for line := range lines(simplifiedTXT) {
		signs := []rune(line)
		for i := 0; i+1 < len(signs); i += 2 {
			t.simple[signs[i]] = signs[i+1]
		}
	}
	for line := range lines(hanTSV) {
		t.sign(strings.Split(line, "\t"))
	}
	for line := range lines(surnamesTSV) {
		t.surname(strings.Split(line, "\t"))
	}
	for line := range lines(foreignTSV) {
		sign, forms, _ := strings.Cut(line, "\t")
		r, _ := utf8.DecodeRuneInString(sign)
		for _, f := range strings.Fields(forms) {
			t.foreign[r] = append(t.foreign[r], Letters(strings.Trim(f, "-")))
		}
		if f := t.forms[r]; f != nil && t.foreign[r] != nil {
			f.in[Foreign] = t.foreign[r]
		}
	}
	return t
})

// lines yields the lines of a table that are no comments.
func lines(table string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(table, "\n") {
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func (t *hanTables) sign(cols []string) {
	if len(cols) != 7 {
		return
	}
	r, _ := utf8.DecodeRuneInString(cols[0])
	f := t.row()
	spell := func(s System, col int, rule func(string) []string) {
		for _, reading := range strings.Fields(cols[col]) {
			for _, form := range rule(strings.TrimPrefix(reading, "~")) {
				f.in[s] = appendNew(f.in[s], Letters(form))
			}
		}
	}
	spell(Pinyin, 1, pinyinForms)
	spell(WadeGiles, 1, wadeGilesForms)
	spell(Cantonese, 2, cantoneseForms)
	spell(MinNan, 3, minNanForms)
	spell(Hakka, 4, hakkaForms)
	spell(Korean, 5, koreanForms)
	spell(Vietnamese, 6, asItIs)
	f.in[Foreign] = f.in[Pinyin][:min(1, len(f.in[Pinyin]))] // unless its table knows better
	t.forms[r] = f
}

func (t *hanTables) row() *hanForms {
	t.rows++
	return &hanForms{number: t.rows - 1}
}

// The columns of surnames.tsv and the systems whose spellings they are. The
// families of Singapore and Malaysia came from everywhere in the south: a
// spelling there belongs to the reading that it is nearest to.
var surnameColumns = [...]System{1: Pinyin, WadeGiles, Cantonese, Cantonese, southern, southern, Vietnamese, Korean}

const southern = systems

func (t *hanTables) surname(cols []string) {
	f := t.row()
	signs := t.fold(cols[0])
	for c := 1; c < len(cols) && c < len(surnameColumns); c++ {
		for _, form := range strings.Fields(cols[c]) {
			form = Letters(form)
			if s := surnameColumns[c]; s != southern {
				f.in[s] = appendNew(f.in[s], form)
				continue
			}
			for _, s := range t.nearestSystems(signs, form) {
				f.in[s] = appendNew(f.in[s], form)
			}
		}
	}
	if f.in[Pinyin] == nil || t.surnames[signs] != nil {
		return
	}
	if r, n := utf8.DecodeRuneInString(signs); n == len(signs) {
		for s := range f.in { // what the sign is read as elsewhere comes after the surname's own spellings
			for _, form := range t.signForms(r, System(s)) {
				f.in[s] = appendNew(f.in[s], form)
			}
		}
	}
	t.surnames[signs] = f
}

// nearestSystems finds the southern readings of a sign that are nearest to a
// spelling; Min Nan where nothing is known.
func (t *hanTables) nearestSystems(signs, form string) []System {
	r, n := utf8.DecodeRuneInString(signs)
	best, found := 100, []System{MinNan}
	if n < len(signs) {
		return found
	}
	for _, s := range [...]System{MinNan, Cantonese, Hakka} {
		for _, own := range t.signForms(r, s) {
			switch d := distance(own, form); {
			case d < best:
				best, found = d, []System{s}
			case d == best && found[len(found)-1] != s:
				found = append(found, s)
			}
		}
	}
	return found
}

// distance is the number of letters to change, put in or leave out.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			v := min(diagonal, row[j], row[j+1]) + 1
			if a[i] == b[j] {
				v = diagonal
			}
			diagonal, row[j+1] = row[j+1], v
		}
	}
	return row[len(b)]
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// fold gives each sign in its simplified form.
func (t *hanTables) fold(s string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := t.simple[r]; ok {
			return to
		}
		return r
	}, s)
}

// Simplified gives Han signs in their simplified forms; all else stays.
func Simplified(s string) string { return han().fold(s) }

// readHan finds surname and given name, or the parts of a foreign name, and
// reads each in every system. Latin parts beside it stay as they are.
func (n *Name) readHan() {
	t := han()
	var parts []Part
	var signs strings.Builder
	dotted := strings.ContainsAny(n.Text, dots)
	for _, p := range n.Parts {
		if mainScript(p.Text) == Han {
			signs.WriteString(t.fold(p.Text))
		}
	}
	n.Signs = signs.String()
	n.Foreign = dotted || t.looksForeign(n.Signs)
	whole := hanParts(n.Parts)
	for _, p := range n.Parts {
		switch {
		case mainScript(p.Text) != Han:
			parts = append(parts, p)
		case n.Foreign || whole > 1 && len(parts) > 0:
			p.Role = Unknown
			if !n.Foreign {
				p.Role = Given
			}
			p.Sounds = t.sounds(t.fold(p.Text), p.Text, false, n.Foreign)
			parts = append(parts, p)
		default:
			parts = append(parts, t.person(p, whole == 1)...)
		}
	}
	n.Parts = parts
	for i := range n.Parts {
		if p := &n.Parts[i]; len(p.Sounds) > 0 {
			p.Letters = Letters(p.Sounds[0].Primary())
		}
	}
}

func hanParts(parts []Part) int {
	n := 0
	for _, p := range parts {
		if mainScript(p.Text) == Han {
			n++
		}
	}
	return n
}

// looksForeign: longer than Chinese names are, or of four signs without a
// surname of two, or without any surname in front.
func (t *hanTables) looksForeign(signs string) bool {
	runes := []rune(signs)
	if len(runes) < 2 {
		return false
	}
	one, two := t.surnames[string(runes[:1])] != nil, t.surnames[string(runes[:2])] != nil
	switch {
	case len(runes) > 4:
		return true
	case len(runes) == 4: // 欧阳修文, or two surnames of a married woman
		return !two && !(one && t.surnames[string(runes[1:2])] != nil && !t.allForeign(runes))
	}
	return !one && !two
}

func (t *hanTables) allForeign(runes []rune) bool {
	for _, r := range runes {
		if t.foreign[r] == nil {
			return false
		}
	}
	return true
}

// person splits surname and given name.
func (t *hanTables) person(p Part, alone bool) []Part {
	signs := []rune(t.fold(p.Text))
	written := []rune(p.Text)
	cutAt := 1
	if len(signs) > 2 && t.surnames[string(signs[:2])] != nil {
		cutAt = 2
	}
	if !alone || len(signs) == 1 {
		cutAt = len(signs)
	}
	family := Part{Text: string(written[:cutAt]), Role: Surname, Joined: p.Joined}
	family.Sounds = t.sounds(string(signs[:cutAt]), family.Text, true, alone && len(signs) > 1)
	if cutAt == len(signs) {
		return []Part{family}
	}
	given := Part{Text: string(written[cutAt:]), Role: Given}
	given.Sounds = t.sounds(string(signs[cutAt:]), given.Text, false, alone)
	return []Part{family, given}
}

// sounds reads signs in each system, and as a foreign name where that is
// possible. A surname of two signs is one unit, because tables spell it whole.
func (t *hanTables) sounds(signs, written string, surname, foreign bool) []Sound {
	var few [4]signRead
	read := t.read(few[:0], signs, written)
	all := hanSystems[:]
	if foreign {
		all = hanAndForeign[:]
	}
	var known *hanForms
	if surname {
		known = t.surnames[signs]
	}
	out := make([]Sound, 0, len(all))
	slab := make([]Unit, 0, len(all)*len(read)) // of all systems, because they are many and short
	for _, s := range all {
		from := len(slab)
		if known != nil && s != Foreign && len(known.in[s]) > 0 {
			slab = append(slab, Unit{written, known.in[s], known.key(s)})
		} else {
			slab = appendUnits(slab, read, s)
		}
		if n := len(slab); n > from {
			out = append(out, Sound{s, slab[from:n:n]})
		}
	}
	return out
}

// A signRead is a sign of a name with what it may be read as.
type signRead struct {
	text  string
	forms *hanForms // nil where there is no reading
	han   bool
}

func (t *hanTables) read(out []signRead, signs, written string) []signRead {
	for _, r := range signs {
		_, size := utf8.DecodeRuneInString(written)
		out = append(out, signRead{written[:size], t.forms[r], unicode.Is(unicode.Han, r)})
		written = written[size:]
	}
	return out
}

// appendUnits reads signs in one system: none where the system has no reading
// for one of them.
func appendUnits(slab []Unit, read []signRead, s System) []Unit {
	from := len(slab)
	for i := range read {
		r := &read[i]
		switch {
		case r.forms != nil && len(r.forms.in[s]) > 0:
			slab = append(slab, Unit{r.text, r.forms.in[s], r.forms.key(s)})
		case r.han && s != Pinyin:
			return slab[:from]
		}
	}
	return slab
}

func (t *hanTables) signForms(r rune, s System) []string {
	if f := t.forms[r]; f != nil {
		return f.in[s]
	}
	return nil
}

// Sino reports whether folded letters read as one to three syllables that some
// sign has in Mandarin, Cantonese, Min Nan or Hakka: TAN, WEIMING, BENG, but not
// MICHAEL, and not TONY, which would read as two.
func Sino(letters string) bool {
	if len(letters) > 18 || english()[letters] {
		return false
	}
	syllables := sinoSyllables()
	reach := make([]int, len(letters)+1) // syllables used to get here, 0 for not
	for i := range letters {
		if i > 0 && reach[i] == 0 || reach[i] == 3 {
			continue
		}
		for j := i + 1; j <= len(letters) && j <= i+6; j++ {
			if syllables[letters[i:j]] && (reach[j] == 0 || reach[j] > reach[i]+1) {
				reach[j] = reach[i] + 1
			}
		}
	}
	return len(letters) > 0 && reach[len(letters)] > 0
}

var english = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for line := range lines(englishTXT) {
		for w := range strings.FieldsSeq(line) {
			m[Letters(w)] = true
		}
	}
	return m
})

var sinoSyllables = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, f := range han().forms {
		for _, s := range [...]System{Pinyin, WadeGiles, Cantonese, MinNan, Hakka} {
			for _, form := range f.in[s][:min(2, len(f.in[s]))] {
				if len(form) > 1 {
					all[form] = true
				}
			}
		}
	}
	for _, f := range han().surnames {
		for _, list := range f.in {
			for _, form := range list {
				all[form] = true
			}
		}
	}
	return all
})
