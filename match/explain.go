package match

import (
	"lanna/names"
)

// A Code says what a reason is about; pages and the command line put it into
// words. Arguments are strings, never sentences.
type Code string

// Codes of reasons, with their arguments.
const (
	PartReading  Code = "part-reading"  // part, spelling, system of package names: 陈 = TAN, Hokkien
	PartDiffers  Code = "part-differs"  // part, spelling nearest to it, system
	WordSame     Code = "word-same"     // word, word: the same letters
	WordLike     Code = "word-like"     // word, word: spellings of one, or a slip
	WordInitial  Code = "word-initial"  // letter, word
	WordNickname Code = "word-nickname" // word, word
	WordOver     Code = "word-over"     // word that only one side has
	SignsSame    Code = "signs-same"    // signs, signs
	SignsDiffer  Code = "signs-differ"  // signs, signs
	SignMaybe    Code = "sign-maybe"    // syllable, syllable, the likeliest sign that both may stand for
	SignNever    Code = "sign-never"    // syllable, syllable: no sign has both spellings
	SoundsLike   Code = "sounds-like"   // signs, signs: other signs of the same sound
	OtherOrder   Code = "other-order"   // the surname stands elsewhere
	FromZawgyi   Code = "from-zawgyi"   // the text as read
	TitleAside   Code = "title-aside"   // title
	NoLetters    Code = "no-letters"    // nothing to compare on one side
	CutShort     Code = "cut-short"     // longer than names are
)

// A Reason is one line of an explanation. For tells whether it speaks for one
// person; a reason about how the names were read speaks neither way.
type Reason struct {
	Code Code     `json:"code"`
	Args []string `json:"args"`
	For  *bool    `json:"for,omitempty"`
}

var yes, no = true, false

// An Explanation is a score with its reasons.
type Explanation struct {
	Score   float64  `json:"score"` // probability, 0 to 1
	Same    bool     `json:"same"`  // Score is at or above the threshold
	Model   int      `json:"model"` // version of the weights
	Kind    string   `json:"kind"`  // how the names were compared
	Reasons []Reason `json:"reasons"`
}

// Explain scores two names as Score does and says why.
func Explain(a, b *Name) Explanation {
	s := &scratch{}
	score, x, y := s.best(a, b)
	e := Explanation{Score: score, Same: score >= Threshold(), Model: ModelVersion(), Reasons: []Reason{}}
	for _, n := range [...]*Name{x, y} {
		e.readingOf(n)
	}
	if len(x.Parts) == 0 || len(y.Parts) == 0 {
		e.add(NoLetters, nil)
		return e
	}
	chinese, ok := sinoScore(x, y)
	if _, p, q, _ := sinoEvidence(x, y); ok && chinese == score && len(p.syllables) > 0 {
		e.Kind = "sino"
		e.syllables(p, q)
		return e
	}
	k, _ := s.weigh(x, y)
	e.Kind = kindNames[k]
	switch {
	case k == byWords || k == bySingle:
		e.words(s, x, y)
	case k == bySigns:
		e.signs(x, y)
	default:
		if latticeRank(y.Script) > latticeRank(x.Script) {
			x, y = y, x
		}
		e.sounds(s, x, y)
	}
	return e
}

func (e *Explanation) add(c Code, speak *bool, args ...string) {
	if args == nil {
		args = []string{}
	}
	e.Reasons = append(e.Reasons, Reason{c, args, speak})
}

func (e *Explanation) readingOf(n *Name) {
	if n.Zawgyi {
		e.add(FromZawgyi, nil, n.Text)
	}
	for _, title := range n.Aside {
		e.add(TitleAside, nil, title)
	}
	if n.Cut {
		e.add(CutShort, nil)
	}
}

func (n *Name) text(from, count int) string {
	out := ""
	for i, w := range n.words[from : from+count] {
		if i > 0 {
			out += " "
		}
		out += n.Parts[w.part].Text
	}
	return out
}

func (e *Explanation) words(s *scratch, a, b *Name) {
	s.word.assign(a, b, wordCosts(a, b))
	last := -1
	crossed := false
	for i := range a.words {
		for _, p := range s.word.found {
			if p.a != i {
				continue
			}
			crossed = crossed || p.b < last
			last = p.b
			x, y := a.text(p.a, p.na), b.text(p.b, p.nb)
			switch {
			case p.soft && p.rate == nickRate:
				e.add(WordNickname, &yes, x, y)
			case p.soft:
				e.add(WordInitial, &yes, x, y)
			case p.rate == 0:
				e.add(WordSame, &yes, x, y)
			default:
				e.add(WordLike, &yes, x, y)
			}
		}
	}
	if crossed {
		e.add(OtherOrder, nil)
	}
	for i := range min(len(a.words), maxWords) {
		if !s.word.usedA[i] {
			e.add(WordOver, &no, a.text(i, 1))
		}
	}
	for j := range min(len(b.words), maxWords) {
		if !s.word.usedB[j] {
			e.add(WordOver, &no, b.text(j, 1))
		}
	}
}

