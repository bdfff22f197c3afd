##! Names of functions as programmers know them: without what compilers and machines put into them anew each time.

## The name without numbers, hashes and wrappers of its language; "" where it has none of its own.
pub fn normal(name :: String, platform :: String) -> String do
  case family(platform) do
    "javascript" -> javascript(name)
    "python" -> python(name)
    "java" -> java(name)
    "rust" -> rust(name)
    "go" -> go(name)
    "ruby" -> ruby(name)
    "php" -> php(name)
    "csharp" -> csharp(name)
    "native" -> native(name)
    "elixir" ->
      replaced(
        ~r/^anonymous fn\/\d+ in /,
        replaced(~r/^-(.*)\/\d+-(?:fun|lc)-\d+-\/?/, name, "$1/"),
        ""
      )
    "dart" ->
      anonymous(~r/^<anonymous closure>$|^<fn>$/, replaced(~r/\.?<anonymous closure>/, name, ""))
    _ -> name
  end
end

## The group of languages whose names look alike.
pub fn family(platform :: String) -> String do
  case platform do
    "javascript" | "node" | "typescript" | "bun" | "deno" | "react-native" -> "javascript"
    "java" | "kotlin" | "scala" | "groovy" | "android" | "clojure" -> "java"
    "csharp" | "dotnet" | "fsharp" | "vb" -> "csharp"
    "native" | "cocoa" | "c" | "cpp" | "objc" | "swift" | "apple" | "nintendo-switch" -> "native"
    other -> other
  end
end

fn replaced(pattern :: Regex, text :: String, by :: String) -> String =
  Regex.replace(pattern, text, by)

# "" for a name that only says that there is none.
fn anonymous(pattern :: Regex, name :: String) -> String =
  if Regex.is_match(pattern, name) do "" else name end

# `async Foo.bar [as baz]`, `new Foo`, `Object.<anonymous>`, `foo/bar</<`, `_callee$`
fn javascript(name :: String) -> String do
  let plain = unaliased(replaced(~r/^(?:async |new |get |set |static |bound )+/, name, ""))
  let last = List.last(String.split(plain, "."))
  let own = replaced(~r/^.*[\/<]([\w$]+)[\/<]*$|[\/<]+$/, last, "$1")
  let numbered = replaced(~r/^(_?callee)\d*\$?$/, own, "$1")
  # Names of one or two letters are a minifier's.
  let named = anonymous(
    ~r/^(?:<?anonymous>?|\?|eval|<unknown>|global code|module code|anonymous function)$/,
    numbered
  )
  anonymous(~r/^[\w$]{1,2}$/, named)
end

fn unaliased(name :: String) -> String do
  let bound = replaced(~r/^.*\[as ([^\]]+)\]$/, name, "$1")
  replaced(~r/ *\(.*\)$/, bound, "")
end

fn python(name :: String) -> String = String.replace(name, ".<locals>", "")

## Whether a frame is one by the version of the interpreter only: newer ones run comprehensions where they stand.
pub fn is_inlined(name :: String) -> Bool =
  List.contains(["<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"], name)

# `lambda$run$0`, `access$100`, `invoke$$Lambda/0x000`
fn java(name :: String) -> String do
  let lambda =
    replaced(~r/^(lambda\$.*?)\$\d+$/, replaced(~r/\$\$Lambda.*$/, name, "$$$$Lambda"), "$1")
  replaced(~r/^(access|\$anonfun|lambda)\$(\w*?)\$?\d+$/, lambda, "$1$$$2")
end

## A class without the numbers of proxies and of classes without a name.
pub fn class_of(name :: String) -> String do
  if String.contains(name, "$") do
    let enhanced = replaced(
      ~r/\$\$(?:EnhancerBy|FastClassBy|Lambda|SpringCGLIB|Proxy|_Weld)[^.]*$/,
      name,
      "$$<proxy>"
    )
    let proxied =
      replaced(~r/\$(?:HibernateProxy|MockitoMock)\$.*$|_\$\$_.*$/, enhanced, "$$<proxy>")
    replaced(~r/\$(?:Proxy)?\d+/, proxied, "$$<num>")
  else
    replaced(~r/(Generated(?:Method|Constructor)Accessor)\d+$|([Ss]cript)\d{6,}$/, name, "$1$2")
  end
