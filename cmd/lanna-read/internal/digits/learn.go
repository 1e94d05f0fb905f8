package digits

import (
	"math"
	"math/rand/v2"
)

// Sample is a glyph and its class.
type Sample struct {
	In    Input
	Class int
}

// Learn fits a net to samples by stochastic gradient descent; the same samples
// and seed give the same net.
func Learn(signs string, samples []Sample, rounds int, seed uint64) *Net {
	r := rand.New(rand.NewPCG(seed, 1))
	n := &Net{Signs: []rune(signs)}
	n.first = random(r, hidden, inputs)
	n.second = random(r, len(n.Signs)+1, hidden)
	steps := 0
	for round := range rounds {
		rate := float32(0.03) * float32(rounds-round) / float32(rounds)
		for _, i := range r.Perm(len(samples)) {
			n.step(&samples[i], rate)
			steps++
		}
	}
	return n
}

func random(r *rand.Rand, out, in int) []float32 {
	w := make([]float32, out*(in+1))
	for i := range w {
		if i%(in+1) != in {
			w[i] = float32(r.NormFloat64() * math.Sqrt(2/float64(in)))
		}
	}
	return w
}

// step goes down the gradient of the cross entropy of one sample.
func (n *Net) step(s *Sample, rate float32) {
	var middle, back [hidden]float32
	n.forward(&s.In, &middle)
	for k, p := range n.output(&middle) {
		off := p
		if k == s.Class {
			off--
		}
		if off < 1e-4 && off > -1e-4 {
			continue
		}
		row := n.second[k*(hidden+1) : (k+1)*(hidden+1)]
		for h := range middle {
			back[h] += off * row[h]
			row[h] -= rate * off * middle[h]
		}
		row[hidden] -= rate * off
	}
	for h, v := range middle {
		if v <= 0 || back[h] == 0 {
			continue
		}
		row := n.first[h*(inputs+1) : (h+1)*(inputs+1)]
		by := rate * back[h]
		for i, in := range s.In {
			row[i] -= by * in
		}
		row[inputs] -= by
	}
}
