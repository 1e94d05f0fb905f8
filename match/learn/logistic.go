package main

import "math"

// A sample is one labelled comparison.
type sample struct {
	x      []float64
	y      float64
	weight float64
}

// logistic fits weights by Newton's method with a ridge; the last weight is the
// bias. It is deterministic. A step that makes the fit worse is halved until it
// does not (Armijo, 1966): where a kind's right and wrong pairs hardly overlap,
// whole steps run away.
func logistic(samples []sample, n int, ridge float64) []float64 {
	w := make([]float64, n+1)
	for range 40 {
		gradient, hessian := make([]float64, n+1), make([][]float64, n+1)
		for i := range hessian {
			hessian[i] = make([]float64, n+1)
		}
		for _, s := range samples {
			accumulate(s, w, gradient, hessian)
		}
		for i := range n {
			gradient[i] += ridge * w[i]
			hessian[i][i] += ridge
		}
		hessian[n][n] += 1e-6
		step := solve(hessian, gradient)
		next, move := back(samples, w, step, ridge)
		w = next
		if move < 1e-7 {
			break
		}
	}
	return w
}

// back takes as much of the step as makes the loss smaller; move is how far the
// weight went that went farthest, 0 where no part of the step helps.
func back(samples []sample, w, step []float64, ridge float64) (next []float64, move float64) {
	before := loss(samples, w, ridge)
	for part := 1.0; part > 1e-6; part /= 2 {
		next, move = make([]float64, len(w)), 0
		for i := range w {
			next[i] = w[i] - part*step[i]
			move = math.Max(move, math.Abs(part*step[i]))
		}
		if loss(samples, next, ridge) <= before {
			return next, move
		}
	}
	return w, 0
}

// loss is what logistic makes small.
func loss(samples []sample, w []float64, ridge float64) float64 {
	n := len(w) - 1
	sum := 0.0
	for _, v := range w[:n] {
		sum += ridge * v * v / 2
	}
	for _, s := range samples {
		z := logOdds(w, s.x)
		if s.y == 1 {
			z = -z
		}
		sum += s.weight * (math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))))
	}
	return sum
}

// accumulate adds one sample to the gradient and to the lower half of the Hessian.
func accumulate(s sample, w, gradient []float64, hessian [][]float64) {
	n := len(w) - 1
	z := w[n]
	for i, v := range s.x {
		z += w[i] * v
	}
	p := 1 / (1 + math.Exp(-z))
	e, h := s.weight*(p-s.y), s.weight*p*(1-p)
	at := func(i int) float64 {
		if i == n {
			return 1
		}
		return s.x[i]
	}
	for i := range w {
		vi := at(i)
		if vi == 0 {
			continue
		}
		gradient[i] += e * vi
		row := hessian[i]
		for j := 0; j <= i; j++ {
			row[j] += h * vi * at(j)
		}
	}
}

// solve gives x of A·x = b for a positive definite A (Cholesky).
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	l := make([][]float64, n)
	for i := range l {
		l[i] = make([]float64, n)
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(math.Max(sum, 1e-12))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		x[i] = b[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}
