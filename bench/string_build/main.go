package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	size, _ := strconv.Atoi(os.Args[1])
	var text strings.Builder
	for i := 0; i < size; i++ {
		text.WriteString("item ")
		text.WriteString(strconv.Itoa(i))
		text.WriteString(", ")
	}
	fmt.Println(text.Len())
}
