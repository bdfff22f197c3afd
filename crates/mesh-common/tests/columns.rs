//! Columns count characters, in lines of any length.

use mesh_common::SourceMap;

#[test]
fn columns_of_long_lines_count_characters() {
    let mut sources = SourceMap::default();
    for long in ["a", "ä", "€", "a€", "🦀äx"].map(|piece| piece.repeat(1000)) {
        let text = format!("first\n{long}\n\r\nlast {long}");
        let file = sources.add("long.mpl", text.as_str());
        let expected = |offset: usize| {
            let before = &text[..offset];
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            (before.matches('\n').count() as u32 + 1, text[start..offset].chars().count() as u32 + 1)
        };
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(sources.file(file).line_column(offset as u32), expected(offset), "{offset} of {long:.2}…");
        }
    }
}
