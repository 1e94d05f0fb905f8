package tess

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/extract/reading"
)

const (
	// sureModels and unsureProgram: a piece that the models read so surely and
	// tesseract so unsurely is Latin or digits.
	sureModels    = 0.93
	unsureProgram = 0.86
	// doubtProgram: letters of the script that tesseract reads no more surely
	// than this give way to what the models read surely.
	doubtProgram = 0.80
	// goodModels and goodProgram are enough for a piece without such letters.
	goodModels  = 0.75
	goodProgram = 0.88
)

// piece is a stretch of a line between two spaces, or between letters of the
// script and other signs.
type piece struct {
	words      []Word
	from, to   float64 // shares of the line
	own        bool    // holds letters of the script
	latin      bool    // surely Latin or digits, whatever tesseract saw
	spaceAhead bool
	alone      []recognise.Char // what the models read of it by itself, where that is surely Latin
}

// join makes a line of what tesseract and the models read; own is false where
// nothing of it is of the script, and the models' line is to be kept. alone are
// stretches that are surely Latin.
func (l language) join(models []recognise.Char, words []Word, c crop, alone []stretch) (line []recognise.Char, own bool) {
	before := -1 // index after the last sign that was taken from the models; -1 after tesseract's
	for _, p := range l.pieces(models, words, c, alone) {
		from, to := within(models, p.from, p.to)
		chars := p.chars(c)
		fromModels := p.alone == nil && p.better(models[from:to]) && (!p.latin || covers(models[from:to], c.signs(p.from, p.to)))
		switch {
		case p.alone != nil:
			chars = p.alone
		case fromModels:
			chars = p.numberAlone(models[from:to])
		default:
			own = own || p.own
		}
		space := p.spaceAhead
		if fromModels && before >= 0 && before <= from {
			space = slices.ContainsFunc(models[before:from], isSpace) // they know their own spaces
		}
		if space && len(line) > 0 && len(chars) > 0 {
			at := line[len(line)-1].Right
			line = append(line, recognise.Char{Rune: ' ', Confidence: 1, Left: at, Right: max(at, chars[0].Left)})
		}
		line = append(line, l.baht(p, chars)...)
		if before = -1; fromModels {
			before = to
		}
	}
	return l.spelled(compose(closed(line))), own
}

