autocmd BufNewFile,BufRead *.mpl setfiletype mesh
