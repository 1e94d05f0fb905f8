package extract

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"lanna/extract/ids"
	"lanna/extract/reading"
)

// A row is what stands at one height, left to right.
type row struct {
	lines []reading.Line
}

func (r row) top() int    { return r.lines[0].Box.Y }
func (r row) bottom() int { return r.lines[0].Box.Bottom() }
func (r row) height() int { return r.lines[0].Box.H }
func (r row) width() int  { return r.lines[len(r.lines)-1].Box.Right() - r.lines[0].Box.X }

// width is how far lines may reach before they are wrapped.
type width struct {
	full   int // of the page
	bubble int // widest text in any bubble
}

// rows sorts lines into rows: lines whose middles lie within each other.
func rows(lines []reading.Line) []row {
	sorted := append([]reading.Line(nil), lines...)
	sort.SliceStable(sorted, func(i, j int) bool { return middle(sorted[i]) < middle(sorted[j]) })
	var out []row
	for _, l := range sorted {
		if n := len(out); n > 0 && level(out[n-1].lines[0], l) {
			out[n-1].lines = append(out[n-1].lines, l)
			continue
		}
		out = append(out, row{lines: []reading.Line{l}})
	}
	for _, r := range out {
		sort.SliceStable(r.lines, func(i, j int) bool { return r.lines[i].Box.X < r.lines[j].Box.X })
	}
	return out
}

func middle(l reading.Line) int { return l.Box.Y + l.Box.H/2 }

func level(a, b reading.Line) bool {
	d := middle(a) - middle(b)
	return max(d, -d)*2 < min(a.Box.H, b.Box.H)
}

func extent(lines []reading.Line) (left, right int) {
	left = 1 << 30
	for _, l := range lines {
		left, right = min(left, l.Box.X), max(right, l.Box.Right())
	}
	return left, right
}

// compose makes one message of rows. Where a row was wrapped the next follows
// without a line end, so that a number or a name broken in two is whole again;
// a gap becomes a blank line.
func compose(rs []row, w width) Message {
	var m Message
	var text strings.Builder
	var all []reading.Line
	for _, r := range rs {
		all = append(all, r.lines...)
	}
	wide := 0
	for _, r := range rs {
		wide = max(wide, r.width())
	}
	left, right := extent(all)
	wraps := wrapped(right-left, w) && !endedByHand(rs, left, w)
	for i, r := range rs {
		if i > 0 {
			text.WriteString(between(rs[i-1], r, wide, wraps || noRoom(rs[i-1], r, right-left, w)))
		}
		for j, l := range r.lines {
			if j > 0 {
				text.WriteString("  ")
			}
			start := text.Len()
			text.WriteString(l.Text)
			m.runs = append(m.runs, run{start, text.Len(), l})
		}
		m.Box = union(orBox(m.Box, r.lines[0].Box), r.lines[0].Box)
	}
	m.Text = text.String()
	return m
}

func orBox(b, or reading.Box) reading.Box {
	if b.Empty() {
		return or
	}
	return b
}

// wrapped: a text as wide as the widest bubble, or as half of the page, may
// have been wrapped; a narrower one was not, its lines end where the writer
// ended them.
func wrapped(textWidth int, w width) bool {
	if w.bubble > 0 {
		return textWidth*100 >= w.bubble*88 && textWidth*100 >= w.full*42
	}
	return w.full > 0 && textWidth*2 >= w.full
}

// endedByHand: of four rows and more of a page one alone is as long as the longest, and
// yet the next word had room behind it, up to a margin as wide as the left one.
func endedByHand(rs []row, left int, w width) bool {
	if w.bubble > 0 || len(rs) < 4 {
		return false
	}
	long := 0
	for i, r := range rs {
		if r.width() > rs[long].width() {
			long = i
		}
	}
	if long == len(rs)-1 {
		return false
	}
	longest := rs[long]
	for i, r := range rs {
		if i != long && r.width()*100 > longest.width()*85 {
			return false
		}
	}
	end := longest.lines[len(longest.lines)-1].Box.Right()
	return end+firstToken(rs[long+1].lines[0])+signWidth(longest.lines[0]) < w.full-left
}

