package profile

import (
	"fangan/internal/length"
	"fangan/render/font"
)

// Table is how tables are set. The standard says where they stand on a turned
// page (GB/T 9704 8) and nothing of their faces, sizes and rules.
type Table struct {
	Role     font.Role     `toml:"role"`
	HeadRole font.Role     `toml:"head_role"` // of the rows that every page repeats
	Size     length.Length `toml:"size"`
	Pitch    length.Length `toml:"pitch"`   // from line to line inside a cell
	Padding  length.Length `toml:"padding"` // least space between text and the rules at its sides
	Spacing  length.Length `toml:"spacing"` // between text and the rules above and below it
	Rule     length.Length `toml:"rule"`    // thickness
}
