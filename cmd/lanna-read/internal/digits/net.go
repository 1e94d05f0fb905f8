package digits

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Glyphs are looked at in a frame of this size.
const (
	wide, high = 16, 24
	extra      = 4 // shape and place of the glyph in its line
	inputs     = wide*high + extra
	hidden     = 56
)

// Net tells one glyph from another: a perceptron with one hidden layer. Learned
// once, from drawn lines in many fonts (learn_test.go of package tess).
type Net struct {
	Signs  []rune    // what it knows; after them comes "anything else"
	first  []float32 // hidden x (inputs+1)
	second []float32 // (len(Signs)+1) x (hidden+1)
}

// Input is a glyph as the net sees it: darkness, 0 to 1, and its shape.
type Input [inputs]float32

// Other is the class of whatever is none of the signs.
func (n *Net) Other() int { return len(n.Signs) }

// Classify returns the probability of each class.
func (n *Net) Classify(in *Input) []float32 {
	var middle [hidden]float32
	n.forward(in, &middle)
	return n.output(&middle)
}

func (n *Net) forward(in *Input, middle *[hidden]float32) {
	for h := range middle {
		row := n.first[h*(inputs+1) : (h+1)*(inputs+1)]
		sum := row[inputs]
		for i, v := range in {
			sum += v * row[i]
		}
		middle[h] = max(0, sum)
	}
}

func (n *Net) output(middle *[hidden]float32) []float32 {
	out := make([]float32, len(n.Signs)+1)
	most := float32(math.Inf(-1))
	for k := range out {
		row := n.second[k*(hidden+1) : (k+1)*(hidden+1)]
		sum := row[hidden]
		for h, v := range middle {
			sum += v * row[h]
		}
		out[k] = sum
		most = max(most, sum)
	}
	total := float32(0)
	for k, v := range out {
		out[k] = float32(math.Exp(float64(v - most)))
		total += out[k]
	}
	for k := range out {
		out[k] /= total
	}
	return out
}

var errNet = errors.New("digits: not a net")

// Write writes the net as text: its signs, then each layer as the scale of its
// weights and the weights in 8 bits.
func (n *Net) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, string(n.Signs))
	for _, layer := range [][]float32{n.first, n.second} {
		most := float32(0)
		for _, v := range layer {
			most = max(most, v, -v)
		}
		raw := make([]byte, len(layer))
		for i, v := range layer {
			raw[i] = byte(int8(math.Round(float64(v / most * 127))))
		}
		fmt.Fprintln(b, most/127)
		text := base64.StdEncoding.EncodeToString(raw)
		for len(text) > 120 {
			fmt.Fprintln(b, text[:120])
			text = text[120:]
		}
		fmt.Fprintf(b, "%s\n\n", text)
	}
	return b.Flush()
}

// Parse reads what Write wrote.
func Parse(text string) (*Net, error) {
	signs, rest, _ := strings.Cut(text, "\n")
	n := &Net{Signs: []rune(signs)}
	layers := strings.Split(strings.TrimSpace(rest), "\n\n")
	if len(layers) != 2 || len(n.Signs) == 0 {
		return nil, errNet
	}
	var err error
	if n.first, err = parseLayer(layers[0], hidden*(inputs+1)); err != nil {
		return nil, err
	}
	n.second, err = parseLayer(layers[1], (len(n.Signs)+1)*(hidden+1))
	return n, err
}

func parseLayer(text string, count int) ([]float32, error) {
	head, body, _ := strings.Cut(text, "\n")
	var scale float32
	if _, err := fmt.Sscan(head, &scale); err != nil {
		return nil, errNet
	}
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\n", ""))
	if err != nil || len(raw) != count {
		return nil, errNet
	}
	out := make([]float32, count)
	for i, b := range raw {
		out[i] = scale * float32(int8(b))
	}
	return out, nil
}
