package match

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"lanna/names"
)

//go:embed model.json
var modelJSON []byte

// A model is the weights of one version. match/learn writes it.
type model struct {
	Version   int                  `json:"version"`   // goes up with every change of weights or features
	Threshold float64              `json:"threshold"` // from this probability on two names count as one
	From      string               `json:"from"`      // what the weights were set from
	Linear    map[string][]float64 `json:"linear"`    // weights of each kind of comparison; the last is the bias
	Offsets   map[string]float64   `json:"offsets"`   // what calibration adds to the log odds of a kind; none for 0
	Trees     []Tree               `json:"trees"`     // what is added to the comparison by words
	Person    map[string]float64   `json:"person"`    // log odds that each piece of evidence about a person adds

	byKind  [kinds][]float64
	offsets [kinds]float64
	grown   []grown
}

// A Tree is a decision of three questions: is the feature less than the value?
// What its eight leaves say is added up over all trees, as log odds.
type Tree struct {
	Feature [7]int     `json:"f"` // of each question; the children of i are 2i+1 (less) and 2i+2
	Value   [7]float64 `json:"v"`
	Leaf    [8]float64 `json:"l"`
}

// Says is the leaf that the features come to.
func (t *Tree) Says(f []float64) float64 {
	i := 0
	for range 3 {
		if f[t.Feature[i]] < t.Value[i] {
			i = 2*i + 1
		} else {
			i = 2*i + 2
		}
	}
	return t.Leaf[i-7]
}

// A grown tree is one laid out to be asked often: short, and without a branch that
// the processor would have to guess.
type grown struct {
	feature [7]uint8
	value   [7]float64
	leaf    [8]float64
}

func (t *Tree) grown() grown {
	out := grown{value: t.Value, leaf: t.Leaf}
	for i, f := range t.Feature {
		out.feature[i] = uint8(f)
	}
	return out
}

func (t *grown) says(f *features) float64 {
	i := 0
	for range 3 {
		right := 1
		if f[t.feature[i]] < t.value[i] {
			right = 0
		}
		i = 2*i + 1 + right
	}
	return t.leaf[i-7]
}

// shipped is the model of this build. A file that does not fit is a fault of the
// build, which every test meets.
var shipped = sync.OnceValue(func() *model {
	m := &model{}
	if err := json.Unmarshal(modelJSON, m); err != nil {
		panic("match: model.json: " + err.Error())
	}
	for k := range kinds {
		if m.byKind[k] = m.Linear[kindNames[k]]; len(m.byKind[k]) != featureCount+1 {
			panic("match: model.json: weights of " + kindNames[k])
		}
		m.offsets[k] = m.Offsets[kindNames[k]]
	}
	for i := range m.Trees {
		m.grown = append(m.grown, m.Trees[i].grown())
	}
	return m
})

// ModelVersion is the version of the weights that scores are made with; a score
// that is kept is kept with it.
func ModelVersion() int { return shipped().Version }

// Threshold is the probability from which on two names count as one.
func Threshold() float64 { return shipped().Threshold }

func (m *model) probability(k kind, f *features, offset float64) float64 {
	w := m.byKind[k]
	sum := w[featureCount] + offset
	for i, v := range f {
		sum += w[i] * v
	}
	if k == byWords {
		for i := range m.grown {
			sum += m.grown[i].says(f)
		}
	}
	return 1 / (1 + math.Exp(-sum))
}

// Score is the probability that two prepared names are names of one person, as
// far as names can tell. It is symmetric, and the same for the same model.
func Score(a, b *Name) float64 {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	score, _, _ := s.best(a, b)
	return score
}

// leastTold is the least that names tell: nobody is another for sure by a name.
const leastTold = 0.002

// ScoreFrom is Score where that is at least so much, and anything below where it
// is less, which costs less to find out. Below 0.002 no score tells more.
func ScoreFrom(least float64, a, b *Name) float64 {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.least = max(least, leastTold)
	score, _, _ := s.best(a, b)
	s.least = 0
	return score
}

