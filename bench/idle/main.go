package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func waiter(mailbox <-chan int, parent chan<- int) {
	parent <- 2 * <-mailbox
}

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	mailbox := make(chan int, 1000)
	all := make([]chan int, 0)
	for i := 0; i < count; i++ {
		one := make(chan int, 1)
		go waiter(one, mailbox)
		all = append(all, one)
	}
	time.Sleep(200 * time.Millisecond)
	for n, one := range all {
		one <- n
	}
	sum := 0
	for range all {
		sum += <-mailbox
	}
	fmt.Println(sum)
}
