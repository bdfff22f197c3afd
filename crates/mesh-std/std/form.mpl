##! Forms: what pages send when somebody fills them in, with files or without.

@opaque
type Parts

## A form that was read.
pub struct Form do
  ## Names and values, in the order in which they came; several may have one name.
  fields :: List<(String, String)>
  files :: List<FormFile>
end deriving()

## A file that came with a form.
pub struct FormFile do
  ## The name of the field.
  field :: String
  ## What the file is called where it comes from, if that is said. Not to be trusted: it may lead anywhere.
  name :: Option<String>
  content_type :: String
  size :: Int
  ## Where it is, when it was too large for the memory. It is removed when nothing holds the form any more.
  path :: Option<String>
  parts :: Parts
  index :: Int
end deriving()

## What a form may have. Sizes are in bytes.
pub struct FormLimits do
  ## Fields and files together.
  parts :: Int
  ## The largest field.
  field :: Int
  ## The largest file.
  file :: Int
  ## All of it.
  all :: Int
  ## A larger file is kept in a temporary file.
  memory :: Int
end deriving(Eq, Debug)

# At most one more than `most`, which says that there are too many.
@extern("mesh_form_urlencoded")
@reads
fn urlencoded(text :: String, most :: Int) -> List<String>

@extern("mesh_form_read")
fn read_parts(
  exchange :: Exchange,
  begun :: Bytes,
  content_type :: String,
  limits :: List<Int>
) -> Result<Parts, Int>

@extern("mesh_form_fields")
@reads
fn parts_fields(parts :: Parts) -> List<String>

@extern("mesh_form_files")
@reads
fn parts_files(parts :: Parts) -> Int

@extern("mesh_form_file")
@reads
fn file_texts(parts :: Parts, index :: Int) -> List<String>

@extern("mesh_form_file_size")
@reads
fn file_size(parts :: Parts, index :: Int) -> Int

@extern("mesh_form_file_path")
@reads
fn file_path(parts :: Parts, index :: Int) -> Option<String>

@extern("mesh_form_file_bytes")
@reads
fn file_bytes(parts :: Parts, index :: Int) -> Result<Bytes, String>

## 100 parts, fields of 1 MiB, files of 32 MiB, 64 MiB in all; files beyond 1 MiB are kept on the disk.
##
## ```mesh
## assert_eq Form.default_limits().parts, 100
## ```
pub fn default_limits() -> FormLimits do
  FormLimits { parts: 100, field: 1048576, file: 33554432, all: 67108864, memory: 1048576 }
end

## Reads a form, of either type that browsers send. On a raw route it is read as it comes, so that large files pass through the memory
## in pieces; elsewhere the server has read the body before. `Err` holds the status that says why there is none: 413 too large or too
## many parts, 415 no form, 408 too slow, 400 broken, 507 no room for its files.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     case Form.read(request) do
##       Ok(form) -> HTTP.response(200, Option.unwrap_or(Form.get(form, "name"), "nobody"))
##       Err(status) -> HTTP.response(status, "")
##     end
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "application/x-www-form-urlencoded")
##   |> Http.body("name=ann")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("ann")
## ```
pub fn read(request :: Request) -> Result<Form, Int> = read_with(request, default_limits())

## The same with other limits: `Form.read_with(request, %{Form.default_limits() | file: 1000000})`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     case Form.read_with(request, %{Form.default_limits() | field: 5}) do
##       Ok(_) -> HTTP.response(200, "")
##       Err(status) -> HTTP.response(status, "too large")
##     end
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "application/x-www-form-urlencoded")
##   |> Http.body("name=alexander")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("too large")
## ```
pub fn read_with(request :: Request, limits :: FormLimits) -> Result<Form, Int> do
  let content_type = Option.unwrap_or(Request.header(request, "content-type"), "")
  let kind = String.to_lower(String.trim(List.head(String.split(content_type, ";"))))
  if kind == "application/x-www-form-urlencoded" do
    let text =
      if request.body == "" do Request.read(request, limits.all, limits.all)? else request.body end
    fields_only(text, limits)
  else if kind == "multipart/form-data" do
    let bounds = [limits.parts, limits.field, limits.file, limits.all, limits.memory]
    let parts = read_parts(request.exchange, Request.bytes(request), content_type, bounds)?
    let files =
      List.map(Range.to_list(0..parts_files(parts)), fn index -> file_of(parts, index) end)
    Ok(Form { fields: pairs(parts_fields(parts), 0, []), files: files })
  else
    Err(415)
  end
