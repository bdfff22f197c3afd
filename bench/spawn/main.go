package main

import (
	"fmt"
	"os"
	"strconv"
)

func child(parent chan<- int, n int) {
	parent <- n
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	mailbox := make(chan int, 1000)
	sum := 0
	for from := 0; from < count; from += 1000 {
		for n := from; n < from+1000; n++ {
			go child(mailbox, n)
		}
		for i := 0; i < 1000; i++ {
			sum += <-mailbox
		}
	}
	fmt.Println(sum)
}
