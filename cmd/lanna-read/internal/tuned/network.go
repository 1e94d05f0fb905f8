package tuned

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrNetwork is returned for what is no network of tesseract, or one with parts
// that the networks of these languages do not have.
var ErrNetwork = errors.New("tuned: not a network of tesseract")

// matrix is the weights of one part of a network: whole numbers of a byte with a
// scale for each row, or floats where a network is being learned.
type matrix struct {
	mode       byte
	rows, cols int
	whole      []int8
	scales     []float64 // one a row; none with floats
	floats     []float64
}

// Bits of a matrix' mode (weightmatrix.cpp of tesseract 5).
const (
	modeWhole  = 1
	modeAdam   = 4 // learned with Adam
	modeDouble = 128
)

// walker copies a network part by part and lets each matrix be changed.
type walker struct {
	in     []byte
	out    []byte
	change func(*matrix) error
	rate   float32 // of learning, for all parts; 0 leaves those of the file
	err    error
}

// rewritten is a network, as the LSTM component of tesseract's data holds it, with
// its matrices changed. What follows the network is copied.
func rewritten(network []byte, change func(*matrix) error) ([]byte, error) {
	return walker{in: network, change: change}.all()
}

func (w walker) all() ([]byte, error) {
	w.part(0)
	return append(w.out, w.in...), w.err
}

func (w *walker) fail(what string) {
	if w.err == nil {
		w.err = fmt.Errorf("%w: %s", ErrNetwork, what)
	}
}

// take is the next n bytes; noughts after a failure.
func (w *walker) take(n int) []byte {
	if n < 0 || n > len(w.in) {
		w.fail("it ends early")
		return make([]byte, min(max(n, 0), 8))
	}
	b := w.in[:n]
	w.in = w.in[n:]
	return b
}

func (w *walker) copied(n int) []byte {
	b := w.take(n)
	w.out = append(w.out, b...)
	return b
}

func (w *walker) number() int { return int(int32(binary.LittleEndian.Uint32(w.copied(4)))) }

func (w *walker) text() string { return string(w.copied(w.number())) }

// Flags and depth of parts.
const (
	flagRates = 64 // rates of learning for each part within
	deepest   = 8
)

// part copies one part and those within it (network.cpp, plumbing.cpp).
func (w *walker) part(depth int) {
	if w.copied(1)[0] != 0 || depth > deepest {
		w.fail("a part without a name")
	}
	kind := w.text()
	w.copied(2) // is it learned, does it pass errors back
	flags := w.number()
	inputs, outputs := w.number(), w.number()
	w.copied(4) // count of weights
	w.text()
	if w.err != nil {
		return
	}
	switch kind {
	case "Series", "Parallel", "Reversed", "RTLReversed", "TTBReversed", "XYTranspose":
		for n := w.number(); n > 0 && w.err == nil; n-- {
			w.part(depth + 1)
		}
		if flags&flagRates != 0 {
			w.rates(w.number())
		}
	case "Input":
		w.copied(5 * 4)
	case "Convolve", "Maxpool", "Reconfig":
		w.copied(2 * 4)
	case "LSTM", "SummLSTM":
		gates := 4
		if w.number() == inputs+2*outputs {
			gates = 5 // in two directions
		}
		for range gates {
			w.matrix()
		}
	case "Softmax", "SoftmaxNoCTC", "Relu", "Tanh", "Linear", "Logistic", "Posclip", "Symclip":
		w.matrix()
	default:
		w.fail("a part of another kind")
	}
}

func (w *walker) rates(n int) {
	rates := w.take(4 * n)
	for ; w.rate != 0 && len(rates) > 0; rates = rates[4:] {
		w.out = binary.LittleEndian.AppendUint32(w.out, math.Float32bits(w.rate))
	}
	w.out = append(w.out, rates...)
}

func (w *walker) matrix() {
	m := matrix{mode: w.take(1)[0]}
	if m.mode&modeDouble == 0 {
		w.fail("an old form of weights")
	}
	m.rows, m.cols = int(int32(binary.LittleEndian.Uint32(w.take(4)))), int(int32(binary.LittleEndian.Uint32(w.take(4))))
	n := m.rows * m.cols
	if w.err != nil || m.rows < 0 || m.cols < 0 || n > len(w.in) {
		w.fail("a matrix too large")
		return
	}
	if m.mode&modeWhole == 0 {
		w.take(8) // what fills an empty place
		m.floats = floats(w.take(8 * n))
	} else {
		w.take(1)
		for _, b := range w.take(n) {
			m.whole = append(m.whole, int8(b))
		}
		m.scales = floats(w.take(8 * int(binary.LittleEndian.Uint32(w.take(4)))))
		if len(m.scales) < m.rows {
			w.fail("scales that do not fit")
		}
	}
	if w.err == nil {
		w.err = w.change(&m)
	}
	w.out = m.appended(w.out)
}

func floats(raw []byte) []float64 {
	out := make([]float64, len(raw)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out
}

func (m *matrix) appended(out []byte) []byte {
	le := binary.LittleEndian
	out = append(out, m.mode)
	out = le.AppendUint32(le.AppendUint32(out, uint32(m.rows)), uint32(m.cols))
	numbers := m.floats
	if m.mode&modeWhole != 0 {
		out = slices.Grow(append(out, 0), len(m.whole))
		for _, v := range m.whole {
			out = append(out, byte(v))
		}
		out = le.AppendUint32(out, uint32(len(m.scales)))
		numbers = m.scales
	} else {
		out = le.AppendUint64(out, 0)
	}
	for _, v := range numbers {
		out = le.AppendUint64(out, math.Float64bits(v))
	}
	return out
}
