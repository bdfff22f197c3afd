# driver: zip_archives.py
# ZIP archives of others: what is in them, each up to a bound; those that are made to harm are refused.
fn show(archive :: ZipArchive, entry :: ZipEntry) -> () do
  let most = if entry.name == "large.txt" do 1000 else 1000000 end
  let content = case Zip.read(archive, entry, most) do
    Ok(bytes) when Bytes.length(bytes) > 40 -> "${Bytes.length(bytes)} bytes"
    Ok(bytes) -> "`${Bytes.to_string_lossy(bytes)}`"
    Err(problem) -> problem
  end
  println("  ${entry.name} (${entry.size}): ${content}")
end

fn main() do
  for path in Env.args() do
    let opened = Result.and_then(File.read_bytes(path), Zip.open)
    println("${path}: ${Result.map(opened, fn archive -> List.length(Zip.entries(archive)) end)}")
    case opened do
      Err(_) -> ()
      Ok(archive) -> List.each(Zip.entries(archive), fn entry -> show(archive, entry) end)
    end
  end
end
