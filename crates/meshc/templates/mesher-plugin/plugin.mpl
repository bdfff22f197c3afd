##! What this plug-in does with a notice. This is the part to write.

from Notice import Notice

## Acts on a notice, once for each. After an `Err`, Mesher sends it again: after 5 s, then twice as long, 5 times in all. Mesher
## waits 3 seconds for the answer, so work that takes longer belongs in an actor.
pub fn act(notice :: Notice) -> Result<(), String> do
  Log.info(told(notice), level: level(notice), url: notice.url)
  Ok(())
end

## A line for people.
pub fn told(notice :: Notice) -> String do
  let about = case notice.issue do
    Some(issue) -> "${issue.title} (${issue.event_count} times)"
    None -> notice.alert.message
  end
  "[${notice.project.name}] ${notice.rule.name}: ${about}"
end

fn level(notice :: Notice) -> String =
  Option.unwrap_or(Option.map(notice.issue, fn issue -> issue.level end), "none")
