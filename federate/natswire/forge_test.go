package natswire_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/identity"
)

// raw is a NATS client with a party's key and nothing of ours in between.
func raw(t *testing.T, h *hall, key ed25519.PrivateKey) (*nats.Conn, chan error) {
	t.Helper()
	config, err := identity.Client(key, h.ready.Relay)
	if err != nil {
		t.Fatal(err)
	}
	denied := make(chan error, 16)
	c, err := nats.Connect("tls://"+h.place.NATS, nats.Secure(config), nats.TLSHandshakeFirst(), nats.NoReconnect(),
		nats.CustomInboxPrefix("_INBOX."+carriertest.Writer(key).String()),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { denied <- err }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, denied
}

// Permissions that the server does not enforce look like those that it does:
// NATS ignores some without a word. So each is broken here, through NATS itself.
func TestNATSRefusesForgery(t *testing.T) {
	thiefKey, thirdKey := carriertest.Key(0), carriertest.Key(2)
	thief, victim, third := carriertest.Writer(thiefKey), carriertest.Writer(carriertest.Key(1)), carriertest.Writer(thirdKey)
	h := newHall(t, []lanna.WriterID{thief, victim, third})
	forged := carriertest.Message(victim, third, federate.Urgent, []byte("EXERCISE forged"))
	own := carriertest.Message(thief, third, federate.Urgent, []byte("EXERCISE own"))
	c, denied := raw(t, h, thiefKey)
	inbox := "_INBOX." + thief.String() + ".x"
	as := func(w lanna.WriterID) string { return "lanna.put." + w.String() + "." + third.String() + ".0" }

	for name, subject := range map[string]string{
		"another's name": as(victim), "another's shelf": "lanna.take." + victim.String(), "another's forgetting": "lanna.forget." + victim.String(),
		"another's answers": "_INBOX." + third.String() + ".x", "the server's own": "$SYS.REQ.SERVER.PING", "a store": "$JS.API.INFO", "a leaf node's": "$LDS.x",
	} {
		if err := c.PublishRequest(subject, inbox, forged); err != nil {
			t.Fatal(err)
		}
		isDenied(t, c, denied, "publish as "+name)
	}
	for _, subject := range []string{">", "lanna.put.>", "lanna.>", "_INBOX.>", as(thief)} {
		if _, err := c.SubscribeSync(subject); err != nil {
			t.Fatal(err)
		}
		isDenied(t, c, denied, "subscribe to "+subject)
	}

	// What the server lets through, the relay sees through.
	if m, err := c.Request(as(thief), forged, patience); err != nil || m.Header.Get("Lanna-Code") != "sender-forged" {
		t.Errorf("another's message under one's own subject: %v, %v", m, err)
	}
	// The relay may publish anywhere; where an answer is wanted must not make it.
	for _, reply := range []string{as(victim), "_INBOX." + third.String() + ".x"} {
		if err := c.PublishRequest(as(thief), reply, own); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := c.Request(as(thief), own, patience); err != nil || m.Header.Get("Lanna-Code") != "" {
		t.Fatalf("one's own message: %v, %v", m, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	came := 0
	_ = h.Join(t, thirdKey).Receive(ctx, func(m federate.Message) error {
		if came++; !bytes.Equal(m, own) {
			t.Error("a forged message arrived")
		}
		time.AfterFunc(200*time.Millisecond, cancel)
		return nil
	})
	if came != 1 {
		t.Errorf("%d messages came; those whose answer was to go elsewhere are refused", came)
	}
}

func isDenied(t *testing.T, c *nats.Conn, denied <-chan error, what string) {
	t.Helper()
	if err := c.Flush(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	select {
	case err := <-denied:
		if !strings.Contains(strings.ToLower(err.Error()), "permissions violation") {
			t.Errorf("%s: %v", what, err)
		}
	case <-time.After(patience):
		t.Errorf("%s is not denied", what)
	}
}
