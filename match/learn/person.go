package main

// person holds the log odds that evidence about a person adds to what names say.
// No labelled persons exist to learn them from: they are reckoned from how often
// two records of one person agree, and two of different people by chance. A day
// of birth agrees by chance once in some 15,000 among people of working age; in
// records of one person it is written alike in about nine of ten. Among namesakes,
// whom alone a score decides on, much of that is needed to outweigh the number of
// namesakes, so the weights are about half of the full log ratio.
var person = map[string]float64{
	"no-name":         -4.0, // without a name only numbers and photos can join
	"birth-same":      4.5,
	"birth-swapped":   3.2,
	"birth-near":      1.8,
	"birth-year":      1.4,  // one side knows the year alone
	"birth-year-only": -1.0, // same year, another day
	"birth-one-apart": -0.3,
	"birth-few-apart": -2.0,
	"birth-far":       -6.0,
	"sex-same":        0.4,
	"sex-differs":     -3.5,
	"nation-same":     0.3,
	"nation-differs":  -1.2,
	"id":              6.0,
	"id:id.cn":        9.0,
	"id:id.th":        9.0,
	"id:id.mm":        7.0,
	"id:id.passport":  9.0,
	"id:id.mrz":       9.0,
	"id:phone":        3.2, // lent, shared in a family, sold on
	"id:handle":       4.0,
	"id:bank-card":    3.5,
	"id:vehicle":      2.0,
	"id-differs":      -3.0,
	"place":           0.6,
	"photo-same":      4.5,
	"photo-near":      1.5,
}
