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

var benchRecords = flag.Int("records", 20_000, "texts in the search benchmark; the project's table is for 1,000,000")

// scripts are the questions of each script: names made of frequent and of rare
// parts, a common word, and numbers.
var scripts = []struct {
	name string
	text func(n int) string
	ask  func(n int) string
}{
	{"han", hanText, func(n int) string { return hanName(n) }},
	{"han-character", hanText, func(n int) string { return string(surnames[n%20]) }},
	{"han-common", hanText, func(int) string { return "悬赏" }},
	{"latin", latinText, func(n int) string { return latinName(n) }},
	{"thai", thaiText, func(n int) string { return thaiNames[n%len(thaiNames)] + thaiNames[n/7%len(thaiNames)] }},
	{"burmese", burmeseText, func(n int) string { return burmeseNames[n%len(burmeseNames)] + burmeseNames[n/7%len(burmeseNames)] }},
	{"lao", laoText, func(n int) string { return laoNames[n%len(laoNames)] + laoNames[n/7%len(laoNames)] }},
	{"phone", latinText, func(n int) string { return phoneOf(n) }},
	{"last-four", latinText, func(n int) string { return phoneOf(n)[7:] }},
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
// One text in ten is not for the reader.
func BenchmarkSearch(b *testing.B) {
	s := benchStore(b)
	ctx := context.Background()
	texts := []func(int) string{hanText, latinText, thaiText, burmeseText, laoText}
	for from := 0; from < *benchRecords; from += 2000 {
		err := s.Update(ctx, func(tx store.Tx) error {
			for n := from; n < min(from+2000, *benchRecords); n++ {
				a := everyone
				if n/5%10 == 0 {
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
	for _, sc := range scripts {
		b.Run(sc.name, func(b *testing.B) { benchSearch(b, s, sc.ask) })
	}
}

func benchSearch(b *testing.B, s *Store, ask func(int) string) {
	ctx := context.Background()
	rnd := rand.New(rand.NewPCG(1, 1))
	var ours, bare []time.Duration
	hits := 0
	b.ResetTimer()
	for range max(b.N, 200) { // a percentile needs that many
		query := ask(rnd.IntN(*benchRecords / 5))
		start := time.Now()
		if _, err := s.BareSearch(ctx, query, defaultHits); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		err := s.View(ctx, func(r store.Reader) error {
			h, err := r.Search(store.TextQuery{Query: query, Audiences: []handling.Audience{everyone}})
			hits += len(h)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		bare = append(bare, middle.Sub(start))
		ours = append(ours, time.Since(middle))
	}
	slices.Sort(ours)
	slices.Sort(bare)
	p95 := func(d []time.Duration) float64 { return d[len(d)*95/100].Seconds() }
	b.ReportMetric(p95(ours)*1000, "p95-ms")
	b.ReportMetric(p95(ours)/p95(bare), "of-bare")
	b.ReportMetric(float64(hits)/float64(len(ours)), "hits")
}
