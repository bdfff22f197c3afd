//! The standard library: Mesh source, embedded in the compiler. Data only.

/// One module of the standard library.
#[derive(Clone, Copy, Debug)]
pub struct StdModule {
    /// The name it is used by: `DateTime`.
    pub path: &'static str,
    /// A second name for the same module.
    pub alias: Option<&'static str>,
    /// What it consists of, in order: the file that is called as the module is, and one for each further idea in it.
    pub files: &'static [StdFile],
}

/// A file of a module.
#[derive(Clone, Copy, Debug)]
pub struct StdFile {
    pub name: &'static str,
    pub text: &'static str,
}

/// All files with their modules, in the order of their numbers.
pub fn files() -> impl Iterator<Item = (&'static StdModule, &'static StdFile)> {
    MODULES.iter().flat_map(|module| module.files.iter().map(move |file| (module, file)))
}

macro_rules! modules {
    ($($path:literal $(as $alias:literal)? from $($file:literal),+;)*) => {
        /// All modules, the prelude first. The others may use each other, without cycles.
        pub const MODULES: &[StdModule] = &[$(StdModule {
            path: $path,
            alias: modules!(@alias $($alias)?),
            files: &[$(StdFile {
                name: concat!("std/", $file),
                text: include_str!(concat!("../std/", $file)),
            },)+],
        },)*];
    };
    (@alias) => { None };
    (@alias $alias:literal) => { Some($alias) };
}

modules! {
    "Prelude" from
        "prelude.mpl",
        "prelude/lists.mpl",
        "prelude/scalars.mpl",
        "prelude/texts.mpl",
        "prelude/outcomes.mpl",
        "prelude/collections.mpl";
    "Int" from "int.mpl";
    "Float" from "float.mpl";
    "Math" from "math.mpl";
    "Option" from "option.mpl";
    "Result" from "result.mpl";
    "Iter" from "iter.mpl";
    "List" from
        "list.mpl",
        "list/walks.mpl",
        "list/groups.mpl",
        "list/order.mpl";
    "String" from "string.mpl";
    "Map" from "map.mpl";
    "Set" from "set.mpl";
    "Queue" from "queue.mpl";
    "Range" from "range.mpl";
    "Tuple" from "tuple.mpl";
    "Json" as "JSON" from
        "json.mpl",
        "json/derived.mpl",
        "json/places.mpl",
        "json/impls.mpl";
    "IO" from "io.mpl";
    "Env" from "env.mpl";
    "Path" from "path.mpl";
    "FileStream" from "file_stream.mpl";
    "Folder" from "folder.mpl";
    "File" from "file.mpl";
    "Command" from "command.mpl";
    "Tcp" from "tcp.mpl";
    "Udp" from "udp.mpl";
    "Metrics" from "metrics.mpl";
    "Log" from "log.mpl";
    "Timer" from "timer.mpl";
    "Process" from
        "process.mpl",
        "process/names.mpl",
        "process/bounds.mpl",
        "process/info.mpl",
        "process/ends.mpl";
    "Service" from "service.mpl";
    "Supervisor" from
        "supervisor.mpl",
        "supervisor/children.mpl",
        "supervisor/beginning.mpl",
        "supervisor/running.mpl",
        "supervisor/ends.mpl";
    "Job" from "job.mpl";
    "Regex" from "regex.mpl";
    "Crypto" from "crypto.mpl";
    "Base64" from "base64.mpl";
    "Hex" from "hex.mpl";
    "Bytes" from "bytes.mpl";
    "C" from "c.mpl";
    "Duration" from "duration.mpl";
    "DateTime" from
        "date_time.mpl",
        "date_time/civil.mpl",
        "date_time/texts.mpl",
        "date_time/calculating.mpl";
    "Embedded" from "embedded.mpl";
    "Url" from "url.mpl";
    "Random" from "random.mpl";
    "Csv" from "csv.mpl";
    "Toml" from "toml.mpl";
    "Args" from
        "args.mpl",
        "args/reading.mpl",
        "args/found.mpl",
        "args/help.mpl";
    "Config" from
        "config.mpl",
        "config/files.mpl",
        "config/derived.mpl",
        "config/values.mpl";
    "Sql" from "sql.mpl";
    "Request" from "request.mpl";
    "Routing" from "routing.mpl";
    "Http" from
        "http_client.mpl",
        "http_client/requests.mpl",
        "http_client/answers.mpl",
        "http_client/streams.mpl";
    "HTTP" from
        "http.mpl",
        "http/routes.mpl",
        "http/responses.mpl",
        "http/serving.mpl",
        "http/client.mpl";
    "ServerEvent" from "server_event.mpl";
    "Compression" from "compression.mpl";
    "Zip" from "zip.mpl";
    "Email" from "email.mpl";
    "Cookie" from "cookie.mpl";
    "Cors" from "cors.mpl";
    "Auth" from "auth.mpl";
    "Form" from "form.mpl";
    "Ws" from
        "ws.mpl",
        "ws/client.mpl",
        "ws/messages.mpl",
        "ws/rooms.mpl",
        "ws/serving.mpl";
    "Observer" from "observer.mpl";
    "Db" from
        "db.mpl",
        "db/queries.mpl",
        "db/transactions.mpl",
        "db/migrations.mpl",
        "db/channels.mpl",
        "db/figures.mpl";
    "Test" from "test.mpl";
    "Repl" from "repl.mpl";
    "Property" from "property.mpl";
}
