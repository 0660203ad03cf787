package jsonvalue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// document is an array of records such as workflows hand around, of about size bytes.
func document(size int) string {
	var b strings.Builder
	b.WriteString(`{"orders":[`)
	for i := 0; b.Len() < size-200; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"customer":"customer-%d","total":%d.%02d,"paid":%v,"note":"line one\nline \"two\"","tags":["a","b","größe"],"address":{"street":"Main Street %d","zip":"%05d","country":null}}`,
			i, i*7, i*3, i%100, i%2 == 0, i, i*13%100000)
	}
	b.WriteString(`],"next":null}`)
	return b.String()
}

var sizes = []int{1 << 10, 32 << 10, 256 << 10}

func BenchmarkParse(b *testing.B) {
	for _, size := range sizes {
		text := document(size)
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("encoding-json-%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				var v any
				if err := json.Unmarshal([]byte(text), &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	text := document(256 << 10)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Check(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	v, err := Parse(document(256 << 10))
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 0, v.Size())
	b.SetBytes(int64(v.Size()))
	b.ReportAllocs()
	for b.Loop() {
		buf = v.AppendJSON(buf[:0])
	}
}

func BenchmarkFormat(b *testing.B) {
	text := document(256 << 10)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Format(text, "  "); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	for _, members := range []int{4, 16, 1000} {
		var list []Member
		for i := range members {
			list = append(list, Member{fmt.Sprint("key", i), NewInt(int64(i))})
		}
		key := list[members-1].Key
		v := NewObject(list)
		b.Run(strconv.Itoa(members), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := v.Get(key); !ok {
					b.Fatal("not found")
				}
			}
		})
	}
}

func BenchmarkNewObject(b *testing.B) {
	x := NewInt(1)
	b.ReportAllocs()
	for b.Loop() {
		if NewObject([]Member{{"alpha", x}, {"beta", x}, {"gamma", x}}).Size() == 0 {
			b.Fatal("no size")
		}
	}
}
