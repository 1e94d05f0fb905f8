package lanna_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The standard as OWASP publishes it, beside the checkout.
const asvsFile = "../shared/data/asvs/OWASP_Application_Security_Verification_Standard_5.0.0_en.flat.json"

var (
	asvsRow  = regexp.MustCompile(`(?m)^\| (V[0-9.]+) \| ([12]) \| ([a-z/]+) \| (.*) \|$`)
	asvsTest = regexp.MustCompile("`([a-z0-9/-]+): ((?:Test|Fuzz)[A-Za-z0-9]+)`")
)

// What docs/design/asvs.md says is complete, and every test that it names is
// there.
func TestASVSIsHeldByTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("docs/design/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := asvsRow.FindAllStringSubmatch(string(text), -1)
	said := map[string]string{}
	for _, row := range rows {
		if _, twice := said[row[1]]; twice {
			t.Errorf("%s stands there twice", row[1])
		}
		if said[row[1]] = row[2]; !slices.Contains([]string{"met", "n/a", "open"}, row[3]) || row[4] == "" {
			t.Errorf("%s: %q, %q", row[1], row[3], row[4])
		}
	}
	for _, m := range asvsTest.FindAllStringSubmatch(string(text), -1) {
		if !hasTest(t, m[1], m[2]) {
			t.Errorf("%s has no %s", m[1], m[2])
		}
	}
	for id, level := range asvsRequired(t) {
		if said[id] != level {
			t.Errorf("%s of level %s: said %q", id, level, said[id])
		}
	}
}

// hasTest reports whether the tests of a room hold a function.
func hasTest(t *testing.T, room, name string) bool {
	files, err := filepath.Glob(filepath.Join(filepath.FromSlash(room), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		code, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(code), "\nfunc "+name+"(")
	})
}

// asvsRequired is the level of each requirement of levels 1 and 2; nothing
// where the standard is not there.
func asvsRequired(t *testing.T) map[string]string {
	b, err := os.ReadFile(asvsFile)
	if err != nil {
		t.Logf("completeness is not checked: %v", err)
		return nil
	}
	var standard struct {
		Requirements []struct {
			ID    string `json:"req_id"`
			Level string `json:"L"`
		} `json:"requirements"`
	}
	if err := json.Unmarshal(b, &standard); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range standard.Requirements {
		if r.Level != "3" {
			out[r.ID] = r.Level
		}
	}
	return out
}
