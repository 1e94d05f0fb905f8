package index

// A term is what a person is filed under: its kind in 4 bits, and 60 bits of the
// kind's own.
type term uint64

// Kinds of terms. The first two are sounds: 30 bits of consonants and 30 bits of
// the vowels behind each. The others are hashes, which have no neighbours.
const (
	wholeKind  = 1 + iota // all letters of a name, in one order
	partKind              // one part of it
	signKind              // signs of a Han name
	numberKind            // an identifier
	photoKind             // 16 bits of a perceptual hash, with their place
	_                     // was a day of birth
	placeKind             // a place: filed to be counted, never asked for
	recordKind            // the record's id, by which a row is found again
)

const (
	kindShift  = 60
	vowelBits  = 30
	vowelMask  = 1<<vowelBits - 1
	hashMask   = 1<<kindShift - 1
	maxSounds  = 10 // consonants that a term holds: 3 bits each, and 3 for each one's vowels
	symbolBits = 3
)

func (t term) kind() int { return int(t >> kindShift) }

// group is the first term with the same kind and consonants; the last one has
// all bits of vowelMask.
func (t term) group() term { return t &^ vowelMask }

func hashed(kind int, hash uint64) term { return term(kind)<<kindShift | term(hash&hashMask) }

// Classes of consonants that spellings confuse; 0 is none. An opening stands for
// a name that begins with a vowel, or with h, w, y or v, which all vanish.
const (
	opening = 1 + iota
	labial  // b p f
	dental  // d t
	velar   // k g
	sibil   // c j q s x z
	nasal   // m n
	liquid  // l r
)

var classOf = [26]uint8{
	'b' - 'a': labial, 'p' - 'a': labial, 'f' - 'a': labial, 'd' - 'a': dental, 't' - 'a': dental, 'k' - 'a': velar, 'g' - 'a': velar,
	'c' - 'a': sibil, 'j' - 'a': sibil, 'q' - 'a': sibil, 's' - 'a': sibil, 'x' - 'a': sibil, 'z' - 'a': sibil, 'm' - 'a': nasal, 'n' - 'a': nasal, 'l' - 'a': liquid, 'r' - 'a': liquid,
}

// Classes of vowels between two consonants; 0 is none.
const (
	vowelA = 1 + iota
	vowelE
	vowelI
	vowelO
	vowelU
	vowelAI // ai, ay, ae, ei
	vowelAU // au, ao, aw, ou
)

// vowelFar says how far two classes of vowels are apart.
var vowelFar = func() (far [8][8]uint8) {
	for i := range far {
		for j := range far {
			if i != j {
				far[i][j] = 2
			}
		}
	}
	for _, near := range [...][2]int{{vowelA, vowelE}, {vowelA, vowelO}, {vowelA, vowelU}, {vowelA, vowelAI}, {vowelA, vowelAU}, {vowelE, vowelI}, {vowelE, vowelAI},
		{vowelO, vowelU}, {vowelO, vowelAU}, {vowelU, vowelAU}, {vowelI, vowelAI}, {vowelI, vowelU}, {vowelE, vowelO}} {
		far[near[0]][near[1]], far[near[1]][near[0]] = 1, 1
	}
	return far
}()

// pairFar is vowelFar for two vowels at once.
var pairFar = func() (far [64][64]uint8) {
	for i := range far {
		for j := range far {
			far[i][j] = vowelFar[i&7][j&7] + vowelFar[i>>3][j>>3]
		}
	}
	return far
}()

// apart adds up how far the vowels of two terms are apart.
func apart(a, b term) int {
	x, y := uint32(a&vowelMask), uint32(b&vowelMask)
	return int(pairFar[x&63][y&63]) + int(pairFar[x>>6&63][y>>6&63]) + int(pairFar[x>>12&63][y>>12&63]) +
		int(pairFar[x>>18&63][y>>18&63]) + int(pairFar[x>>24&63][y>>24&63])
}

// A sounder turns letters into a term, a piece at a time; a copy of it goes
// another way.
type sounder struct {
	consonants uint32
	vowels     uint32
	count      uint8 // of consonants
	last       byte  // letter
	held       byte  // an r or t that counts or not by what follows
	group      [3]byte
	grouped    uint8
}

