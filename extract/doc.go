// Package extract turns text and boxes into proposed claims. It proposes and
// never decides: a person confirms.
//
// Layout or FromText makes a Document of messages; Propose finds the notices
// in it and what they say. Everything proposed points to the bytes it was read
// from, and through them to the boxes in the picture.
//
// This is the map of the room, in the order in which a picture passes through it;
// a test holds that each file stands here once.
//
// # Lines become messages
//
//   - document.go: messages, and where each byte of them was read. fromtext.go: of
//     pasted text.
//   - layout.go: bubbles by place and colour, speakers, clocks. flat.go: chats without
//     bubbles. marker.go: stories marked line by line. counts.go: what programs print
//     around a text.
//   - lines.go: rows, and which of them a program wrapped. formed.go: short messages
//     that are one text.
//   - tighten.go, misread.go: what readers do to numbers and sums. torn.go: names that
//     a line end tears.
//
// # A message becomes finds
//
//   - fold.go, plain.go: what rules match, each byte with that of the original.
//   - page.go: one message being read. propose.go: the rules in their order, surest
//     first: what one takes no other sees. perline.go: quick search for forms.
//   - lexicon.go, grammar.go: words and patterns by what they do; the words are data
//     in lexicon/. bysound.go: words by their consonants.
//   - numbers.go, phones.go, handles.go, accounts.go, said.go, date.go, context.go: what
//     identifies somebody, and numbers that do not.
//   - number.go, numberwords.go, money.go, slang.go, amounts.go, headunits.go: sums.
//   - uses.go, around.go, asked.go, alike.go, parallel.go, payer.go, untold.go:
//     what a sum is for.
//   - names_zh.go, surnames.go, givennames.go, names_south.go, names_my.go, weighed.go,
//     tails.go, names_latin.go: names by script, and where they end.
//   - aliases.go, nicknames.go, brackets.go: other names of the same person.
//   - gazetteer: places. countries.go: where people are brought from.
//   - columns.go, rows.go, items.go, forms.go, borders.go: tables, lists and forms.
//   - doubts.go, known.go: what may be a name, settled by the rest of the document.
//
// # Finds become notices
//
//   - records.go: what belongs to one person of a message. breath.go: several in one
//     breath. bubbles.go: said in the next bubble.
//   - notices.go, judge.go: drafts, one a person, and which of them are notices.
//   - offers.go, errand.go, trade.go, carded.go: rewards, jobs, trade and persons
//     described, told apart.
//   - proposal.go: what comes out, with reasons. intake.go: the same as JSON.
//     zawgyi.go: a warning.
package extract
