package extract

import (
	"sort"
	"strings"
)

// A find is something that a rule saw in one message, in folded bytes.
type find struct {
	kind       findKind
	start, end int
	value      string // canonical
	lang       string
	confidence float64
	reason     Reason
	check      bool
	detail     map[string]string
	use        use // of amounts
	label      cue // that announced it; zero where none did
	sure       int // of names: how much the words around it say so
}

type findKind uint8

const (
	fName findKind = iota
	fAlias
	fID // every number that identifies a person; detail["type"] says which
	fPhone
	fHandle
	fAmount
	fPlace
	fCompound
	fThreat
	fAccusation
	fURL
	fEmail
	fWallet
	fCard
	fDate
	fAge
	fSex
	fBirth
	fNoise // taken so that no other rule reads it: times, heights, floors
)

// A page is one message while it is being read.
type page struct {
	message    int
	f          folded
	text       string // folded
	nums       string // folded, with letters that look like digits among digits as digits
	cues       []cue
	ofBounty   bool         // the page speaks of a reward, a flight or a capture
	marks      map[int]bool // lines that open an item though a reader lost the point
	formed     [][2]int     // lines of forms
	carded     bool         // a line describes a person by an identity number
	idle       [][2]int     // lines that speak of other money, or of home
	lang       string       // main language of the message
	place      habits       // of the document
	finds      []find
	doubts     []find       // may be names
	form       bool         // a label announces a name
	errand     bool         // somebody is to be brought somewhere
	starts     map[int]int  // finds by their first byte
	ends       map[int]int  // finds by the byte after them
	closeCalls map[int]bool // ends of names that are nearly as likely elsewhere
	taken      []bool       // bytes that belong to a find whose signs no other may use
}

func newPage(n int, text string) *page { return pageOf(n, fold(text)) }

func pageOf(n int, f folded) *page {
	f.text = spare(bars(f.text))
	p := &page{message: n, f: f, text: f.text, taken: make([]bool, len(f.text)+1), starts: map[int]int{}, ends: map[int]int{}, closeCalls: map[int]bool{}}
	p.nums = repair(f.text)
	p.cues = wordsOnly(f.text, cues(f.text))
	p.marks = bareMarks(f.text)
	p.errand = errandForm.MatchString(f.text)
	p.formed = p.formLines()
	p.lang = language(f.text)
	p.carded = p.describes()
	p.idle = p.idleLines()
	for _, c := range p.cues {
		p.ofBounty = p.ofBounty || p.ofNotice(c) && !p.isIdle(c.start)
	}
	return p
}

// add records a find and takes its bytes.
func (p *page) add(f find) {
	if f.lang == "" {
		f.lang = p.lang
	}
	p.starts[f.start], p.ends[f.end] = len(p.finds), len(p.finds)
	p.finds = append(p.finds, f)
	for i := f.start; i < f.end && i < len(p.taken); i++ {
		p.taken[i] = true
	}
}

func (p *page) free(start, end int) bool {
	for i := start; i < end; i++ {
		if p.taken[i] {
			return false
		}
	}
	return true
}

// cuesIn are the cues between two bytes.
func (p *page) cuesIn(from, to int) []cue {
	i := sort.Search(len(p.cues), func(i int) bool { return p.cues[i].start >= from })
	j := i
	for j < len(p.cues) && p.cues[j].end <= to {
		j++
	}
	return p.cues[i:j]
}

// cueAt is the cue that covers a byte.
func (p *page) cueAt(at int) (cue, bool) {
	i := sort.Search(len(p.cues), func(i int) bool { return p.cues[i].end > at })
	if i < len(p.cues) && p.cues[i].start <= at {
		return p.cues[i], true
	}
	return cue{}, false
}