// closed takes the space out of "1 ,500": the air beside a one is none.
func closed(chars []recognise.Char) []recognise.Char {
	is := func(i int, f func(rune) bool) bool { return i >= 0 && i < len(chars) && f(chars[i].Rune) }
	point := func(r rune) bool { return r == ',' || r == '.' }
	var out []recognise.Char
	for i, c := range chars {
		if isSpace(c) && is(i-1, unicode.IsDigit) && is(i+1, point) && is(i+2, unicode.IsDigit) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// numberAlone leaves out Latin letters behind a number where tesseract saw
// letters of the script begin.
func (p piece) numberAlone(models []recognise.Char) []recognise.Char {
	if p.latin || len(p.words) == 0 || strings.ContainsFunc(p.text(), unicode.IsLetter) || !strings.ContainsFunc(p.text(), unicode.IsDigit) {
		return models
	}
	to := len(models)
	for to > 0 && small(models[to-1].Rune) {
		to--
	}
	if to == 0 || !unicode.IsDigit(models[to-1].Rune) {
		return models
	}
	return models[:to]
}

func (p piece) text() string {
	var b strings.Builder
	for _, w := range p.words {
		b.WriteString(w.Text)
	}
	return b.String()
}

func small(r rune) bool { return r >= 'a' && r <= 'z' }

// unitBehind reports small Latin letters right behind a number, which are hardly
// ever meant: currencies and units of the language look like them.
func unitBehind(chars []recognise.Char) bool {
	var b strings.Builder
	for _, c := range chars {
		b.WriteRune(c.Rune)
	}
	return numberAndUnit.MatchString(b.String())
}

var numberAndUnit = regexp.MustCompile(`^[฿B]?[0-9][0-9.,]*[a-zA-Z]*[a-z][a-zA-Z]+$`)

// better reports whether what the models read of a piece is to be taken.
func (p piece) better(models []recognise.Char) bool {
	switch sure := p.confidence(); {
	case len(models) == 0 || foreign(models) || slices.ContainsFunc(p.words, func(w Word) bool { return w.Known }):
		return false
	case unitBehind(models) && p.own:
		return false
	case p.latin || latinAnyway(models):
		return true
	case p.own:
		return sure < doubtProgram && mean(models) >= sureModels
	case digitCount(models) < p.digits() && sure >= goodProgram:
		return false // of a run of digits the models drop some where they are small
	}
	return mean(models) >= goodModels
}

// covers is false where signs of the line are missing in what the models read:
// they pass over letters that they do not know. A Latin letter or a digit is one
// piece of ink, or a part of one.
func covers(chars []recognise.Char, signs int) bool {
	n := 0
	for _, c := range chars {
		if !isSpace(c) {
			n++
		}
	}
	return signs*20 <= n*21+20 && evenly(chars)
}

// evenly is false where two signs stand so far apart that others must stand
// between them.
func evenly(chars []recognise.Char) bool {
	const farApart = 2.3 // times the usual way; a W and an m are 1.6 apart
	var ways []float64
	for i := 1; i < len(chars); i++ {
		if a, b := chars[i-1], chars[i]; !isSpace(a) && !isSpace(b) && a.Centre > 0 && b.Centre > 0 {
			ways = append(ways, b.Centre-a.Centre)
		}
	}
	slices.Sort(ways)
	return len(ways) < 4 || ways[len(ways)-1] < farApart*ways[len(ways)/2]
}

// latinWords stand in Latin letters in the middle of other scripts.
var latinWords = []string{
	"USDT", "USD", "RMB", "CNY", "THB", "MMK", "LAK", "TRC20", "ERC20", "LINE", "ID",
	"WECHAT", "WX", "TELEGRAM", "WHATSAPP", "FACEBOOK",
}

// latinAnyway reports a currency, the name of a service or a handle: tesseract,
// which knows one script at a time, makes letters of its own of them.
func latinAnyway(models []recognise.Char) bool {
	var b strings.Builder
	for _, c := range models {
		b.WriteRune(c.Rune)
	}
	word := strings.Trim(b.String(), " :|.,()-")
	if mean(models) >= goodModels && len(word) >= 5 && strings.ContainsAny(word[1:], "_@") {
		return true
	}
	return slices.Contains(latinWords, strings.ToUpper(word))
}

// baht puts the sign of the currency, which the models take for a B or an 8,
// back in front of its number. Among Thai a B before an amount is that sign
// even where tesseract did not see it.
func (l language) baht(p piece, chars []recognise.Char) []recognise.Char {
	if len(chars) < 2 || (chars[0].Rune != 'B' && chars[0].Rune != '8') {
		return chars
	}
	seen := strings.HasPrefix(p.words[0].Text, "฿") ||
		l.script == reading.ScriptThai && amount(chars[1:]) && (chars[0].Rune == 'B' || !amount(chars)) // no group holds four digits
	if !seen {
		return chars
	}
	chars = slices.Clone(chars)
	chars[0].Rune = '฿'
	return chars
}

// amount reports digits in groups of thousands.
func amount(chars []recognise.Char) bool {
	var b strings.Builder
	for _, c := range chars {
		b.WriteRune(c.Rune)
	}
	return grouped.MatchString(b.String())
}

var grouped = regexp.MustCompile(`^ ?([0-9]{1,3}([,.][0-9]{3})+|[0-9]{1,3}000)$`)

// pieces cuts the words at spaces, and within them where letters of the script
// meet other signs, because digits and Latin are read better by the models. The
// pieces divide the whole line among them, so that each sign of the models
// falls into one.
func (l language) pieces(models []recognise.Char, words []Word, c crop, alone []stretch) []piece {
	var all []piece
	hard := ends(words)
	chunks, cuts := chunks(words, append(c.gaps(), hard...))
	for i, chunk := range chunks {
		whole := piece{words: chunk, from: 0, to: 1, latin: true}
		if i > 0 {
			whole.from = c.at(cuts[i-1])
		}
		if i+1 < len(chunks) {
			whole.to = c.at(cuts[i])
		}
		first := len(all)
		from, to := within(models, whole.from, whole.to)
		for _, s := range alone {
			if s.from == whole.from && s.to == whole.to {
				whole.alone = s.chars
			}
		}
		if whole.alone == nil && (mean(models[from:to]) < sureModels || whole.confidence() >= unsureProgram || unitBehind(models[from:to])) {
			all = append(all, l.split(whole, c)...)
		} else {
			all = append(all, whole)
		}
		all[first].spaceAhead = i > 0 && !slices.Contains(hard, cuts[i-1])
	}
	return all
}

// split divides a chunk where letters of the script meet other signs.
func (l language) split(chunk piece, c crop) []piece {
	var all []piece
	for k, w := range chunk.words {
		own := l.owns(w.Text)
		if n := len(all); k > 0 && all[n-1].own == own {
			all[n-1].words = append(all[n-1].words, w)
			continue
		}
		p := piece{words: []Word{w}, from: chunk.from, own: own}
		if k > 0 {
			p.from = c.at((chunk.words[k-1].Box.Max.X + w.Box.Min.X) / 2)
			all[len(all)-1].to = p.from
		}
		all = append(all, p)
	}
	all[len(all)-1].to = chunk.to
	return all
}

// chunks cuts the words at the spaces of the line, and tells the columns of the
// cuts. The words of tesseract are no guide: of Thai it makes a word of each
// syllable.
func chunks(words []Word, gaps []int) (all [][]Word, cuts []int) {
	at := map[int]int{} // column of the cut ahead of a word
	for _, g := range gaps {
		i := nearestBoundary(words, g)
		if i == 0 {
			continue
		}
		off := func(column int) int {
			d := words[i-1].Box.Max.X + words[i].Box.Min.X - 2*column
			return max(d, -d)
		}
		if other, taken := at[i]; !taken || off(g) < off(other) {
			at[i] = g // the air beside a one is another gap near it
		}
	}
	for i, w := range words {
		if cut, ok := at[i]; ok {
			cuts = append(cuts, cut)
		} else if i > 0 {
			all[len(all)-1] = append(all[len(all)-1], w)
			continue
		}
		all = append(all, []Word{w})
	}
	return all, cuts
}

// nearestBoundary is the word ahead of which a space at the column stands; 0
// where there is none. Tesseract's boxes of single letters are off by half a
// letter, so of the boundaries at which a word can begin the nearest is taken, and
// rather one that the boxes leave open too.
func nearestBoundary(words []Word, column int) int {
	best, least := 0, 0
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if column <= (a.Box.Min.X+a.Box.Max.X)/2-reachOfBox || column >= (b.Box.Min.X+b.Box.Max.X)/2+reachOfBox || !mayPart(a.Text, b.Text) {
			continue
		}
		d := (a.Box.Max.X+b.Box.Min.X)/2 - column
		d = max(d, -d) - (b.Box.Min.X-a.Box.Max.X)/2
		if best == 0 || d < least {
			best, least = i, d
		}
	}
	return best
}

// reachOfBox is how many columns a box may be wrong.
const reachOfBox = 12

// mayPart is false between a letter and its mark, before what ends a word, and
// after a vowel that is written ahead of its consonant.
func mayPart(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	return !unicode.IsMark(first) && !strings.ContainsRune("ะาำๆຯະາຳໆ:;,။၊", first) && !strings.ContainsRune("เแโใไເແໂໃໄ", last)
}

func (l language) owns(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(l.table, r) })
}

