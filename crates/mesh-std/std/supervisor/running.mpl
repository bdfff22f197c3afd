# What it does while it runs.

fn supervise(rules :: Rules, tree :: Tree, Past { restarts: restarts, missed: missed }) -> () do
  case Queue.take(missed) do
    Some((ended, later)) ->
      somebody_ended(rules, tree, Past { restarts: restarts, missed: later }, ended)
    None ->
      receive do
        (:exit, pid, reason) -> do
          let ended = Ended { pid: pid, reason: reason, obeyed: must_obey(pid) }
          somebody_ended(rules, tree, Past { restarts: restarts, missed: missed }, ended)
        end
        request -> do
          let (next, heard) = answer(tree, request)
          supervise(rules, next, Past { restarts: restarts, missed: heard })
        end
      end
  end
end

# What is missed while a child is stopped comes next: nothing was missed before.
fn answer(tree :: Tree, request :: Request) -> (Tree, Queue<Ended>) do
  case request do
    StartChild(to, spec) -> (start_one(tree, to, spec), Queue.new())
    RestartChild(to, name) -> (start_again(tree, to, name), Queue.new())
    TerminateChild(to, name) -> terminate_one(tree, to, name)
    DeleteChild(to, name) -> (forget(tree, to, name), Queue.new())
    WhichChildren(to) -> do
      Service.reply(
        to,
        for one in Map.values(tree.children) do
          info(one)
        end
      )
      (tree, Queue.new())
    end
  end
end

fn info(Child { spec: spec, pid: pid }) -> ChildInfo do
  let supervises = case pid do
    Some(running) -> is_one(running)
    None -> false
  end
  ChildInfo { name: spec.name, pid: pid, restart: spec.restart, is_supervisor: supervises }
end

fn start_one(tree :: Tree, to :: ReplyTo<Result<Pid, ChildError>>, spec :: ChildSpec) -> Tree do
  case Map.fetch(tree.children, spec.name) do
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(AlreadyStarted(pid)))
      tree
    end
    Some(_) -> do
      Service.reply(to, Err(AlreadyPresent))
      tree
    end
    None -> start_and_tell(tree, to, spec)
  end
end

fn start_again(tree :: Tree, to :: ReplyTo<Result<Pid, ChildError>>, name :: String) -> Tree do
  case Map.fetch(tree.children, name) do
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(Running(pid)))
      tree
    end
    Some(Child { spec: spec, pid: None }) -> start_and_tell(tree, to, spec)
    None -> do
      Service.reply(to, Err(NotFound))
      tree
    end
  end
end

fn start_and_tell(
  tree :: Tree,
  to :: ReplyTo<Result<Pid, ChildError>>,
  spec :: ChildSpec
) -> Tree do
  case begin_child(spec, false) do
    Ok(pid) -> do
      Service.reply(to, Ok(pid))
      with_child(tree, spec, pid)
    end
    Err(why) -> do
      Service.reply(to, Err(NotStarted(why)))
      tree
    end
  end
end

fn terminate_one(
  tree :: Tree,
  to :: ReplyTo<Result<(), ChildError>>,
  name :: String
) -> (Tree, Queue<Ended>) do
  case Map.fetch(tree.children, name) do
    Some(Child { spec: spec, pid: Some(pid) }) -> do
      let missed = stop(pid, spec.shutdown, Queue.new())
      Service.reply(to, Ok(()))
      (without_pid(tree, spec, pid), missed)
    end
    found -> do
      Service.reply(to, if Option.is_some(found) do Ok(()) else Err(NotFound) end)
      (tree, Queue.new())
    end
  end
end

fn forget(tree :: Tree, to :: ReplyTo<Result<(), ChildError>>, name :: String) -> Tree do
  let known = Map.fetch(tree.children, name)
  case known do
    Some(Child { pid: None, spec: _ }) -> do
      Service.reply(to, Ok(()))
      let Tree { children: children, names: names } = tree
      Tree { children: Map.delete(children, name), names: names }
    end
    Some(Child { pid: Some(pid), spec: _ }) -> do
      Service.reply(to, Err(Running(pid)))
      tree
    end
    None -> do
      Service.reply(to, Err(NotFound))
      tree
    end
  end
end
