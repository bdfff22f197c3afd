package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
)

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	numbers := []int{}
	seed := 42
	for i := 0; i < count; i++ {
		numbers = append(numbers, seed)
		seed = (seed*1103515245 + 12345) & 2147483647
	}
	sort.Ints(numbers)
	fmt.Println(numbers[0], numbers[count/2], numbers[count-1])
}
