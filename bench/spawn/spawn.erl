-module(spawn).
-export([main/1]).

child(Parent, N) -> Parent ! N.

collect(0, Sum) -> Sum;
collect(Left, Sum) -> receive N -> collect(Left - 1, Sum + N) end.

start(Stop, Stop) -> ok;
start(N, Stop) ->
    Self = self(),
    erlang:spawn(fun() -> child(Self, N) end),
    start(N + 1, Stop).

groups(From, Count, Sum) when From >= Count -> Sum;
groups(From, Count, Sum) ->
    start(From, From + 1000),
    groups(From + 1000, Count, collect(1000, Sum)).

main([Size]) -> io:format("~w~n", [groups(0, list_to_integer(Size), 0)]).
