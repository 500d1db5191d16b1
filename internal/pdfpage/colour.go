package pdfpage

import "math"

// A colourSpace is how numbers become a colour.
type colourSpace struct {
	model Model
	n     int
	// full is what a Separation is at full tint, if that can be told.
	separation bool
	full       Colour
}

func deviceSpace(op string) colourSpace {
	switch op {
	case "g", "G":
		return colourSpace{model: Grey, n: 1}
	case "rg", "RG":
		return colourSpace{model: RGB, n: 3}
	}
	return colourSpace{model: CMYK, n: 4}
}

// initial is the colour that a space begins with: black (ISO 32000-1 8.6.8).
func (s colourSpace) initial() Colour {
	switch {
	case s.separation:
		return s.full
	case s.model == CMYK:
		return Colour{CMYK, [4]int16{0, 0, 0, 1000}}
	}
	return Colour{Model: s.model}
}

// colour reads the operands as a colour of the space.
func (in *interpreter) colour(s colourSpace) Colour {
	c := Colour{Model: s.model}
	if s.separation {
		t := min(max(in.n(0), 0), 1)
		c = s.full
		for i := range c.V {
			switch c.Model {
			case CMYK:
				c.V[i] = thousandths(float64(s.full.V[i]) / 1000 * t)
			default: // towards white
				c.V[i] = thousandths(1 - (1-float64(s.full.V[i])/1000)*t)
			}
		}
		return c.trimmed()
	}
	for i := range min(s.n, 4) {
		c.V[i] = thousandths(in.n(i))
	}
	return c.trimmed()
}

// trimmed empties the values that the model does not have.
func (c Colour) trimmed() Colour {
	n := map[Model]int{Grey: 1, RGB: 3, CMYK: 4}[c.Model]
	for i := n; i < 4; i++ {
		c.V[i] = 0
	}
	return c
}

func thousandths(v float64) int16 { return int16(math.Round(min(max(v, 0), 1) * 1000)) }

// space returns a colour space by its name.
func (in *interpreter) space(n name, resources dict) colourSpace {
	return in.spaceOf(in.file.resolve(n), resources, 0)
}

func (in *interpreter) spaceOf(o any, resources dict, depth int) colourSpace {
	f := in.file
	other := colourSpace{model: Other}
	if depth > 4 {
		return other
	}
	switch v := f.resolve(o).(type) {
	case name:
		switch v {
		case "DeviceGray", "CalGray", "G":
			return colourSpace{model: Grey, n: 1}
		case "DeviceRGB", "CalRGB", "RGB":
			return colourSpace{model: RGB, n: 3}
		case "DeviceCMYK", "CMYK":
			return colourSpace{model: CMYK, n: 4}
		case "Pattern":
			return other
		}
		if named, ok := f.dict(resources["ColorSpace"])[v]; ok {
			return in.spaceOf(named, nil, depth+1)
		}
	case array:
		if len(v) == 0 {
			return other
		}
		switch f.name(v[0]) {
		case "CalGray":
			return colourSpace{model: Grey, n: 1}
		case "CalRGB":
			return colourSpace{model: RGB, n: 3}
		case "ICCBased":
			if len(v) > 1 {
				switch f.integer(f.dict(v[1])["N"], 0) {
				case 1:
					return colourSpace{model: Grey, n: 1}
				case 3:
					return colourSpace{model: RGB, n: 3}
				case 4:
					return colourSpace{model: CMYK, n: 4}
				}
			}
		case "Separation":
			return in.separation(v, resources, depth)
		default:
			if len(v) == 1 {
				return in.spaceOf(v[0], resources, depth+1)
			}
		}
	}
	return other
}

// separation reads a space of one ink: its colour at full tint stands in the
// function of the space, if that is a simple one.
func (in *interpreter) separation(v array, resources dict, depth int) colourSpace {
	if len(v) < 4 {
		return colourSpace{model: Other}
	}
	f := in.file
	s := colourSpace{model: Other, n: 1, separation: true, full: Colour{Model: Other}}
	if ink := f.name(v[1]); ink == "Black" || ink == "All" {
		s.full = Colour{CMYK, [4]int16{0, 0, 0, 1000}}
		return s
	}
	base := in.spaceOf(v[2], resources, depth+1)
	function := f.dict(v[3])
	values := f.numbers(function["C1"], base.n)
	if f.integer(function["FunctionType"], -1) == 0 { // samples: the last row is full tint
		if stream, ok := f.resolve(v[3]).(*stream); ok && f.integer(function["BitsPerSample"], 0) == 8 {
			if data, err := f.decode(stream); err == nil && len(data) >= base.n {
				for _, b := range data[len(data)-base.n:] {
					values = append(values, float64(b)/255)
				}
			}
		}
	}
	if len(values) < base.n || base.n == 0 {
		return s
	}
	s.full = Colour{Model: base.model}
	for i := range min(base.n, 4) {
		s.full.V[i] = thousandths(values[i])
	}
	return s
}
