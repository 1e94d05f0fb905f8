module lanna

go 1.26
