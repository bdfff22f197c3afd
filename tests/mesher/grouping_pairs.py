"""Pairs of events, after examples of public SDKs: those that are one issue, and those that are two."""


# The home of somebody; no path of this machine.
HOME = "/" + "home/ana"


def frame(place, function="", **fields):
    """A frame `file:function` of the application, unless `in_app` says otherwise."""
    return {"filename": place, "function": function, "in_app": True, **fields}


def library(place, function="", **fields):
    return frame(place, function, **{"in_app": False, **fields})


def error(kind, value, *frames, **fields):
    return {"type": kind, "value": value, **({"stacktrace": {"frames": list(frames)}} if frames else {}), **fields}


def event(platform, *chain, **fields):
    """Exceptions from the innermost to the outermost."""
    return {"platform": platform, "exception": {"values": list(chain)}, **fields}


def javascript(value, url, function="checkout", kind="TypeError", **fields):
    return event("javascript", error(kind, value, frame("https://shop.example/assets/vendor-C0ffee12.js", "render"), frame(url, function)), **fields)


def python(kind, value, path="shop/cart.py", function="total", **fields):
    return event("python", error(kind, value, library("django/core/handlers/base.py", "get_response"), frame(path, function)), **fields)


def java(kind, value, module, function, *causes):
    frames = [{"module": "java.lang.Thread", "function": "run", "in_app": False}, {"module": module, "function": function, "in_app": True}]
    return event("java", *causes, error(kind, value, *frames))


def one(platform, *frames, kind="Error", value="failed"):
    return event(platform, error(kind, value, *frames))


def message(template, formatted=None, **fields):
    return {"platform": "python", "logentry": {"message": template, **({"formatted": formatted} if formatted else {})}, **fields}


READ = "Cannot read properties of undefined (reading 'price')"

