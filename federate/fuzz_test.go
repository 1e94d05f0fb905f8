package federate_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

func FuzzItems(f *testing.F) {
	st := &federate.StatementItem{Header: []byte("EXERCISE"), Sig: make([]byte, 64), Claims: []statement.Claim{statement.New(lanna.Note, "EXERCISE")}}
	f.Add(federate.AppendItem(nil, st), 1)
	f.Add(federate.AppendItem(nil, &federate.PieceItem{Size: 5, Data: []byte("abc")}), 1)
	f.Add(federate.AppendItem(nil, federate.CertificateItem(make([]byte, 198))), 1)
	f.Add(federate.AppendItem(nil, &federate.Later{Type: 9, Body: []byte("later")}), 1)
	f.Fuzz(func(t *testing.T, b []byte, count int) {
		items, err := federate.ParseItems(b, min(max(count, 0), federate.MaxItems))
		if err != nil {
			return
		}
		var again []byte
		for _, it := range items {
			again = federate.AppendItem(again, it)
		}
		if !bytes.Equal(again, b) {
			t.Error("two forms of the same items")
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(federate.Pack([]byte("EXERCISE")))
	f.Add(federate.Pack(bytes.Repeat([]byte("EXERCISE"), 1000)))
	f.Fuzz(func(t *testing.T, b []byte) {
		plain, err := federate.Unpack(b)
		if err == nil && len(plain) > federate.MaxContent {
			t.Error("over the limit")
		}
	})
}

func FuzzCard(f *testing.F) {
	f.Add([]byte("lanna/card/v1\n{}\nAAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := federate.ParseCard(b); err == nil && !bytes.Equal(c.Bytes(), b) {
			t.Error("two forms of the same card")
		}
	})
}

func FuzzMessages(f *testing.F) {
	f.Add([]byte("lanna/envelope/v1\n"))
	f.Add([]byte("lanna/ack/v1\n"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = federate.ParseEnvelope(b)
		_, _ = federate.ParseAck(b)
		_, _ = federate.ParseOuter(b)
	})
}

func TestPackAndUnpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 20_000).Draw(t, "content")
		padded := federate.Pack(b)
		if !federate.IsStep(len(padded)) {
			t.Fatalf("%d bytes are no step", len(padded))
		}
		if got, err := federate.Unpack(padded); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("not what was packed: %v", err)
		}
		if i := len(padded) - 1; padded[i] == 0 {
			padded[i] = 1
			if _, err := federate.Unpack(padded); err == nil {
				t.Fatal("padding that is not zero")
			}
		}
	})
}
