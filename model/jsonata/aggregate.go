package jsonata

import (
	"math"

	"expresso/model/jsonvalue"
)

// aggregates are the functions that make one number of some, of which there is one at least.
// Where such a function is called with a name and nothing else, as in $sum(price), the
// numbers are read where they stand, and no list of them is made.
var aggregates = map[string]func(numbers []float64) float64{
	"sum":     total,
	"max":     func(numbers []float64) float64 { return extreme(numbers, math.Max) },
	"min":     func(numbers []float64) float64 { return extreme(numbers, math.Min) },
	"average": func(numbers []float64) float64 { return total(numbers) / float64(len(numbers)) },
}

func total(numbers []float64) (sum float64) {
	for _, x := range numbers {
		sum += x
	}
	return sum
}

func extreme(numbers []float64, pick func(a, b float64) float64) float64 {
	found := numbers[0]
	for _, x := range numbers {
		found = pick(found, x)
	}
	return found
}

// overNumbers is an aggregate as a function of an array; empty is its value for an empty one.
func overNumbers(name string, empty value) func(*evaluator, []value) (value, error) {
	of := aggregates[name]
	return onFirst(func(ev *evaluator, args []value) (value, error) {
		each := args[0].list()
		if each.n == 0 {
			return empty, nil
		}
		numbers := ev.numbers[:0]
		for i := range each.n {
			numbers = append(numbers, each.at(i).float())
		}
		ev.keepNumbers(numbers)
		return number(of(numbers)), nil
	})
}

func (ev *evaluator) keepNumbers(numbers []float64) {
	if cap(numbers) <= maxScratch {
		ev.numbers = numbers[:0]
	}
}

// aggregated is the value of a call of an aggregate with a name, out of each object of an
// array. ok is false where anything but numbers is found, or none: then it is to be called.
func (ev *evaluator) aggregated(f *function, e *expr, in value) (v value, ok bool, err error) {
	if len(e.list) != 1 || !in.isArray() {
		return value{}, false, nil
	}
	name := e.list[0].onlyName()
	if name == nil {
		return value{}, false, nil
	}
	each := in.list()
	if err := ev.step(each.n); err != nil {
		return value{}, false, err
	}
	numbers := ev.numbers[:0]
	defer func() { ev.keepNumbers(numbers) }()
	hint := int(ev.hints[name.hint])
	for i := range each.n {
		item := each.plain(i)
		if item == nil || item.Kind() != jsonvalue.KindObject {
			return value{}, false, nil
		}
		var x jsonvalue.Value
		switch x, hint = item.Find(name.name, hint); x.Kind() {
		case jsonvalue.KindNumber:
			numbers = append(numbers, x.Float())
		case jsonvalue.KindUndefined:
		default:
			return value{}, false, nil
		}
	}
	ev.hints[name.hint] = uint8(hint)
	if len(numbers) == 0 {
		return value{}, false, nil
	}
	return number(f.aggregate(numbers)), true, nil
}
