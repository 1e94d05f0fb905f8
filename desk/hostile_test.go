package desk_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

// signs makes a consignment of what a node's writer signs.
func signs(t *testing.T, s *statement.Signer, d statement.Draft) desk.Consignment {
	t.Helper()
	st, err := s.Sign(d)
	must(t, err)
	c := desk.Consignment{Header: st.Bytes, Sig: st.Sig}
	for _, h := range st.Claims {
		c.Claims = append(c.Claims, h.Claim)
	}
	return c
}

// letting is what a release to a node says.
func letting(to *desktest.World) []statement.Claim {
	return []statement.Claim{statement.New(lanna.ReleaseTo, to.Config.Signer.Agency.String()), statement.New(lanna.ReleaseNode, to.Writer().String()),
		statement.New(lanna.Marked, handling.Marking{Holders: []lanna.AgencyID{to.Config.Signer.Agency}}.String())}
}

func TestAHostilePartnerIsRefusedWithAReason(t *testing.T) {
	_, north, south := twoNations(t)
	ours := wantedNotice(t, north, rescueOnly)
	alias := claimsOf(t, north, ours, lanna.Alias)
	st, err := north.StateForTest(t.Context(), ours)
	must(t, err)
	signer := south.Config.Signer
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	kind := statement.New(lanna.KindOfRecord, string(lanna.BountyRecord))
	record := lanna.NewRecordID()
	word := statement.New(lanna.Alias, "EXERCISE planted")
	draft := func(k lanna.StatementKind, r lanna.RecordID, names []lanna.Digest, claims ...statement.Claim) statement.Draft {
		return statement.Draft{Kind: k, Record: r, Time: north.Now(), Claims: claims, Names: names}
	}
	released := func(to *desktest.World, claims ...statement.Claim) desk.Consignment {
		var names []lanna.Digest
		for i := range claims {
			names = append(names, claims[i].Digest(signer.Agency, record))
		}
		return signs(t, signer, draft(lanna.Release, record, names, letting(to)...))
	}
	loosened := func() desk.Consignment { // a marking that was changed on the way
		c := released(north, kind, word)
		c.Claims = slices.Clone(c.Claims)
		c.Claims[2].Value = handling.Marking{Holders: []lanna.AgencyID{north.Config.Signer.Agency}, Purposes: lanna.Purposes}.String()
		return c
	}
	broken := signs(t, signer, draft(lanna.Say, record, nil, kind, word))
	broken.Sig = slices.Clone(broken.Sig)
	broken.Sig[0] ^= 1
	claimed := signs(t, signer, draft(lanna.Say, ours, nil)) // a digest of ours among its own
	{
		h, err := statement.ParseHeader(claimed.Header)
		must(t, err)
		h.Claims[0] = alias[0]
		slices.SortFunc(h.Claims, func(a, b lanna.Digest) int { return strings.Compare(string(a[:]), string(b[:])) })
		claimed.Header = h.AppendCanonical(nil)
		claimed.Sig = ed25519.Sign(signer.Key(), claimed.Header)
	}
	var own statement.Claim
	for _, f := range st.Facts {
		if f.Digest == alias[0] {
			own = f.Claim
		}
	}
	copied := claimed
	copied.Claims = []statement.Claim{own}

	for _, c := range []struct {
		what, code string
		items      []desk.Consignment
	}{
		{"a stranger's statement", "writer-unknown", []desk.Consignment{signs(t, statement.NewSigner(signer.Agency, stranger), draft(lanna.Say, record, nil, kind, word))}},
		{"our own name", "writer-own", []desk.Consignment{signs(t, north.Config.Signer, draft(lanna.Say, record, nil, kind, word))}},
		{"a broken signature", "signature", []desk.Consignment{broken}},
		{"a digest of ours signed as theirs", "digest-foreign", []desk.Consignment{claimed}},
		{"a claim of ours under their digest", "claim-foreign", []desk.Consignment{copied}},
		{"a replacement of our claim", "names-foreign", []desk.Consignment{signs(t, signer, draft(lanna.Say, ours, alias, statement.New(lanna.Alias, "")))}},
		{"an erasure of our claim", "names-foreign", []desk.Consignment{signs(t, signer, draft(lanna.Erase, ours, alias))}},
		{"a marking of our claim", "names-foreign", []desk.Consignment{signs(t, signer, draft(lanna.Mark, ours, alias, statement.New(lanna.Marked, handling.Marking{Holders: []lanna.AgencyID{north.Config.Signer.Agency}}.String())))}},
		{"a recall of our claim", "names-foreign", []desk.Consignment{signs(t, signer, draft(lanna.Recall, ours, alias, letting(north)...))}},
		{"a claim that was not released", "claim-unreleased", []desk.Consignment{signs(t, signer, draft(lanna.Say, record, nil, kind, word))}},
		{"a release to somebody else", "release-not-ours", []desk.Consignment{released(south, kind, word), signs(t, signer, draft(lanna.Say, record, nil, kind, word))}},
		{"a marking loosened on the way", "claim-foreign", []desk.Consignment{loosened()}},
		{"a release to nobody", "release-incomplete", []desk.Consignment{signs(t, signer, draft(lanna.Release, record, nil, letting(north)[2:]...))}},
		{"a release without a marking", "claim-unreleased", []desk.Consignment{signs(t, signer, draft(lanna.Release, record, []lanna.Digest{word.Digest(signer.Agency, record)}, letting(north)[:2]...)), signs(t, signer, draft(lanna.Say, record, nil, word))}},
		{"words smuggled in a receipt", "claim-unreleased", []desk.Consignment{signs(t, signer, draft(lanna.Receipt, record, nil, word))}},
		{"a grant", "kind-internal", []desk.Consignment{signs(t, signer, draft(lanna.Grant, record, nil, statement.New(lanna.RoleOf, "administrator")))}},
		{"an officer", "record-private", []desk.Consignment{released(north, statement.New(lanna.KindOfRecord, "officer")), {}}},
	} {
		t.Run(c.what, func(t *testing.T) {
			if c.code == "record-private" {
				officer := statement.New(lanna.KindOfRecord, "officer")
				c.items = []desk.Consignment{released(north, officer), signs(t, signer, draft(lanna.Say, record, nil, officer))}
			}
			before, log := north.Dump(t), len(held(t, north))
			good := []desk.Consignment{released(north, kind), signs(t, signer, draft(lanna.Say, record, nil, kind))}
			must(t, north.TakeForTest(t.Context(), south.Writer(), append(good, c.items...), []byte("EXERCISE raw "+c.code)))
			list, err := north.Quarantine(t.Context(), north.Auditor, desktest.Rescue)
			must(t, err)
			if last := list[len(list)-1]; last.Code != c.code || string(last.Raw) != "EXERCISE raw "+c.code || last.From != south.Writer() {
				t.Errorf("refused for %q, want %q", last.Code, c.code)
			}
			for _, v := range held(t, north)[log:] {
				if strings.Contains(v, "planted") {
					t.Error("a refused value is in the log")
				}
			}
			if strings.Contains(north.Dump(t), record.String()) || strings.Count(before, alias[0].String()) != strings.Count(north.Dump(t), alias[0].String()) {
				t.Error("something of a refused envelope is in a view")
			}
		})
	}
	if err := north.TakeForTest(t.Context(), lanna.WriterID{1}, nil, nil); lanna.CodeOf(err) != "party-unknown" {
		t.Errorf("from somebody who is no party: %v", err)
	}
	if _, err := north.Quarantine(t.Context(), north.Duty, desktest.Rescue); lanna.CodeOf(err) != "role" {
		t.Errorf("a duty officer reads the quarantine: %v", err)
	}
}

