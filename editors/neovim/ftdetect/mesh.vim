" `set` and not `setfiletype`: Vim takes such files for Maple's, and has said so before.
autocmd BufNewFile,BufRead *.mpl set filetype=mesh
