package wording

import "strconv"

// currencies that posters of a language promise, the usual one most often.
var currencies = map[string][]string{
	"zh": {"CNY", "CNY", "CNY", "CNY", "CNY", "CNY", "CNY", "CNY", "USDT", "USD"},
	"en": {"CNY", "USD", "USDT", "THB", "CNY", "USD"},
	"th": {"THB", "THB", "THB", "THB", "THB", "THB", "USDT", "CNY"},
	"my": {"MMK", "MMK", "MMK", "MMK", "MMK", "THB", "USDT", "CNY"},
	"lo": {"LAK", "LAK", "LAK", "THB", "CNY", "USDT"},
}

// rewards are in units of unit(currency), so that they are round as people
// round them.
var rewards = map[string][]int64{
	"CNY":  {3, 5, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60, 80, 100},
	"THB":  {5, 10, 15, 20, 30, 40, 50, 80, 100, 150, 200, 300},
	"MMK":  {10, 20, 30, 50, 80, 100, 150, 200, 300, 500, 1000},
	"LAK":  {20, 30, 50, 80, 100, 150, 200, 300, 500},
	"USD":  {5, 10, 15, 20, 25, 30, 50, 60, 80, 100},
	"USDT": {1, 2, 3, 5, 8, 10, 15, 20},
}

func unit(currency string) int64 {
	switch currency {
	case "MMK":
		return 100_000 // a lakh
	case "LAK":
		return 1_000_000
	case "USD":
		return 1_000
	}
	return 10_000
}

// amount writes what is offered for a person, what was offered before (old,
// which the truth passes over), or what is paid for word alone (tip).
func (w *writer) amount(p *person, s Subject, what, how string) string {
	a, ok := p.money[what]
	if !ok {
		a = w.newAmount(p, s, what, how)
		p.money[what] = a
	}
	m := &Money{strconv.FormatInt(a.Units, 10), a.Currency}
	switch what {
	case "amount":
		p.notice.Amount = m
	case "tip":
		p.notice.TipAmount = m
	}
	list := forms[w.lang][a.Currency]
	if w.style >= 0 {
		return list[w.style%len(list)](w.r, a.Units)
	}
	return pick(w.r, list)(w.r, a.Units)
}

func (w *writer) newAmount(p *person, s Subject, what, how string) Amount {
	if what == "amount" && s.Amount.Units > 0 {
		return s.Amount
	}
	if what == "old" && s.Old.Units > 0 {
		return s.Old
	}
	currency := how
	for _, known := range []string{"amount", "old", "tip"} { // one currency a person
		if a, ok := p.money[known]; ok && currency == "" {
			currency = a.Currency
		}
	}
	if s.Amount.Currency != "" && currency == "" {
		currency = s.Amount.Currency
	}
	if currency == "" {
		currency = w.currency
	}
	if currency == "" {
		currency = pick(w.r, currencies[w.lang])
	}
	w.currency = currency
	list := rewards[currency]
	i := w.r.IntN(len(list))
	switch what {
	case "old":
		i = w.below(max(s.Amount.Units, p.money["amount"].Units), list, unit(currency), w.r.IntN(len(list)/2))
	case "tip":
		i = w.below(max(s.Amount.Units, p.money["amount"].Units), list, unit(currency), w.r.IntN(3))
	case "amount":
		// The lower half is left to what was promised first and to tips.
		i = len(list)/3 + w.r.IntN(len(list)-len(list)/3)
		_, raised := p.money["old"]
		if _, tip := p.money["tip"]; tip || raised {
			i = len(list)/2 + w.r.IntN(len(list)-len(list)/2)
		}
	}
	return Amount{list[i] * unit(currency), currency}
}

// below lowers i until the reward is less than what is offered for the person.
func (w *writer) below(offered int64, list []int64, unit int64, i int) int {
	for i > 0 && offered > 0 && list[i]*unit >= offered {
		i--
	}
	return i
}
