// Package county names the Chinese county of the first six digits of a
// resident ID. The digits are the code in force when the number was given, so
// retired codes are kept, with the codes that followed them (GB/T 2260, all
// editions; the table comes from mumuy/data_location, MIT).
package county

import (
	_ "embed"
	"strings"
	"sync"
)

//go:generate go run gen.go ../../../shared/data/geo

//go:embed table.txt
var table string

// County is a county, district or county-level city under one code.
type County struct {
	Code     string
	Name     string   // as it was called under this code: 晋江县
	City     string   // prefecture, empty under the four municipalities
	Province string   // 福建省
	Retired  bool     // the code is no longer given out
	Now      []string // codes that followed a retired one, where known
}

// Full is province, prefecture and county in one word, as Chinese writes it.
func (c County) Full() string {
	if c.City == "市辖区" || c.City == "县" {
		return c.Province + c.Name
	}
	return c.Province + c.City + c.Name
}

var load = sync.OnceValue(func() map[string]County {
	m := make(map[string]County, 8000)
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		for _, w := range words[1:] {
			name, later, retired := strings.Cut(w[2:], "-")
			c := County{Code: words[0] + w[:2], Name: name, Retired: retired}
			if later != "" {
				c.Now = strings.Split(later, ",")
			}
			m[c.Code] = c
		}
	}
	return m
})

// Lookup is the county of a six-digit code. A code that names a province or a
// prefecture and no county is found too; its Name is then that of the larger
// area.
func Lookup(code string) (County, bool) {
	m := load()
	c, ok := m[code]
	if !ok {
		return County{}, false
	}
	if code[2:] != "0000" {
		c.Province = m[code[:2]+"0000"].Name
	}
	if code[4:] != "00" {
		c.City = m[code[:4]+"00"].Name
	}
	return c, true
}

// Province is the name of the province, region or municipality of the first
// two digits; ok is false where there is none.
func Province(two string) (string, bool) {
	c, ok := load()[two+"0000"]
	return c.Name, ok
}

// Region says whether a word is the name of a province or a prefecture, with
// or without the sign for what it is: 湖北, 湖北省, 玉林, 玉林市.
func Region(word string) bool { return regions()[word] }

var regions = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for code, c := range load() {
		if !strings.HasSuffix(code, "00") {
			continue
		}
		m[c.Name] = true
		for _, end := range []string{"壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "地区", "省", "市"} {
			if short, ok := strings.CutSuffix(c.Name, end); ok && len(short) >= len("湖北") {
				m[short] = true
				break
			}
		}
	}
	return m
})
