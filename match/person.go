package match

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/names"
)

// A Person is what is known of somebody, made ready to be compared.
type Person struct {
	Names         []*Name
	Births        []Birth
	Sex           string   // f, m, x, or nothing
	Nationalities []string // ISO 3166-1 alpha-2
	Identifiers   []string // keys of names.IdentifierKey: documents, phones, handles, cards, wallets
	Places        []string // folded words of places
	Photos        []uint64 // perceptual hashes
}

// MostNames bounds the names of one person that are compared, so that a record
// with ten thousand aliases costs no more than another; more births and photos
// than these tell no more either.
const (
	MostNames  = 24
	mostBirths = 16
	mostPhotos = 64
)

// Codes of reasons about persons, with their arguments.
const (
	NameBest        Code = "name"           // name, name, score of the pair
	BirthSame       Code = "birth-same"     // year
	BirthSwapped    Code = "birth-swapped"  // day and month changed places
	BirthNear       Code = "birth-near"     // day or month differs
	BirthYear       Code = "birth-year"     // year
	BirthYearsApart Code = "birth-apart"    // years between
	BirthEra        Code = "birth-era"      // one was written in the Buddhist era
	SexSame         Code = "sex-same"       //
	SexDiffers      Code = "sex-differs"    //
	NationSame      Code = "nation-same"    // code
	NationDiffers   Code = "nation-differs" // code, code
	IDSame          Code = "id-same"        // property
	IDDiffers       Code = "id-differs"     // property
	IDCommon        Code = "id-common"      // property, how many have it: too many to tell anything
	PlaceSame       Code = "place-same"     // place
	PhotoLike       Code = "photo-like"     // bits that differ
)

// CommonLimit is how many records may share a phone or a place before it tells
// nothing: a compound's switchboard must not draw all its callers together.
const CommonLimit = 40

// A Frequency tells how many records have a value ("property:value", or a
// place); 0 where it is not known. It may be nil.
type Frequency func(value string) int

// Persons scores two persons and says why. Each piece of evidence adds its
// weight, in log odds, to what the names say (Fellegi and Sunter, 1969); a value
// that many share adds less.
func Persons(a, b *Person, count Frequency) Explanation {
	j := judge{weights: shipped().Person, count: count}
	j.e = Explanation{Model: ModelVersion(), Kind: "persons", Reasons: []Reason{}}
	j.compare(a, b)
	j.e.Score = j.score()
	j.e.Same = j.e.Score >= Threshold()
	return j.e
}

// Likelihood is the score of Persons without saying why, for many candidates.
func Likelihood(a, b *Person, count Frequency) float64 {
	return LikelihoodFrom(0, a, b, count)
}

// LikelihoodFrom is Likelihood where that is at least so much, and anything below
// where it is less. Names are compared last, and only where the same name would
// bring the score: many of those whom a row of a list may be about are others by
// birth, sex or number.
func LikelihoodFrom(least float64, a, b *Person, count Frequency) float64 {
	j := judge{weights: shipped().Person, count: count, quiet: true}
	j.beside(a, b)
	if !j.reaches(least) {
		return 0
	}
	j.least = least
	j.name(a, b)
	return j.score()
}

// CouldReach reports whether two persons could come to a score if their names were
// the same. It holds for scores that ask for no frequencies.
func CouldReach(least float64, a, b *Person) bool {
	j := judge{weights: shipped().Person, quiet: true}
	j.beside(a, b)
	return j.reaches(least)
}

// reaches reports whether names, which are not compared yet, can bring the score.
func (j *judge) reaches(least float64) bool {
	return least <= 0 || math.Log(least/(1-least)) <= j.odds+mostOdds+slack
}

// mostOdds is the most that names tell, in log odds; slack is kept against rounding.
var mostOdds = math.Log((1 - leastTold) / leastTold)

const slack = 1e-6

type judge struct {
	weights   map[string]float64
	count     Frequency
	odds      float64
	quiet     bool    // the reasons are not asked for
	least     float64 // scores that are less are asked for no closer
	leastName float64 // as are those of names
	e         Explanation
}

func (j *judge) score() float64 { return 1 / (1 + math.Exp(-j.odds)) }

func (j *judge) compare(a, b *Person) {
	j.name(a, b)
	j.beside(a, b)
}

// beside compares what is known beside names.
func (j *judge) beside(a, b *Person) {
	j.birth(a, b)
	j.sexAndNation(a, b)
	j.identifiers(a, b)
	j.places(a, b)
	j.photos(a, b)
}

// says adds a weight and its reason.
func (j *judge) says(weight float64, code Code, args ...string) {
	j.odds += weight
	if j.quiet {
		return
	}
	speak := &no
	if weight > 0 {
		speak = &yes
	}
	j.e.add(code, speak, args...)
}

func (j *judge) name(a, b *Person) {
	best := -1.0
	var x, y *Name
	least := max(j.named(), j.leastName)
	for _, n := range first(a.Names, MostNames) {
		for _, m := range first(b.Names, MostNames) {
			v := 0.0
			if j.quiet {
				v = ScoreFrom(max(least, best), n, m)
			} else {
				v = Score(n, m)
			}
			if v > best {
				best, x, y = v, n, m
			}
		}
	}
	if best < 0 {
		j.odds += j.weights["no-name"]
		j.e.add(NoLetters, nil)
		return
	}
	p := min(max(best, leastTold), 1-leastTold)
	if j.quiet {
		j.odds += math.Log(p / (1 - p))
		return
	}
	j.says(math.Log(p/(1-p)), NameBest, x.Text, y.Text, strconv.FormatFloat(best, 'f', 2, 64))
	j.e.Reasons = append(j.e.Reasons, Explain(x, y).Reasons...)
}

