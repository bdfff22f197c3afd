-module(ping_pong).
-export([main/1]).

ponger() ->
    receive
        {ball, From, N} ->
            From ! {ball, self(), N + 1},
            ponger()
    end.

ping(_, 0, N) -> N;
ping(Other, Left, N) ->
    Other ! {ball, self(), N + 1},
    receive
        {ball, _, M} -> ping(Other, Left - 1, M)
    end.

main([Size]) -> io:format("~w~n", [ping(erlang:spawn(fun ponger/0), list_to_integer(Size), 0)]).
