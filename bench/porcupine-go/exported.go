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
// string operations use Text, a read of a set Members; a dequeue of 0 found the queue empty. End is negative when
// the outcome is unknown.
type operation struct {
	Function string `json:"f"`
	Key      string `json:"k"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	Text     string `json:"text"`
	Members  []int  `json:"members"`
	Client   int    `json:"c"`
	Start    int64  `json:"t0"`
	End      int64  `json:"t1"`
	Unknown  bool   `json:"-"`
}

// history is what follows a line {"f": "history", "k": MODEL}.
type history struct {
	model      porcupine.Model
	operations []porcupine.Operation
}

func load(file string) []history {
	handle, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer handle.Close()
	lines := bufio.NewScanner(handle)
	lines.Buffer(nil, 1<<26)
	var histories []history
	for lines.Scan() {
		var one operation
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(err)
		}
		if one.Function == "history" {
			model := models[one.Key]
			model.Partition = byKey
			histories = append(histories, history{model: model})
			continue
		}
		if one.End < 0 {
			one.Unknown = true
			one.End = math.MaxInt64
		}
		last := &histories[len(histories)-1]
		last.operations = append(last.operations, porcupine.Operation{
			ClientId: one.Client, Input: one, Call: one.Start, Output: nil, Return: one.End,
		})
	}
	return histories
}

var models = map[string]porcupine.Model{"register": register, "text": text, "set": set, "queue": queue}

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
	Hash: hashOfString,
}

func hashOfString(state interface{}) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(state.(string)))
	return hash.Sum64()
}
