package lanna_test

import (
	"go/ast"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A selectorRule forbids one function of another package in code that is no test.
type selectorRule struct {
	pkg, name string
	only      []string // rooms that may, or "package main"
	why       string
}

var selectorRules = []selectorRule{
	{"time", "Now", []string{"node", "cmd", "tests", "package main"}, "clocks are injected: deadlines are tested without waiting, and server time is the only time"},
	{"time", "Since", []string{"node", "cmd", "tests", "package main"}, "it reads the clock; clocks are injected"},
	{"time", "Until", []string{"node", "cmd", "tests", "package main"}, "it reads the clock; clocks are injected"},
	{"context", "WithValue", nil, "actor, purpose and reason are parameters: a limit that is applied only if a context value happens to be there is none"},
	{"os", "Getenv", []string{"extract/ocr", "node", "cmd", "tests", "scripts", "web/build"}, "what a room does follows from its arguments, not from where it was started"},
	{"os", "LookupEnv", []string{"extract/ocr", "node", "cmd", "tests", "scripts", "web/build"}, "what a room does follows from its arguments, not from where it was started"},
	{"os", "Exit", []string{"package main"}, "only main ends the program; deferred work of others would be skipped"},
	{"log", "Fatal", []string{"package main"}, "only main ends the program; deferred work of others would be skipped"},
	{"log", "Fatalf", []string{"package main"}, "only main ends the program; deferred work of others would be skipped"},
}

func TestFunctionsWithALimitedPlace(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || file.generator() {
			continue
		}
		imported := file.imports()
		ast.Inspect(file.ast, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, rule := range selectorRules {
				if pkg.Name == rule.pkg && selector.Sel.Name == rule.name && slices.Contains(imported, rule.pkg) && !rule.allows(file) {
					t.Errorf("%s uses %s.%s: %s", file.at(n), rule.pkg, rule.name, rule.why)
				}
			}
			return true
		})
	}
}

func (r selectorRule) allows(file source) bool {
	return under(file.dir, r.only) || slices.Contains(r.only, "package main") && file.ast.Name.Name == "main"
}

var selectStar = regexp.MustCompile(`(?i)\bselect\s+([a-z_]+\.)?\*`)

// Columns are named: a column that is added later must not slip into a row that
// was written to be shown.
func TestNoSelectStar(t *testing.T) {
	for _, file := range sources(t) {
		if file.path == "house_test.go" {
			continue
		}
		ast.Inspect(file.ast, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && selectStar.MatchString(literal.Value) {
				t.Errorf("%s selects all columns; name them", file.at(n))
			}
			return true
		})
	}
}

// personal names fields that hold what a person is called, wrote or may be
// reached by. Errors and logs carry ids.
var personal = []string{"Value", "Written", "Text", "Narrative"}

var logMethods = []string{"Debug", "Info", "Warn", "Error", "Log", "LogAttrs", "DebugContext", "InfoContext", "WarnContext", "ErrorContext"}

// Errors and log lines are read by people without rights to the record, kept
// for longer than it, and sent to those who mend the program.
func TestNoClaimInLogsOrErrors(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || under(file.dir, []string{"exercise", "tests"}) {
			continue
		}
		ast.Inspect(file.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !logsOrFails(call) {
				return true
			}
			for _, argument := range call.Args {
				if field := personalField(argument); field != "" {
					t.Errorf("%s puts .%s into a log line or an error; use an id", file.at(call), field)
				}
			}
			return true
		})
	}
}

// logsOrFails reports whether the call is fmt.Errorf or writes a log line: a
// method of slog's names with a literal message in front.
func logsOrFails(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Name == "fmt" && selector.Sel.Name == "Errorf" {
		return true
	}
	return slices.Contains(logMethods, selector.Sel.Name) && slices.ContainsFunc(call.Args, func(e ast.Expr) bool {
		literal, ok := e.(*ast.BasicLit)
		return ok && literal.Kind == token.STRING
	})
}

func personalField(e ast.Expr) string {
	selector, ok := e.(*ast.SelectorExpr)
	if ok && slices.Contains(personal, selector.Sel.Name) {
		return selector.Sel.Name
	}
	return ""
}

