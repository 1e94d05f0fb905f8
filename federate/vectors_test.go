package federate_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

var update = flag.Bool("update", false, "write the test vectors anew")

const vectorFile = "../docs/spec/envelope-vectors.json"

// vectors are what another implementation must reproduce. Only an envelope's
// encapsulation is random: it has to be opened, not made.
type vectors struct {
	Comment     string `json:"comment"`
	SenderSeed  string `json:"senderSeed"`  // Ed25519
	SealingSeed string `json:"sealingSeed"` // ML-KEM-768 with X25519, 32 bytes
	SealingKey  string `json:"sealingKey"`  // public
	KeyID       string `json:"keyId"`
	Content     string `json:"content"` // without its signature
	Digest      string `json:"digest"`
	Signature   string `json:"signature"`
	Envelope    string `json:"envelope"`
	Ack         string `json:"ack"`
	Card        string `json:"card"`
	Words       string `json:"words"`
	QR          string `json:"qr"`
}

// sealingNode is a node whose sealing key is that of the vectors.
func sealingNode(t *testing.T, w *world) *node {
	n := w.node(t, "CENTRE")
	seed := keyOf("sealing").Seed()
	n.update(func(tx store.Tx) error {
		must(t, federate.DropKeys(tx))
		raw, err := json.Marshal(map[string]any{"seed": seed, "from": start.UnixMilli(), "until": start.Add(federate.KeyLives).UnixMilli()})
		must(t, err)
		return tx.SetMeta(federate.KeyPrefix+"EXERCISE", raw)
	})
	n.rotate()
	return n
}

func vectorContent(a, b *node) federate.Content {
	claim := statement.Claim{Property: lanna.Alias, Value: "阿强 EXERCISE", Lang: "zh", Salt: [16]byte{1, 2, 3}}
	header := bytes.Repeat([]byte{0xEE}, 40) // a header's own bytes are in statement-vectors.json
	return federate.Content{
		From: a.id(), To: b.id(), Lane: federate.Urgent, N: 7, Follows: 6, Before: lanna.Digest{5}, Time: lanna.MillisOf(start), Checkpoint: []byte("EXERCISE checkpoint"),
		Items: []federate.Item{
			&federate.StatementItem{Agency: a.signer.Agency, Header: header, Sig: make([]byte, 64), Claims: []statement.Claim{claim}},
			federate.CertificateItem(a.card.Certificates[0]),
			&federate.PieceItem{Name: lanna.Digest{9}, Size: 10, Offset: 3, Data: []byte("EXER")},
			&federate.ProofItem{Record: lanna.RecordID{7}, Statement: lanna.Digest{8}, Index: 5, Salt: [16]byte{4, 5, 6}, Hashes: [][32]byte{{0xA1}, {0xA2}, {0xA3}}},
			&federate.Later{Type: 200, Body: []byte("EXERCISE")},
		},
	}
}

func makeVectors(t *testing.T, w *world, a, b *node) vectors {
	c := vectorContent(a, b)
	m, err := c.Seal(a.signer, b.card.Keys[0])
	must(t, err)
	ack := federate.Ack{Lane: c.Lane, From: b.id(), To: a.id(), N: c.N, Digest: c.Digest, Time: lanna.MillisOf(start)}
	raw := c.ContentBytes()
	return vectors{
		Comment:    "EXERCISE. All byte strings are hexadecimal; card, words and qr are text. The envelope is to be opened with sealingSeed; made anew it has other bytes.",
		SenderSeed: hex.EncodeToString(a.signer.Key().Seed()), SealingSeed: hex.EncodeToString(keyOf("sealing").Seed()),
		SealingKey: hex.EncodeToString(b.card.Keys[0].Public), KeyID: b.card.Keys[0].ID.String(),
		Content: hex.EncodeToString(raw), Digest: c.Digest.String(), Signature: hex.EncodeToString(ed25519.Sign(a.signer.Key(), raw)),
		Envelope: hex.EncodeToString(m), Ack: hex.EncodeToString(ack.Sign(b.signer)),
		Card: string(b.card.Bytes()), Words: strings.Join(b.card.Words(), " "), QR: b.card.QRText(),
	}
}

func TestVectors(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), sealingNode(t, w)
	got := makeVectors(t, w, a, b)
	if *update {
		raw, err := json.MarshalIndent(got, "", "  ")
		must(t, err)
		must(t, os.WriteFile(vectorFile, append(raw, '\n'), 0o644))
	}
	raw, err := os.ReadFile(vectorFile)
	must(t, err)
	var want vectors
	must(t, json.Unmarshal(raw, &want))
	sealed, err := hex.DecodeString(want.Envelope)
	must(t, err)
	c, err := b.open(sealed)
	must(t, err)
	if hex.EncodeToString(c.ContentBytes()) != want.Content || c.Digest.String() != want.Digest {
		t.Error("the envelope opens to another content")
	}
	got.Envelope = want.Envelope // its encapsulation is random
	if !reflect.DeepEqual(got, want) {
		t.Errorf("other bytes than %s:\n got %+v\nwant %+v", vectorFile, got, want)
	}
}
