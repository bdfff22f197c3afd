-module(skynet).
-export([main/1]).

sum(0, Total) -> Total;
sum(Left, Total) -> receive N -> sum(Left - 1, Total + N) end.

node(Parent, First, 1) -> Parent ! First;
node(Parent, First, Leaves) ->
    Part = Leaves div 10,
    Me = self(),
    [erlang:spawn(fun() -> node(Me, First + I * Part, Part) end) || I <- lists:seq(0, 9)],
    Parent ! sum(10, 0).

main([Size]) ->
    Me = self(),
    Leaves = list_to_integer(Size),
    erlang:spawn(fun() -> node(Me, 0, Leaves) end),
    io:format("~w~n", [sum(1, 0)]).
