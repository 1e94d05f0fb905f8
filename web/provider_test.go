package web_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/idp"
	"lanna/web"
)

// An agencyProvider is a real OpenID provider on this machine: zitadel's, with its
// example users "test-user2" and "test-user@127.0.0.1".
type agencyProvider struct {
	issuer string
	server *httptest.Server
}

// newProvidedSite is a site whose officers may sign in at a provider.
func newProvidedSite(t *testing.T) (*site, *agencyProvider) {
	t.Helper()
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	w.Clock.Add(time.Since(desktest.Start)) // the provider's clock is the machine's
	pages := httptest.NewUnstartedServer(nil)
	origin := "http://" + pages.Listener.Addr().String()
	p := newProvider(t, origin+"/sign-in/provider/back")
	file := filepath.Join(t.TempDir(), "oidc.json")
	must(t, os.WriteFile(filepath.Join(filepath.Dir(file), "secret"), []byte("EXERCISE-secret\n"), 0o600))
	settings, err := json.Marshal(idp.File{Issuer: p.issuer, ClientID: "lanna", SecretFile: "secret", Names: map[string]string{"en": "EXERCISE Police ID"}})
	must(t, err)
	must(t, os.WriteFile(file, settings, 0o600))
	provider, err := idp.Read(file)
	must(t, err)
	h, err := web.New(web.Config{Desk: w.Desk, Now: w.Clock.Now, Exercise: true, Origin: origin, Zone: time.UTC, Provider: provider, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	pages.Config.Handler = h
	pages.Start()
	t.Cleanup(pages.Close)
	return &site{w, origin}, p
}

func newProvider(t *testing.T, back string) *agencyProvider {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	issuer := "http://" + listener.Addr().String() + "/"
	storage.RegisterClients(storage.WebClient("lanna", "EXERCISE-secret", back))
	router := exampleop.SetupServer(issuer, storage.NewStorage(storage.NewUserStore(issuer)), slog.New(slog.DiscardHandler), false)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: router}}
	server.Start()
	t.Cleanup(server.Close)
	return &agencyProvider{issuer, server}
}

var loginField = regexp.MustCompile(`name="id" value="([^"]+)"`)

// atProvider goes to the provider as the button does, signs in there, and returns
// the address to which the provider sends the browser back.
func (v *visitor) atProvider(p *agencyProvider) string {
	v.t.Helper()
	follow := v.http.CheckRedirect
	defer func() { v.http.CheckRedirect = follow }()
	back := ""
	v.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), v.site.url+"/sign-in/provider/back") {
			back = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	_, form := v.get("/sign-in/provider?next=/shift")
	m := loginField.FindStringSubmatch(form)
	if m == nil {
		v.t.Fatalf("the provider asks for nothing: %.500s", form)
	}
	answer, err := v.http.PostForm(p.issuer+"login/username", url.Values{"id": {m[1]}, "username": {"test-user2"}, "password": {"verysecure"}})
	must(v.t, err)
	_, err = io.Copy(io.Discard, answer.Body)
	must(v.t, err)
	answer.Body.Close()
	if back == "" {
		v.t.Fatalf("the provider does not send the browser back: %s", answer.Status)
	}
	return back
}

// link says that the duty officer is the provider's user.
func (s *site) link(t *testing.T, p *agencyProvider) {
	t.Helper()
	must(t, s.Link(t.Context(), s.Admin, desktest.Because("EXERCISE"), s.Duty.Officer, desk.Subject(p.issuer, "id2")))
	_, err := s.Agree(t.Context(), s.Admin2, desktest.Because("EXERCISE"), s.Duty.Officer, s.Officer(t, "duty").Ask.ID)
	must(t, err)
}