func first[T any](list []T, most int) []T { return list[:min(len(list), most)] }

// named is what names must come to, where all else is compared already.
func (j *judge) named() float64 {
	if j.least <= 0 {
		return 0
	}
	return 1 / (1 + math.Exp(j.odds+slack-math.Log(j.least/(1-j.least))))
}

func (j *judge) birth(a, b *Person) {
	found, best := false, birthMatch{}
	var x, y Birth
	for _, p := range first(a.Births, mostBirths) {
		for _, q := range first(b.Births, mostBirths) {
			if m, ok := p.compare(q); ok && (!found || j.weights[m.weight] > j.weights[best.weight]) {
				found, best, x, y = true, m, p, q
			}
		}
	}
	if !found {
		return
	}
	arg := strconv.Itoa(x.Year)
	if best.code == BirthYearsApart {
		arg = strconv.Itoa(abs(x.Year - y.Year))
	}
	j.says(j.weights[best.weight], best.code, arg)
	if x.Buddhist != y.Buddhist {
		j.e.add(BirthEra, nil)
	}
}

func (j *judge) sexAndNation(a, b *Person) {
	known := func(s string) bool { return s == "f" || s == "m" }
	switch {
	case !known(a.Sex) || !known(b.Sex):
	case a.Sex == b.Sex:
		j.says(j.weights["sex-same"], SexSame)
	default:
		j.says(j.weights["sex-differs"], SexDiffers)
	}
	if len(a.Nationalities) == 0 || len(b.Nationalities) == 0 {
		return
	}
	for _, n := range a.Nationalities {
		if slices.Contains(b.Nationalities, n) {
			j.says(j.weights["nation-same"], NationSame, n)
			return
		}
	}
	j.says(j.weights["nation-differs"], NationDiffers, a.Nationalities[0], b.Nationalities[0])
}

func property(key string) string {
	p, _, _ := strings.Cut(key, ":")
	return p
}

// identifiers: one that both have says much, unless many have it. Two different
// documents of a kind of which people have one speak against.
func (j *judge) identifiers(a, b *Person) {
	shared := map[string]bool{}
	known := among(b.Identifiers)
	for _, key := range a.Identifiers {
		if !known(key) {
			continue
		}
		p := property(key)
		shared[p] = true
		n := j.frequency(key)
		if n > CommonLimit {
			j.e.add(IDCommon, nil, p, strconv.Itoa(n))
			continue
		}
		weight, ok := j.weights["id:"+p]
		if !ok {
			weight = j.weights["id"]
		}
		j.says(max(0.1, weight-math.Log(float64(max(1, n-1)))), IDSame, p)
	}
	for _, p := range [...]lanna.Property{lanna.IDResident, lanna.IDThai, lanna.IDMyanmar} {
		if !shared[string(p)] && has(a, p) && has(b, p) {
			j.says(j.weights["id-differs"], IDDiffers, string(p))
		}
	}
}

// among tells whether a value is of a list, in a time that a long list does not
// make longer.
func among(list []string) func(string) bool {
	if len(list) <= 16 {
		return func(v string) bool { return slices.Contains(list, v) }
	}
	set := make(map[string]bool, len(list))
	for _, v := range list {
		set[v] = true
	}
	return func(v string) bool { return set[v] }
}

func has(p *Person, property lanna.Property) bool {
	return slices.ContainsFunc(p.Identifiers, func(key string) bool { return strings.HasPrefix(key, string(property)+":") })
}

func (j *judge) frequency(value string) int {
	if j.count == nil {
		return 0
	}
	return j.count(value)
}

// places add once, however many are shared.
func (j *judge) places(a, b *Person) {
	best, place := 0.0, ""
	known := among(b.Places)
	for _, p := range a.Places {
		if !known(p) {
			continue
		}
		if n := j.frequency(p); n <= CommonLimit {
			if w := j.weights["place"] / (1 + math.Log(float64(max(1, n)))/2); w > best {
				best, place = w, p
			}
		}
	}
	if best > 0 {
		j.says(best, PlaceSame, place)
	}
}

func (j *judge) photos(a, b *Person) {
	least := 65
	for _, p := range first(a.Photos, mostPhotos) {
		for _, q := range first(b.Photos, mostPhotos) {
			least = min(least, bits.OnesCount64(p^q))
		}
	}
	switch { // of 64 bits of a perceptual hash; two pictures at random differ in 32
	case least <= 6:
		j.says(j.weights["photo-same"], PhotoLike, strconv.Itoa(least))
	case least <= 11:
		j.says(j.weights["photo-near"], PhotoLike, strconv.Itoa(least))
	}
}

// stops are what forms hold in place of a value.
var stops = []string{"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "unk", "test", "xxx", "无", "不详", "未知", "没有", "ไม่มี", "ไม่ทราบ", "မရှိ", "မသိ", "ບໍ່ມີ", "ບໍ່ຮູ້"}

// Stopped reports whether a value stands for none: words for unknown, and
// numbers of one digit or of a run (0000000, 123456789). Such a value joins
// nobody, in scores and in keys.
func Stopped(value string) bool {
	v := strings.ToLower(strings.TrimSpace(names.FoldDigits(value)))
	if slices.Contains(stops, v) {
		return true
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v)
	if len(digits) < 4 || len(digits) < len(v)-3 {
		return false
	}
	same, run := true, true
	for i := 1; i < len(digits); i++ {
		same = same && digits[i] == digits[0]
		run = run && digits[i] == '0'+(digits[i-1]-'0'+1)%10
	}
	return same || run
}
