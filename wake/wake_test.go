package wake

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
)

func message(to string) desk.WakeMessage {
	return desk.WakeMessage{ID: "00112233aabbccdd", Record: lanna.NewRecordID(), Label: "B-0021", Severity: lanna.Life, Exercise: true, Lang: "en", To: to}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, err error, kind lanna.ErrorKind, code string) {
	t.Helper()
	if lanna.KindOf(err) != kind || lanna.CodeOf(err) != code {
		t.Fatalf("got %v, want %v %q", err, kind, code)
	}
}

// smtp is a mail server of one line after the other; it returns its address and
// what it was sent.
func smtp(t *testing.T, hangs bool) (string, chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	got := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		if hangs {
			t.Cleanup(func() { c.Close() })
			return
		}
		defer c.Close()
		io.WriteString(c, "220 mail.invalid\r\n")
		r, body, data := bufio.NewReader(c), "", false
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			switch {
			case data && line == ".\r\n":
				data = false
				got <- body
				io.WriteString(c, "250 kept\r\n")
			case data:
				body += line
			case strings.HasPrefix(line, "DATA"):
				data = true
				io.WriteString(c, "354 go on\r\n")
			case strings.HasPrefix(line, "QUIT"):
				return // without a word of goodbye: the mail is sent all the same
			default:
				io.WriteString(c, "250 fine\r\n")
			}
		}
	}()
	return l.Addr().String(), got
}

func TestAMailSaysIDLabelAndSeverityAlone(t *testing.T) {
	at, got := smtp(t, false)
	e, err := newEmail(SMTP{Server: at, From: "lanna@agency.invalid", TLS: "none"}, "")
	must(t, err)
	must(t, e.Wake(t.Context(), message("duty@agency.invalid")))
	mail := <-got
	for _, want := range []string{"B-0021", "00112233aabbccdd@agency.invalid", "EXERCISE", "THREAT"} {
		if !strings.Contains(mail, want) {
			t.Errorf("the mail lacks %q:\n%s", want, mail)
		}
	}
}

func TestAMailServerThatHangsIsGivenUp(t *testing.T) {
	at, _ := smtp(t, true)
	e, err := newEmail(SMTP{Server: at, From: "lanna@agency.invalid", TLS: "none"}, "")
	must(t, err)
	e.limit = 50 * time.Millisecond
	is(t, e.Wake(t.Context(), message("duty@agency.invalid")), lanna.Unavailable, "wake-timeout")
}

func TestMailInTheClearStaysOnTheMachine(t *testing.T) {
	if _, err := newEmail(SMTP{Server: "mail.invalid:25", From: "lanna@agency.invalid", TLS: "none"}, ""); err == nil {
		t.Error("a password and a label may not cross a network in the clear")
	}
}

func TestAWebhookIsSignedAndRepeats(t *testing.T) {
	codes := []int{500, 200}
	var ids []string
	key := []byte("EXERCISE-key-of-the-gateway")
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		var b Body
		if json.Unmarshal(raw, &b) != nil || r.Header.Get("Lanna-Signature") != Signature(key, r.Header.Get("Lanna-Time"), raw) {
			t.Errorf("not signed: %s", raw)
		}
		ids = append(ids, b.ID)
		w.WriteHeader(codes[0])
		codes = codes[1:]
	}))
	defer gate.Close()
	h := hook(t, key, strings.TrimPrefix(gate.URL, "http://"))
	m := message(gate.URL + "/send")
	is(t, h.Wake(t.Context(), m), lanna.Unavailable, "wake-answer-5xx")
	must(t, h.Wake(t.Context(), m))
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("ids: %v", ids)
	}
}

func hook(t *testing.T, key []byte, hosts ...string) *Webhook {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "key"), key, 0o600))
	h, err := newWebhook(WebhookSetting{Hosts: hosts, KeyFile: "key"}, reach{}, dir)
	must(t, err)
	return h
}

// An officer chooses the address: it must not be a way into the agency's own
// network, nor may an allowed host send the node there.
func TestAWebhookGoesToAllowedHostsAlone(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the node was sent inside") }))
	defer inside.Close()
	gate := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	defer gate.Close()
	h := hook(t, []byte("EXERCISE-key-of-the-gateway"), strings.TrimPrefix(gate.URL, "http://"))
	is(t, h.Wake(t.Context(), message(inside.URL)), lanna.Invalid, "wake-host")
	is(t, h.Wake(t.Context(), message(gate.URL)), lanna.Invalid, "wake-answer-3xx")
}

func TestABellGetsItsWordsWithoutAShell(t *testing.T) {
	dir := t.TempDir()
	program, heard := filepath.Join(dir, "bell"), filepath.Join(dir, "heard")
	must(t, os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\" >"+heard+"\n"), 0o700))
	m := message("")
	m.Label, m.Drill = "B-1; touch /tmp/no", true
	must(t, Bell{program}.Wake(t.Context(), m))
	got, err := os.ReadFile(heard)
	must(t, err)
	if string(got) != "B-1; touch /tmp/no\nlife\ndrill\n00112233aabbccdd\n" {
		t.Errorf("the bell heard %q", got)
	}
}

func TestABellThatIsNotThereIsFinal(t *testing.T) {
	is(t, Bell{filepath.Join(t.TempDir(), "none")}.Wake(t.Context(), message("")), lanna.Invalid, "wake-program")
}

func TestABellThatHangsIsEnded(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bell")
	must(t, os.WriteFile(program, []byte("#!/bin/sh\nexec sleep 600\n"), 0o700))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	is(t, Bell{program}.Wake(ctx, message("")), lanna.Unavailable, "wake-timeout")
}

func TestEveryLanguageSaysAllOfIt(t *testing.T) {
	for _, lang := range []string{"en", "zh", "th", "my", "lo"} {
		for _, set := range []func(m *desk.WakeMessage){func(*desk.WakeMessage) {}, func(m *desk.WakeMessage) { m.Drill = true },
			func(m *desk.WakeMessage) { m.Rota = true }, func(m *desk.WakeMessage) { m.Canary = true }} {
			m := message("")
			m.Lang = lang
			set(&m)
			line, text := words(m)
			if calm := m.Rota || m.Canary; calm == strings.Contains(line, "▲") {
				t.Errorf("%s: %q is of a threat to life, or is not", lang, line)
			}
			if !strings.Contains(line, "B-0021") || !strings.Contains(text, m.ID) || strings.Contains(text, "{") || phrases[lang].Exercise == "" {
				t.Errorf("%s: %q %q", lang, line, text)
			}
		}
	}
}

func TestAMalformedFileIsNamed(t *testing.T) {
	for _, raw := range []string{`{`, `{"sms":{}}`, `{"second_way_after":"soon"}`, `{"bell":{"program":"ring"}}`, `{"webhook":{"hosts":["a.invalid"],"key_file":"none"}}`, `{"smtp":{"server":"x"}}`} {
		path := filepath.Join(t.TempDir(), "waking.json")
		must(t, os.WriteFile(path, []byte(raw), 0o600))
		if _, err := Read(path); err == nil || !strings.HasPrefix(err.Error(), "waking, ") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