// feed takes folded letters.
func (s *sounder) feed(letters string) {
	for i := 0; i < len(letters); i++ {
		if c := letters[i]; c >= 'a' && c <= 'z' {
			s.letter(c)
		}
	}
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

func (s *sounder) letter(c byte) {
	if c == 'h' { // says nothing, in front or behind
		return
	}
	if s.held != 0 {
		s.release(c)
	}
	class := classOf[c-'a']
	switch {
	case c == 'v':
		s.open()
	case class == 0:
		s.open()
		if s.grouped < 3 {
			s.group[s.grouped] = c
			s.grouped++
		}
	case c == s.last:
	case c == 'g' && s.last == 'n': // ng; a g behind it begins a syllable
		s.last = 0
		return
	case c == 't', c == 'r' && vowel(s.last):
		s.held = c
	default:
		s.close()
		s.consonant(class)
	}
	s.last = c
}

// release counts a letter that was held: not a t before s, c or z, and an r
// behind a vowel only before another, because ar, or and er are mostly long
// vowels.
func (s *sounder) release(next byte) {
	held := s.held
	s.held = 0
	if held == 't' && (next == 's' || next == 'c' || next == 'z') || held == 'r' && !vowel(next) && next != 'y' {
		return
	}
	s.close()
	s.consonant(classOf[held-'a'])
}

// open begins a term that has no consonant in front.
func (s *sounder) open() {
	if s.count == 0 {
		s.consonant(opening)
	}
}

func (s *sounder) consonant(class uint8) {
	if s.count < maxSounds {
		s.count++
		s.consonants |= uint32(class) << (symbolBits * (maxSounds - uint32(s.count)))
	}
}

// close ends a group of vowels.
func (s *sounder) close() {
	if s.grouped > 0 && s.count > 0 {
		at := symbolBits * (maxSounds - uint32(s.count))
		if s.vowels>>at&7 == 0 {
			s.vowels |= uint32(vowelClass(s.group[:s.grouped])) << at
		}
	}
	s.grouped = 0
}

// vowelClass of a group: glides in front are left out, so that xian and xan,
// kuei and kei are near.
func vowelClass(g []byte) uint8 {
	for len(g) > 1 && (g[0] == 'i' || g[0] == 'y' || g[0] == 'u' || g[0] == 'w') {
		g = g[1:]
	}
	second := byte(0)
	if len(g) > 1 {
		second = g[1]
	}
	switch g[0] {
	case 'a':
		switch second {
		case 'i', 'y', 'e':
			return vowelAI
		case 'o', 'u', 'w':
			return vowelAU
		}
		return vowelA
	case 'e':
		if second == 'i' || second == 'y' {
			return vowelAI
		}
		return vowelE
	case 'o':
		if second == 'u' || second == 'w' {
			return vowelAU
		}
		return vowelO
	case 'u', 'w':
		return vowelU
	}
	return vowelI
}

// term ends the letters; 0 where there was nothing to hear.
func (s sounder) term(kind int) term {
	if s.held != 0 {
		s.release(0)
	}
	s.close()
	if s.count == 0 {
		return 0
	}
	return term(kind)<<kindShift | term(s.consonants)<<vowelBits | term(s.vowels)
}

// length is the number of consonants.
func (t term) length() int {
	n := 0
	for n < maxSounds && t>>consonantAt(n)&7 != 0 {
		n++
	}
	return n
}

func consonantAt(i int) uint { return vowelBits + uint(symbolBits*(maxSounds-1-i)) }
func vowelAt(i int) uint     { return uint(symbolBits * (maxSounds - 1 - i)) }

// with has another consonant at a place.
func (t term) with(i int, class term) term {
	return t&^(7<<consonantAt(i)) | class<<consonantAt(i)
}

// fields takes consonants and vowels apart.
func (t term) fields() (consonants, vowels [maxSounds + 1]uint8, n int) {
	n = t.length()
	for i := range n {
		consonants[i], vowels[i] = uint8(t>>consonantAt(i)&7), uint8(t>>vowelAt(i)&7)
	}
	return consonants, vowels, n
}

func (t term) joined(consonants, vowels []uint8) term {
	out := term(t.kind()) << kindShift
	for i := range min(len(consonants), maxSounds) {
		out |= term(consonants[i])<<consonantAt(i) | term(vowels[i])<<vowelAt(i)
	}
	return out
}

// without leaves a consonant out; the vowels before it and behind it are one
// group, of which the first is heard.
func (t term) without(i int) term {
	c, v, n := t.fields()
	if i > 0 && v[i-1] == 0 {
		v[i-1] = v[i]
	}
	copy(c[i:n], c[i+1:n])
	copy(v[i:n], v[i+1:n])
	return t.joined(c[:n-1], v[:n-1])
}

// insert puts a consonant without vowels in front of another.
func (t term) insert(i int, class term) term {
	c, v, n := t.fields()
	copy(c[i+1:n+1], c[i:n])
	copy(v[i+1:n+1], v[i:n])
	c[i], v[i] = uint8(class), 0
	return t.joined(c[:n+1], v[:n+1])
}
