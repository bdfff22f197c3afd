-module(big_state).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

init(Count) -> {ok, maps:from_list([{Key, Key} || Key <- lists:seq(0, Count - 1)])}.

handle_call({add, Key, By}, _, Entries) ->
    Value = maps:get(Key, Entries, 0) + By,
    {reply, Value, Entries#{Key => Value}};
handle_call(count, _, Entries) -> {reply, maps:size(Entries), Entries}.

handle_cast(_, Entries) -> {noreply, Entries}.

change(_, _, 0, _, Sum) -> Sum;
change(Store, Count, Left, Seed, Sum) ->
    Value = gen_server:call(Store, {add, Seed div 8 rem Count, Left}),
    change(Store, Count, Left - 1, (Seed * 1103515245 + 12345) band 2147483647, Sum + Value).

main([Size]) ->
    Count = list_to_integer(Size),
    {ok, Store} = gen_server:start(?MODULE, Count, [{timeout, infinity}]),
    Sum = change(Store, Count, Count, 42, 0),
    io:format("~w ~w~n", [Sum, gen_server:call(Store, count)]).
