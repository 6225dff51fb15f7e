package main

import (
	"bufio"
	"encoding/json"
	"hash/fnv"
	"math"
	"os"

	"github.com/anishathalye/porcupine"
)

// operation is one line of an exported history. Register values are small integers (0 is the initial one);
// string operations use Text. End is negative when the outcome is unknown.
type operation struct {
	Function string `json:"f"`
	Key      string `json:"k"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	Text     string `json:"text"`
	Client   int    `json:"c"`
	Start    int64  `json:"t0"`
	End      int64  `json:"t1"`
	Unknown  bool   `json:"-"`
}

func load(file string) (porcupine.Model, []porcupine.Operation) {
	handle, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer handle.Close()
	lines := bufio.NewScanner(handle)
	lines.Buffer(nil, 1<<26)
	model := register
	var operations []porcupine.Operation
	for lines.Scan() {
		var one operation
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(err)
		}
		if one.Function == "get" || one.Function == "put" || one.Function == "append" {
			model = text
		}
		if one.End < 0 {
			one.Unknown = true
			one.End = math.MaxInt64
		}
		operations = append(operations, porcupine.Operation{
			ClientId: one.Client, Input: one, Call: one.Start, Output: nil, Return: one.End,
		})
	}
	model.Partition = byKey
	return model, operations
}

func byKey(history []porcupine.Operation) [][]porcupine.Operation {
	places := map[string]int{}
	var parts [][]porcupine.Operation
	for _, one := range history {
		key := one.Input.(operation).Key
		place, known := places[key]
		if !known {
			place = len(parts)
			places[key] = place
			parts = append(parts, nil)
		}
		parts[place] = append(parts[place], one)
	}
	return parts
}

var register = porcupine.Model{
	Init: func() interface{} { return 0 },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		value, one := state.(int), input.(operation)
		switch one.Function {
		case "read":
			return one.To == value, value
		case "write":
			return true, one.To
		}
		if one.From == value {
			return true, one.To
		}
		return one.Unknown, value
	},
	Hash: func(state interface{}) uint64 { return uint64(state.(int)) * 0x9e3779b97f4a7c15 },
}

var text = porcupine.Model{
	Init: func() interface{} { return "" },
	Step: func(state, input, _ interface{}) (bool, interface{}) {
		value, one := state.(string), input.(operation)
		switch one.Function {
		case "get":
			return one.Text == value, value
		case "put":
			return true, one.Text
		}
		return true, value + one.Text
	},
	// without it the cache is searched state by state, and the 50-client histories take a hundred times longer
	Hash: func(state interface{}) uint64 {
		hash := fnv.New64a()
		hash.Write([]byte(state.(string)))
		return hash.Sum64()
	},
}
