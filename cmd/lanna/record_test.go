package main

import "testing"

func TestBracketed(t *testing.T) {
	long := "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
	tests := []struct {
		text  string
		marks [][2]int
		want  string
	}{
		{"call Farid now", [][2]int{{5, 10}}, "call [Farid] now"},
		{"a\nb  c", nil, "a b c"},
		{"aa bb aa", [][2]int{{0, 2}, {6, 8}}, "[aa] bb [aa]"},
		{"short", [][2]int{{3, 99}, {4, 2}}, "short"}, // marks of another version of the text
		{long + "名" + long, [][2]int{{120, 123}}, long[30:] + "[名]" + long[:90]},
		{"", nil, ""},
	}
	for _, test := range tests {
		if got := bracketed(test.text, test.marks); got != test.want {
			t.Errorf("bracketed(%q, %v) = %q, want %q", test.text, test.marks, got, test.want)
		}
	}
}