func TestAnOfficerSignsInAtTheAgencysOwnProvider(t *testing.T) {
	s, p := newProvidedSite(t)
	v := s.visitor(t)
	if _, page := v.get("/sign-in"); !strings.Contains(page, "Sign in with EXERCISE Police ID") {
		t.Fatal("no button")
	}
	r, page := v.get(v.atProvider(p))
	if r.StatusCode != http.StatusForbidden || !strings.Contains(page, "Nobody was signed in") {
		t.Errorf("a subject that nobody linked: %s", r.Status)
	}
	if r, _ := v.get("/account"); r.Request.URL.Path != "/sign-in" {
		t.Error("who was turned away is signed in")
	}
	s.link(t, p)
	if r, _ := v.get(v.atProvider(p)); r.Request.URL.Path != "/purpose" || r.Request.URL.Query().Get("next") != "/shift" {
		t.Errorf("signed in, the officer is at %s", r.Request.URL)
	}
	v.choose()
	over := v.stream()
	must(t, s.Disable(t.Context(), s.Admin, desktest.Because("EXERCISE left"), s.Duty.Officer))
	ended(t, "disabled", over)
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/sign-in" {
		t.Errorf("disabled, the officer is at %s", r.Request.URL)
	}
	if r, _ := v.get(v.atProvider(p)); r.StatusCode != http.StatusForbidden {
		t.Errorf("a disabled officer comes in by the provider: %s", r.Status)
	}
	list, err := s.Officers(t.Context(), s.Admin, desktest.Rescue)
	if err != nil || len(list) != 13 {
		t.Errorf("%d accounts, %v: the provider opened one", len(list), err)
	}
}

func TestAnAnswerOfTheProviderIsForItsOwnBrowserOnce(t *testing.T) {
	s, p := newProvidedSite(t)
	s.link(t, p)
	mine, theirs := s.visitor(t), s.visitor(t)
	in := func(v *visitor, address string) bool {
		r, _ := v.get(address)
		return r.StatusCode != http.StatusForbidden
	}
	back := mine.atProvider(p)
	if in(theirs, back) {
		t.Error("an answer opens a session in another browser")
	}
	forged, err := url.Parse(back)
	must(t, err)
	q := forged.Query()
	other := s.visitor(t)
	otherBack, err := url.Parse(other.atProvider(p))
	must(t, err)
	q.Set("code", otherBack.Query().Get("code")) // a stolen code under an own state: PKCE
	if in(mine, forged.Path+"?"+q.Encode()) {
		t.Error("somebody else's code opens a session")
	}
	if in(mine, back) {
		t.Error("an attempt is good twice")
	}
	back = mine.atProvider(p)
	if !in(mine, back) {
		t.Fatal("the own answer is refused")
	}
	mine.send("/more", "/sign-out", url.Values{})
	if in(mine, back) {
		t.Error("after sign-out the address signs in again")
	}
	late := theirs.atProvider(p)
	s.Clock.Add(10 * time.Minute)
	if in(theirs, late) {
		t.Error("an answer after ten minutes is taken")
	}
	for _, address := range []string{"/sign-in/provider/back", "/sign-in/provider/back?error=access_denied&state=", "/sign-in/provider/back?code=1&state=0"} {
		if in(theirs, address) {
			t.Errorf("%s signs in", address)
		}
	}
}

func TestAProviderThatIsAwayKeepsNobodyOut(t *testing.T) {
	s, p := newProvidedSite(t)
	p.server.Close()
	v := s.visitor(t)
	r, page := v.get("/sign-in/provider")
	if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(page, "Sign in with your password") {
		t.Errorf("%s, %.300s", r.Status, page)
	}
	if r, _ := v.signIn("duty", desktest.Password, ""); r.Request.URL.Path == "/sign-in" {
		t.Error("the password does not sign in either")
	}
}

// The provider says who somebody is. Whatever else it claims gives no right.
func TestNoClaimGivesARight(t *testing.T) {
	s, p := newProvidedSite(t)
	s.link(t, p)
	v := s.visitor(t)
	v.get(v.atProvider(p))
	v.choose()
	if r, _ := v.get("/officers"); r.StatusCode != http.StatusForbidden {
		t.Errorf("the duty officer at the accounts: %s", r.Status)
	}
	who := s.Officer(t, "duty")
	if len(who.Roles) != 1 || who.Roles[0] != lanna.DutyOfficer {
		t.Errorf("roles %v", who.Roles)
	}
}
