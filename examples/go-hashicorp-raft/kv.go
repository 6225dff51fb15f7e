package main

// A part of the kit: the key-value store of the built-in workloads.

import (
	"bytes"
	"encoding/json"
)

type call struct {
	F     string          `json:"f"`
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

func callOf(source []byte) (c call) {
	must(json.Unmarshal(source, &c))
	return c
}

type kv map[string]json.RawMessage

// All of it, for a snapshot.
func (store kv) image() []byte { return mustGet(json.Marshal(store)) }

func restored(image []byte) (store kv) {
	must(json.Unmarshal(image, &store))
	return store
}

// The outcome for the client.
func (store kv) execute(c call) object {
	now, isThere := store[c.Key]
	switch c.F {
	case "read":
		return object{"type": "ok", "value": now}
	case "write":
		store[c.Key] = c.Value
	case "cas":
		var pair [2]json.RawMessage
		must(json.Unmarshal(c.Value, &pair))
		if !isThere && string(pair[0]) != "null" || isThere && !bytes.Equal(now, pair[0]) {
			return fail("the value is another")
		}
		store[c.Key] = pair[1]
	}
	return ok()
}

func ok() object { return object{"type": "ok"} }

// It certainly did not happen.
func fail(error string) object { return object{"type": "fail", "error": error} }

// Nobody knows whether it happened.
func info(error string) object { return object{"type": "info", "error": error} }
