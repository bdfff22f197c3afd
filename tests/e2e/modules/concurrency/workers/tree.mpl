import Workers.Counter
from Workers.Counter import Counter

pub supervisor Workers do
  strategy: one_for_one

  child counter do
    start: fn -> Counter.start(1) end
    restart: transient
  end
end
