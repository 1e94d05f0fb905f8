package main

import (
	"math"
	"slices"

	"lanna/match"
)

// How trees are grown: small steps, leaves that rest on enough, few questions.
const (
	treeCount = 240
	treeStep  = 0.12
	treeRidge = 6.0  // held against what a leaf says
	leafLeast = 12.0 // weight of samples in a leaf
)

// boost grows trees one after the other, each on what those before got wrong
// (gradient boosting with Newton steps). It is deterministic.
// They begin where the linear weights end.
func boost(samples []sample, linear []float64, features int) []match.Tree {
	cuts := cutsOf(samples, features)
	scores := make([]float64, len(samples))
	for i, s := range samples {
		scores[i] = logOdds(linear, s.x)
	}
	var trees []match.Tree
	for range treeCount {
		g := grower{samples: samples, cuts: cuts, gradient: make([]float64, len(samples)), hessian: make([]float64, len(samples))}
		for i, s := range samples {
			p := 1 / (1 + math.Exp(-scores[i]))
			g.gradient[i], g.hessian[i] = s.weight*(s.y-p), s.weight*p*(1-p)
		}
		all := make([]int, len(samples))
		for i := range all {
			all[i] = i
		}
		g.grow(0, all)
		trees = append(trees, g.tree)
		for i, s := range samples {
			scores[i] += g.tree.Says(s.x)
		}
	}
	return trees
}

// cutsOf gives the values that a feature is cut at: at most 24 quantiles.
func cutsOf(samples []sample, features int) [][]float64 {
	out := make([][]float64, features)
	for f := range features {
		values := make([]float64, len(samples))
		for i, s := range samples {
			values[i] = s.x[f]
		}
		slices.Sort(values)
		values = slices.Compact(values)
		for k := 1; k <= 24; k++ {
			i := k * len(values) / 25
			if i > 0 && i < len(values) {
				cut := round4((values[i-1] + values[i]) / 2)
				if len(out[f]) == 0 || out[f][len(out[f])-1] < cut {
					out[f] = append(out[f], cut)
				}
			}
		}
	}
	return out
}

type grower struct {
	samples           []sample
	cuts              [][]float64
	gradient, hessian []float64
	tree              match.Tree
}

func (g *grower) sums(members []int) (gradient, hessian, weight float64) {
	for _, i := range members {
		gradient += g.gradient[i]
		hessian += g.hessian[i]
		weight += g.samples[i].weight
	}
	return gradient, hessian, weight
}

// grow asks the best question at node and goes on with both answers.
func (g *grower) grow(node int, members []int) {
	if node >= 7 {
		gradient, hessian, _ := g.sums(members)
		g.tree.Leaf[node-7] = round4(treeStep * gradient / (hessian + treeRidge))
		return
	}
	feature, cut := g.question(members)
	g.tree.Feature[node], g.tree.Value[node] = feature, cut
	var less, more []int
	for _, i := range members {
		if g.samples[i].x[feature] < cut {
			less = append(less, i)
		} else {
			more = append(more, i)
		}
	}
	g.grow(2*node+1, less)
	g.grow(2*node+2, more)
}

func (g *grower) question(members []int) (feature int, cut float64) {
	total, all, weight := g.sums(members)
	best := 0.0
	for f, cuts := range g.cuts {
		if len(cuts) == 0 {
			continue
		}
		bins := make([][3]float64, len(cuts)+1)
		for _, i := range members {
			b, found := slices.BinarySearch(cuts, g.samples[i].x[f])
			if found {
				b++
			}
			bins[b][0] += g.gradient[i]
			bins[b][1] += g.hessian[i]
			bins[b][2] += g.samples[i].weight
		}
		var left [3]float64
		for k, c := range cuts {
			for x := range left {
				left[x] += bins[k][x]
			}
			if left[2] < leafLeast || weight-left[2] < leafLeast {
				continue
			}
			right := total - left[0]
			gain := left[0]*left[0]/(left[1]+treeRidge) + right*right/(all-left[1]+treeRidge) - total*total/(all+treeRidge)
			if gain > best+1e-9 {
				best, feature, cut = gain, f, c
			}
		}
	}
	return feature, cut
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }
