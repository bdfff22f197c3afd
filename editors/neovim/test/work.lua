-- What somebody does with a Mesh file in Neovim; each step says what came of it, and the first that fails is the last.
local function step(name, f)
  local ok, problem = pcall(f)
  io.stdout:write(ok and 'ok    ' or 'FAIL  ', name, ok and '' or ': ' .. tostring(problem), '\n')
  if not ok then vim.cmd('cquit 1') end
end

-- Waits until `f` gives something, which it gives; what else holds is for the caller to say.
local function await(what, f)
  local found
  vim.wait(20000, function()
    found = f()
    return found
  end, 20)
  return assert(found, 'in vain waited for ' .. what)
end

local function lines()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
end

-- Puts the cursor on the nth occurrence of a text, `into` bytes into it.
local function go(text, nth, into)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  for _ = 1, nth or 1 do
    assert(vim.fn.search('\\V' .. text, 'cW') > 0, text .. ' is not there')
    vim.fn.cursor(vim.fn.line('.'), vim.fn.col('.') + 1)
  end
  vim.fn.cursor(vim.fn.line('.'), vim.fn.col('.') - 1 + (into or 0))
end

local function replace(from, to)
  go(from)
  local row, column = vim.fn.line('.') - 1, vim.fn.col('.') - 1
  vim.api.nvim_buf_set_text(0, row, column, row, column + #from, { to })
end

local function ask(method, params)
  local answers = assert(vim.lsp.buf_request_sync(0, method, params or vim.lsp.util.make_position_params(0, 'utf-16'), 30000))
  for _, answer in pairs(answers) do
    assert(not answer.error, vim.inspect(answer.error))
    return answer.result
  end
  error('nobody answers ' .. method)
end

local function diagnosed(text)
  return await('the diagnostic `' .. text .. '`', function()
    for _, one in ipairs(vim.diagnostic.get(0)) do
      if one.message:find(text, 1, true) then return one end
    end
  end)
end

local function clean()
  local ok = pcall(await, 'no diagnostics', function() return #vim.diagnostic.get(0) == 0 end)
  assert(ok, vim.inspect(vim.diagnostic.get(0)) .. lines())
end

-- The group that colours the first letter of a text.
local function colour(text)
  go(text)
  return vim.fn.synIDattr(vim.fn.synID(vim.fn.line('.'), vim.fn.col('.'), 1), 'name')
end

local function is(found, wanted)
  assert(found == wanted, vim.inspect(found) .. ', not ' .. vim.inspect(wanted))
end

vim.cmd('edit main.mpl')

step('the type of the file and its settings', function()
  is(vim.bo.filetype, 'mesh')
  is(vim.bo.commentstring, '# %s')
  is(vim.bo.shiftwidth, 2)
end)

step('the grammar reads the file, and its queries find something', function()
  local parser = vim.treesitter.get_parser(0, 'mesh')
  local tree = parser:parse()[1]
  is(tree:root():type(), 'source_file')
  assert(not tree:root():has_error(), 'it finds an error')
  local get = vim.treesitter.query.get or vim.treesitter.query.get_query
  for _, kind in ipairs({ 'highlights', 'folds', 'indents', 'locals', 'injections' }) do
    local query, found = assert(get('mesh', kind), kind), 0
    for _ in query:iter_captures(tree:root(), 0, 0, -1) do found = found + 1 end
    assert(found > 0 or kind == 'injections', kind .. ' finds nothing')
  end
  assert(vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()], 'it does not colour')
end)

step('the server starts in the folder of the project', function()
  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  local client = await('the server', function() return clients()[1] end)
  is(client.name, 'meshc')
  is(vim.loop.fs_realpath(client.config.root_dir), vim.loop.fs_realpath(vim.fn.getcwd()))
end)

step('a mistake is shown where it is, with its code', function()
  local found = diagnosed('String')
  is(found.lnum, 11)
  is(found.severity, vim.diagnostic.severity.ERROR)
  assert(tostring(found.code or found.user_data.lsp.code):match('^E%d+$'), vim.inspect(found))
end)

step('it goes when it is mended, without a save', function()
  replace('1 + "two"', '"two"')
  clean()
end)

step('hovering shows the type and the comment', function()
  go('told(shape))')
  vim.lsp.buf.hover()
  local text = await('the window', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
      end
    end
  end)
  assert(text:find('Says how large a shape is', 1, true) and text:find('Shape', 1, true), text)
end)

step('a function is found in another file, and one of the library in its own', function()
  go('Shapes.area', 1, 7)
  vim.lsp.buf.definition()
  await('shapes.mpl', function() return vim.fn.expand('%:t') == 'shapes.mpl' end)
  is(vim.fn.getline('.'), 'pub fn area(shape :: Shape) -> Float do')
  vim.cmd('buffer main.mpl')
  go('println')
  vim.lsp.buf.definition()
  await('the library', function() return vim.fn.expand('%:t') == 'prelude.mpl' end)
  vim.cmd('buffer main.mpl')
end)

step('completion knows what a pipe takes, and adds an import', function()
  vim.fn.append(11, '  shapes |> List.len')
  go('List.len', 1, 8)
  vim.fn.cursor(12, 21)
  local items = vim.lsp.util.text_document_completion_list_to_complete_items(ask('textDocument/completion'), 'len')
  local words = vim.tbl_map(function(item) return item.abbr or item.word end, items)
  assert(vim.tbl_filter(function(word) return word:match('^length') end, words)[1], vim.inspect(words))
  vim.fn.deletebufline('', 12)
  clean()
end)

step('a new name goes to all files', function()
  go('Shapes.area', 1, 7)
  vim.lsp.buf.rename('surface')
  await('the new name', function() return lines():find('Shapes.surface(shape)', 1, true) end)
  vim.cmd('buffer shapes.mpl')
  assert(lines():find('pub fn surface(shape :: Shape)', 1, true), lines())
  vim.cmd('buffer main.mpl')
  clean()
end)

step('the file is formatted', function()
  replace('let shapes = [', 'let   shapes=[ ')
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 30000 })
  else
    vim.lsp.buf.formatting_sync({}, 30000)
  end
  assert(lines():find('\n  let shapes = [Circle(1.0), Square(2.0)]\n', 1, true), lines())
end)

step('a mistake has its fix', function()
  replace('told(shape))', 'shown(shape))')
  local found = diagnosed('shown')
  go('shown')
  local params = vim.lsp.util.make_range_params(0, 'utf-16')
  local from, to = { line = found.lnum, character = found.col }, { line = found.end_lnum, character = found.end_col }
  params.context = { diagnostics = { { range = { start = from, ['end'] = to }, message = found.message, code = found.code } } }
  local actions = ask('textDocument/codeAction', params)
  local is_wanted = function(action) return action.title == 'Create the function `shown`' end
  local fix = assert(vim.tbl_filter(is_wanted, actions)[1], vim.inspect(actions))
  vim.lsp.util.apply_workspace_edit(fix.edit, 'utf-16')
  assert(lines():find('fn shown(', 1, true), lines())
  await('no errors', function() return #vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) == 0 end)
end)

step('colours by the syntax file', function()
  vim.cmd('syntax on')
  is(colour('let shapes'), 'meshDeclaration')
  is(colour('for shape in'), 'meshControl')
  is(colour('## Says'), 'meshDocComment')
  is(colour('"area'), 'meshString')
  is(colour('Circle'), 'meshType')
  is(colour('told(shape ::'), 'meshFunction')
  is(colour('Shapes.surface(shape)}'), 'meshType')
  is(colour('1.0'), 'meshNumber')
end)

vim.cmd('quitall!')