SAME = {
    # ---- builds and places ----
    "hash of Vite": (javascript(READ, "https://shop.example/assets/index-BxK3f9aL.js"), javascript(READ, "https://shop.example/assets/index-D_0zPq-7.js")),
    "hash of Vite, letters only": (javascript(READ, "https://shop.example/assets/index-DQKxWmNp.js"), javascript(READ, "https://shop.example/assets/index-zRtYuIoP.js")),
    "hash of webpack": (javascript(READ, "https://shop.example/static/js/main.8f7ab2c1.chunk.js"), javascript(READ, "https://shop.example/static/js/main.0d9e4b77.chunk.js")),
    "content hash of webpack": (javascript(READ, "https://shop.example/js/app.0123456789abcdef0123.js"), javascript(READ, "https://shop.example/js/app.fedcba98765432100123.js")),
    "chunk of esbuild": (javascript(READ, "https://shop.example/chunk-5QJ2F7XA.js"), javascript(READ, "https://shop.example/chunk-MK4T9ZPB.js")),
    "chunk of Next.js": (javascript(READ, "app:///_next/static/chunks/pages/_app-0a1b2c3d4e5f6071.js"), javascript(READ, "app:///_next/static/chunks/pages/_app-71605f4e3d2c1b0a.js")),
    "build of Next.js": (javascript(READ, "https://shop.example/_next/static/aB3dE6gH9jK2mN5pQ8sT1/app.js"), javascript(READ, "https://shop.example/_next/static/zY7xW4vU1tS8rQ5pO2nM9/app.js")),
    "hosts": (javascript(READ, "https://shop.example/js/app.js"), javascript(READ, "https://cdn-7.shop.example:8443/js/app.js")),
    "scheme of an app": (javascript(READ, "app:///js/app.js"), javascript(READ, "capacitor://localhost/js/app.js")),
    "query of an asset": (javascript(READ, "https://shop.example/js/app.js?v=17"), javascript(READ, "https://shop.example/js/app.js?v=18#top")),
    "extension of a browser": (javascript(READ, "moz-extension://0b1c2d3e-0000-4000-8000-000000000001/js/x.js"), javascript(READ, "moz-extension://99999999-0000-4000-8000-000000000001/js/x.js")),
    "release folders": (python("ValueError", "bad", "/srv/shop/releases/20240102030405/shop/cart.py"), python("ValueError", "bad", "/srv/shop/releases/20250607080910/shop/cart.py")),
    "release and current": (python("ValueError", "bad", "/srv/shop/releases/a1b2c3d/shop/cart.py"), python("ValueError", "bad", "/srv/shop/current/shop/cart.py")),
    "homes of a checkout": (one("php", frame("/var/www/shop/app/Cart.php", "total")), one("php", frame(HOME + "/www/shop/app/Cart.php", "total"))),
    "drives": (one("csharp", frame("C:\\build\\shop\\Cart.cs", "Total")), one("csharp", frame("D:\\agent\\17\\build\\shop\\Cart.cs", "Total"))),
    "version of a package": (one("node", frame("/app/node_modules/express@4.18.2/lib/router.js", "next")), one("node", frame("/app/node_modules/express@4.19.0/lib/router.js", "next"))),
    "store of pnpm": (
        one("node", frame("/app/node_modules/.pnpm/express@4.18.2/node_modules/express/lib/router.js", "next")),
        one("node", frame("/app/node_modules/express/lib/router.js", "next")),
    ),
    "version of the interpreter": (
        one("python", frame("/usr/lib/python3.11/site-packages/shop/cart.py", "total")),
        one("python", frame("/usr/local/lib/python3.12/site-packages/shop/cart.py", "total")),
    ),
    "lines": (python("ValueError", "bad"), event("python", error("ValueError", "bad", frame("shop/cart.py", "total", lineno=99)))),
    # ---- values ----
    "quoted values": (python("KeyError", "'customer'"), python("KeyError", "'order'")),
    "double quotes": (python("ValueError", 'invalid literal: "abc"'), python("ValueError", 'invalid literal: "12 x"')),
    "numbers": (python("ValueError", "order 17 could not be priced"), python("ValueError", "order 1874 could not be priced")),
    "hosts in texts": (python("ConnectionError", "cannot connect to db-1.internal:5432"), python("ConnectionError", "cannot connect to db-2.internal:5433")),
    "addresses in texts": (python("HTTPError", "404 for https://api.shop.example/v1/users/17?token=a"), python("HTTPError", "404 for http://localhost:3000/v1/users/18")),
    "addresses of machines": (python("OSError", "no route to 10.0.0.1"), python("OSError", "no route to fe80:0:0:0:1:2:3:4")),
    "UUIDs": (python("E", "user 0198f2c4-aaaa-7000-8000-00000000000a gone"), python("E", "user 0198f2c4-bbbb-7000-8000-00000000000b gone")),
    "identifiers of a service": (python("E", "no customer cus_9s6XKzkNRiz8i3"), python("E", "no customer cus_NffrFeUfNV2Hib7a9")),
    "object ids": (python("E", "no document 507f1f77bcf86cd799439011"), python("E", "no document 65a1b2c3d4e5f60718293a4b")),
    "memory": (python("E", "bad handle 0x7f3a9c"), python("E", "bad handle 0x55d0ff01")),
    "times": (python("E", "late since 2024-01-02T03:04:05Z"), python("E", "late since 2025-06-07 08:09:10")),
    "durations": (python("TimeoutError", "gave up after 12.5ms"), python("TimeoutError", "gave up after 300 s")),
    "files": (python("E", "cannot open /tmp/tmpab12/report.csv"), python("E", "cannot open /tmp/tmpzz99/report.csv")),
    "versions in texts": (python("E", "module 1.2.3 is too old"), python("E", "module 2.0.14-rc1 is too old")),
    "lists of any length": (python("E", "no rows for 1, 2, 3"), python("E", "no rows for 4, 5")),
    "e-mail addresses": (python("E", "mail to ana@shop.example bounced"), python("E", "mail to bob.b+x@shop.example bounced")),
    "further lines": (python("E", "query failed\nselect 1"), python("E", "query failed\nselect 2 from t")),
    "formatted messages": (message("user %s is gone", "user ana is gone"), message("user %s is gone", "user bob is gone")),
    # ---- names of functions ----
    "python: comprehensions": (one("python", frame("a.py", "run"), frame("a.py", "<listcomp>")), one("python", frame("a.py", "run"))),
    "javascript: async": (one("node", frame("a.js", "async load")), one("node", frame("a.js", "load"))),
    "javascript: aliases": (one("node", frame("a.js", "Cart.total [as sum]")), one("node", frame("a.js", "Object.sum"))),
    "javascript: Firefox's closures": (one("javascript", frame("a.js", "load/<")), one("javascript", frame("a.js", "load"))),
    "javascript: minified names": (
        one("javascript", frame("a.min.js", "t"), frame("a.min.js", "checkout")), one("javascript", frame("a.min.js", "Xe"), frame("a.min.js", "checkout")),
    ),
    "java: lambdas": (java("E", "v", "shop.Cart", "lambda$total$0"), java("E", "v", "shop.Cart", "lambda$total$3")),
    "java: proxies": (java("E", "v", "shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c", "total"), java("E", "v", "shop.Cart$$EnhancerBySpringCGLIB$$9f8e7d", "total")),
    "java: classes without a name": (java("E", "v", "shop.Cart$1", "run"), java("E", "v", "shop.Cart$2", "run")),
    "java: accessors": (
        event("java", error("E", "v", {"module": "shop.Cart", "function": "total"}, {"module": "jdk.internal.reflect.GeneratedMethodAccessor17", "function": "invoke"})),
        event("java", error("E", "v", {"module": "shop.Cart", "function": "total"}, {"module": "jdk.internal.reflect.NativeMethodAccessorImpl", "function": "invoke0"})),
    ),
    "rust: hashes": (one("rust", frame("src/main.rs", "shop::total::h0123456789abcdef")), one("rust", frame("src/main.rs", "shop::total::hfedcba9876543210"))),
    "rust: crates": (one("rust", frame("src/main.rs", "shop[0123456789abcdef]::total::{closure#0}")), one("rust", frame("src/main.rs", "shop[aaaabbbbccccdddd]::total::{{closure}}"))),
    "go: closures": (one("go", frame("main.go", "handle.func1", module="main")), one("go", frame("main.go", "handle.func2.1", module="main"))),
    "ruby: blocks": (one("ruby", frame("app/cart.rb", "block (2 levels) in total")), one("ruby", frame("app/cart.rb", "total"))),
    "ruby: classes in names": (one("ruby", frame("app/cart.rb", "Cart#total")), one("ruby", frame("app/cart.rb", "total"))),
    "php: closures": (one("php", frame("app/Cart.php", "{closure:App\\Cart::total():12}")), one("php", frame("app/Cart.php", "{closure}"))),
    "php: classes without a name": (one("php", frame("a.php", "class@anonymous\0/srv/a.php:12$0::run")), one("php", frame("a.php", "class@anonymous\0/srv/b/a.php:14$1::run"))),
    "c#: state machines": (one("csharp", frame("Cart.cs", "<Load>d__12.MoveNext")), one("csharp", frame("Cart.cs", "<Load>d__7.MoveNext"))),
    "c#: closures": (one("csharp", frame("Cart.cs", "<>c__DisplayClass3_0.<Run>b__1")), one("csharp", frame("Cart.cs", "<>c__DisplayClass4_0.<Run>b__0"))),
    "native: addresses": (
        event("native", error("SIGSEGV", "Segfault", {"package": "/usr/lib/libshop.so", "instruction_addr": "0x7f1122334455"})),
        event("native", error("SIGSEGV", "Segfault", {"package": "/usr/lib/libshop.so", "instruction_addr": "0x7f9988776655"})),
    ),
    "native: parts of functions": (one("native", frame("cart.c", "total.cold.3")), one("native", frame("cart.c", "total.isra.0"))),
    "cocoa: blocks": (one("cocoa", frame("Cart.m", "__12-[Cart total:]_block_invoke_2")), one("cocoa", frame("Cart.m", "__12-[Cart total:]_block_invoke"))),
    "swift: closures": (one("cocoa", frame("Cart.swift", "closure #1 in Cart.total(x:)")), one("cocoa", frame("Cart.swift", "closure #2 in Cart.total(x:)"))),
    "elixir: functions without a name": (one("elixir", frame("lib/cart.ex", "anonymous fn/1 in Cart.total/2")), one("elixir", frame("lib/cart.ex", "Cart.total/2"))),
    # ---- stacks ----
    "recursion": (one("python", *[frame("a.py", "walk")] * 9), one("python", *[frame("a.py", "walk")] * 400)),
    "recursion of several": (one("python", *[frame("a.py", "even"), frame("a.py", "odd")] * 3), one("python", *[frame("a.py", "even"), frame("a.py", "odd")] * 30)),
    "frames of libraries": (
        one("python", library("django/a.py", "x"), frame("a.py", "run")),
        one("python", library("flask/b.py", "y"), library("flask/c.py", "z"), frame("a.py", "run")),
    ),
    "libraries, without a word of the client": (
        event("node", error("E", "v", {"filename": "/app/node_modules/a/b.js", "function": "x"}, {"filename": "/app/src/run.js", "function": "run"})),
        event("node", error("E", "v", {"filename": "node:internal/process", "function": "y"}, {"filename": "/app/src/run.js", "function": "run"})),
    ),
    # ---- causes ----
    "causes with other values": (
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "no table 'a'")),
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "no table 'b'")),
    ),
    "causes that repeat": (
        python("ExceptionGroup", "2 failed") | {"exception": {"values": [error("E", "row 1"), error("ExceptionGroup", "many")]}},
        python("ExceptionGroup", "2 failed") | {"exception": {"values": [error("E", "row 1"), error("E", "row 2"), error("E", "row 3"), error("ExceptionGroup", "many")]}},
    ),
    # ---- fingerprints of clients ----
    "own fingerprints": (python("A", "x", fingerprint=["pay"]), python("B", "y", "other.py", fingerprint=["pay"])),
    "the default by name": (python("A", "x 1"), python("A", "x 2", fingerprint=["{{ default }}"])),
    "the default, spelled otherwise": (python("A", "x", fingerprint=["{{default}}", "eu"]), python("A", "x", fingerprint=["{{  default  }}", "eu"])),
    "variables": (python("A", "x", fingerprint=["{{ type }}", "{{ tags.shop }}"], tags={"shop": "eu"}), python("A", "y", "other.py", fingerprint=["A", "eu"])),
}

