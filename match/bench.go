package match

import (
	"cmp"
	"slices"
)

// A Bench collects scores of labelled pairs.
type Bench struct{ scored []scored }

type scored struct {
	score float64
	same  bool
}

// Add takes the score of one pair.
func (b *Bench) Add(score float64, same bool) { b.scored = append(b.scored, scored{score, same}) }

// A BenchResult tells how well scores part what is the same from what is not.
type BenchResult struct {
	Pairs       int     `json:"pairs"`
	Positives   int     `json:"positives"`
	AUC         float64 `json:"auc"`           // chance that a pair of one person scores above one of two; ties count half
	BestF1      float64 `json:"best_f1"`       // at the threshold that makes it greatest
	BestAt      float64 `json:"best_at"`       // that threshold
	RecallAtP95 float64 `json:"recall_at_p95"` // greatest recall at a precision of 0.95 or more
	F1          float64 `json:"f1"`            // at the threshold shipped
	Threshold   float64 `json:"threshold"`     // the one shipped
}

// Result measures what was added.
func (b *Bench) Result(threshold float64) BenchResult {
	list := slices.Clone(b.scored)
	slices.SortStableFunc(list, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	r := BenchResult{Pairs: len(list), Threshold: threshold}
	for _, s := range list {
		if s.same {
			r.Positives++
		}
	}
	positives, negatives := float64(r.Positives), float64(len(list)-r.Positives)
	tp, fp, above := 0.0, 0.0, 0.0
	for i := 0; i < len(list); {
		j, ties, others := i, 0.0, 0.0
		for ; j < len(list) && list[j].score == list[i].score; j++ {
			if list[j].same {
				ties++
			} else {
				others++
			}
		}
		above += others*tp + others*ties/2
		tp, fp = tp+ties, fp+others
		r.at(list[i].score, tp, fp, positives)
		i = j
	}
	if positives > 0 && negatives > 0 {
		r.AUC = above / (positives * negatives)
	}
	return r
}

// at takes in one threshold.
func (r *BenchResult) at(threshold, tp, fp, positives float64) {
	f1 := 2 * tp / (tp + fp + positives)
	if f1 > r.BestF1 {
		r.BestF1, r.BestAt = f1, threshold
	}
	if tp/(tp+fp) >= 0.95 {
		r.RecallAtP95 = max(r.RecallAtP95, tp/positives)
	}
	if threshold >= r.Threshold {
		r.F1 = f1
	}
}
