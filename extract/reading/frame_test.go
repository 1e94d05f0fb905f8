package reading

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRequestTravelsWithItsPicture(t *testing.T) {
	want := Request{Read: true, Reencode: true, Crops: []Box{{1, 2, 3, 4}}, Redraw: []Box{{5, 6, 7, 8}}}
	picture := []byte("not decoded here")
	var pipe bytes.Buffer
	if err := WriteRequest(&pipe, want, picture); err != nil {
		t.Fatal(err)
	}
	got, body, err := ReadRequest(&pipe)
	if err != nil || !reflect.DeepEqual(got, want) || !bytes.Equal(body, picture) {
		t.Fatalf("got %+v, %q, %v", got, body, err)
	}
	if _, _, err := ReadRequest(&pipe); err != io.EOF {
		t.Fatalf("at the end of the stream: %v, want io.EOF", err)
	}
}

func TestAnswerKeepsPartsApart(t *testing.T) {
	a := Answer{
		Reading: &Reading{Width: 9, Height: 8, PHash: 1<<63 + 1, Lines: []Line{{Text: "悬赏", Edges: []int{0, 4, 9}}}},
		Parts:   []Part{{Kind: PartWhole, Width: 9, Height: 8}, {Kind: PartCrop}, {Kind: PartRedrawn}},
	}
	var pipe bytes.Buffer
	if err := WriteAnswer(&pipe, a, []byte("whole"), nil, []byte("redrawn")); err != nil {
		t.Fatal(err)
	}
	got, parts, err := ReadAnswer(&pipe)
	if err != nil {
		t.Fatal(err)
	}
	if got.Reading.PHash != a.Reading.PHash || got.Reading.Lines[0].Text != "悬赏" {
		t.Errorf("reading changed on the way: %+v", got.Reading)
	}
	if string(parts[0]) != "whole" || len(parts[1]) != 0 || string(parts[2]) != "redrawn" {
		t.Errorf("parts %q", parts)
	}
	if got.Parts[0].Size != 5 || a.Parts[0].Size != 0 {
		t.Errorf("sizes: sent %+v, the caller's %+v", got.Parts, a.Parts)
	}
}

func TestFramesThatAreRefused(t *testing.T) {
	frame := func(header, body uint32, rest string) []byte {
		b := binary.BigEndian.AppendUint32(nil, header)
		return append(binary.BigEndian.AppendUint32(b, body), rest...)
	}
	cases := []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, io.EOF},
		{"cut in the lengths", []byte{0, 0}, io.ErrUnexpectedEOF},
		{"cut in the header", frame(10, 0, "{"), io.ErrUnexpectedEOF},
		{"cut in the body", frame(22, 9, `{"parts":[{"size":9}]}`+"abc"), io.ErrUnexpectedEOF},
		{"header of 4 GB", frame(1<<32-1, 0, ""), ErrHeaderTooLong},
		{"body of 4 GB", frame(2, 1<<32-1, "{}"), ErrBodyTooLong},
		{"not JSON", frame(3, 0, "abc"), ErrNotAFrame},
		{"part longer than the body", frame(22, 1, `{"parts":[{"size":2}]}`+"x"), ErrNotAFrame},
		{"body left over", frame(2, 1, `{}`+"x"), ErrNotAFrame},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := ReadAnswer(bytes.NewReader(c.in)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestTooManyBoxesAreRefusedOnBothSides(t *testing.T) {
	q := Request{Crops: make([]Box, MaxBoxes+1)}
	if err := WriteRequest(io.Discard, q, nil); !errors.Is(err, ErrHeaderTooLong) {
		t.Errorf("writing: %v", err)
	}
	var pipe bytes.Buffer
	if err := writeFrame(&pipe, q, MaxRequestHeader, MaxPicture); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ReadRequest(&pipe); !errors.Is(err, ErrHeaderTooLong) {
		t.Errorf("reading: %v", err)
	}
}

func TestErrorsOfFramesCarryNoContent(t *testing.T) {
	_, _, err := ReadAnswer(strings.NewReader("\x00\x00\x00\x0a\x00\x00\x00\x00{\"code\":Li"))
	if err == nil || strings.Contains(err.Error(), "L") {
		t.Errorf("the error quotes what it read: %v", err)
	}
}

func TestSpanOfRunes(t *testing.T) {
	l := Line{Text: "悬赏60万", Box: Box{10, 20, 100, 30}, Edges: []int{10, 35, 60, 72, 85, 110}}
	if utf8.RuneCountInString(l.Text)+1 != len(l.Edges) {
		t.Fatal("the example is wrong")
	}
	cases := []struct {
		from, to int
		want     Box
	}{
		{2, 4, Box{60, 20, 25, 30}},
		{0, 5, l.Box},
		{3, 3, l.Box},
		{-1, 2, l.Box},
		{2, 6, l.Box},
	}
	for _, c := range cases {
		if got := l.Span(c.from, c.to); got != c.want {
			t.Errorf("Span(%d, %d) = %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	var good bytes.Buffer
	if err := WriteAnswer(&good, Answer{Reading: &Reading{}, Parts: []Part{{Kind: PartWhole}}}, []byte("p")); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("\x00\x00\x00\x02\x00\x00\x00\x01{}x"))
	f.Fuzz(func(t *testing.T, in []byte) {
		a, parts, err := ReadAnswer(bytes.NewReader(in))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := WriteAnswer(&out, a, parts...); err != nil {
			t.Fatalf("an answer that was read cannot be written: %v", err)
		}
		b, again, err := ReadAnswer(&out)
		if err != nil || !reflect.DeepEqual(a, b) || len(parts) != len(again) {
			t.Fatalf("changed on the way: %+v, %+v, %v", a, b, err)
		}
	})
}

func FuzzReadRequest(f *testing.F) {
	var good bytes.Buffer
	if err := WriteRequest(&good, Request{Read: true, Crops: []Box{{W: 1, H: 1}}}, []byte("p")); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		q, picture, err := ReadRequest(bytes.NewReader(in))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := WriteRequest(&out, q, picture); err != nil {
			t.Fatalf("a request that was read cannot be written: %v", err)
		}
	})
}