// tooDear is the cost from which on an alignment cannot come to a score, whatever
// else it has; at most the limit.
func tooDear(native, latin *Name, least float64, limit int32) int32 {
	k := kindOf(native, alignment{})
	if native.Script == names.Han {
		k = byHan // or a foreign name
	}
	step := stepOf(least)
	longest, letters := max(native.longest, int32(len(latin.letters)), 2), max(len(latin.letters), 2)
	if int(longest) >= longestKept { // no name is so long
		return min(limit, dearFrom(k, step, longest, letters))
	}
	known := &dear[k][step][longest][letters]
	cost := known.Load()
	if cost == 0 {
		cost = dearFrom(k, step, longest, letters)
		known.Store(cost)
	}
	return min(limit, cost)
}

// Least scores are taken down to one of some steps of log odds, for which is kept
// what is too dear.
const (
	leastSteps  = 20
	stepWidth   = 0.5
	longestKept = 32
)

func stepOf(least float64) int {
	least = min(max(least, leastTold), 1-leastTold)
	return min(int((math.Log(least/(1-least))-leastOdds)/stepWidth), leastSteps-1)
}

// dear keeps what dearFrom says.
var dear [kinds][leastSteps][longestKept][longestKept]atomic.Int32

// dearFrom goes up until no feature could bring the score any more; names are as
// long, and so many letters stand on the Latin side.
func dearFrom(k kind, step int, longest int32, letters int) int32 {
	own := [...]kind{k}
	kinds := own[:]
	if k == byHan {
		kinds = hanKinds[:]
	}
	least := leastOdds + float64(step)*stepWidth
	for cost := longest; cost < max(600, longest*100); cost += max(longest/2, 1) { // from there on nothing changes
		if !slices.ContainsFunc(kinds, func(k kind) bool { return mostAt(k, cost, longest, letters) >= least }) {
			return cost
		}
	}
	return far
}

// mostAt bounds the log odds of alignments that cost at least so much.
func mostAt(k kind, cost, longest int32, letters int) float64 {
	w := shipped().byKind[k]
	short := min(2, float64(cost)/300)
	return w[featureCount] + max(0, shipped().offsets[k]) + mostOfSquare(w[0], w[4], min(2, float64(cost)/float64(longest)/50)) +
		max(w[5]*short, w[5]*2) + 2*max(0, w[1]) + 2*max(0, w[2]) + max(0, w[3])/float64(letters) + max(0, w[6])
}

// mostOfSquare is the greatest a*x + b*x*x from x to 2.
func mostOfSquare(a, b, x float64) float64 {
	at := func(x float64) float64 { return a*x + b*x*x }
	most := max(at(x), at(2))
	if top := -a / (2 * b); b < 0 && top > x && top < 2 {
		most = max(most, at(top))
	}
	return most
}

var (
	hanKinds  = [...]kind{byHan, byForeign}
	leastOdds = math.Log(leastTold / (1 - leastTold))
)

// best compares each spelling of one field with each of the other.
func (s *scratch) best(a, b *Name) (score float64, x, y *Name) {
	score, x, y = s.score(a, b), a, b
	for i := -1; i < len(a.others); i++ {
		for j := -1; j < len(b.others); j++ {
			p, q := a, b
			if i >= 0 {
				p = a.others[i]
			}
			if j >= 0 {
				q = b.others[j]
			}
			if i < 0 && j < 0 {
				continue
			}
			if v := s.score(p, q); v > score {
				score, x, y = v, p, q
			}
		}
	}
	return score, x, y
}

func (s *scratch) score(a, b *Name) float64 {
	if len(a.Parts) == 0 || len(b.Parts) == 0 {
		return 0
	}
	signs := signsAndLetters(a, b)
	chinese, ok := 0.0, false
	if !signs {
		if chinese, ok = sinoScore(a, b); ok && a.latin && b.latin {
			return chinese
		}
	}
	k, f := s.weigh(a, b)
	m := shipped()
	offset := m.offsets[k]
	if k != byForeign && (a.Script == names.Han || b.Script == names.Han) { // calibrated against letters; signs meet another script over several systems
		offset = 0
	}
	p := m.probability(k, &f, offset)
	if signs {
		return s.bySyllables(a, b, p)
	}
	return max(chinese, p)
}

// Weigh gives the kind of a comparison and its features, for the program that
// sets the weights.
func Weigh(a, b *Name) (kind string, values []float64) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	k, f := s.weigh(a, b)
	return kindNames[k], f[:]
}

// Kinds lists the kinds of comparison, and FeatureCount is the length of what
// Weigh gives.
func Kinds() []string { return kindNames[:] }

// FeatureCount is the number of features of a comparison.
const FeatureCount = featureCount
