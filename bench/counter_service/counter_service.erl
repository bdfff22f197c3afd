-module(counter_service).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

init(N) -> {ok, N}.

handle_call({add, By}, _, N) -> {reply, N + By, N + By}.

handle_cast(_, N) -> {noreply, N}.

ask(_, Size, Size, Sum) -> Sum;
ask(Counter, I, Size, Sum) -> ask(Counter, I + 1, Size, Sum + gen_server:call(Counter, {add, I rem 3})).

main([Size]) ->
    {ok, Counter} = gen_server:start(?MODULE, 0, []),
    io:format("~w~n", [ask(Counter, 0, list_to_integer(Size), 0)]).