func (p piece) confidence() float64 {
	sum := 0.0
	for _, w := range p.words {
		sum += w.Confidence
	}
	return sum / float64(max(1, len(p.words)))
}

// chars spreads the letters of each word over its box; marks above and below
// stand with the letter before them.
func (p piece) chars(c crop) []recognise.Char {
	var out []recognise.Char
	for _, w := range p.words {
		wide := 0
		for _, r := range w.Text {
			if !unicode.IsMark(r) {
				wide++
			}
		}
		left, right := c.at(w.Box.Min.X), c.at(w.Box.Max.X)
		step := (right - left) / float64(max(1, wide))
		at := left
		for _, r := range w.Text {
			ch := recognise.Char{Rune: r, Confidence: w.Confidence, Left: at, Right: at}
			if !unicode.IsMark(r) {
				ch.Right = min(right, at+step)
				at = ch.Right
			}
			out = append(out, ch)
		}
	}
	return out
}

// within is the range of the models' characters whose middle lies in a stretch,
// spaces at its ends left out.
func within(chars []recognise.Char, from, to float64) (first, after int) {
	for first < len(chars) && (middle(chars[first]) < from || isSpace(chars[first])) {
		first++
	}
	after = first
	for i := first; i < len(chars) && middle(chars[i]) <= to; i++ {
		if !isSpace(chars[i]) {
			after = i + 1
		}
	}
	return first, after
}

func middle(c recognise.Char) float64 { return (c.Left + c.Right) / 2 }

func isSpace(c recognise.Char) bool { return c.Rune == ' ' }

func digitCount(chars []recognise.Char) int {
	n := 0
	for _, c := range chars {
		if unicode.IsDigit(c.Rune) {
			n++
		}
	}
	return n
}

func (p piece) digits() int {
	n := 0
	for _, w := range p.words {
		for _, r := range w.Text {
			if unicode.IsDigit(r) {
				n++
			}
		}
	}
	return n
}

func mean(chars []recognise.Char) float64 {
	sum := 0.0
	for _, c := range chars {
		sum += c.Confidence
	}
	return sum / float64(max(1, len(chars)))
}

// foreign reports signs that the models see in letters they do not know.
func foreign(chars []recognise.Char) bool {
	for _, c := range chars {
		if c.Rune >= 0x80 && c.Rune != '฿' {
			return true
		}
	}
	return false
}

// compose writes the vowel "am" as the one sign that it is: tesseract gives its
// two halves, a tone mark between them.
func compose(chars []recognise.Char) []recognise.Char {
	out := chars[:0:0]
	for _, c := range chars {
		n := len(out)
		whole, half := rune(0), rune(0)
		switch c.Rune {
		case 'า':
			whole, half = 'ำ', '\u0e4d'
		case 'າ':
			whole, half = 'ຳ', '\u0ecd'
		}
		switch {
		case whole != 0 && n > 0 && out[n-1].Rune == half:
			out[n-1].Rune, out[n-1].Right = whole, c.Right
			continue
		case whole != 0 && n > 1 && out[n-2].Rune == half && unicode.IsMark(out[n-1].Rune):
			out[n-2] = out[n-1]
			c.Rune = whole
			out[n-1] = c
			continue
		}
		out = append(out, c)
	}
	return out
}
