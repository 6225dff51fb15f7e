//go:build !wasip1

package main

import (
	"bufio"
	"os"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		os.Stdout.Write(append(answer(line), '\n'))
	}
}