// labelled is the cue of one of the kinds that announces what begins at a byte:
// between them stand only blanks, colons and small words.
func (p *page) labelled(at int, ks ...kind) (cue, bool) {
	names := len(ks) > 0 && ks[0] == kName // a label for names stands directly before one
	i := sort.Search(len(p.cues), func(i int) bool { return p.cues[i].end > at }) - 1
	for last := i - mostLabels; i >= 0 && i > last && at-p.cues[i].end < 24; i-- {
		c := p.cues[i]
		if !onlyGlue(p.text[c.end:at]) {
			return cue{}, false
		}
		if c.any(ks...) && !(names && weakLabel(p.text[c.start:c.end]) && !strings.ContainsAny(p.text[c.end:at], ":=-") && !p.firstOfTwo(c) && !p.opensForm(c)) {
			return c, true
		}
		if names && copula[p.text[c.start:c.end]] {
			at = c.start
			continue
		}
		if small := !names && c.any(kWord, kPlace, kGive, kSeek, kContact, kAge); !small && !glueKind(c) {
			return cue{}, false
		}
		at = c.start
	}
	return cue{}, false
}

// firstOfTwo: the label opens a line, a blank follows it, and another line
// begins so: a form without colons.
func (p *page) firstOfTwo(c cue) bool {
	if c.start > 0 && p.text[c.start-1] != '\n' || c.end >= len(p.text) || p.text[c.end] != ' ' {
		return false
	}
	head := "\n" + p.text[c.start:c.end+1]
	return strings.Contains(p.text[c.end:], head) || c.start > 0 && strings.Contains("\n"+p.text[:c.start], head)
}

// copula may stand between a label and the name: name က X, ชื่อคือ X.
var copula = map[string]bool{"က": true, "คือ": true, "ຄື": true, "ແມ່ນ": true}

// opensForm: the label opens a line of a form and a blank follows it.
func (p *page) opensForm(c cue) bool {
	return (c.start == 0 || p.text[c.start-1] == '\n') && c.end < len(p.text) && p.text[c.end] == ' ' && p.inForm(c.start)
}

// mostLabels is how many words may stand one before another in a label.
const mostLabels = 8

// weakLabel: words that label a name only with a colon behind them.
func weakLabel(s string) bool {
	switch strings.ToLower(s) {
	case "person", "subject", "target", "names", "目标", "对象", "人员", "名", "当事人", "เป้าหมาย", "เป้า", "บุคคล", "ເປົ້າໝາຍ", "ເປົ້າ", "ပစ်မှတ်":
		return true
	}
	return false
}

// glueKind: one label may stand before another ("ID card no", "手机/微信").
func glueKind(c cue) bool { return c.any(kID, kPass, kPhone, kHandle, kContact, kName, kCard, kAmount) }

func onlyGlue(s string) bool {
	return strings.Trim(s, " :=-_/\\|.#()[]{}<>\"'*+\n\t【】「」『』《》〈〉→➡&是为の号码№；;!！·") == ""
}