func (e *Explanation) signs(a, b *Name) {
	switch {
	case a.Signs == b.Signs:
		e.add(SignsSame, &yes, a.Text, b.Text)
	case string(a.letters) == string(b.letters):
		e.add(SoundsLike, &yes, a.Text, b.Text)
	default:
		e.add(SignsDiffer, &no, a.Text, b.Text)
	}
}

// partAlike is the cost a letter up to which a part counts as that spelling.
const partAlike = 22

// sounds aligns the parts of a native name with letters: the rows behind each
// part, and then back from the end.
func (e *Explanation) sounds(s *scratch, native, latin *Name) {
	native, latin, al := s.alignBoth(native, latin)
	if al.cost >= far {
		e.add(NoLetters, nil)
		return
	}
	var snd *sound
	for i := range native.sounds {
		if native.sounds[i].system == al.system {
			snd = &native.sounds[i]
		}
	}
	for _, piece := range s.pieces(native, latin, snd, al.late) {
		system := piece.system.String()
		if piece.rate <= partAlike {
			e.add(PartReading, &yes, piece.part, piece.spelled, system)
		} else {
			e.add(PartDiffers, &no, piece.part, piece.spelled, system)
		}
	}
	if al.late {
		e.add(OtherOrder, nil)
	}
}

type piece struct {
	part, spelled string
	system        names.System
	rate          int32
	from, to      int
}

// pieces finds for each part the letters that it was aligned with. Cuts lie
// anywhere if the other side is one word, else at the edges of words.
func (s *scratch) pieces(native, latin *Name, snd *sound, late bool) []piece {
	var parts []names.Part
	for _, p := range native.Parts {
		if len(p.Sounds) > 0 {
			parts = append(parts, p)
		}
	}
	order := make([]int, len(parts))
	for k := range order {
		order[k] = k
		if late {
			order[k] = (k + 1) % len(parts)
		}
	}
	from := 0
	var out []piece
	for k, i := range order {
		best := piece{rate: far}
		for start := from; start < len(latin.letters); start++ {
			if start > from && !latin.edges[start] {
				continue
			}
			for end := start + 1; end <= len(latin.letters); end++ {
				if !latin.edges[end] && len(latin.words) > 1 || k == len(order)-1 && len(latin.words) == 1 && end < len(latin.letters) {
					continue
				}
				if p := s.pieceCost(native, latin, snd, parts[i], i, start, end); p.rate < best.rate {
					best = p
				}
			}
		}
		if best.rate == far {
			break
		}
		from = best.to
		out = append(out, best)
	}
	return out
}

// pieceCost aligns one part with the letters from start to end, in the system
// of the whole name, or for a surname in whichever is cheapest.
func (s *scratch) pieceCost(native, latin *Name, snd *sound, part names.Part, index, start, end int) piece {
	letters := latin.letters[start:end]
	best := piece{part: part.Text, rate: far, from: start, to: end}
	for i := range native.sounds {
		other := &native.sounds[i]
		if other != snd && (index > 0 || snd.system == names.Foreign || other.system == names.Foreign) {
			continue
		}
		rate := s.costOf(other, index, letters) / max(other.parts[index].length, 2)
		if other != snd {
			rate += 2 // the system of the given name first
		}
		if rate < best.rate {
			best.rate, best.system = rate, other.system
		}
	}
	best.spelled = latin.spelled(start, end)
	return best
}

// costOf is what it costs that a part is spelled so.
func (s *scratch) costOf(snd *sound, part int, letters []byte) int32 {
	s.along(&Name{letters: letters})
	s.with(snd.costs)
	s.limit(far)
	s.begin.sized(len(letters) + 1)
	s.begin.lower(0, 0)
	s.through(snd.parts[part].units, &s.begin, &s.parts[0])
	return s.parts[0].at(len(letters))
}

// spelled gives the words, as written, that the letters from start to end are in.
func (n *Name) spelled(start, end int) string {
	out := ""
	for _, w := range n.words {
		if w.from < end && w.from+len(w.letters) > start {
			text := n.Parts[w.part].Text
			if w.from < start || w.from+len(w.letters) > end { // a piece of a word: its letters
				a, b := max(start, w.from)-w.from, min(end, w.from+len(w.letters))-w.from
				text = decode(w.letters[a:b])
			}
			if out != "" {
				out += " "
			}
			out += text
		}
	}
	return out
}

func decode(letters []byte) string {
	out := make([]byte, len(letters))
	for i, c := range letters {
		out[i] = c + 'a' - 1
	}
	return string(out)
}
