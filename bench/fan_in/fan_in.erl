-module(fan_in).
-export([main/1]).

producer(_, Stop, Stop) -> ok;
producer(Target, N, Stop) ->
    Target ! N,
    producer(Target, N + 1, Stop).

collect(0, Sum) -> Sum;
collect(Left, Sum) -> receive N -> collect(Left - 1, Sum + N) end.

main([Size]) ->
    Share = list_to_integer(Size) div 8,
    Me = self(),
    [erlang:spawn(fun() -> producer(Me, I * Share, (I + 1) * Share) end) || I <- lists:seq(0, 7)],
    io:format("~w~n", [collect(8 * Share, 0)]).
