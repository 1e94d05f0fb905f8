package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (completionCmd) examples() string {
	return `lanna completion bash > /etc/bash_completion.d/lanna
lanna completion zsh  > "${fpath[1]}/_lanna"
lanna completion fish > ~/.config/fish/completions/lanna.fish`
}

// Run prints the script. It is made from the grammar, so it cannot fall behind.
func (c completionCmd) Run(p *program) error {
	places := completions(p.app.Node)
	script := map[string]func([]place) string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[c.Shell]
	_, err := fmt.Fprint(p.out, script(places))
	return err
}

// A place is a point in the command line, as "" or "alert show", and what may
// come there.
type place struct {
	path         string
	verbs, flags []candidate
}

type candidate struct{ word, help string }

// completions lists every place of the grammar, the outermost first.
func completions(node *kong.Node) []place {
	here := place{path: path(node)}
	for n := node; n != nil; n = n.Parent {
		for _, flag := range n.Flags {
			if !flag.Hidden {
				here.flags = append(here.flags, candidate{"--" + flag.Name, flag.Help})
			}
		}
	}
	places := []place{here}
	for _, child := range node.Children {
		if child.Type != kong.CommandNode || child.Hidden {
			continue
		}
		places[0].verbs = append(places[0].verbs, candidate{child.Name, child.Help})
		places = append(places, completions(child)...)
	}
	return places
}

// path is the words after "lanna" that lead to the node.
func path(node *kong.Node) string {
	var words []string
	for n := node; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	return strings.Join(words, " ")
}

func words(candidates []candidate) string {
	var all []string
	for _, c := range candidates {
		all = append(all, c.word)
	}
	return strings.Join(all, " ")
}

// walk is the shell code, the same in bash and zsh, that finds the place from
// the words before the cursor in the array named by the caller.
func walk(places []place) string {
	var patterns []string
	for _, at := range places[1:] {
		patterns = append(patterns, fmt.Sprintf("%q", at.path))
	}
	return `      case "${at:+$at }$word" in
        ` + strings.Join(patterns, "|") + `) at="${at:+$at }$word" ;;
      esac
`
}

func bashCompletion(places []place) string {
	var b strings.Builder
	b.WriteString(`# bash completion for lanna, made by: lanna completion bash
_lanna() {
  local current=${COMP_WORDS[COMP_CWORD]} at="" word verbs="" flags="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
      word=${COMP_WORDS[i]}
` + walk(places) + `  done
  case "$at" in
`)
	for _, at := range places {
		fmt.Fprintf(&b, "    %q) verbs=%q flags=%q ;;\n", at.path, words(at.verbs), words(at.flags))
	}
	b.WriteString(`  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  elif [[ -n $verbs ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _lanna lanna
`)
	return b.String()
}

func zshCompletion(places []place) string {
	var b strings.Builder
	b.WriteString(`#compdef lanna
# zsh completion for lanna, made by: lanna completion zsh
_lanna() {
  local at="" word i
  local -a verbs flags
  for ((i = 2; i < CURRENT; i++)); do
      word=${words[i]}
` + walk(places) + `  done
  case "$at" in
`)
	for _, at := range places {
		fmt.Fprintf(&b, "    %q)\n      verbs=(%s)\n      flags=(%s) ;;\n", at.path, described(at.verbs), described(at.flags))
	}
	b.WriteString(`  esac
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe 'flag' flags
  elif (( ${#verbs} )); then
    _describe 'command' verbs
  else
    _files
  fi
}
compdef _lanna lanna
`)
	return b.String()
}

// described writes candidates as zsh's _describe takes them.
func described(candidates []candidate) string {
	var all []string
	for _, c := range candidates {
		all = append(all, quoted(c.word+":"+strings.ReplaceAll(c.help, ":", "\\:")))
	}
	return strings.Join(all, " ")
}

func fishCompletion(places []place) string {
	var b strings.Builder
	b.WriteString(`# fish completion for lanna, made by: lanna completion fish
function __lanna_at
    set -l at
    for word in (commandline -opc)[2..-1]
        switch (string join ' ' $at $word)
            case ` + fishPatterns(places) + `
                set -a at $word
        end
    end
    test "$at" = "$argv[1]"
end
complete -c lanna -f -n '__lanna_at ""'
`)
	for _, at := range places {
		condition := fmt.Sprintf("__lanna_at %q", at.path)
		for _, verb := range at.verbs {
			fmt.Fprintf(&b, "complete -c lanna -f -n %s -a %s -d %s\n", quoted(condition), verb.word, quoted(verb.help))
		}
		for _, flag := range at.flags {
			fmt.Fprintf(&b, "complete -c lanna -n %s -l %s -d %s\n", quoted(condition), strings.TrimPrefix(flag.word, "--"), quoted(flag.help))
		}
	}
	return b.String()
}

func fishPatterns(places []place) string {
	var all []string
	for _, at := range places[1:] {
		all = append(all, quoted(at.path))
	}
	return strings.Join(all, " ")
}

// quoted is a word in single quotes, as all three shells read it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
