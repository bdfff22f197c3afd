package main

import (
	"fmt"
	"os"
	"strconv"
)

type Add struct {
	key, by int
	reply   chan int
}

func store(count int, requests <-chan Add, counts chan<- int) {
	entries := map[int]int{}
	for key := 0; key < count; key++ {
		entries[key] = key
	}
	for add := range requests {
		value := entries[add.key] + add.by
		entries[add.key] = value
		add.reply <- value
	}
	counts <- len(entries)
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	requests, reply, counts := make(chan Add), make(chan int), make(chan int)
	go store(count, requests, counts)
	seed, sum := 42, 0
	for left := count; left > 0; left-- {
		requests <- Add{seed / 8 % count, left, reply}
		sum += <-reply
		seed = (seed*1103515245 + 12345) & 2147483647
	}
	close(requests)
	fmt.Println(sum, <-counts)
}
