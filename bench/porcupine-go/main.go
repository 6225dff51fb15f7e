// Times Porcupine on histories written by bench/checker-porcupine-go.ts.
//
//	porcupine-go RUNS TIMEOUT_SECONDS FILE...
//
// prints, for each history, the file, the verdict and the median time in milliseconds; parsing is not timed. A file
// has histories one after the other, with one operation a line; see exported.go.
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
		for _, one := range load(file) {
			verdict, millis := timed(one, runs, time.Duration(seconds)*time.Second)
			fmt.Printf("%s\t%s\t%.4f\n", file, verdict, millis)
		}
	}
}

func timed(one history, runs int, timeout time.Duration) (porcupine.CheckResult, float64) {
	var times []float64
	verdict := porcupine.Unknown
	for i := 0; i < runs; i++ {
		start := time.Now()
		verdict = porcupine.CheckOperationsTimeout(one.model, one.operations, timeout)
		times = append(times, float64(time.Since(start).Nanoseconds())/1e6)
		if verdict == porcupine.Unknown {
			break
		}
	}
	sort.Float64s(times)
	return verdict, times[len(times)/2]
}