DIFFERENT = {
    "types": (python("ValueError", "bad"), python("TypeError", "bad")),
    "words": (python("ValueError", "no price"), python("ValueError", "no stock")),
    "functions": (python("ValueError", "bad", function="total"), python("ValueError", "bad", function="tax")),
    "files of one name": (python("ValueError", "bad", "shop/cart/views.py"), python("ValueError", "bad", "shop/user/views.py")),
    "assets": (javascript(READ, "https://shop.example/assets/cart-BxK3f9aL.js"), javascript(READ, "https://shop.example/assets/user-D_0zPq-7.js")),
    "names that are no hashes": (javascript(READ, "https://shop.example/js/user-settings.js"), javascript(READ, "https://shop.example/js/user-password.js")),
    "paths of addresses": (message("no answer from https://api.shop.example/v1/users"), message("no answer from https://api.shop.example/v1/orders")),
    "answers of servers": (python("HTTPError", "failed with status code 404"), python("HTTPError", "failed with status code 500")),
    "codes of errors": (python("E", "E1001"), python("E", "E1002")),
    "names with digits": (python("E", "no utf8 here"), python("E", "no utf16 here")),
    "templates": (message("user %s is gone"), message("user %s is late")),
    "messages of values only": (message("'a'"), message("'b'")),
    "anonymous functions": (
        one("node", frame("a.js", "<anonymous>", context_line="  const price = cart.price();")),
        one("node", frame("a.js", "<anonymous>", context_line="  await mail.send(order);")),
    ),
    "nothing but a minifier's names": (one("javascript", frame("a.min.js", "t")), one("javascript", frame("a.min.js", "Xe"))),
    "order of calls": (one("python", frame("a.py", "x"), frame("b.py", "y")), one("python", frame("b.py", "y"), frame("a.py", "x"))),
    "java: classes": (java("E", "v", "shop.Cart", "total"), java("E", "v", "shop.Order", "total")),
    "java: methods of lambdas": (java("E", "v", "shop.Cart", "lambda$total$0"), java("E", "v", "shop.Cart", "lambda$tax$0")),
    "c#: methods": (one("csharp", frame("Cart.cs", "<Load>d__12.MoveNext")), one("csharp", frame("Cart.cs", "<Save>d__12.MoveNext"))),
    "native: libraries": (
        event("native", error("SIGSEGV", "Segfault", {"package": "/usr/lib/libshop.so", "instruction_addr": "0x1"})),
        event("native", error("SIGSEGV", "Segfault", {"package": "/usr/lib/libpay.so", "instruction_addr": "0x1"})),
    ),
    "causes": (
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "timeout")),
        java("E", "wrapped", "shop.Cart", "total", error("IOException", "broken pipe")),
    ),
    "words of causes": (
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "deadlock")),
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "connection refused")),
    ),
    "places of causes": (
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "deadlock", {"module": "shop.Db", "function": "read", "in_app": True})),
        java("E", "wrapped", "shop.Cart", "total", error("SQLException", "deadlock", {"module": "shop.Db", "function": "write", "in_app": True})),
    ),
    "with and without a cause": (java("E", "v", "shop.Cart", "total"), java("E", "v", "shop.Cart", "total", error("SQLException", "deadlock"))),
    "own fingerprints": (python("A", "x", fingerprint=["pay"]), python("A", "x", fingerprint=["ship"])),
    "own fingerprints with the default": (python("A", "x", fingerprint=["{{ default }}", "eu"]), python("A", "x", fingerprint=["{{ default }}", "us"])),
    "variables": (python("A", "x", fingerprint=["{{ transaction }}"], transaction="/cart"), python("A", "x", fingerprint=["{{ transaction }}"], transaction="/user")),
    "stacks of messages": (
        message("slow", stacktrace={"frames": [frame("a.py", "x")]}),
        message("slow", stacktrace={"frames": [frame("b.py", "y")]}),
    ),
}
