package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPassphraseComesFromAFileOrACredential(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(credential, "EXERCISE from systemd\n")
	tests := []struct {
		name, file, credentials, want, fails string
	}{
		{name: "first line of a file", file: write("unix", "EXERCISE one\nEXERCISE two\n"), want: "EXERCISE one"},
		{name: "line ends of Windows", file: write("windows", "EXERCISE one\r\n"), want: "EXERCISE one"},
		{name: "blanks belong to it", file: write("blanks", " EXERCISE  one \n"), want: " EXERCISE  one "},
		{name: "systemd credential", credentials: dir, want: "EXERCISE from systemd"},
		{name: "a file goes before a credential", file: write("file", "EXERCISE file"), credentials: dir, want: "EXERCISE file"},
		{name: "empty first line", file: write("empty", "\nEXERCISE\n"), fails: "first line is empty"},
		{name: "a wrong file", file: write("long", strings.Repeat("x", maxSecret+1)), fails: "longer than"},
		{name: "no file", file: filepath.Join(dir, "gone"), fails: "no such file"},
		{name: "nothing and no terminal", fails: "there is no file and no terminal"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("CREDENTIALS_DIRECTORY", test.credentials)
			p := &program{in: strings.NewReader("typed\n"), err: io.Discard}
			got, err := passphraseFlags{PassphraseFile: test.file}.read(p, false)
			if test.fails == "" && (err != nil || string(got) != test.want) {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
			if test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)) {
				t.Errorf("error is %v, want one with %q", err, test.fails)
			}
			if err != nil && strings.Contains(err.Error(), "EXERCISE") {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
}
