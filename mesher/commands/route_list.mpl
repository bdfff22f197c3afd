##! `mesher routes`: what the server answers, for those who write rules for a proxy, and for the test that every route is guarded.

from Api.Context import Context, RouteKind
from Configuration import Config
import Api.Routes
import Commands.Output
import Storage.Schema

## Prints a line for each route: method and path.
pub fn show(config :: Config) -> () do
  # The routes are the same with every database.
  case Schema.connect("sqlite::memory:", false) do
    Err(error) -> Output.fail("${error}", 1)
    Ok(db) -> do
      let context = Context { db: db, config: config, kind: Managing }
      let all = lines(Routes.http(context)) ++ lines(Routes.sockets(context))
      println(String.join(List.sorted(List.unique(all)), "\n"))
    end
  end
end

fn lines(router :: Router) -> List<String> do
  List.map(router.routes, fn route ->
    "${if route.method == "" do "ANY" else route.method end} ${route.path}"
  end)
end
