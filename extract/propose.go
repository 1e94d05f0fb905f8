package extract

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"lanna"
)

// mostSigns is the longest piece of text that is read at once; longer messages
// are read in pieces cut at line ends, so that time grows with the length.
const mostSigns = 16 << 10

// Propose finds the notices in a document and what each says.
func Propose(doc Document) Result {
	r := Result{Warnings: doc.Warnings, Text: doc.text()}
	pages := readPages(doc)
	b := builder{doc: doc, pages: pages}
	b.build()
	r.Notices, r.Contacts = b.notices()
	r.Warnings = append(r.Warnings, textWarnings(pages)...)
	return r
}

func (d Document) text() string {
	var b strings.Builder
	for i, m := range d.Messages {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(m.Text)
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// readPages reads every message on its own, and then once more what depends on
// the whole document: currencies and dialling codes by habit.
func readPages(doc Document) []*page {
	pages := newPages(doc)
	votes := map[string]int{}
	for _, p := range pages {
		votes[p.lang] += len(p.text)
	}
	h := habits{lang: most(votes), picture: doc.Width > 0}
	money := map[string]int{}
	for _, p := range pages {
		if _, ok := p.cuesKinds()[kReward]; ok {
			p.countCurrencies(money)
		}
	}
	h.currency = only(money)
	for _, p := range pages {
		if h.head == (heading{}) {
			h.head = p.heading()
		}
	}
	h.currency = firstOf(h.currency, h.head.currency)
	for _, p := range pages {
		p.place.head = h.head
		h.offers = h.offers || p.offersSum()
		h.sought = h.sought || p.ofBounty || p.targets()
	}
	together(len(pages), func(i int) {
		pages[i].place = h
		pages[i].read()
	})
	knownNames(pages)
	lonelySum(pages)
	return pages
}

// targets: a word says that who is named is a target.
func (p *page) targets() bool {
	for _, c := range p.cues {
		if c.is(kName) && c.is(kSeek) && weakLabel(p.text[c.start:c.end]) && !p.isIdle(c.start) {
			return true
		}
	}
	return false
}

func newPages(doc Document) []*page {
	all := make([]*page, len(doc.Messages))
	together(len(all), func(i int) {
		m := doc.Messages[i]
		switch {
		case m.System || m.Text == "":
		case doc.Width > 0:
			all[i] = newPage(i, m.Text) // lines of a picture are joined by where they stand
		default:
			all[i] = pageOf(i, mendNames(fold(m.Text)))
		}
	})
	return slices.DeleteFunc(all, func(p *page) bool { return p == nil })
}

// together does n independent things, as many at once as there are processors.
// A panic in one is raised in the caller, who may recover it.
func together(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Value
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				if why := recover(); why != nil {
					failed.CompareAndSwap(nil, fmt.Sprintf("%v\n%s", why, debug.Stack()))
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
	if why := failed.Load(); why != nil {
		panic(why)
	}
}

func (p *page) cuesKinds() map[kind]bool {
	m := map[kind]bool{}
	for _, c := range p.cues {
		if p.isIdle(c.start) {
			continue
		}
		for _, r := range c.roles {
			m[r.kind] = true
		}
	}
	return m
}

func (p *page) countCurrencies(n map[string]int) {
	for i := 0; i < len(p.nums); {
		if s, ok := p.sumAt(i); ok {
			if s.currency != "" {
				n[s.currency]++
			}
			i = s.end
			continue
		}
		i = nextStart(p.nums, i)
	}
}

func most(votes map[string]int) string {
	best := "en"
	for k, n := range votes {
		if n > votes[best] || n == votes[best] && k < best {
			best = k
		}
	}
	return best
}

func only(m map[string]int) string {
	if len(m) != 1 {
		return ""
	}
	for k := range m {
		return k
	}
	return ""
}

// read applies the rules, surest first: what one takes no other sees.
func (p *page) read() {
	p.columns()
	p.links()
	p.numbers()
	p.handles()
	p.noise()
	p.phones()
	p.amounts()
	p.aliases()
	p.places()
	p.compounds()
	p.chineseNames()
	p.southernNames()
	p.latinNames()
	p.brackets()
	p.nicknames()
	p.buyers()
	p.phrases()
	p.dropIdle()
	p.dropTrade()
	p.inOrder()
	p.uses()
	if p.settleDoubts() {
		p.inOrder()
		p.uses()
	}
	p.alignSums()
}

// inOrder sorts the finds by place.
func (p *page) inOrder() {
	sort.SliceStable(p.finds, func(i, j int) bool { return p.finds[i].start < p.finds[j].start })
	clear(p.starts)
	clear(p.ends)
	for i, f := range p.finds {
		if f.end > f.start && f.kind != fThreat && f.kind != fAccusation {
			p.starts[f.start], p.ends[f.end] = i, i
		}
	}
}

// dropIdle leaves out the persons of lines that speak of other things: they are
// nobody's bounty.
func (p *page) dropIdle() {
	kept := p.finds[:0]
	for _, f := range p.finds {
		if (f.kind == fName || f.kind == fAlias) && p.isIdle(f.start) {
			continue
		}
		kept = append(kept, f)
	}
	p.finds = kept
}

// proposal turns a find into what a person will see.
func (b *builder) proposal(p *page, f find) Proposal {
	from, to := p.f.span(f.start, f.end)
	span := Span{p.message, from, to}
	read, byEye := b.doc.Confidence(span)
	written := strings.ToValidUTF8(b.doc.Text(span), "\uFFFD")
	out := Proposal{Property: property(f), Value: strings.TrimSpace(f.value), Written: written, Lang: f.lang, Span: span,
		Boxes: b.doc.Boxes(span), Confidence: f.confidence * read, Reason: f.reason, Check: f.check || byEye || read < 0.8, Detail: f.detail}
	switch f.kind {
	case fName, fAlias:
		out.Value = visible(written)
	case fAmount:
		b.price(p, f, &out)
	case fID:
		if f.detail["type"] == "mm_nrc" {
			out.Value = f.detail["canonical"]
			f.detail["written"] = f.value
		}
	case fThreat:
		out.Property = lanna.ThreatCode
	}
	return out
}

// habitCurrency is that of an amount which names none. A unit of one language
// (万, แสน) speaks that country's money; else the one currency of the document,
// else that of the language.
func (p *page) habitCurrency(f find) string {
	for _, r := range p.text[f.start:f.end] {
		switch {
		case han(r):
			return "CNY"
		case thai(r):
			return "THB"
		case lao(r):
			return "LAK"
		case burmese(r):
			return "MMK"
		}
	}
	if p.place.picture && p.lang == "en" && strings.Contains(f.value, "000") {
		return firstOf(p.place.currency, "THB") // of all signs of money a reader loses only ฿
	}
	return firstOf(p.place.currency, habitCurrency[p.lang])
}

// visible drops signs that cannot be seen, which a name carries by accident.
func visible(s string) string {
	var prev rune
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		was := prev
		prev = r
		switch {
		case r == '\n' && han(was):
			return -1
		case invisible(r) || bidiControl(r):
			return -1
		case r == '\n' || r == '\t':
			return ' '
		}
		return r
	}, s))
}