// repair turns O, o, l and I into digits where they stand among digits. The
// result has the same length.
func repair(s string) string {
	var b []byte
	for i := range len(s) {
		var d byte
		switch s[i] {
		case 'O', 'o':
			d = '0'
		case 'l', 'I':
			d = '1'
		default:
			continue
		}
		if among(s, i) {
			if b == nil {
				b = []byte(s)
			}
			b[i] = d
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

// among: the letter is part of a run of signs that is otherwise digits.
func among(s string, i int) bool {
	digitsSeen := 0
	for _, step := range []int{-1, 1} {
		for j := i + step; j >= 0 && j < len(s) && i-j < 24 && j-i < 24; j += step {
			c := s[j]
			if isDigit(c) {
				digitsSeen++
				continue
			}
			if c == 'O' || c == 'o' || c == 'l' || c == 'I' || c == ',' && j+1 < len(s) && isDigit(s[j+1]) {
				continue
			}
			if c < 0x80 && latinLetter(rune(c)) && !(step == 1 && strings.IndexByte("wWkKuUXx", c) >= 0) {
				return false
			}
			break
		}
	}
	near := i > 0 && isDigit(s[i-1]) || i+1 < len(s) && isDigit(s[i+1])
	return near && digitsSeen > 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// language is that of most letters: zh, th, lo, my or en.
func language(s string) string {
	var n [5]int
	for _, r := range s {
		switch {
		case r < 0x80:
			if latinLetter(r) {
				n[0]++
			}
		case han(r):
			n[1] += 3
		case thai(r):
			n[2]++
		case lao(r):
			n[3]++
		case burmese(r):
			n[4]++
		}
	}
	best := 0
	for i := range n {
		if n[i] > n[best] {
			best = i
		}
	}
	// A text with letters of one of these scripts is in that language even
	// where handles and names in Latin letters outnumber them.
	if best == 0 {
		for i := 1; i < 5; i++ {
			if n[i]*4 > n[0] && n[i] >= 6 && (best == 0 || n[i] > n[best]) {
				best = i
			}
		}
	}
	return [5]string{"en", "zh", "th", "lo", "my"}[best]
}

// idleLines are the lines that speak of wages, prices, loans or the family and
// of nothing that belongs to a notice. What they say counts for none.
func (p *page) idleLines() [][2]int {
	var idle [][2]int
	for start := 0; start < len(p.text); {
		end := start + len(untilLine(p.text[start:]))
		trap, notice, wage, sought, wanted, bonus := false, false, false, false, false, false
		for _, c := range p.cuesIn(start, end) {
			if p.ofErrand(c) || p.carded && p.oneJob(c) {
				continue
			}
			trap = trap || c.any(kWage, kPrice, kLoan, kFamily, kPet) && !(slightTrap(p.text[c.start:c.end], c) && p.largeSum(start, end))
			switch {
			case c.is(kReward) && c.is(kSeek):
				wanted = true // said of workers too
			case p.bonus(c):
				bonus = true // paid for work too
			default:
				notice = notice || p.ofNotice(c)
			}
			wage = wage || c.any(kWage, kPet)
			sought = sought || c.is(kFled) && han(firstRune(p.text[c.start:])) || c.is(kSeek) && c.end-c.start > 7
		}
		notice = notice || bonus && !wage
		if trap && !notice && !p.pricedPerson(start, end) && !(wanted && !wage) && (wage || !sought && !residentForm.MatchString(p.nums[start:end]) && !p.rowWithCard(start, end)) {
			idle = append(idle, [2]int{start, end})
		}
		start = end + 1
	}
	return idle
}

// bonus: words for what is paid for a person's head and for work alike.
func (p *page) bonus(c cue) bool {
	switch strings.ToLower(p.text[c.start:c.end]) {
	case "奖金", "奖励", "奖", "红包", "感谢", "reward", "rewards", "โบนัส", "รางวัล", "ລາງວັນ":
		return true
	}
	return false
}

// slightTrap: words of one Han sign (买, 借) and words that name any sum (价格)
// turn a line to trade only where no sum as large as rewards stands in it.
func slightTrap(s string, c cue) bool {
	return c.is(kAmount) || len(s) == 3 && han(firstRune(s))
}

// ofNotice: the word says that a person is sought, and no other trade.
func (p *page) ofNotice(c cue) bool {
	switch {
	case c.any(kPet, kWage):
		return false
	case c.is(kThreat):
		return c.arg(kThreat) != "sell-on" && c.arg(kThreat) != "family-threat" && c.end-c.start > 3
	case c.any(kReward, kCatch, kFled):
		return c.end-c.start > 3
	case c.arg(kTip) == "weak":
		return false
	case c.is(kTip):
		return c.end-c.start > 6 || c.lang() == "en" && c.end-c.start > 3
	}
	return false
}

func (p *page) isIdle(at int) bool {
	i := sort.Search(len(p.idle), func(i int) bool { return p.idle[i][1] >= at })
	return i < len(p.idle) && p.idle[i][0] <= at
}

// habits are what a whole document tells about the numbers in it.
type habits struct {
	lang     string
	picture  bool   // the text was read in a picture
	currency string // of the amounts that name one, where they agree
	head     heading
	sought   bool // somebody is a target, or a reward is offered, in some message
	offers   bool // a sum as large as rewards are is printed somewhere
}
