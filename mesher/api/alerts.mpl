##! Alert rules, alerts, and what became of their deliveries.

from Alerts.Outbox import Delivery
from Alerts.Rules import Action
from Alerts.Store import Rule, Alert
from Api.Asked import answered
from Api.Context import Context, failure, internal, success
from Api.Guard import Caller, Role
from Ingestion.Fields import or_null, present
from Storage.Projects import Project
import Alerts.Mail
import Alerts.Outbox
import Alerts.Rules
import Alerts.Store
import Alerts.Trial
import Api.Asked
import Api.Guard
import Api.Trail
import Ingestion.Ids
import Storage.Clock
import Storage.Projects

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let of = "/api/v1/projects/:project"
  let (rule, alert) = ("/api/v1/alert-rules/:rule", "/api/v1/alerts/:alert")
  router
    |> HTTP.on_get(of <> "/alert-rules", fn request -> list(context, request) end)
    |> HTTP.on_post(of <> "/alert-rules", fn request -> create(context, request) end)
    |> HTTP.on_get(of <> "/alerts", fn request -> alerts(context, request) end)
    |> HTTP.on_get(of <> "/deliveries", fn request -> deliveries(context, request) end)
    |> HTTP.on_get(rule, fn request ->
      with_rule(context, request, Member, fn caller, project, found ->
        answered(Guard.is_admin(context, caller, project.org_id), fn whole ->
          success(shown_rule(found, whole))
        end)
      end)
    end)
    |> HTTP.on_post(rule, fn request ->
      changing_rule(context, request, "change", fn found -> change(context, request, found) end)
    end)
    |> HTTP.on_post(rule <> "/toggle", fn request -> toggle(context, request) end)
    |> HTTP.on_post(rule <> "/delete", fn request -> delete(context, request) end)
    |> HTTP.on_post(rule <> "/test", fn request ->
      changing_rule(context, request, "test", fn found -> trial(context, found) end)
    end)
    |> HTTP.on_post(alert <> "/acknowledge", fn request ->
      settle(context, request, Store.acknowledge)
    end)
    |> HTTP.on_post(alert <> "/resolve", fn request -> settle(context, request, Store.resolve) end)
    |> HTTP.on_get(alert <> "/deliveries", fn request -> of_alert(context, request) end)
    |> HTTP.on_post("/api/v1/alert-deliveries/:delivery/retry", fn request ->
      retry(context, request)
    end)
end

fn affected(changed :: Result<Int, DbError>) -> Response do
  answered(changed, fn count -> success(json { status: "ok", affected: count }) end)
end

# ---- who may ----------------------------------------------------------------------------------------------------

fn param(request :: Request, name :: String) -> String do
  String.to_lower(Option.unwrap_or(Request.param(request, name), ""))
end

fn project_of<T>(
  context :: Context,
  found :: Result<Option<T>, DbError>,
  id :: Fun(T) -> String
) -> Result<Option<Project>, DbError> do
  case found? do
    None -> Ok(None)
    Some(one) -> Projects.find(context.db, id(one))
  end
end

# Handles a request about a thing of this id, which `find` finds; `unknown` answers for one that is not there.
fn about<T>(
  context :: Context,
  request :: Request,
  role :: Role,
  what :: String,
  find :: Fun(String) -> Result<Option<T>, DbError>,
  project_id :: Fun(T) -> String,
  handle :: Fun(Caller, Project, T) -> Response
) -> Response do
  let id = param(request, what)
  if Ids.is_uuid(id) do
    let project = fn -> project_of(context, find(id), project_id) end
    Guard.of_project(context, request, role, what, project, fn caller, owner ->
      Asked.found(find(id), "${what} not found", fn one -> handle(caller, owner, one) end)
    end)
  else
    Guard.signed_in(context, request, fn _ -> failure(400, "invalid id") end)
  end
end

fn with_rule(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, Project, Rule) -> Response
) -> Response do
  about(
    context,
    request,
    role,
    "rule",
    fn id -> Store.rule(context.db, id) end,
    fn rule -> rule.project_id end,
    handle
  )
end

# The same of an admin, who does `verb` to it: the audit log says so.
fn changing_rule(
  context :: Context,
  request :: Request,
  verb :: String,
  handle :: Fun(Rule) -> Response
) -> Response do
  with_rule(context, request, Admin, fn caller, project, rule ->
    let answer = handle(rule)
    Trail.done(context, request, caller, project, "alert-rules.${verb}", rule.id, answer)
  end)
end

# An unknown one is no error, as with what is already done.
fn unless_unknown<T>(
  context :: Context,
  request :: Request,
  what :: String,
  find :: Fun(String) -> Result<Option<T>, DbError>,
  handle :: Fun() -> Response
) -> Response do
  let id = param(request, what)
  case if Ids.is_uuid(id) do Result.map(find(id), Option.is_none) else Ok(false) end do
    Err(error) -> internal(error)
    Ok(true) -> Guard.signed_in(context, request, fn _ -> affected(Ok(0)) end)
    Ok(false) -> handle()
  end
end

