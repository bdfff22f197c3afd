package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"
)

func spin(n int) {
	for {
		n++
	}
}

func main() {
	naps, _ := strconv.Atoi(os.Args[1])
	for n := 0; n < 4; n++ {
		go spin(n)
	}
	late := make([]int, 0)
	for i := 0; i < naps; i++ {
		before := time.Now()
		time.Sleep(10 * time.Millisecond)
		late = append(late, int(time.Since(before).Milliseconds())-10)
	}
	sort.Ints(late)
	fmt.Fprintf(os.Stderr, "median %d ms, worst %d ms\n", late[len(late)/2], late[len(late)-1])
	fmt.Printf("%d naps\n", len(late))
}
