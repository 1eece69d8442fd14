// Simulated Envoys, each with a connection of its own as a real one has, that time how long a published change takes to
// reach every one of them. Run by the benchmark `xds`; prints one JSON object, see Result.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"
	"sync/atomic"
	"time"
)

const (
	deadline = 20 * time.Second
	// Long enough for all answers to be processed before the next push, and for a server that resends to show it.
	pause = 250 * time.Millisecond
)

var (
	xds      = flag.String("xds", "", "address of the xDS server")
	control  = flag.String("control", "", "URL of the server's POST /prepare and POST /publish")
	pid      = flag.Int("pid", 0, "process id of the server")
	variant  = flag.String("variant", "sotw", "sotw or delta")
	nodes    = flag.Int("nodes", 200, "simulated nodes")
	refusing = flag.Int("refusing", 0, "how many of them refuse every change of the routes")
	warmUp   = flag.Int("warm-up", 2, "how many of the first contents are not measured")
	routes   = flag.String("routes", "", "name of the route configuration")
)

// Result is what one run measured; times are milliseconds.
type Result struct {
	// From the request to publish until a node has the new routes: one figure per push and node.
	Delays []float64 `json:"delays"`
	// The last node of each push.
	Last            []float64 `json:"last"`
	CPUPerPush      float64   `json:"cpuPerPush"`
	MessagesPerPush float64   `json:"messagesPerPush"`
	RSSMebibytes    float64   `json:"rssMebibytes"`
}

type arrival struct {
	node int
	at   time.Time
}

var (
	arrivals = make(chan arrival, 1<<16)
	messages atomic.Int64
)

// everyNode waits until each node has other routes than it had, and tells when each got them.
func everyNode() map[int]time.Time {
	got := map[int]time.Time{}
	timeout := time.After(deadline)
	for len(got) < *nodes {
		select {
		case one := <-arrivals:
			got[one.node] = one.at
		case <-timeout:
			log.Fatalf("only %d of %d nodes got their routes within %s", len(got), *nodes, deadline)
		}
	}
	return got
}

func milliseconds(duration time.Duration) float64 { return float64(duration.Nanoseconds()) / 1e6 }

// push publishes one prepared change and notes in the result what it took.
func push(result *Result) {
	sentBefore, cpuBefore := messages.Load(), serverCPU()
	started := time.Now()
	go post("/publish", nil) // The nodes may have the change before the server has answered.
	last := 0.0
	for _, at := range everyNode() {
		delay := milliseconds(at.Sub(started))
		result.Delays = append(result.Delays, delay)
		last = max(last, delay)
	}
	time.Sleep(pause)
	result.Last = append(result.Last, last)
	result.CPUPerPush += float64(serverCPU()-cpuBefore) / 1e6
	result.MessagesPerPush += float64(messages.Load() - sentBefore)
}

func main() {
	flag.Parse()
	contents := flag.Args()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	prepare(contents[0])
	post("/publish", nil)
	for index := range *nodes {
		go func() {
			if err := runNode(ctx, index); err != nil && ctx.Err() == nil {
				log.Fatalf("node %d: %v", index, err)
			}
		}()
	}
	everyNode()
	time.Sleep(pause)

	var result Result
	pushes := 0
	for index, file := range contents[1:] {
		prepare(file)
		if index < *warmUp {
			push(&Result{})
			continue
		}
		push(&result)
		pushes++
	}
	result.CPUPerPush /= float64(pushes)
	result.MessagesPerPush /= float64(pushes)
	result.RSSMebibytes = serverRSS()
	json.NewEncoder(os.Stdout).Encode(result)
}
