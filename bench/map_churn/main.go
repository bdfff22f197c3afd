package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	steps, _ := strconv.ParseInt(os.Args[1], 10, 64)
	keys := steps / 10
	entries := map[int64]int64{}
	seed, sum := int64(42), int64(0)
	for ; steps > 0; steps-- {
		seed = (seed*1103515245 + 12345) & 2147483647
		key := seed / 8 % keys
		switch seed / 65536 % 4 {
		case 0:
			delete(entries, key)
		case 1:
			sum += entries[key]
		default:
			entries[key] = steps
		}
	}
	fmt.Println(sum + int64(len(entries)))
}
