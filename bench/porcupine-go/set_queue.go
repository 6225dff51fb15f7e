package main

import (
	"strings"

	"github.com/anishathalye/porcupine"
)

// A set is a string of bits, as long as its largest member needs.
var set = porcupine.Model{
	Init: func() interface{} { return "" },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		members, one := state.(string), input.(operation)
		if one.Function == "add" {
			return true, with(members, one.To)
		}
		return withAll(one.Members) == members, members
	},
	Hash: hashOfString,
}

func with(members string, member int) string {
	return string(marked([]byte(members), member))
}

func withAll(members []int) string {
	var bits []byte
	for _, member := range members {
		bits = marked(bits, member)
	}
	return string(bits)
}

func marked(bits []byte, member int) []byte {
	for len(bits) <= member/8 {
		bits = append(bits, 0)
	}
	bits[member/8] |= 1 << (member % 8)
	return bits
}

// A queue is the text of its values, each a character: there are fewer than 55,296.
var queue = porcupine.Model{
	Init: func() interface{} { return "" },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		values, one := state.(string), input.(operation)
		value := string(rune(one.To))
		if one.Function == "enqueue" {
			return true, values + value
		}
		if one.To == 0 {
			return values == "", values
		}
		return strings.HasPrefix(values, value), strings.TrimPrefix(values, value)
	},
	Hash: hashOfString,
}
