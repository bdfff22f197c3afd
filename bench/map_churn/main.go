package main

import (
	"fmt"
	"os"
	"strconv"
)

func key(n int) int {
	return n * 2654435761 & 4294967295
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	entries := map[int]int{}
	for n := 0; n < count; n++ {
		entries[key(n)] = n
	}
	for n := 0; n < count; n++ {
		entries[key(n)] += n
	}
	for n := 0; n < count/2; n++ {
		delete(entries, key(2*n))
	}
	for n := 0; n < count/2; n++ {
		entries[key(2*n)] = n
	}
	for n := 0; n < count; n++ {
		if n%4 != 0 {
			delete(entries, key(n))
		}
	}
	found := 0
	for n := 0; n < count; n++ {
		if value, ok := entries[key(n)]; ok {
			found += value
		} else {
			found++
		}
	}
	fmt.Println(len(entries), found)
}
