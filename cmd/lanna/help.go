package main

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// exampled is a verb that shows how it is used: one example a line, the command
// first, two or more spaces, what it does.
type exampled interface{ examples() string }

// helpWithExamples prints the examples of the chosen command before the rest of
// its help: most people look for a line to copy.
func helpWithExamples(options kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	if target, ok := target(node).(exampled); ok && !options.Summary {
		fmt.Fprintln(ctx.Stdout, "Examples:")
		for line := range strings.Lines(target.examples()) {
			fmt.Fprintln(ctx.Stdout, "  "+strings.TrimRight(line, "\n"))
		}
		fmt.Fprintln(ctx.Stdout)
	}
	return kong.DefaultHelpPrinter(options, ctx)
}

// target is the Go value behind a node of the grammar.
func target(node *kong.Node) any {
	if !node.Target.IsValid() || node.Target.Kind() != reflect.Struct {
		return nil
	}
	return node.Target.Interface()
}
