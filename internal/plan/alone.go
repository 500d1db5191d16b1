package plan

import (
	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// LoadAlone reads a plan that belongs to no workspace: with the defaults of
// fangan.toml, and every name taken as a unit.
func LoadAlone(name string, data []byte) (*Plan, diag.List) {
	register := newRegister()
	register.Open = true
	return load(name, data, defaultSettings(), duty.BuiltIn, register)
}

// ReadRegister reads a units.toml that belongs to no workspace; nil bytes give
// an empty register.
func ReadRegister(name string, data []byte) (*Register, diag.List) {
	r := newRegister()
	if len(data) == 0 {
		return r, nil
	}
	doc, findings := tree.Read(name, data)
	if doc == nil {
		return r, findings
	}
	r.readUnits(doc, duty.BuiltIn)
	return r, doc.Findings()
}
