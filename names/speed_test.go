package names_test

import (
	"testing"

	"lanna/names"
)

// What an index does for each name: read it and make its keys. The row to reach
// is 50,000 persons a second on two cores.
func BenchmarkKeys(b *testing.B) {
	for _, name := range []string{"陈伟明", "TAN Wee Beng", "สมชาย ใจดี", "အောင်သိန်းထွန်း", "ຄຳພອນ ສີທອງ"} {
		names.Parse(name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				names.Keys(names.Parse(name))
			}
		})
	}
}