# ---- rules ------------------------------------------------------------------------------------------------------

fn list(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    answered(Guard.is_admin(context, caller, project.org_id), fn whole ->
      answered(Store.rules_of(context.db, project.id), fn rules ->
        success(List.map(rules, fn rule -> shown_rule(rule, whole) end))
      end)
    end)
  end)
end

# Addresses are shown whole to those who may change them.
fn shown_rule(rule :: Rule, whole :: Bool) -> Json do
  let kept =
    Result.unwrap_or(Json.list(Result.unwrap_or(Json.parse(rule.actions), JsonNull), []), [])
  let actions = if whole do kept else List.map(kept, Rules.shown_action) end
  let first = Option.unwrap_or(List.first(actions), JsonNull)
  json {
    id: rule.id,
    project_id: rule.project_id,
    name: rule.name,
    condition: Result.unwrap_or(Json.parse(rule.condition), JsonNull),
    action: first,
    actions: JsonArray(actions),
    enabled: rule.enabled,
    cooldown_minutes: rule.cooldown_minutes,
    last_fired_at: Option.map(rule.last_fired_at, Clock.shown),
    held_back: rule.held_back,
    created_at: Clock.shown(rule.created_at)
  }
end

# What a request makes of a rule: name, condition, actions, whether it is enabled, cool-down.
struct Form do
  name :: String
  condition :: Json
  actions :: Json
  enabled :: Bool
  cooldown :: Int
end

# Fields that are not given stay as they are.
fn form_of(context :: Context, request :: Request, before :: Form) -> Result<Form, String> do
  let body = Result.map_err(Json.parse(Request.body(request)), fn _ -> "invalid json" end)?
  let condition = Option.unwrap_or(present(body, "condition"), before.condition)
  Rules.condition_of(condition)?
  let wanted = Option.or(present(body, "actions"), present(body, "action"))
  let actions = Rules.actions_of(Option.unwrap_or(wanted, before.actions))?
  sendable(context, actions)?
  Ok(Form {
    name: name_of(body, before.name)?,
    condition: Rules.kept(condition),
    actions: JsonArray(List.map(actions, kept)),
    enabled: enabled_of(body, before.enabled)?,
    cooldown: cooldown_of(body, before.cooldown)?
  })
end

# What could never be sent is refused at once.
fn sendable(context :: Context, actions :: List<Action>) -> Result<(), String> do
  List.try_each(actions, fn action ->
    case action do
      Mail(to) -> do
        Mail.usable(context.config)?
        if List.all(to, Email.is_address) do Ok(()) else Err(Rules.addresses_rule()) end
      end
      _ -> Ok(())
    end
  end)
end

fn kept(action :: Action) -> Json do
  let (channel, target) = Rules.target_of(action)
  case target do
    JsonObject(fields) -> JsonObject(Map.merge(%{"type" => JsonString(channel)}, fields))
    _ -> json { type: channel }
  end
end

fn name_of(body :: Json, before :: String) -> Result<String, String> do
  case or_null(body, "name") do
    JsonNull -> Ok(before)
    JsonString(text) when String.length(text) <= 200 and not String.contains(text, "\0") -> do
      Ok(if String.trim(text) == "" do "Unnamed Rule" else String.trim(text) end)
    end
    _ -> Err("name must be a text of at most 200 characters")
  end
end

fn enabled_of(body :: Json, before :: Bool) -> Result<Bool, String> do
  case or_null(body, "enabled") do
    JsonNull -> Ok(before)
    JsonBool(enabled) -> Ok(enabled)
    _ -> Err("enabled must be true or false")
  end
end

fn cooldown_of(body :: Json, before :: Int) -> Result<Int, String> do
  case or_null(body, "cooldown_minutes") do
    JsonNull -> Ok(before)
    JsonInt(minutes) when minutes >= 0 and minutes <= 43200 -> Ok(minutes)
    _ -> Err("cooldown_minutes must be a whole number from 0 to 43200")
  end
end

fn create(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Admin, fn caller, project ->
    let fresh = Form {
      name: "Unnamed Rule",
      condition: JsonNull,
      actions: JsonNull,
      enabled: true,
      cooldown: 60
    }
    case form_of(context, request, fresh) do
      Err(reason) -> failure(400, reason)
      Ok(form) -> do
        let made = Store.create(
          context.db,
          project.id,
          form.name,
          form.condition,
          form.actions,
          form.enabled,
          form.cooldown
        )
        answered(made, fn rule ->
          case rule do
            Some((id, secret)) -> do
              let told = HTTP.response(201, Json.encode(json { id: id, secret: secret }))
              Trail.done(context, request, caller, project, "alert-rules.change", "", told)
            end
            None -> failure(409, "the project has as many rules as it may")
          end
        end)
      end
    end
  end)
end

