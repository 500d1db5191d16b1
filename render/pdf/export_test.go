package pdf

// LabelledA1b has a file call itself PDF/A-1b, with what only the first part
// wants, so that a validator can judge it that knows no later part.
func LabelledA1b(m Meta) Meta {
	m.labelledA1b = true
	return m
}
