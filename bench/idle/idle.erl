-module(idle).
-export([main/1]).

waiter(Parent) ->
    receive
        N -> Parent ! N * 2
    end.

start(0, Pids) -> lists:reverse(Pids);
start(Count, Pids) ->
    Self = self(),
    start(Count - 1, [erlang:spawn(fun() -> waiter(Self) end) | Pids]).

wake(_, []) -> ok;
wake(N, [Pid | Rest]) ->
    Pid ! N,
    wake(N + 1, Rest).

collect(0, Sum) -> Sum;
collect(Left, Sum) -> receive N -> collect(Left - 1, Sum + N) end.

main([Size]) ->
    Count = list_to_integer(Size),
    Pids = start(Count, []),
    timer:sleep(200),
    wake(0, Pids),
    io:format("~w~n", [collect(Count, 0)]).
