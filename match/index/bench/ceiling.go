package main

import (
	"runtime"
	"sync"
	"sync/atomic"

	"lanna/match"
)

// A ceiling is what no search could do better than: lists in the order of the score
// that hold the true person where fewer others score higher than that person does.
type ceiling struct {
	Asked int     `json:"asked"`
	Of50  float64 `json:"of_50"`
	Of100 float64 `json:"of_100"`
}

// measureCeiling scores all persons against some questions.
func (b *bench) measureCeiling(ask int) {
	step := max(b.n/ask, 1)
	asked, own := make([]*match.Person, ask), make([]float64, ask)
	for k := range asked {
		f := b.crowd.Asked(k * step % b.n)
		e := b.crowd.Registered(k * step % b.n)
		asked[k] = f.Person()
		own[k] = match.Likelihood(asked[k], e.Facts.Person(), nil)
	}
	above := make([]atomic.Int32, ask)
	var wg sync.WaitGroup
	workers := runtime.NumCPU()
	for w := range workers {
		wg.Go(func() {
			for i := w; i < b.n; i += workers {
				e := b.crowd.Registered(i)
				p := e.Facts.Person()
				for k, q := range asked {
					if i != k*step%b.n && match.LikelihoodFrom(own[k], q, p, nil) > own[k] {
						above[k].Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	of := func(size int32) float64 {
		n := 0
		for k := range above {
			if above[k].Load() < size {
				n++
			}
		}
		return float64(n) / float64(ask)
	}
	b.Ceiling = &ceiling{ask, of(50), of(100)}
}
