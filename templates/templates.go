// Package templates embeds the built-in document, sheet and profile templates.
// A workspace overrides one by a file of the same name in its own templates
// folder.
package templates

import "embed"

//go:embed *.html *.toml
var FS embed.FS

// The names of the built-in templates.
const (
	Document = "方案.html"
	Sheet    = "责任分解表.sheet.toml"
	Profile  = "gbt9704.profile.toml"
)