end

# `app::run::h0123456789abcdef`, `app[0123456789abcdef]::run`, `{{closure}}`, `{closure#1}`
fn rust(name :: String) -> String do
  let hashless = replaced(
    ~r/::h[0-9a-f]{16}$|\[[0-9a-f]{12,16}\]/,
    replaced(~r/17h[0-9a-f]{16}E$/, name, "E"),
    ""
  )
  replaced(~r/\{\{closure\}\}|\{closure(?:#\d+)?\}|\{\{?vtable\.shim\}?\}/, hashless, "{closure}")
end

# `(*Server).handle.func1.2`, `glob..func1`, `run.gowrap1`, `close-fm`, `Map[...]`
fn go(name :: String) -> String do
  let unnumbered = replaced(~r/\.(?:func|gowrap|deferwrap)\d+(?:\.\d+)*/, name, ".func")
  let bare = replaced(~r/(?:\.func)?(?:\.?\d+)*(?:-range\d+)?$|-fm$/, unnumbered, "")
  String.replace(bare, "[...]", "")
end

# `block (2 levels) in run`, `rescue in Cart#run`
fn ruby(name :: String) -> String do
  let inner = replaced(~r/^(?:(?:block|rescue|ensure)(?: \(\d+ levels\))? in )+/, name, "")
  replaced(~r/^.*[#.]([^#.]+)$/, inner, "$1")
end

# `{closure:App\Cart::total():12}`, `class@anonymous...`
fn php(name :: String) -> String do
  let closed = replaced(~r/\{closure(?::[^}]*)?\}/, name, "{closure}")
  replaced(~r/(class@anonymous)[^:]*(?::\d+\$\w+)?/, closed, "$1")
end

# `<Load>d__12.MoveNext`, `<>c__DisplayClass3_0.<Run>b__1`, `<Run>g__Inner|0_1`, `List`1`
fn csharp(name :: String) -> String do
  let local = replaced(~r/<(\w+)>g__(\w+)\|[\d_]+/, name, "$1.$2")
  let method = replaced(~r/<(\w+)>[bd]__[\d_]+(?:\.MoveNext)?/, local, "$1")
  let closure = replaced(~r/<>c(?:__DisplayClass[\d_]+)?\.?|`\d+/, method, "")
  replaced(~r/^(lambda_method)\d+$/, replaced(~r/^(.*)\.MoveNext$|\(.*\)$/, closure, "$1"), "$1")
end

## The class of a method of .NET, without those that compilers make.
pub fn dotnet_class(name :: String) -> String do
  let plain = replaced(~r/[+\/.]<>c(?:__DisplayClass[\d_]+)?|`\d+/, name, "")
  replaced(~r/[+\/.]<(\w+)>d__[\d_]+$/, plain, ".$1")
end

# `run(int) + 12`, `run.cold`, `$_0`, `closure #1 in Foo.bar()`, `__12-[Foo bar:]_block_invoke_2`
fn native(name :: String) -> String do
  let block = replaced(~r/^__\d+([-+]\[.*\])_block_invoke(?:_\d+)?$/, name, "$1 block")
  let plain = replaced(
    ~r/(?:\.(?:cold|isra|part|constprop|llvm|lto_priv)(?:\.\d+)*)+$| \+ \d+$|\[clone [^\]]*\]$/,
    block,
    ""
  )
  let closure = replaced(
    ~r/(closure|implicit closure) #\d+ /,
    replaced(~r/^partial apply (?:forwarder )?for /, plain, ""),
    "$1 "
  )
  let lambda = replaced(~r/\{lambda\(.*?\)#\d+\}|\$_\d+|<lambda_[0-9a-f]+>/, closure, "<lambda>")
  let bare = if Regex.is_match(~r/^[-+]\[/, lambda) do
    lambda
  else
    replaced(~r/^((?:[^()]|\(anonymous namespace\))+)\(.*\)(?: const)?$/, lambda, "$1")
  end
  anonymous(
    ~r/^(?:0x[0-9a-f]+|sub_[0-9a-f]+|fun_[0-9a-f]+|<unknown>|<redacted>|unknown|\?\?)$/i,
    rust(bare)
  )
end