fn change(context :: Context, request :: Request, rule :: Rule) -> Response do
  let before = Form {
    name: rule.name,
    condition: Result.unwrap_or(Json.parse(rule.condition), JsonNull),
    actions: Result.unwrap_or(Json.parse(rule.actions), JsonNull),
    enabled: rule.enabled,
    cooldown: rule.cooldown_minutes
  }
  case form_of(context, request, before) do
    Err(reason) -> failure(400, reason)
    Ok(form) -> do
      affected(
        Store.change(
          context.db,
          rule.id,
          form.name,
          form.condition,
          form.actions,
          form.enabled,
          form.cooldown
        )
      )
    end
  end
end

fn toggle(context :: Context, request :: Request) -> Response do
  unless_unknown(
    context,
    request,
    "rule",
    fn id -> Store.rule(context.db, id) end,
    fn ->
      changing_rule(context, request, "toggle", fn rule ->
        let text = Request.body(request)
        let body = if String.trim(text) == "" do Ok(JsonNull) else Json.parse(text) end
        case Result.map_or(body, Err("invalid json"), fn value -> enabled_of(value, true) end) do
          Err(reason) -> failure(400, reason)
          Ok(enabled) -> affected(Store.toggle(context.db, rule.id, enabled))
        end
      end)
    end
  )
end

fn delete(context :: Context, request :: Request) -> Response do
  unless_unknown(
    context,
    request,
    "rule",
    fn id -> Store.rule(context.db, id) end,
    fn ->
      changing_rule(context, request, "delete", fn rule ->
        affected(Store.delete(context.db, rule.id))
      end)
    end
  )
end

fn trial(context :: Context, rule :: Rule) -> Response do
  answered(Trial.run(context.db, context.config, rule), fn results ->
    success(json { deliveries: results })
  end)
end

# ---- alerts -----------------------------------------------------------------------------------------------------

fn alerts(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let status = Asked.text(request, "status")
    if List.contains(["", "active", "acknowledged", "resolved"], status) do
      answered(Store.alerts_of(context.db, project.id, status), fn all ->
        success(List.map(all, shown_alert))
      end)
    else
      failure(400, "invalid status: must be active, acknowledged or resolved")
    end
  end)
end

fn shown_alert(alert :: Alert) -> Json do
  let snapshot = Result.unwrap_or(Json.parse(alert.condition_snapshot), JsonNull)
  json {
    id: alert.id,
    rule_id: alert.rule_id,
    project_id: alert.project_id,
    issue_id: if alert.issue_id == "" do JsonNull else JsonString(alert.issue_id) end,
    status: alert.status,
    message: alert.message,
    condition_snapshot: snapshot,
    triggered_at: Clock.shown(alert.triggered_at),
    acknowledged_at: Option.map(alert.acknowledged_at, Clock.shown),
    resolved_at: Option.map(alert.resolved_at, Clock.shown),
    rule_name: or_null(snapshot, "rule_name")
  }
end

fn with_alert(
  context :: Context,
  request :: Request,
  handle :: Fun(Alert) -> Response
) -> Response do
  about(
    context,
    request,
    Member,
    "alert",
    fn id -> Store.alert(context.db, id) end,
    fn alert -> alert.project_id end,
    fn _, _, alert -> handle(alert) end
  )
end

fn settle(
  context :: Context,
  request :: Request,
  change :: Fun(Db, String) -> Result<Int, DbError>
) -> Response do
  unless_unknown(
    context,
    request,
    "alert",
    fn id -> Store.alert(context.db, id) end,
    fn -> with_alert(context, request, fn alert -> affected(change(context.db, alert.id)) end) end
  )
end

# ---- deliveries -------------------------------------------------------------------------------------------------

fn of_alert(context :: Context, request :: Request) -> Response do
  with_alert(context, request, fn alert ->
    answered(Outbox.of_alert(context.db, alert.id), fn all ->
      success(List.map(all, shown_delivery))
    end)
  end)
end

fn deliveries(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let status = Asked.text(request, "status")
    if List.contains(["", "waiting", "sending", "delivered", "failed"], status) do
      answered(Outbox.of_project(context.db, project.id, status), fn all ->
        success(List.map(all, shown_delivery))
      end)
    else
      failure(400, "invalid status: must be waiting, sending, delivered or failed")
    end
  end)
end

fn shown_delivery(delivery :: Delivery) -> Json do
  json {
    id: delivery.id,
    alert_id: delivery.alert_id,
    channel: delivery.channel,
    target: Rules.shown_target(delivery.target),
    status: delivery.status,
    attempts: delivery.attempts,
    error: delivery.error,
    next_at: if delivery.status == "waiting" do
      JsonString(Clock.shown(delivery.next_at))
    else
      JsonNull
    end,
    created_at: Clock.shown(delivery.created_at),
    delivered_at: Option.map(delivery.delivered_at, Clock.shown)
  }
end

fn retry(context :: Context, request :: Request) -> Response do
  let find = fn id -> Outbox.find(context.db, id) end
  about(
    context,
    request,
    Admin,
    "delivery",
    find,
    fn delivery -> delivery.project_id end,
    fn caller, project, delivery ->
      let told = affected(Outbox.retry(context.db, delivery.id))
      Trail.done(context, request, caller, project, "alert-deliveries.retry", delivery.id, told)
    end
  )
end