// initAllowed says which files have an init function all the same, and why.
var initAllowed = map[string]string{
	"store/sqlite/sqlite.go": "the SQLite library finds file systems by name, in a registry of its own",
}

// Work at package start cannot be tested, ordered or refused.
func TestNoInitFunctions(t *testing.T) {
	for _, file := range sources(t) {
		for _, declaration := range file.ast.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" && !ast.IsGenerated(file.ast) && initAllowed[file.path] == "" {
				t.Errorf("%s: an init function; call it where it is needed", file.at(f))
			}
		}
	}
}

// A package is named for what it holds; these names hold anything.
func TestPackageNames(t *testing.T) {
	for _, file := range sources(t) {
		name := strings.TrimSuffix(file.ast.Name.Name, "_test")
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "services", "base", "types"}, name) {
			t.Errorf("%s: package %s says nothing about what it holds", file.path, name)
		}
	}
}

// The doc comment is the first thing that a reader of a room meets.
func TestPackagesHaveADocComment(t *testing.T) {
	documented := map[string]bool{}
	for _, file := range sources(t) {
		if strings.HasSuffix(file.path, "_test.go") {
			continue
		}
		documented[file.dir] = documented[file.dir] || file.ast.Doc != nil
	}
	for dir, has := range documented {
		if !has {
			t.Errorf("package in %s has no doc comment", dir)
		}
	}
}

// Rooms of many files have their map in the package comment, and a map that leaves
// out a street misleads.
func TestLargeRoomsHaveAMap(t *testing.T) {
	for _, room := range []string{"desk", "extract"} {
		onMap := map[string]int{}
		var files []string
		for _, file := range sources(t) {
			if file.dir != room || file.test {
				continue
			}
			if path.Base(file.path) != "doc.go" {
				files = append(files, path.Base(file.path))
				continue
			}
			for _, name := range goFile.FindAllString(file.ast.Doc.Text(), -1) {
				onMap[name]++
			}
		}
		for _, name := range files {
			if onMap[name] != 1 {
				t.Errorf("%s/%s stands %d times in the map of %s/doc.go; once is right", room, name, onMap[name], room)
			}
			delete(onMap, name)
		}
		for name := range onMap {
			t.Errorf("%s/doc.go names %s, which is not there", room, name)
		}
	}
}

var goFile = regexp.MustCompile(`\b[a-z0-9_]+\.go\b`)

// A long file is a question, not a failure: is it two rooms?
func TestLongFilesAreAQuestion(t *testing.T) {
	const question = 500
	for _, file := range sources(t) {
		lines := file.set.File(file.ast.Pos()).LineCount()
		if lines > question && !ast.IsGenerated(file.ast) {
			t.Logf("%s has %d lines: what would be two files?", file.path, lines)
		}
	}
}

var constraint = regexp.MustCompile(`(?m)^//go:build .*\bcgo\b`)

// The static binary must not change with the machine that builds it.
func TestBuildDoesNotDependOnCgo(t *testing.T) {
	for _, file := range sources(t) {
		if under(file.dir, []string{"cmd/lanna-read"}) {
			continue
		}
		for _, group := range file.ast.Comments {
			for _, comment := range group.List {
				if constraint.MatchString(comment.Text) {
					t.Errorf("%s is built or left out by cgo", file.at(comment))
				}
			}
		}
	}
}

// Every test archive is run by the test beside it; a script that nobody runs
// tells a behaviour that may be long gone.
func TestScriptsAreRun(t *testing.T) {
	runners := map[string]bool{}
	for _, file := range sources(t) {
		if file.test && slices.ContainsFunc(file.imports(), func(p string) bool { return strings.HasSuffix(p, "/testscript") }) {
			runners[file.dir] = true
		}
	}
	for _, script := range glob(t, "cmd/*/testdata/*.txtar") {
		if dir := path.Dir(path.Dir(script)); !runners[dir] {
			t.Errorf("%s is run by no test in %s", strconv.Quote(script), dir)
		}
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
