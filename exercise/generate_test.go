package exercise

import "testing"

func TestGen(t *testing.T) {
	if err := Generate("/tmp/ex", 1, nil); err != nil {
		t.Fatal(err)
	}
}
