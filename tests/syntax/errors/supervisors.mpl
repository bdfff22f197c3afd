# mistakes: 4
supervisor S do
  strategy one_for_one
  max_restarts: many
  intensity: 5
  child a do
    start: fn -> spawn(a) end
    restart: "always"
  end
end
