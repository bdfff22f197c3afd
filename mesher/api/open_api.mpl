##! `GET /api/v1/openapi.json`: what the server can be asked for, for programs.

from Api.Context import Context
import Api.Guard
import OpenApi.Document

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let text = Document.text(context.config.public_url)
  router |> HTTP.on_get("/api/v1/openapi.json", fn request ->
    Guard.signed_in(context, request, fn _ -> HTTP.response(200, text) end)
  end)
end