// noRoom: a text is narrower than the widest bubble, and yet the first word of
// the next row would not have fitted behind the row before it.
func noRoom(a, b row, textWidth int, w width) bool {
	return w.bubble*100 >= w.full*42 && textWidth*100 >= w.bubble*75 && a.width()+firstToken(b.lines[0]) > w.bubble
}

// between is what joins two rows: nothing or a blank where the first was
// wrapped, a line end elsewhere.
func between(a, b row, wide int, wraps bool) string {
	gap := b.top() - a.bottom()
	if gap > a.height()*3/2 && gap > 0 {
		return "\n\n"
	}
	last, next := a.lines[len(a.lines)-1], b.lines[0]
	if sumGoesOn(last.Text, next.Text) || nameGoesOn(last.Text, next.Text) || wraps && labelGoesOn(last.Text, next.Text) || townshipGoesOn(last.Text, next.Text) {
		return ""
	}
	if givesOn(last.Text, next.Text) {
		return glueSum(last.Text)
	}
	if wraps && remark.MatchString(next.Text) || currencyAlone.MatchString(last.Text) && numberAlone.MatchString(next.Text) {
		return " "
	}
	if !wraps || len(a.lines) > 1 || len(b.lines) > 1 || sentenceEnds(last.Text) || opensItem(next.Text) || sameForm(last.Text, next.Text) || a.height() > 2*b.height() || b.height()*10 > a.height()*17 {
		return "\n"
	}
	room := wide - a.width()
	if room >= firstToken(next) {
		return "\n"
	}
	return glue(last.Text, next.Text, room < signWidth(next)*5/4)
}

