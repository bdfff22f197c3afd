//! The C code of a project and its packages, compiled by `cc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mesh_codegen::{Error, Native, Target};
use mesh_common::{parallel, timings};
use mesh_driver::{CCode, Cache};

use crate::Failure;
use crate::output::say;
use crate::progress::Progress;

/// One file.
struct Unit<'a> {
    code: &'a CCode,
    file: PathBuf,
    target: Target,
    /// Where objects go, and what the compiler needs on the way.
    folder: &'a Path,
}

/// Compiles what is not kept already; objects are put into `folder`, an absolute path.
pub fn compiled(
    all: &[CCode],
    target: Target,
    release: bool,
    cache: Option<&Cache>,
    folder: &Path,
    progress: &Progress,
) -> Result<Native, Failure> {
    let mut units = Vec::new();
    for code in all {
        let files = code.files().map_err(Failure::Environment)?;
        units.extend(files.into_iter().map(|file| Unit { code, file, target, folder }));
    }
    let mut libraries: Vec<String> = Vec::new();
    for library in all.iter().flat_map(|code| &code.libraries) {
        if !libraries.contains(library) {
            libraries.push(library.clone());
        }
    }
    if !units.is_empty() {
        progress.step("compiling C");
    }
    let object = |at: usize| units[at].object(&folder.join(format!("c.{at}.o")), release, cache);
    let objects = timings::measure("compile C", || parallel::map(units.len(), object));
    Ok(Native { objects: objects.into_iter().collect::<Result<_, _>>()?, libraries })
}

impl Unit<'_> {
    /// Compiles the file to `output`, which is given back. What it says with all that it includes tells whether it was compiled
    /// before.
    fn object(&self, output: &Path, release: bool, cache: Option<&Cache>) -> Result<PathBuf, Failure> {
        let key = match cache {
            None => None,
            Some(cache) => {
                let text = self.run(self.command(release).arg("-E"))?.stdout;
                let maker = cache.maker("c object").with(&[u8::from(release)]).with(&self.version()?).with(&text);
                Some((cache, maker.key()))
            }
        };
        let written = |error| Failure::from(Error::Io(output.to_owned(), error));
        if let Some((cache, key)) = &key
            && let Some(bytes) = cache.get(key)
        {
            fs::write(output, bytes).map_err(written)?;
            return Ok(output.to_owned());
        }
        let told = self.run(self.command(release).arg("-c").arg("-o").arg(output))?.stderr;
        if !told.is_empty() {
            say(format_args!("{}\n", String::from_utf8_lossy(&told).trim_end()));
        }
        if let (Some((cache, key)), Ok(bytes)) = (&key, fs::read(output)) {
            cache.put(key, &bytes);
        }
        Ok(output.to_owned())
    }

    /// The C compiler in the folder of the package, so that nothing of the machine's folders gets into the object.
    fn command(&self, release: bool) -> Command {
        let mut command = mesh_codegen::tool(self.target.c_compiler(), self.folder);
        command.current_dir(&self.code.root).args(if release { ["-O2", "-DNDEBUG"] } else { ["-O1", "-g"] });
        command.args(["-std=gnu17", "-fPIC", "-ffunction-sections", "-fdata-sections"]);
        command.args(["-Wall", "-fno-omit-frame-pointer", "-fdiagnostics-color=never"]);
        if let Ok(root) = self.code.root.canonicalize() {
            command.arg(format!("-ffile-prefix-map={}=.", root.display()));
        }
        command.args(self.code.defines.iter().map(|define| format!("-D{define}")));
        command.args(self.code.include.iter().map(|folder| format!("-I{}", folder.display())));
        command.arg(&self.file);
        command
    }

    fn run(&self, command: &mut Command) -> Result<std::process::Output, Failure> {
        let output = command.output().map_err(|error| self.unavailable(&error))?;
        if output.status.success() {
            return Ok(output);
        }
        let told = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        let file = self.code.root.join(&self.file);
        Err(Failure::Environment(format!("the C compiler refused `{}`:\n{told}", file.display())))
    }

    /// What tells this compiler from others: for another machine, by its name already.
    fn version(&self) -> Result<Vec<u8>, Failure> {
        let asked = Command::new(self.target.c_compiler()).arg("--version").output();
        Ok(asked.map_err(|error| self.unavailable(&error))?.stdout)
    }

    fn unavailable(&self, error: &std::io::Error) -> Failure {
        let (compiler, help) = (self.target.c_compiler(), self.target.how_to_get_c());
        Failure::from(Error::Link(format!("cannot start `{compiler}`, which compiles C: {error}\n{help}")))
    }
}
