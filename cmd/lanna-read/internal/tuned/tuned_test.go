package tuned

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
)

func text(s string) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(s))), s...)
}

func numbers(n ...int) (out []byte) {
	for _, v := range n {
		out = binary.LittleEndian.AppendUint32(out, uint32(v))
	}
	return out
}

// head is how a part begins.
func head(kind string, flags, in, out int) []byte {
	b := append([]byte{0}, text(kind)...)
	b = append(b, 0, 1)
	b = append(b, numbers(flags, in, out, 0)...)
	return append(b, text(kind)...)
}

// whole is a matrix of two rows.
func whole(scale float64, w ...int8) []byte {
	m := matrix{mode: modeWhole | modeDouble, rows: 2, cols: len(w) / 2, whole: w, scales: []float64{scale, 2 * scale}}
	return m.appended(nil)
}

// sample is a file of data with a small network of each kind of part.
func sample() []byte {
	n := append(head("Series", flagRates, 1, 2), numbers(5)...)
	n = append(n, append(head("Input", 0, 1, 1), make([]byte, 20)...)...)
	n = append(n, append(append(head("Series", 0, 1, 2), numbers(2)...), append(append(head("Convolve", 0, 1, 9), make([]byte, 8)...), append(head("Tanh", 0, 9, 2), whole(0.5, 1, -2, 3, 127)...)...)...)...)
	n = append(n, append(append(head("XYTranspose", 0, 2, 2), numbers(1)...), lstm("SummLSTM")...)...)
	n = append(n, lstm("LSTM")...)
	n = append(n, append(head("Softmax", 0, 2, 2), whole(0.25, 5, 6, -7, 8)...)...)
	n = append(n, numbers(1, int(math.Float32bits(0.001)))...)
	n = append(n, text("[1,48,0,1]")...)
	n = append(n, numbers(65, 1000, 1001, 2, 0, 0, 0)...)
	const count = componentLSTM + 2
	data := numbers(count)
	start := 4 + 8*count
	for i := range count {
		at := int64(-1)
		switch i {
		case componentLSTM:
			at = int64(start)
		case componentLSTM + 1:
			at = int64(start + len(n))
		}
		data = binary.LittleEndian.AppendUint64(data, uint64(at))
	}
	return append(append(data, n...), "the words"...)
}

func lstm(kind string) []byte {
	b := append(head(kind, 0, 1, 2), numbers(3)...)
	for range 4 {
		b = append(b, whole(0.125, 1, 2, 3, 4, 5, 6)...)
	}
	return b
}

// learned is the sample as lstmtraining hands it back, each weight more by two
// steps of its scale.
func learned(t *testing.T) []byte {
	data := sample()
	from, to, err := network(data)
	if err != nil {
		t.Fatal(err)
	}
	floats, err := rewritten(data[from:to], func(m *matrix) error {
		for i, w := range m.whole {
			m.floats = append(m.floats, (float64(w)+2)*m.scales[i/m.cols])
		}
		m.mode &^= modeWhole
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(append(bytes.Clone(data[:from]), floats...), make([]byte, 8)...)
}

// weights are all of a file's.
func weights(t *testing.T, data []byte) (all []int8) {
	from, to, err := network(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rewritten(data[from:to], func(m *matrix) error {
		all = append(all, m.whole...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestANetworkIsWrittenAsItWasRead(t *testing.T) {
	data := sample()
	from, to, _ := network(data)
	same, err := rewritten(data[from:to], func(*matrix) error { return nil })
	if err != nil || !bytes.Equal(same, data[from:to]) {
		t.Errorf("%v, %d bytes of %d", err, len(same), to-from)
	}
}

func TestAPatchMakesWhatWasLearned(t *testing.T) {
	// The learned file has no component behind the network, the offsets say one.
	file := learned(t)
	binary.LittleEndian.PutUint64(file[4+8*(componentLSTM+1):], math.MaxUint64)
	patch, err := Diff(sample(), file, 1)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := Apply(sample(), patch)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(changed, []byte("the words")) || len(changed) != len(sample()) {
		t.Error("what stands around the network changed")
	}
	before, after := weights(t, sample()), weights(t, changed)
	for i, w := range before {
		if want := min(127, int(w)+2); int(after[i]) != want {
			t.Errorf("weight %d is %d, want %d", i, after[i], want)
		}
	}
}

func TestSmallMovesAreLeftOut(t *testing.T) {
	for _, c := range []struct{ is, enough, want float64 }{{3.9, 1, 3}, {4.1, 1, 4}, {4.1, 1.2, 3}, {1.8, 1.2, 2}, {3.6, 0, 4}} {
		if got := moved(3, c.is, c.enough); got != c.want {
			t.Errorf("3 that became %v, enough %v: %v", c.is, c.enough, got)
		}
	}
}

func TestOtherDataStayAsTheyAre(t *testing.T) {
	file := learned(t)
	binary.LittleEndian.PutUint64(file[4+8*(componentLSTM+1):], math.MaxUint64)
	patch, err := Diff(sample(), file, 1)
	if err != nil {
		t.Fatal(err)
	}
	other := sample()
	other[len(other)-len("the words")-1] ^= 1 // the last byte of the network
	if _, err := Apply(other, patch); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	if _, err := Apply([]byte("no data"), patch); !errors.Is(err, ErrNetwork) {
		t.Error(err)
	}
}

func TestLearningBeginsWithTheSameWeights(t *testing.T) {
	floats, err := Floats(sample())
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	if _, err := rewritten(floats, func(m *matrix) error {
		if m.mode != modeAdam|modeDouble {
			t.Errorf("mode %d", m.mode)
		}
		count += len(m.floats)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := len(weights(t, sample())); count != want {
		t.Errorf("%d weights, want %d", count, want)
	}
	if tail := floats[len(floats)-28:]; !bytes.Equal(tail[:12], numbers(64, 0, 0)) {
		t.Errorf("flags and counts are % x", tail[:12])
	}
}

func TestWhatIsInTheProgramFitsSomeData(t *testing.T) {
	for _, l := range Languages {
		patch, err := patches.ReadFile(l + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := bytes.Cut(patch, []byte("\n"))
		if differences, err := unpacked(string(body)); err != nil || len(differences) < 900_000 {
			t.Errorf("%s: %d differences, %v", l, len(differences), err)
		}
	}
}

func TestDataThatAreNotThereAreNamed(t *testing.T) {
	into := filepath.Join(t.TempDir(), Folder)
	if err := Write(into, t.TempDir()); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	if left, _ := os.ReadDir(into); len(left) != 0 {
		t.Errorf("%d files", len(left))
	}
}

func FuzzNetwork(f *testing.F) {
	f.Add(sample())
	f.Fuzz(func(t *testing.T, data []byte) {
		from, to, err := network(data)
		if err != nil {
			return
		}
		_, _ = rewritten(data[from:to], func(*matrix) error { return nil })
	})
}
