package idp_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"lanna"
	"lanna/idp"
)

// A liar is a provider that signs whatever it is told to. What a true one does is
// tried in package web, with zitadel's.
type liar struct {
	*httptest.Server
	key    *rsa.PrivateKey
	signer *rsa.PrivateKey // nil: key
	claims map[string]any
	raw    string // in place of a token
	form   url.Values
}

func newLiar(t *testing.T) *liar {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	l := &liar{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": l.URL, "authorization_endpoint": l.URL + "/auth", "token_endpoint": l.URL + "/token", "jwks_uri": l.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		l.form = r.PostForm
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": l.token(t)})
	})
	l.Server = httptest.NewServer(mux)
	t.Cleanup(l.Close)
	return l
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (l *liar) token(t *testing.T) string {
	if l.raw != "" {
		return l.raw
	}
	key := l.key
	if l.signer != nil {
		key = l.signer
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	must(t, err)
	body, err := json.Marshal(l.claims)
	must(t, err)
	signed, err := s.Sign(body)
	must(t, err)
	out, err := signed.CompactSerialize()
	must(t, err)
	return out
}

func settings(t *testing.T, f any) (*idp.Provider, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "oidc.json")
	b, err := json.Marshal(f)
	must(t, err)
	must(t, os.WriteFile(file, b, 0o600))
	return idp.Read(file)
}

var now = time.Now()

const back = "http://localhost/back"

// comes has somebody come back from the provider, which answers what bend makes of
// a true answer.
func (l *liar) comes(t *testing.T, p *idp.Provider, bend func(a *idp.Attempt, q url.Values)) (string, error) {
	t.Helper()
	to, a, err := p.Begin(t.Context(), now, back, "")
	must(t, err)
	u, err := url.Parse(to)
	must(t, err)
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("nonce") != a.Nonce || q.Get("state") != a.State || q.Get("scope") != "openid" || q.Get("redirect_uri") != back {
		t.Errorf("the provider is asked %v", q)
	}
	l.claims = map[string]any{"iss": l.URL, "sub": "EXERCISE-1", "aud": "lanna", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": a.Nonce, "acr": "gold", "roles": []string{"administrator"}}
	l.raw, l.signer = "", nil
	answer := url.Values{"state": {a.State}, "code": {"c"}}
	if bend != nil {
		bend(&a, answer)
	}
	_, subject, err := p.Finish(t.Context(), now, back, a, answer)
	return subject, err
}

func TestOnlyATrueAnswerNamesSomebody(t *testing.T) {
	l := newLiar(t)
	p, err := settings(t, idp.File{Issuer: l.URL, ClientID: "lanna", Names: map[string]string{"en": "EXERCISE"}, ACR: []string{"gold"}})
	must(t, err)
	if subject, err := l.comes(t, p, nil); err != nil || subject != "EXERCISE-1" {
		t.Fatalf("a true answer: %q, %v", subject, err)
	}
	if l.form.Get("code_verifier") == "" || l.form.Get("redirect_uri") != back {
		t.Errorf("the code is given for %v", l.form)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	claim := func(name string, v any) func(*idp.Attempt, url.Values) {
		return func(*idp.Attempt, url.Values) { l.claims[name] = v }
	}
	for what, bend := range map[string]func(a *idp.Attempt, q url.Values){
		"another issuer":       claim("iss", "https://other.invalid"),
		"another client":       claim("aud", "other"),
		"an old answer":        claim("exp", now.Add(-time.Minute).Unix()),
		"another's nonce":      claim("nonce", "0"),
		"no nonce":             claim("nonce", nil),
		"no subject":           claim("sub", ""),
		"a weaker sign-in":     claim("acr", "bronze"),
		"a stranger's key":     func(*idp.Attempt, url.Values) { l.signer = stranger },
		"no signature":         func(*idp.Attempt, url.Values) { l.raw = "eyJhbGciOiJub25lIn0.e30." },
		"no token":             func(*idp.Attempt, url.Values) { l.raw = " " },
		"another's state":      func(_ *idp.Attempt, q url.Values) { q.Set("state", "0") },
		"no state":             func(_ *idp.Attempt, q url.Values) { q.Del("state") },
		"no attempt":           func(a *idp.Attempt, q url.Values) { *a = idp.Attempt{}; q.Set("state", "") },
		"a refusal":            func(_ *idp.Attempt, q url.Values) { q.Set("error", "access_denied") },
		"no code":              func(_ *idp.Attempt, q url.Values) { q.Del("code") },
		"another's address":    func(_ *idp.Attempt, q url.Values) { q.Set("iss", "https://other.invalid") },
		"ten minutes too late": func(a *idp.Attempt, _ url.Values) { a.Until = now },
	} {
		subject, err := l.comes(t, p, bend)
		if subject != "" || lanna.CodeOf(err) != "sign-in" || lanna.KindOf(err) != lanna.Denied {
			t.Errorf("%s: %q, %v", what, subject, err)
		}
	}
}

func TestAProviderThatIsAwayIsAskedAgain(t *testing.T) {
	l := newLiar(t)
	p, err := settings(t, idp.File{Issuer: l.URL, ClientID: "lanna", Names: map[string]string{"en": "EXERCISE"}})
	must(t, err)
	handler := l.Config.Handler
	l.Config.Handler = http.NotFoundHandler()
	if _, _, err := p.Begin(t.Context(), now, back, ""); lanna.CodeOf(err) != "provider-away" {
		t.Errorf("a provider without endpoints: %v", err)
	}
	l.Config.Handler = handler
	if _, err := l.comes(t, p, nil); err != nil {
		t.Errorf("back again: %v", err)
	}
	if _, err := l.comes(t, p, func(*idp.Attempt, url.Values) { l.Close() }); lanna.CodeOf(err) != "provider-away" {
		t.Errorf("away in the middle: %v", err)
	}
}

func TestSettingsThatCannotBeUsedAreNamed(t *testing.T) {
	named := map[string]string{"en": "EXERCISE"}
	for want, f := range map[string]any{
		"issuer is an address": idp.File{Issuer: "id.agency.example", ClientID: "lanna", Names: named},
		"has to be https":      idp.File{Issuer: "http://id.agency.example", ClientID: "lanna", Names: named},
		"client_id":            idp.File{Issuer: "https://id.agency.example", Names: named},
		`no "en"`:              idp.File{Issuer: "https://id.agency.example", ClientID: "lanna"},
		"secret_file":          idp.File{Issuer: "https://id.agency.example", ClientID: "lanna", Names: named, SecretFile: "none"},
		"ca_file":              idp.File{Issuer: "https://id.agency.example", ClientID: "lanna", Names: named, CAFile: "oidc.json"},
		"not the JSON":         map[string]string{"client_secret": "EXERCISE"},
	} {
		if _, err := settings(t, f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
