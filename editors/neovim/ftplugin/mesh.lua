-- Files of Mesh: blanks, comments, and the language server of meshc.
vim.bo.commentstring = '# %s'
vim.bo.comments = ':##!,:##,:#'
vim.bo.shiftwidth = 2
vim.bo.tabstop = 2
vim.bo.expandtab = true

local file = vim.api.nvim_buf_get_name(0)
local mark = vim.fs and vim.fs.find({ 'mesh.toml', 'main.mpl' }, { upward = true, path = vim.fs.dirname(file) })[1]
local root = mark and vim.fs.dirname(mark) or vim.fn.fnamemodify(file, ':h')

if vim.lsp.start then
  vim.lsp.start({ name = 'meshc', cmd = { 'meshc', 'lsp' }, root_dir = root })
else
  -- Before Neovim 0.8 a client is started and attached by hand, once for each folder.
  _G.mesh_clients = _G.mesh_clients or {}
  local known = _G.mesh_clients[root]
  if not known then
    known = vim.lsp.start_client({ name = 'meshc', cmd = { 'meshc', 'lsp' }, root_dir = root })
    _G.mesh_clients[root] = known
  end
  if known then
    vim.lsp.buf_attach_client(0, known)
  end
end

-- Colours by tree-sitter where the parser is installed.
if vim.treesitter.start then
  pcall(vim.treesitter.start)
else
  pcall(function()
    vim.treesitter.highlighter.new(vim.treesitter.get_parser(0, 'mesh'))
  end)
end
