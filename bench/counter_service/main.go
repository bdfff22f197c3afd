package main

import (
	"fmt"
	"os"
	"strconv"
)

type Add struct {
	by    int
	reply chan int
}

func counter(requests <-chan Add) {
	n := 0
	for add := range requests {
		n += add.by
		add.reply <- n
	}
}

func main() {
	size, _ := strconv.Atoi(os.Args[1])
	requests := make(chan Add)
	go counter(requests)
	sum := 0
	reply := make(chan int)
	for i := 0; i < size; i++ {
		requests <- Add{i % 3, reply}
		sum += <-reply
	}
	fmt.Println(sum)
}
