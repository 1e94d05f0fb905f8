package sqlite

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// notice is what one confirmed notice writes: the shape that the desk has.
type notice struct {
	statements []*statement.Statement
	rows       []store.Row
}

var surnames = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
var givens = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博")

func noticeOf(n int) notice {
	record, person := lanna.NewRecordID(), lanna.NewRecordID()
	name := string([]rune{surnames[n%20], givens[n/20%28], givens[n/560%28]})
	phone := fmt.Sprintf("+86138%08d", n*7919%100000000)
	id := fmt.Sprintf("350521198%d0100%05d", n%10, n%100000)
	text := fmt.Sprintf("EXERCISE 悬赏%s，福建省泉州市人，身份证%s，电话%s，赏金%d万", name, id, phone, n%90+5)
	values := []string{name, id, phone, "600000 CNY", "KK Park EXERCISE", "wechat:ex" + phone[4:], text, "threat", "life",
		"picture-key-0123456789abcdef", "box 10 20 300 40", "box 10 60 300 40", "phash 0123456789abcdef", "alias 阿" + name, "2026-03-15"}
	var claims []statement.Claim
	for _, v := range values {
		claims = append(claims, statement.New("value", v))
	}
	say := sign(record, lanna.Say, claims)
	mark := sign(record, lanna.Mark, []statement.Claim{statement.New("marking", "purposes rescue")})
	link := sign(person, lanna.Say, []statement.Claim{statement.New("same-person", record.String())})
	at := int64(n)
	return notice{[]*statement.Statement{say, mark, link}, []store.Row{
		{View: "alerts", ID: record, Body: make([]byte, 400), Keys: []store.Key{
			{Name: "open", Value: "life", Audience: everyone, Order: at, Counted: true},
			{Name: "due", Value: "", Audience: everyone, Order: at},
			{Name: "person", Value: person.String(), Audience: everyone, Order: at}},
			Text: []store.Text{{Field: "text", Body: text, Audience: everyone}}},
		{View: "people", ID: person, Body: make([]byte, 600), Keys: []store.Key{
			{Name: "id", Value: id, Audience: everyone, Order: at}, {Name: "phone", Value: phone, Audience: everyone, Order: at},
			{Name: "recent", Value: "", Audience: everyone, Order: at}},
			Text: []store.Text{{Field: "name", Body: name, Audience: everyone}, {Field: "id", Body: id, Audience: everyone},
				{Field: "phone", Body: phone, Audience: everyone}}},
	}}
}

func sign(record lanna.RecordID, kind lanna.StatementKind, claims []statement.Claim) *statement.Statement {
	st, err := testSigner.Sign(statement.Draft{Kind: kind, Record: record, Time: 1, Claims: claims})
	if err != nil {
		panic(err)
	}
	return st
}

func (n *notice) write(tx store.Tx) error {
	size, err := tx.LogSize(lanna.WriterID{1})
	if err != nil {
		return err
	}
	for i, s := range n.statements {
		seq, err := tx.Append(testAgency, s)
		if err != nil {
			return err
		}
		leaf := store.Leaf{Index: size + int64(i), Statement: seq, Data: sha256.Sum256(s.ID[:])}
		rand.Read(leaf.Salt[:])
		if err := tx.AppendLeaf(lanna.WriterID{1}, leaf); err != nil {
			return err
		}
	}
	for _, r := range n.rows {
		if err := tx.PutRow(r); err != nil {
			return err
		}
	}
	_, err = tx.Post("screens", n.statements[0].ID[:])
	return err
}

func benchStore(tb testing.TB) *Store {
	s, err := Open(Config{Path: filepath.Join(tb.TempDir(), "node.db"), Key: testKey, Create: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkNotice writes notices one a transaction, a thousand a transaction,
// and from 64 goroutines, and then inserts the same rows into another file by
// plain SQL with as many transactions. "of-bare" is the rate against that.
func BenchmarkNotice(b *testing.B) {
	ctx := context.Background()
	for _, bb := range []struct {
		name         string
		group, total int
		writers      int
	}{{"1-a-transaction", 1, 3000, 1}, {"1000-a-transaction", 1000, 10000, 1}, {"64-writers", 1, 10000, 64}} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				s := benchStore(b)
				notices := make([]notice, bb.total)
				for i := range notices {
					notices[i] = noticeOf(i)
				}
				var next atomic.Int64
				start := time.Now()
				var wg sync.WaitGroup
				for range bb.writers {
					wg.Go(func() {
						for {
							from := int(next.Add(int64(bb.group))) - bb.group
							if from >= bb.total {
								return
							}
							err := s.Update(ctx, func(tx store.Tx) error {
								for i := from; i < from+bb.group; i++ {
									if err := notices[i].write(tx); err != nil {
										return err
									}
								}
								return nil
							})
							if err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				ours := time.Since(start)
				bare, err := NewBare(s, bb.total/bb.group)
				if err != nil {
					b.Fatal(err)
				}
				to := benchStore(b)
				start = time.Now()
				if err := bare.Insert(to, func() error { return nil }); err != nil {
					b.Fatal(err)
				}
				plain := time.Since(start)
				b.ReportMetric(float64(bb.total)/ours.Seconds(), "notices/s")
				b.ReportMetric(float64(bb.total)/plain.Seconds(), "bare/s")
				b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-bare")
			}
		})
	}
}