// nameGoesOn: a line ends within an account's name, at a sign that no sentence
// ends with (exercise- / hr5128), as programs break long words.
func nameGoesOn(a, b string) bool {
	cut := strings.TrimRight(a, "-_")
	if len(a)-len(cut) != 1 || !latinLetter(lastRune(cut)) && !isDigit(lastByte(cut)) {
		return false
	}
	return latinLetter(firstRune(b)) || b != "" && isDigit(b[0])
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// labelGoesOn: a row was wrapped within a label of Thai or Lao (ชื่อ / เล่น:), since
// these letters may be parted between any two words of one.
func labelGoesOn(a, b string) bool {
	tail := a[strings.LastIndexByte(a, ' ')+1:]
	head, _, ok := strings.Cut(b, ":")
	if !ok || tail == "" || len(head) > 40 || !thai(firstRune(head)) && !lao(firstRune(head)) || complexScript(lastRune(tail)) != complexScript(firstRune(head)) {
		return false
	}
	for _, c := range cues(head) {
		if c.start == 0 && c.end == len(head) && !onlyWord(c) {
			return false // a label by itself
		}
	}
	for _, c := range cues(tail + head) {
		if c.start < len(tail) && c.end == len(tail)+len(head) && c.any(kAlias, kName, kID, kPhone, kReward, kContact, kAge, kSex) {
			return true
		}
	}
	return false
}

// townshipGoesOn: a Myanmar identity number is broken within the letters of its
// township (14/ဃဓ / ဈ(နိုင်)897865).
func townshipGoesOn(a, b string) bool {
	return township.MatchString(a) && restOfTownship.MatchString(b)
}

var (
	township       = regexp.MustCompile(`(?:^|[^0-9၀-၉])[0-9၀-၉]{1,2}/[က-အ]{0,4}$`)
	restOfTownship = regexp.MustCompile(`^[က-အ]{0,4}\((?:နိုင်|ဧည့်|ပြု|N|E|P)`)
	// currencyAlone: a Burmese or Lao line ends with a currency or unit that its
	// number follows, numberAlone: the next begins with that.
	currencyAlone = regexp.MustCompile(`(?:^|[^0-9၀-၉໐-໙., ]|[)][0-9၀-၉]{6}) ?(?:ကျပ်|သိန်း|ယွမ်|ဘတ်|MMK|LAK|THB|CNY)$`)
	numberAlone   = regexp.MustCompile(`^[0-9၀-၉][0-9၀-၉,]*(?: |$)`)
	// cardEnds: the number of a Myanmar identity card is complete.
	cardEnds = regexp.MustCompile(`[)][0-9၀-၉]{6}$`)
	// clockHead: a time stands by itself under a message.
	clockHead = regexp.MustCompile(`^[0-2]?[0-9]:[0-5][0-9](?:[^0-9]|$)`)
	// shortSum: a line ends with a sum whose currency may follow (80K / usdt),
	// groupedSum: one begins with a sum that is no part of the word before it.
	shortSum   = regexp.MustCompile(`[0-9] ?[kKmMwW]$`)
	groupedSum = regexp.MustCompile(`^[0-9]{1,3}(?:,[0-9]{3})+(?:[^0-9]|$)`)
	// remark: what stands in brackets belongs to what is ahead of it; a number in
	// them is the mark of an item.
	remark = regexp.MustCompile(`^[(（][\p{L}\p{M} ]{2,}[)）]`)
)

// sumGoesOn: a line ends with a number and the next begins with its unit or
// currency (25 / 万元, 10万 / 美金): no writer ends a line there.
func sumGoesOn(a, b string) bool {
	x, head := lastRune(a), fold(b).text
	if !han(firstRune(head)) || !asciiDigit(foldRune(x)) && !numeral(x) && x != '万' && x != '萬' {
		return false
	}
	rest, ok := head, false
	if u, is := units.at(rest); is && u.word == "万" && x != '万' && x != '萬' {
		rest, ok = rest[len(u.word):], true
	}
	if c, is := currencies.at(rest); is {
		rest, ok = rest[len(c.word):], true
	}
	return ok && (!han(firstRune(rest)) || strings.ContainsRune("和跟或的到至起左多块元", firstRune(rest)))
}

func sentenceEnds(s string) bool {
	r := lastRune(strings.TrimRight(s, " "))
	return strings.ContainsRune("。！？!?；;။", r)
}

// opensItem: a line that begins a list item, a label with a colon or a new
// sentence with a mark was not wrapped.
func opensItem(s string) bool {
	if itemMark(s) || strings.ContainsRune("【[①②③④⑤⑥⑦⑧⑨⑩■●◆▶►✅❗-·•*#", firstRune(s)) || titleAt(s) != "" && !strings.HasPrefix(s, "ကို ") {
		return true
	}
	head := fold(s).text
	if nameItem.MatchString(head) && surnameAt(head) > 0 || latinItem.MatchString(head) {
		return true
	}
	i := strings.IndexByte(head, ':')
	if i <= 0 || i > 40 {
		return false
	}
	for _, c := range cues(head[:i]) {
		if c.start == 0 && c.any(kName, kAlias, kID, kPass, kPhone, kHandle, kContact, kReward, kSex, kAge, kBirth, kPlace, kTip, kAmount, kCompnd) {
			return true
		}
	}
	return false
}

var (
	// nameItem: a Chinese name and a separator or a number open a row of a list.
	nameItem = regexp.MustCompile(`^\p{Han}{2,4} ?(?:[,、|:(]|\d{2})`)
	// latinItem: the same with a name in Latin letters.
	latinItem = regexp.MustCompile(`^[A-Z][A-Za-z'-]+(?:(?: [A-Z][A-Za-z'-]+){1,3} ?[,|:(-]|(?: [A-Z][A-Za-z'-]+){0,3} ?\|)`)
	// sumEnds: a line that ends with a sum of money is complete.
	sumEnds = regexp.MustCompile(`(?i)(?:\d ?[kwm]? ?(?:[wuk]| ?(?:usdt|rmb|cny|usd|thb|lak|mmk|baht|yuan|dollars))|[万千百亿] ?(?:[wu]|usdt|rmb|cny|usd|thb)|[\d万千百亿wkW] ?(?:人民币|人民幣|美金|美元|泰铢|泰銖|港币|缅币)|[万元块铢金]|บาท|ກີບ|ບາດ|ຢວນ|ကျပ်|ယွမ်|ဘတ်|หยวน|(?:usdt|rmb|cny|thb|usd|lak|mmk|[$¥฿₭]) ?\d[\d,.]*[kwm]?)\s*$`)
	// sumAtEnd: a line ends with a sum behind its currency, or with one that has
	// thousands; a currency may follow, a way to reach somebody opens a new line.
	sumAtEnd = regexp.MustCompile(`(?i)(?:(?:usdt|rmb|cny|thb|usd|lak|mmk|ကျပ်|ယွမ်|ဘတ်|[$¥฿₭]) ?\d[\d,.]*|\d{1,3}(?:,\d{3})+|\d[kwm]|သိန်း ?\d+|\d ?သိန်း|[万千百亿]|\d ?(?:ล้าน|แสน|ລ້ານ|ແສນ))\s*$`)
	// moneyOpens: a currency that stands before its number ends the line.
	moneyOpens = regexp.MustCompile(`(?i)(?:rmb|cny|usd|usdt|thb|lak|mmk|[¥$฿₭]|人民币|ကျပ်|သိန်း|ယွမ်|ဘတ်)\s*$`)
)

// noHead is what no line begins with; it goes with the sign before it (Requirements
// for Chinese Text Layout, 3.1.4).
const noHead = "，。！？、；：」』）》】…,.!?;:)"

// signWidth is the width of the first sign of a line, firstToken that of the
// first word, which could not be broken.
func signWidth(l reading.Line) int {
	if len(l.Edges) > 1 {
		return max(1, l.Edges[1]-l.Edges[0])
	}
	return max(1, l.Box.H)
}

func firstToken(l reading.Line) int {
	n := 0
	for i, r := range l.Text {
		if i > 0 && (r == ' ' || han(r)) {
			break
		}
		n++
		if han(r) {
			break
		}
		if complexScript(r) && n >= 8 {
			break
		}
	}
	for _, r := range []rune(l.Text)[n:] {
		if !strings.ContainsRune(noHead, r) {
			break
		}
		n++
	}
	if n < len(l.Edges) {
		return l.Edges[n] - l.Edges[0] + signWidth(l)/2
	}
	return l.Box.W
}

// glue is what stands between the halves of a wrapped text. full says that not
// even one more sign had room, so that a word may have been broken.
func glue(a, b string, full bool) string {
	x, y := lastRune(a), firstRune(b)
	digit := asciiDigit(foldRune(x))
	_, unit := units.at(fold(b).text)
	_, currency := currencies.at(fold(b).text)
	switch {
	case clockHead.MatchString(b):
		return "\n"
	case cardEnds.MatchString(a), currency && shortSum.MatchString(a), latinLetter(x) && groupedSum.MatchString(b):
		return " "
	case (sumLine(a) || sumAtEnd.MatchString(fold(a).text)) && opensContact(b):
		return "\n"
	case digit && asciiDigit(foldRune(y)):
		if complete(a) {
			return "\n"
		}
		if x < 0x80 != (y < 0x80) {
			return " " // no number is written in digits of two scripts
		}
		return ""
	case x == '*' || y == '*':
		return ""
	case digit && (unit || currency), numeral(x) && unit, asciiDigit(foldRune(y)) && moneyOpens.MatchString(a) && !sumLine(a):
		return ""
	case (x == '-' || x == '_') && tokenSign(y) && len(a) > 1 && tokenSign(rune(a[len(a)-2])):
		return "" // a line may be broken behind a hyphen
	case sumLine(a):
		return "\n"
	case sentenceOver.MatchString(a) && sentenceOn.MatchString(b):
		return " "
	case letters.MatchString(a) && opensContact(b), numberOver.MatchString(a) && (sentenceOn.MatchString(b) || opensContact(b)):
		return "\n"
	case tokenSign(x) && tokenSign(y):
		if full && (mixedToken(a, b) || strings.ContainsRune("_-.@", x) || strings.ContainsRune("_-.@", y)) {
			return ""
		}
		return " "
	case asciiDigit(foldRune(y)) && han(x) && awaitsSum(a):
		return ""
	case x == ')' || x == '）':
		return "\n" // programs hardly ever break there, writers do
	case complexScript(x) && (asciiDigit(foldRune(y)) || complexScript(y) && beginsWith(b, behindNames)):
		return " "
	case full || han(x) && han(y) || complexScript(x) && complexScript(y):
		return ""
	}
	return "\n"
}

// sumLine: a line ends with a whole sum of money.
func sumLine(a string) bool { return sumEnds.MatchString(fold(a).text) }

// glueSum is what stands between a word of giving and its sum.
func glueSum(a string) string {
	if han(lastRune(a)) {
		return ""
	}
	return " "
}

var (
	// sentenceOver and sentenceOn: a word and a full stop, and a word with a capital:
	// no account's name is broken like that.
	sentenceOver = regexp.MustCompile(`(?:^| )[\p{L}]?\p{Ll}+\.$`)
	sentenceOn   = regexp.MustCompile(`^\p{Lu}\p{Ll}+(?: |$)`)
	// numberOver: a line ends with the number of a passport.
	numberOver = regexp.MustCompile(`(?:^|[^A-Za-z0-9])[A-Z]{1,2}[0-9]{6,8}$`)
	// letters: the last word of a line is a word of small letters.
	letters = regexp.MustCompile(`(?:^| )[a-z]+$`)
)

// awaitsSum: a line ends with a word that a sum follows.
func awaitsSum(a string) bool { return endsWith(a, kGive, kReward, kAmount, kTip, kRaise) }

// opensContact: a line begins with a way to reach somebody.
func opensContact(b string) bool {
	for _, c := range cues(fold(b).text) {
		return c.start == 0 && c.any(kHandle, kContact, kPhone)
	}
	return false
}

// behindNames are Thai and Lao words that stand behind names, set apart by a
// blank, which is lost where a line is broken at it; neverNames are those of them
// that begin no family name either.
var (
	neverNames  = strings.Fields(`ไว้ ให้ ก็ได้ ถ้า ໄວ້ ໃຫ້ ກໍ ຖ້າ`)
	behindNames = append(strings.Fields(`จาก อีก พร้อม หาย ต้อง ຈາກ ອີກ ພ້ອມ`), neverNames...)
)

func beginsWith(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
}

func numeral(r rune) bool {
	_, digit := chineseDigit[r]
	_, unit := chineseUnit[r]
	return digit || unit
}

func asciiDigit(r rune) bool { return r >= '0' && r <= '9' }

func tokenSign(r rune) bool { return latinWord(r) || asciiDigit(r) || r == '-' || r == '.' || r == '@' }

// mixedToken: the halves together look like a handle, an address or a wallet
// rather than two words.
func mixedToken(a, b string) bool {
	i := strings.LastIndexAny(a, " ：:，,") + 1
	half := a[i:]
	j := strings.IndexAny(b, " ，,。")
	if j < 0 {
		j = len(b)
	}
	whole := half + b[:j]
	return len(whole) >= 24 || strings.ContainsAny(whole, "0123456789_") && utf8.RuneCountInString(half) > 0
}

// complete: the digits at the end of a, with the blanks and dashes among them,
// are a whole number already.
func complete(a string) bool {
	f := fold(a).text
	i := len(f)
	for i > 0 && (isDigit(f[i-1]) || f[i-1] == '*' || (f[i-1] == ' ' || f[i-1] == '-') && i > 1 && (isDigit(f[i-2]) || f[i-2] == '*')) {
		i--
	}
	n := squeeze.Replace(f[i:])
	switch {
	case len(n) > 18: // two numbers side by side: the last one counts
		parts := strings.Fields(f[i:])
		return len(parts) > 1 && complete(" "+parts[len(parts)-1])
	case len(n) == 18:
		_, ok := ids.ParseResident(n)
		return ok
	case len(n) == 13:
		_, ok := ids.ThaiID(n)
		return ok
	case len(n) == 11, len(n) == 10:
		return (n[0] == '1' && n[1] >= '3' && len(n) == 11 || n[0] == '0') && !idBefore(f[:i])
	}
	return false
}

func idBefore(s string) bool {
	f := fold(s).text
	cs := cues(f[max(0, len(f)-24):])
	return len(cs) > 0 && cs[len(cs)-1].is(kID)
}
