package wording

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestShow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, l := range Languages {
		for _, s := range []Split{Dev, Held} {
			list, err := Templates(l, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, tp := range list {
				_, err := Fill(tp, r, 3)
				if err != nil {
					t.Error(err)
				}
			}
			fmt.Println(l, s, len(list))
		}
	}
}