func property(f find) lanna.Property {
	switch f.kind {
	case fName:
		return lanna.Name
	case fAlias:
		return lanna.Alias
	case fID:
		switch f.detail["type"] {
		case "cn_resident":
			return lanna.IDResident
		case "th_national":
			return lanna.IDThai
		case "mm_nrc":
			return lanna.IDMyanmar
		case "la_identity":
			return lanna.IDLao
		case "passport":
			return lanna.Passport
		}
		return lanna.IDOther
	case fPhone:
		return lanna.Phone
	case fHandle:
		return lanna.Handle
	case fAmount:
		switch f.use {
		case forTip:
			return lanna.TipAmount
		case forRelease:
			return lanna.Ransom
		}
		return lanna.Amount
	case fPlace:
		return lanna.Place
	case fCompound:
		return lanna.Compound
	case fThreat:
		return lanna.ThreatCode
	case fAccusation:
		return lanna.Accusation
	case fURL:
		return lanna.URL
	case fEmail:
		return lanna.Email
	case fWallet:
		return lanna.Wallet
	case fCard:
		return lanna.BankCard
	case fDate:
		return lanna.Date
	case fBirth:
		return lanna.BirthDate
	case fAge:
		return lanna.Age
	}
	return lanna.Narrative
}

// price gives an amount its currency and says where that came from.
func (b *builder) price(p *page, f find, out *Proposal) {
	currency := f.detail["currency"]
	code := ReasonAmount
	if currency == "" {
		currency, code = p.habitCurrency(f), ReasonCurrency
	}
	out.Detail = map[string]string{"currency": currency, "value": f.value}
	if f.detail["low"] != "" {
		out.Detail["low"] = f.detail["low"]
	}
	out.Value = f.value + " " + currency
	out.Reason = Reason{Code: code, Args: map[string]string{"written": out.Written, "value": f.value, "currency": currency}}
	if f.reason.Code == ReasonLatest {
		out.Reason = f.reason
	}
	out.Check = out.Check || f.sure < 2
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

func textWarnings(pages []*page) []Warning {
	var invalid, bidi, hidden, zawgyi bool
	for _, p := range pages {
		invalid, bidi, hidden = invalid || p.f.broken, bidi || p.f.bidi, hidden || p.f.hidden
		zawgyi = zawgyi || Zawgyi(p.f.from)
	}
	var ws []Warning
	for _, w := range []struct {
		is   bool
		code string
	}{{invalid, WarnInvalidUTF8}, {bidi, WarnBidi}, {hidden, WarnHidden}, {zawgyi, WarnZawgyi}} {
		if w.is {
			ws = append(ws, Warning{Code: w.code})
		}
	}
	return ws
}
