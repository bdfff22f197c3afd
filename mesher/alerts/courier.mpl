##! Takes deliveries from the outbox and sends them, several at a time.

from Alerts.Channels import Sender
from Alerts.Outbox import Delivery, Outcome
from Configuration import Config
import Alerts.Channels
import Alerts.Outbox
import Figures

## What a courier may be told.
pub type Order do
  ## Take nothing more, and say when all is delivered that is on its way.
  Rest(ReplyTo<()>)
end

fn at_once() -> Int = 16

# Between two looks into the outbox, when there was nothing to do.
fn pause_ms() -> Int = 500

## Looks for deliveries of some channels, sends them, and looks again. A receiver that hangs holds up nobody else. What it held
## when it ended is free when its lease is over.
actor courier(db :: Db, config :: Config, channels :: List<String>) do
  work(Channels.sender(db, config), channels, Crypto.uuid4(), 0)
end

# `running` are on their way, each in an actor of its own.
fn work(sender :: Sender, channels :: List<String>, lease :: String, running :: Int) -> () do
  let taken = claimed(sender, channels, lease, at_once() - running)
  for delivery in taken do
    Process.spawn_monitor(fn ->
      attempt(sender, delivery)
      ()
    end)
  end
  let now_running = running + List.length(taken)
  receive do
    (:down, _, _) -> work(sender, channels, lease, now_running - 1)
    Rest(to) -> finish(to, now_running)
  after pause_ms() -> work(sender, channels, lease, now_running)
  end
end

fn finish(to :: ReplyTo<()>, running :: Int) -> () do
  if running == 0 do
    Service.reply(to, ())
    rest()
  else
    receive do
      (:down, _, _) -> finish(to, running - 1)
    end
  end
end

# Until the program ends.
fn rest() -> () do
  receive do
    Rest(to) -> Service.reply(to, ())
  end
  rest()
end

## The names of the couriers, and what each delivers: mail apart from the rest, since it may take longer.
pub fn names() -> List<(String, List<String>)> do
  [("webhook courier", ["webhook", "slack", "discord", "teams"]), ("mail courier", ["email"])]
end

## Has couriers end what they are at and begin nothing else, for so long at most: what was accepted is then known to be.
pub fn settle(millis :: Int) -> () do
  let until = Timer.now() + millis
  List.each(names(), fn((name, _)) ->
    let found :: Option<Pid<Order>> = Process.named(name)
    Option.each(found, fn pid ->
      let _ = Service.try_call(pid, fn to -> Rest(to) end, Math.max(1, until - Timer.now()))
      ()
    end)
  end)
end

fn claimed(
  sender :: Sender,
  channels :: List<String>,
  lease :: String,
  most :: Int
) -> List<Delivery> do
  let millis =
    List.reduce(channels, 0, fn longest, channel ->
      Math.max(longest, Channels.time_ms(channel))
    end) +
    5000
  if most == 0 do
    []
  else
    case Outbox.claim(sender.db, channels, lease, millis, most) do
      Ok(deliveries) -> deliveries
      Err(error) -> do
        Log.warn("the outbox cannot be read", json { error: "${error}" })
        # A database that is gone is not asked twice a second.
        Timer.sleep(10000)
        []
      end
    end
  end
end

## One try of a delivery that was taken.
pub fn attempt(sender :: Sender, delivery :: Delivery) -> Outcome do
  let outcome = Channels.deliver(sender, delivery)
  let result = case outcome do
    Delivered -> "delivered"
    Again(_) when delivery.attempts < Outbox.tries_most() -> "again"
    _ -> "failed"
  end
  Figures.deliveries(delivery.channel, result).increment()
  case outcome do
    Again(why) | Never(why) ->
      Log.warn("an alert was not delivered", json {
        delivery: delivery.id,
        channel: delivery.channel,
        attempt: delivery.attempts,
        result: result,
        reason: why
      })
    Delivered -> ()
  end
  noted(sender, delivery, outcome, 1)
  outcome
end

# A receiver that has accepted must not be asked again because the database was busy.
fn noted(sender :: Sender, delivery :: Delivery, outcome :: Outcome, number :: Int) -> () do
  case Outbox.finish(sender.db, delivery, outcome, sender.config.alert_retry_ms) do
    Ok(_) -> ()
    Err(error) when number < 5 -> do
      Log.warn("a delivery cannot be noted", json { delivery: delivery.id, error: "${error}" })
      Timer.sleep(200 * number)
      noted(sender, delivery, outcome, number + 1)
    end
    Err(error) ->
      Log.error("a delivery could not be noted", json { delivery: delivery.id, error: "${error}" })
  end
end
