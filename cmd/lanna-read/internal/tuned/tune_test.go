package tuned

import (
	"flag"
	"os"
	"testing"
)

var (
	original = flag.String("original", "", "tesseract's data to learn on from")
	toLearn  = flag.String("floats", "", "write its network here, for lstmtraining")
	wasTuned = flag.String("learned", "", "data that lstmtraining --stop_training wrote")
	patchOf  = flag.String("patch", "", "write the differences here")
	enough   = flag.Float64("enough", 1, "leave weights that moved by less than so much of a whole number")
)

// TestTune turns data into what lstmtraining learns on with, and what it learned
// into a patch; docs/design/reading.md has the commands.
func TestTune(t *testing.T) {
	if *original == "" {
		t.Skip("-original with -floats, or with -learned and -patch")
	}
	data, err := os.ReadFile(*original)
	if err != nil {
		t.Fatal(err)
	}
	if *toLearn != "" {
		floats, err := Floats(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(*toLearn, floats, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if *wasTuned == "" {
		return
	}
	learned, err := os.ReadFile(*wasTuned)
	if err != nil {
		t.Fatal(err)
	}
	patch, err := Diff(data, learned, *enough)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*patchOf, []byte(patch), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(patch))
}