func TestAKindOfALaterVersionIsKeptAndShownAsUnknown(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	c := signs(t, north.Config.Signer, statement.Draft{Kind: 9, Record: id, Time: north.Now(), Claims: []statement.Claim{statement.New("later", "EXERCISE later")}})
	c.Sig = ed25519.Sign(north.Config.Signer.Key(), c.Header)
	must(t, south.TakeForTest(t.Context(), north.Writer(), []desk.Consignment{c}, nil))
	nothingRefused(t, south)
	if !slices.Contains(held(t, south), "EXERCISE later") {
		t.Error("dropped")
	}
	rebuilt(t, south)
}

func TestTheOrderOfArrivalPlaysNoPart(t *testing.T) {
	_, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	must(t, north.Recall(ctx, north.National, desktest.Because("EXERCISE"), id, claimsOf(t, north, id, lanna.Alias), lanna.WriterID{}))
	var ordinary, urgent []desk.Consignment // a bounty is urgent, and so is its recall: split them by what they are
	waiting, err := north.WaitingForTest(ctx, south.Writer())
	must(t, err)
	for _, c := range waiting {
		if h, err := statement.ParseHeader(c.Header); err == nil && h.Kind == lanna.Recall {
			urgent = append(urgent, c)
		} else {
			ordinary = append(ordinary, c)
		}
	}
	must(t, south.TakeForTest(ctx, north.Writer(), urgent, nil)) // the recall comes first
	must(t, south.TakeForTest(ctx, north.Writer(), ordinary, nil))
	must(t, south.TakeForTest(ctx, north.Writer(), ordinary, nil)) // and everything once more
	nothingRefused(t, south)
	for _, v := range append(held(t, south), south.Dump(t)) {
		if strings.Contains(v, "EXERCISE alias") {
			t.Error("what was recalled before it came is held")
		}
	}
	if a := look(t, south, south.Duty, id); a.Title.Amount != "600000 CNY" || a.Label != "B-0001" {
		t.Errorf("what was not recalled: %+v", a.Title)
	}
	rebuilt(t, south)
}

