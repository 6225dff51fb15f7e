// Times Porcupine on histories written by bench/checker.ts.
//
//	porcupine-go RUNS TIMEOUT_SECONDS FILE...
//
// prints, for each file, its name, the verdict and the median time in milliseconds; parsing is not timed. A file
// has one operation a line; see exported.go.
package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

func main() {
	runs, _ := strconv.Atoi(os.Args[1])
	seconds, _ := strconv.Atoi(os.Args[2])
	for _, file := range os.Args[3:] {
		model, operations := load(file)
		var times []float64
		verdict := porcupine.Unknown
		for i := 0; i < runs; i++ {
			start := time.Now()
			verdict = porcupine.CheckOperationsTimeout(model, operations, time.Duration(seconds)*time.Second)
			times = append(times, float64(time.Since(start).Nanoseconds())/1e6)
			if verdict == porcupine.Unknown {
				break
			}
		}
		sort.Float64s(times)
		fmt.Printf("%s\t%s\t%.4f\n", file, verdict, times[len(times)/2])
	}
}
