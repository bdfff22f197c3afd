größe = "日本 ${naïve}"
_ _x x1 Ünï
