-module(ring).
-export([main/1]).

member(Next) ->
    receive
        N ->
            Next ! N + 1,
            member(Next)
    end.

chain(0, Next) -> Next;
chain(Count, Next) -> chain(Count - 1, erlang:spawn(fun() -> member(Next) end)).

rounds(0, _, N) -> N;
rounds(Left, First, N) ->
    First ! N + 1,
    receive
        M -> rounds(Left - 1, First, M)
    end.

main([Size]) -> io:format("~w~n", [rounds(list_to_integer(Size), chain(502, self()), 0)]).
