package tuned

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// A patch is text: the SHA-256 of the network that it changes, and below it the
// differences of all weights, a byte each in the order of the network, packed with
// zlib and written in base64.

// ErrOther is returned where the data are not those that were learned from.
var ErrOther = errors.New("tuned: other data than was learned from")

const lineLength = 120

// Apply is a file of tesseract's data with the weights of its network changed.
func Apply(data []byte, patch string) ([]byte, error) {
	from, to, err := network(data)
	if err != nil {
		return nil, err
	}
	sum, body, _ := strings.Cut(patch, "\n")
	if sum != sumOf(data[from:to]) {
		return nil, ErrOther
	}
	left, err := unpacked(body)
	if err != nil {
		return nil, err
	}
	changed, err := rewritten(data[from:to], func(m *matrix) error {
		if len(left) < len(m.whole) {
			return fmt.Errorf("%w: too few differences", ErrNetwork)
		}
		for i := range m.whole {
			m.whole[i] += int8(left[i])
		}
		left = left[len(m.whole):]
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := append(bytes.Clone(data[:from]), changed...)
	return append(out, data[to:]...), nil
}

// Diff is the patch that makes of data what was learned, a file with weights in
// floats. The scales of the rows stay; weights that outgrew them are cut off. What
// moved by less than enough of a whole number stays as it was: half of all weights
// move by one, and most of those tell little for their share of the patch.
func Diff(data, learned []byte, enough float64) (string, error) {
	from, to, err := network(data)
	if err != nil {
		return "", err
	}
	first, last, err := network(learned)
	if err != nil {
		return "", err
	}
	var weights [][]float64
	if _, err := rewritten(learned[first:last], func(m *matrix) error {
		weights = append(weights, m.floats)
		return nil
	}); err != nil {
		return "", err
	}
	var differences []byte
	if _, err := rewritten(data[from:to], func(m *matrix) error {
		if len(weights) == 0 || len(weights[0]) != len(m.whole) {
			return ErrOther
		}
		for i, w := range m.whole {
			differences = append(differences, byte(int8(max(-127, min(127, moved(w, weights[0][i]/m.scales[i/m.cols], enough))))-w))
		}
		weights = weights[1:]
		return nil
	}); err != nil {
		return "", err
	}
	return sumOf(data[from:to]) + "\n" + packed(differences), nil
}

// moved is the whole number that a weight becomes; it stays where it moved less.
func moved(was int8, is, enough float64) float64 {
	if math.Abs(is-float64(was)) < enough {
		return float64(was)
	}
	return math.Round(is)
}

// rate of learning: a few thousand lines move weights by some steps of a byte.
const rate = 3e-4

// Floats is the network of data with its weights as floats, which lstmtraining can
// go on learning with, counting from nought.
func Floats(data []byte) ([]byte, error) {
	from, to, err := network(data)
	if err != nil {
		return nil, err
	}
	out, err := walker{in: data[from:to], rate: rate, change: func(m *matrix) error {
		for i, w := range m.whole {
			m.floats = append(m.floats, float64(w)*m.scales[i/m.cols])
		}
		m.mode = m.mode&^modeWhole | modeAdam
		return nil
	}}.all()
	const tail = 7 * 4 // flags, two counts of lines, the blank, three numbers of learning
	if err != nil || len(out) < tail {
		return nil, errors.Join(ErrNetwork, err)
	}
	end := out[len(out)-tail:]
	end[0] &^= 1 // weights are whole
	clear(end[4:12])
	return out, nil
}

func sumOf(network []byte) string {
	sum := sha256.Sum256(network)
	return hex.EncodeToString(sum[:])
}

func packed(raw []byte) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	_, _ = z.Write(raw)
	_ = z.Close()
	text := base64.StdEncoding.EncodeToString(b.Bytes())
	var out strings.Builder
	for len(text) > 0 {
		n := min(lineLength, len(text))
		out.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return out.String()
}

func unpacked(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\n", ""))
	if err != nil {
		return nil, fmt.Errorf("tuned: %w", err)
	}
	z, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("tuned: %w", err)
	}
	return io.ReadAll(z)
}
