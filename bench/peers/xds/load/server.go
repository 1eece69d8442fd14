package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func post(path string, body []byte) {
	answer, err := http.Post(*control+path, "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		log.Fatalf("POST %s answered %s: %s", path, answer.Status, text)
	}
}

func prepare(file string) {
	content, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	post("/prepare", content)
}

// serverCPU is the time its threads have run, nanoseconds. The first field of schedstat, for /proc/PID/stat counts in ticks
// of 10 ms; no thread of either server ends during a run.
func serverCPU() (total int64) {
	directory := fmt.Sprintf("/proc/%d/task", *pid)
	threads, err := os.ReadDir(directory)
	if err != nil {
		log.Fatal(err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(directory + "/" + thread.Name() + "/schedstat")
		if err != nil {
			continue
		}
		ran, _ := strconv.ParseInt(strings.Fields(string(stat))[0], 10, 64)
		total += ran
	}
	return total
}

func serverRSS() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", *pid))
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			kibibytes, _ := strconv.ParseFloat(strings.Fields(line)[1], 64)
			return kibibytes / 1024
		}
	}
	return 0
}
