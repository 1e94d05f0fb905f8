package sqlite

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lanna/handling"
	"lanna/store"
)

var benchRecords = flag.Int("records", 1_000_000, "texts in the search benchmark")

// scripts are the questions of each script: names made of frequent and of rare
// parts, a common word, and numbers.
var scripts = []struct {
	name string
	text func(n int) string
	ask  func(n int) string
}{
	{"Hani", hanText, func(n int) string { return hanName(n) }},
	{"Hani-one", hanText, func(n int) string { return string(surnames[n%20]) }},
	{"Hani-common", hanText, func(int) string { return "悬赏" }},
	{"Latn", latinText, func(n int) string { return latinName(n) }},
	{"Thai", thaiText, func(n int) string { return thaiNames[n%len(thaiNames)] + thaiNames[n/7%len(thaiNames)] }},
	{"Mymr", burmeseText, func(n int) string { return burmeseNames[n%len(burmeseNames)] + burmeseNames[n/7%len(burmeseNames)] }},
	{"Laoo", laoText, func(n int) string { return laoNames[n%len(laoNames)] + laoNames[n/7%len(laoNames)] }},
	{"phone", latinText, func(n int) string { return phoneOf(n) }},
	{"last-4", latinText, func(n int) string { return phoneOf(n)[7:] }},
}

var (
	thaiNames    = []string{"สมชาย", "ใจดี", "วิชัย", "นงนุช", "ประเสริฐ", "มาลี", "ศรีสุข", "บุญมี", "แก้ว", "ทองดี", "อรุณ"}
	burmeseNames = []string{"အောင်", "မောင်", "ကျော်", "သန္တာ", "ခင်", "မြင့်", "ထွန်း", "လှ", "စိုး", "ဝင်း", "နိုင်"}
	laoNames     = []string{"ສົມສັກ", "ບຸນມີ", "ຄຳພອນ", "ວຽງໄຊ", "ແກ້ວ", "ຈັນທາ", "ທອງ", "ພອນ", "ສີດາ", "ມະນີ", "ໄຊ"}
	latinNames   = []string{"wang", "zhang", "somchai", "aung", "nguyen", "okello", "perera", "singh", "fang", "mutua", "tran"}
)

func hanName(n int) string {
	return string([]rune{surnames[n%20], givens[n/20%28], givens[n/560%28]})
}
func latinName(n int) string {
	return latinNames[n%11] + fmt.Sprintf("%c%c ", 'a'+n/11%26, 'a'+n/286%26) + latinNames[n/7%11]
}
func phoneOf(n int) string { return fmt.Sprintf("138%08d", n*7919%100000000) }

func hanText(n int) string {
	return fmt.Sprintf("EXERCISE 悬赏%s，福建省泉州市人，电话%s，赏金%d万", hanName(n), phoneOf(n), n%90+5)
}
func latinText(n int) string { return "EXERCISE Wanted: " + latinName(n) + " phone +86 " + phoneOf(n) }
func thaiText(n int) string {
	return "EXERCISE ตามหา " + thaiNames[n%11] + thaiNames[n/7%11] + " ค่าหัว " + fmt.Sprint(n) + " บาท"
}
func burmeseText(n int) string {
	return "EXERCISE ကို" + burmeseNames[n%11] + burmeseNames[n/7%11] + " ထွက်ပြေး " + fmt.Sprint(n)
}
func laoText(n int) string {
	return "EXERCISE ທ້າວ" + laoNames[n%11] + laoNames[n/7%11] + " ລາງວັນ " + fmt.Sprint(n)
}

// BenchmarkSearch gives for each script the 95th percentile of a search among
// -records texts, in milliseconds and against a bare query of the same table.
// One text in ten is not for the reader. "rare" are the same questions by one
// who may see one text in a thousand.
func BenchmarkSearch(b *testing.B) {
	s := benchStore(b)
	ctx := context.Background()
	texts := []func(int) string{hanText, latinText, thaiText, burmeseText, laoText}
	for from := 0; from < *benchRecords; from += 2000 {
		err := s.Update(ctx, func(tx store.Tx) error {
			for n := from; n < min(from+2000, *benchRecords); n++ {
				a := everyone
				switch {
				case n/5%1000 == 500:
					a = rareAudience
				case n/5%10 == 0:
					a = "rescue,|child,"
				}
				row := store.Row{View: "people", ID: numbered(int64(n)), Body: []byte("EXERCISE"),
					Text: []store.Text{{Field: "name", Body: texts[n%5](n / 5), Audience: a}}}
				if err := tx.PutRow(row); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		askAll(b, s)
	}
}

const rareAudience = handling.Audience("rescue,|source-protection,")

// questions is how many are asked in each script: enough for a percentile.
const questions = 400

// askAll asks in every script, each question of the bare table and of the store
// in turn, and reports the 95th percentiles.
func askAll(b *testing.B, s *Store) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var all, rare pair
	for _, sc := range scripts {
		var p pair
		for range questions {
			p.ask(b, s, sc.ask(rnd.IntN(*benchRecords/5)), everyone)
		}
		for range questions / 4 {
			rare.ask(b, s, sc.ask(rnd.IntN(*benchRecords/5)), rareAudience)
		}
		b.ReportMetric(p95(p.ours)*1000, "p95-ms-"+sc.name)
		b.ReportMetric(p95(p.ours)/p95(p.bare), "p95-ratio-"+sc.name)
		all.ours, all.bare = append(all.ours, p.ours...), append(all.bare, p.bare...)
	}
	b.ReportMetric(p95(all.ours)/p95(all.bare), "p95-ratio")
	b.ReportMetric(p95(rare.ours)*1000, "p95-ms-rare")
}

// pair is how long the same questions took in two ways.
type pair struct{ ours, bare []time.Duration }

func (p *pair) ask(b *testing.B, s *Store, query string, by handling.Audience) {
	ctx := context.Background()
	bare := func() {
		if _, err := s.BareSearch(ctx, query, defaultHits); err != nil {
			b.Fatal(err)
		}
	}
	ours := func() {
		err := s.View(ctx, func(r store.Reader) error {
			_, err := r.Search(store.TextQuery{Query: query, Audiences: []handling.Audience{by}})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if len(p.ours)%2 == 0 { // whoever asks first finds the pages not yet read
		p.bare, p.ours = append(p.bare, timed(bare)), append(p.ours, timed(ours))
	} else {
		p.ours, p.bare = append(p.ours, timed(ours)), append(p.bare, timed(bare))
	}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func p95(d []time.Duration) float64 {
	slices.Sort(d)
	return d[len(d)*95/100].Seconds()
}
