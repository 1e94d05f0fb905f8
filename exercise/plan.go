package exercise

import (
	"fmt"
	"math/rand/v2"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// Options narrow what pictures are drawn; zero values mean everything.
type Options struct {
	Languages []string
	Layouts   []string
	Themes    []string
	Scales    []float64
	Split     wording.Split // "": wordings of both
}

// A spec is how one picture is to be made.
type spec struct {
	language, layout, theme, font string
	scale                         float64
	quality                       int
	kind                          kind
	seed                          uint64
}

// kind is what a picture shows.
type kind int

const (
	one     kind = iota // one bounty
	several             // a list of two to six
	two                 // two texts about two people
	long                // eight to twenty
	nobody              // chatter
)

// kinds is a deck: every tenth picture holds no bounty, every tenth is long.
var kinds = []kind{one, several, one, two, one, nobody, one, several, one, long}

var qualities = []int{0, 60, 70, 80, 88, 95}

func (o Options) filled() Options {
	if len(o.Languages) == 0 {
		o.Languages = wording.Languages
	}
	if len(o.Layouts) == 0 {
		o.Layouts = draw.Layouts
	}
	if len(o.Themes) == 0 {
		o.Themes = draw.Themes
	}
	if len(o.Scales) == 0 {
		o.Scales = []float64{1, 2}
	}
	return o
}

// A deck deals its cards evenly: all of them once in an order of its own,
// then again in another.
type deck[T any] struct {
	cards, left []T
}

func (d *deck[T]) deal(r *rand.Rand) T {
	if len(d.left) == 0 {
		d.left = append(d.left, d.cards...)
		r.Shuffle(len(d.left), func(i, j int) { d.left[i], d.left[j] = d.left[j], d.left[i] })
	}
	c := d.left[0]
	d.left = d.left[1:]
	return c
}

// plan spreads n pictures evenly over all that Options leave open, for each
// language apart.
func plan(seed uint64, n int, o Options) ([]spec, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	type decks struct {
		layout, theme deck[string]
		font          deck[draw.Family]
		scale         deck[float64]
		quality       deck[int]
		kind          deck[kind]
	}
	by := map[string]*decks{}
	for _, l := range o.Languages {
		d := &decks{}
		d.layout.cards, d.theme.cards, d.scale.cards = o.Layouts, o.Themes, o.Scales
		d.font.cards, d.quality.cards, d.kind.cards = draw.Families(l), qualities, kinds
		if len(d.font.cards) == 0 {
			return nil, fmt.Errorf("exercise: no fonts for the language %q", l)
		}
		by[l] = d
	}
	out := make([]spec, n)
	for i := range out {
		l := o.Languages[i%len(o.Languages)]
		d := by[l]
		out[i] = spec{
			language: l, layout: d.layout.deal(r), theme: d.theme.deal(r), font: d.font.deal(r).Name,
			scale: d.scale.deal(r), quality: d.quality.deal(r), kind: d.kind.deal(r), seed: r.Uint64(),
		}
	}
	return out, nil
}