end

fn fields_only(text :: String, limits :: FormLimits) -> Result<Form, Int> do
  if String.byte_length(text) > limits.all do
    Err(413)
  else
    let fields = pairs(urlencoded(text, limits.parts), 0, [])
    let is_large =
      List.any(fields, fn field -> String.byte_length(Tuple.second(field)) > limits.field end)
    if is_large or List.length(fields) > limits.parts do
      Err(413)
    else
      Ok(Form { fields: fields, files: [] })
    end
  end
end

fn file_of(parts :: Parts, index :: Int) -> FormFile do
  let texts = file_texts(parts, index)
  FormFile {
    field: List.get(texts, 0),
    name: List.at(texts, 2),
    content_type: List.get(texts, 1),
    size: file_size(parts, index),
    path: file_path(parts, index),
    parts: parts,
    index: index
  }
end

fn pairs(
  flat :: List<String>,
  at :: Int,
  done :: List<(String, String)>
) -> List<(String, String)> do
  if at + 1 >= List.length(flat) do
    done
  else
    pairs(flat, at + 2, List.append(done, (List.get(flat, at), List.get(flat, at + 1))))
  end
end

## The value of a field; the first when there are several of that name.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     HTTP.response(200, "${Form.get(Result.unwrap(Form.read(request)), "name")}")
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "application/x-www-form-urlencoded")
##   |> Http.body("name=ann+lee")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some(ann lee)")
## ```
pub fn get(form :: Form, name :: String) -> Option<String> do
  Option.map(
    List.find(form.fields, fn field -> Tuple.first(field) == name end),
    fn field -> Tuple.second(field) end
  )
end

## All values of a field: of boxes that are ticked, say.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     HTTP.response(200, "${Form.all(Result.unwrap(Form.read(request)), "box")}")
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "application/x-www-form-urlencoded")
##   |> Http.body("box=1&box=2")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("[1, 2]")
## ```
pub fn all(form :: Form, name :: String) -> List<String> do
  List.filter_map(form.fields, fn field ->
    let (known, value) = field
    if known == name do Some(value) else None end
  end)
end

## The file of a field; the first when there are several.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     let doc = Form.file(Result.unwrap(Form.read(request)), "doc")
##     HTTP.response(200, "${Option.map(doc, fn file -> file.size end)}")
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "multipart/form-data; boundary=x")
##   |> Http.body("--x\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"a.txt\"\r\n\r\nhi\r\n--x--\r\n")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some(2)")
## ```
pub fn file(form :: Form, field :: String) -> Option<FormFile> do
  List.find(form.files, fn file -> file.field == field end)
end

## What is in a file; `Err` when it is on the disk and cannot be read.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     let doc = Option.unwrap(Form.file(Result.unwrap(Form.read(request)), "doc"))
##     HTTP.response(200, Bytes.to_string_lossy(Result.unwrap(Form.bytes(doc))))
##   end)
## )
## let request = Http.build(:post, url)
##   |> Http.header("content-type", "multipart/form-data; boundary=x")
##   |> Http.body("--x\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"a.txt\"\r\n\r\nhi\r\n--x--\r\n")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hi")
## ```
pub fn bytes(file :: FormFile) -> Result<Bytes, String> = file_bytes(file.parts, file.index)
