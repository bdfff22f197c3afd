-module(fairness).
-export([main/1]).

spin(N) -> spin((N + 1) rem 1000000007).

naps(0, Late) -> Late;
naps(Left, Late) ->
    Before = erlang:monotonic_time(millisecond),
    timer:sleep(10),
    naps(Left - 1, [erlang:monotonic_time(millisecond) - Before - 10 | Late]).

main([Size]) ->
    Count = list_to_integer(Size),
    [erlang:spawn(fun() -> spin(N) end) || N <- lists:seq(1, 4)],
    Late = lists:sort(naps(Count, [])),
    io:format(standard_error, "median ~w ms, worst ~w ms~n", [lists:nth(Count div 2 + 1, Late), lists:last(Late)]),
    io:format("~w naps~n", [length(Late)]).
