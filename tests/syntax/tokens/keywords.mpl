actor after alias and call case cast cond def do else end false fn for if impl import
in interface let link match module monitor nil not or pub receive return self send service
spawn struct supervisor terminate trait trap true type when where while with break continue
from as deriving strategy max_restarts child start restart shutdown table json cluster init