func TestWhatExistsAndWhatDoesNotLookTheSameToARevokedParty(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	list, err := north.PartyList(ctx, north.National, desktest.Rescue)
	must(t, err)
	must(t, north.RevokeParty(ctx, north.National, desktest.Because("EXERCISE"), list[0].Record))
	id := wantedNotice(t, north, rescueOnly)
	_, err = north.Release(ctx, north.National, desk.Actor{}, desktest.Because("EXERCISE"), desk.ReleaseDraft{Record: id, To: south.Writer(), Claims: claimsOf(t, north, id, lanna.Alias)})
	if lanna.CodeOf(err) != "party-unknown" {
		t.Errorf("released to a party that was revoked: %v", err)
	}
	f.Carry(t)
	if strings.Contains(south.Dump(t), id.String()) {
		t.Error("it was told all the same")
	}
	for _, r := range []lanna.RecordID{id, lanna.NewRecordID()} {
		if _, err := south.Record(ctx, south.Duty, desktest.Rescue, r); lanna.CodeOf(err) != "not-found" {
			t.Errorf("asked for a record that is not theirs: %v", err)
		}
	}
}

func TestACardIsComparedBeforeItCounts(t *testing.T) {
	_, north, south := twoNations(t)
	card := slices.Clone(south.Card())
	if _, err := north.AcceptCard(t.Context(), north.National, desktest.Rescue, card, "EXERCISE other words"); lanna.CodeOf(err) != "fingerprint" {
		t.Errorf("another fingerprint: %v", err)
	}
	card[len(card)/2] ^= 1
	if _, err := north.AcceptCard(t.Context(), north.National, desktest.Rescue, card, ""); lanna.CodeOf(err) != "card" {
		t.Errorf("a card that was changed: %v", err)
	}
	if _, err := north.AcceptCard(t.Context(), north.Duty, desktest.Rescue, card, ""); lanna.CodeOf(err) != "role" {
		t.Errorf("a duty officer accepts a card: %v", err)
	}
}
