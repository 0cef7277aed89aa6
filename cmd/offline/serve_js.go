package main

import (
	"net/http"
	"syscall/js"

	"paraspinal/web"
)

// serve gives the service worker the function paraspinalHandle and tells it
// that the module is ready. It stays until the worker ends.
func serve(pages http.Handler, build string) {
	global := js.Global()
	global.Set("paraspinalHandle", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return promise(func() (js.Value, error) {
			out, err := answer(pages, fromJS(args[0]))
			if err != nil {
				return js.Undefined(), err
			}
			return toJS(out), nil
		})
	}))
	if ready := global.Get("paraspinalReady"); ready.Type() == js.TypeFunction {
		ready.Invoke(build)
	}
	select {}
}

// promise runs f beside the event loop of the worker.
func promise(f func() (js.Value, error)) js.Value {
	var run js.Func
	run = js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() {
			defer run.Release()
			v, err := f()
			if err != nil {
				args[1].Invoke(js.Global().Get("Error").New(err.Error()))
				return
			}
			args[0].Invoke(v)
		}()
		return nil
	})
	return js.Global().Get("Promise").New(run)
}

func fromJS(v js.Value) request {
	in := request{Method: v.Get("method").String(), URL: v.Get("url").String(), Body: bytesOf(v.Get("body")), Held: web.Held{
		File: bytesOf(v.Get("file")), Keep: v.Get("keep").Bool(), Saved: fromMillis(v.Get("saved").Float()), Newer: v.Get("newer").Bool(),
	}}
	headers := v.Get("headers")
	for i := range headers.Length() {
		h := headers.Index(i)
		in.Headers = append(in.Headers, [2]string{h.Index(0).String(), h.Index(1).String()})
	}
	return in
}

func toJS(out response) js.Value {
	headers := make([]any, 0, len(out.Headers))
	for _, h := range out.Headers {
		headers = append(headers, []any{h[0], h[1]})
	}
	o := js.ValueOf(map[string]any{
		"status": out.Status, "headers": headers, "changed": out.Held.Changed, "keep": out.Held.Keep, "saved": millis(out.Held.Saved), "file": nil,
	})
	o.Set("body", array(out.Body))
	if len(out.Held.File) > 0 {
		o.Set("file", array(out.Held.File))
	}
	return o
}

func bytesOf(v js.Value) []byte {
	if v.IsNull() || v.IsUndefined() {
		return nil
	}
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}

func array(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}
