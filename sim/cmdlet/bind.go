package cmdlet

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// closedSet is a type whose values are listed, such as relay.DomainType.
type closedSet interface{ Values() []string }

// bind sets a field from a value as the field's type demands. A list takes one value, several, $null or
// @{Add=;Remove=}; everything else takes one value, and $null where it can be empty. The field's old list is never
// written to.
func bind(field reflect.Value, v *value, p *property) error {
	if field.Kind() == reflect.Slice {
		return bindList(field, v, p)
	}
	switch v.kind {
	case list:
		return p.objection(v, "-"+p.name+" takes one value", "")
	case change:
		return p.objection(v, "-"+p.name+" takes one value, so nothing can be added to it", "write -"+p.name+" value")
	case null:
		if !clearable(field, p) {
			return p.objection(v, "-"+p.name+" cannot be $null", "want "+syntaxOf(field.Type(), p))
		}
		field.SetZero()
		return nil
	}
	return bindOne(field, v, p)
}

// clearable reports whether $null means something for a field.
func clearable(field reflect.Value, p *property) bool {
	if _, closed := field.Interface().(closedSet); closed || p.values != nil {
		return p.optional
	}
	if field.Kind() == reflect.Pointer || field.Kind() == reflect.String {
		return !p.required || p.losable
	}
	_, zeroes := field.Interface().(interface{ IsZero() bool })
	return zeroes
}

// bindList sets or changes a list.
func bindList(field reflect.Value, v *value, p *property) error {
	if v.kind == null {
		field.SetZero()
		return nil
	}
	if v.kind != change {
		items, err := elementsOf(field.Type(), v.elements(), p)
		if err == nil {
			field.Set(items)
		}
		return err
	}
	added, err := elementsOf(field.Type(), v.add, p)
	if err != nil {
		return err
	}
	removed, err := elementsOf(field.Type(), v.remove, p)
	if err != nil {
		return err
	}
	result := reflect.MakeSlice(field.Type(), 0, field.Len()+added.Len())
	for i := range field.Len() {
		if indexOf(removed, field.Index(i)) < 0 {
			result = reflect.Append(result, field.Index(i))
		}
	}
	for i := range removed.Len() {
		if indexOf(field, removed.Index(i)) < 0 {
			name := display(removed.Index(i))
			return p.objection(v.remove[min(i, len(v.remove)-1)], fmt.Sprintf("%s does not hold %s", p.name, name),
				suggest.DidYouMean(name, displays(field)))
		}
	}
	for i := range added.Len() {
		if indexOf(result, added.Index(i)) < 0 {
			result = reflect.Append(result, added.Index(i))
		}
	}
	if result.Len() == 0 {
		result = reflect.Zero(field.Type())
	}
	field.Set(result)
	return nil
}

// elementsOf reads the values into a new list. One text may hold several members of a closed set: 'Tls, Integrated'.
func elementsOf(t reflect.Type, values []*value, p *property) (reflect.Value, error) {
	result := reflect.Zero(t)
	_, closed := reflect.Zero(t.Elem()).Interface().(closedSet)
	for _, v := range values {
		parts := []*value{v}
		if v.kind == text && (closed || p.values != nil) {
			parts = nil
			for s := range strings.SplitSeq(v.text, ",") {
				parts = append(parts, &value{kind: text, column: v.column, text: strings.TrimSpace(s)})
			}
		}
		for _, part := range parts {
			element := reflect.New(t.Elem()).Elem()
			if err := bindOne(element, part, p); err != nil {
				return result, err
			}
			if indexOf(result, element) < 0 {
				result = reflect.Append(result, element)
			}
		}
	}
	return result, nil
}

// indexOf finds an element in a list as Exchange compares: without regard to case, and ranges by their ends.
func indexOf(list, element reflect.Value) int {
	for i := range list.Len() {
		if a, ok := element.Interface().(relay.AddressRange); ok {
			if a.Overlap(list.Index(i).Interface().(relay.AddressRange)) == relay.Equal {
				return i
			}
		} else if strings.EqualFold(display(list.Index(i)), display(element)) {
			return i
		}
	}
	return -1
}

// bindOne sets a field that is no list from a text or boolean.
func bindOne(field reflect.Value, v *value, p *property) error {
	wrong := func() error {
		return p.objection(v, fmt.Sprintf("-%s cannot be %s", p.name, v), "want "+syntaxOf(field.Type(), p))
	}
	if field.Type() == reflect.TypeFor[*bool]() {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if (field.Kind() == reflect.Bool) != (v.kind == boolean) || p.required && v.kind == text && v.text == "" {
		return wrong()
	}
	if field.Kind() == reflect.Bool {
		field.SetBool(v.truth)
		return nil
	}
	if set, ok := field.Interface().(closedSet); ok {
		return bindMember(field, v, p, set.Values())
	}
	if u, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(v.text)); err != nil {
			return p.objection(v, "-"+p.name+": "+err.Error(), "")
		}
		return nil
	}
	if field.Type() == reflect.TypeFor[time.Duration]() {
		d, ok := parseTimeSpan(v.text)
		if !ok {
			return wrong()
		}
		field.SetInt(int64(d))
		return nil
	}
	switch field.Kind() {
	case reflect.Int:
		n, err := strconv.ParseUint(v.text, 10, 31)
		if err != nil {
			return wrong()
		}
		field.SetInt(int64(n))
	case reflect.String:
		if p.values != nil {
			return bindMember(field, v, p, p.values)
		}
		s := v.text
		if p.clean != nil {
			var err error
			if s, err = p.clean(s); err != nil {
				return p.objection(v, "-"+p.name+": "+err.Error(), "")
			}
		}
		field.SetString(s)
	default:
		return wrong()
	}
	return nil
}

// bindMember sets a string to the member of a closed set that the text names, in the set's spelling.
func bindMember(field reflect.Value, v *value, p *property, members []string) error {
	i := slices.IndexFunc(members, func(m string) bool { return strings.EqualFold(m, v.text) })
	if i < 0 {
		return p.objection(v, fmt.Sprintf("-%s cannot be %s", p.name, v), suggest.DidYouMean(v.text, members))
	}
	field.SetString(members[i])
	return nil
}

// objection is an error at a value.
func (p *property) objection(v *value, message, hint string) *mistake.Error {
	return mistake.At(v.column, message, hint)
}
