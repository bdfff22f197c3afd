// The grammar, by the library that VS Code uses: what tokens of a line are called.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const oniguruma = require('vscode-oniguruma');
const { INITIAL, Registry, parseRawGrammar } = require('vscode-textmate');

async function grammar() {
  const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)).catch(() => {});
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
      createOnigString: text => new oniguruma.OnigString(text),
    }),
    loadGrammar: async scope => {
      const file = path.join(__dirname, '../syntaxes/mesh.tmLanguage.json');
      return scope === 'source.mesh' ? parseRawGrammar(fs.readFileSync(file, 'utf8'), file) : null;
    },
  });
  return registry.loadGrammar('source.mesh');
}

/** The innermost scope of each piece of a text that is not blank, without the language's name. */
async function scopes(text) {
  const mesh = await grammar();
  let stack = INITIAL;
  const found = {};
  for (const line of text.split('\n')) {
    const result = mesh.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      const piece = line.slice(token.startIndex, token.endIndex).trim();
      if (piece) found[piece] = token.scopes.at(-1).replace(/\.mesh$/, '');
    }
  }
  return found;
}

test('declarations', async () => {
  const found = await scopes('pub fn area(shape :: Shape) -> Float do\nstruct User do\nactor sum(total) do\nconst LIMIT = 10\ncall Get(key :: String) :: Int do');
  assert.strictEqual(found.area, 'entity.name.function');
  assert.strictEqual(found.pub, 'storage.modifier');
  assert.strictEqual(found.User, 'entity.name.type');
  assert.strictEqual(found.sum, 'entity.name.function.actor');
  assert.strictEqual(found.LIMIT, 'variable.other.constant');
  assert.strictEqual(found.Get, 'entity.name.function.handler');
  assert.strictEqual(found.Float, 'entity.name.type');
});

test('strings and what stands in them', async () => {
  const found = await scopes('let a = "x ${String.trim("in #{1 + 2}")}\\n y" <> sql"select ${id} from t"');
  assert.strictEqual(found.x, 'string.quoted.double');
  assert.strictEqual(found.trim, 'entity.name.function.call');
  assert.strictEqual(found['1'], 'constant.numeric.integer');
  assert.strictEqual(found['\\n'], 'constant.character.escape');
  assert.strictEqual(found.y, 'string.quoted.double');
  assert.strictEqual(found.sql, 'storage.type.string');
});

test('comments, which nest', async () => {
  const found = await scopes('a #= one #= two =# three =# b\n## for readers\n# not\nc');
  assert.match(found.three, /^comment.block/);
  assert.strictEqual(found.b, 'source');
  assert.strictEqual(found['## for readers'], 'comment.line.documentation');
  assert.strictEqual(found['# not'], 'comment.line.number-sign');
  assert.strictEqual(found.c, 'source');
});

test('words only where they stand alone', async () => {
  const found = await scopes('do_it(end_of, :end, if: 1) |> List.map(fn x -> x.case end) |2> f ~r/a\\/b/i 0xFF 1.5e3');
  assert.strictEqual(found.do_it, 'entity.name.function.call');
  assert.strictEqual(found['(end_of,'], 'source');
  assert.strictEqual(found[':end'], 'constant.other.symbol');
  assert.strictEqual(found.List, 'entity.name.namespace');
  assert.strictEqual(found['|2>'], 'keyword.operator.pipe');
  assert.strictEqual(found['0xFF'], 'constant.numeric.integer');
  assert.strictEqual(found['1.5e3'], 'constant.numeric.float');
});

test('every file of the repository is read, and ends outside of strings', async () => {
  const mesh = await grammar();
  const root = path.join(__dirname, '../../..');
  const folders = ['examples', 'mesher', 'crates/mesh-std/std'];
  const files = folders.flatMap(folder => fs.readdirSync(path.join(root, folder), { recursive: true }).map(name => path.join(root, folder, name)));
  const sources = files.filter(name => name.endsWith('.mpl'));
  assert.ok(sources.length > 200);
  for (const file of sources) {
    let stack = INITIAL;
    for (const line of fs.readFileSync(file, 'utf8').split('\n')) stack = mesh.tokenizeLine(line, stack).ruleStack;
    assert.strictEqual(stack.depth, 1, file);
  }
});
