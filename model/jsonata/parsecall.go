package jsonata

// call reads the arguments of a call, or a function that is defined.
func (p *parser) call(t *tree) error {
	t.form = call
	for done := p.tok.id() == ")"; !done; {
		var err error
		if p.tok.id() == "?" {
			t.form = partial
			t.add(p.tree())
			p.atoms++
			err = p.advance(true)
		} else {
			err = p.item(t)
		}
		if err == nil {
			done, err = p.last()
		}
		if err != nil {
			return err
		}
	}
	if err := p.expect(")", true); err != nil {
		return err
	}
	if name := t.lhs.tok; t.lhs.form == atom && name.kind == nameToken && (name.text == "function" || name.text == "λ") {
		return p.lambda(t)
	}
	return nil
}

func (p *parser) lambda(t *tree) error {
	i := 0
	for arg := t.first; arg != nil; arg = arg.next {
		if i++; arg.form != atom || arg.tok.kind != variableToken {
			return fault("S0208", arg.tok.pos, about{token: arg.tok.shown(), value: integer(i)})
		}
	}
	t.form = lambda
	if p.tok.id() == "<" {
		begin := p.tok.pos
		text, depth := []byte("<"), 1
		for depth > 0 {
			if err := p.advance(false); err != nil {
				return err
			}
			switch id := p.tok.id(); id {
			case ">":
				depth--
			case "<":
				depth++
			case "{", "(end)":
				return p.expect(">", false)
			}
			text = append(text, p.tok.shown()...)
		}
		sig, err := parseSignature(string(text))
		if err != nil {
			err.offset += begin
			return err
		}
		t.sig = sig
		if err := p.advance(false); err != nil {
			return err
		}
	}
	if err := p.expect("{", false); err != nil {
		return err
	}
	var err error
	if t.rhs, err = p.expression(0); err != nil {
		return err
	}
	return p.expect("}", false)
}
