import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { answerControlRequest } from "./answerControlRequest.ts"
import { answerServiceRequest } from "./answerServiceRequest.ts"
import { answerPageRequest, isPagePath } from "./page/answerPageRequest.ts"
import { sendJson } from "./sendJson.ts"
import type { Serving } from "./Serving.ts"

/** Makes the listener that sends a request where it belongs: the API, the control interface, the page, or the health check. */
export const answerRequest =
  (emulator: MarketplaceEmulator, serving: Serving): RequestListener =>
  (request: IncomingMessage, response: ServerResponse) => {
    // A client that goes away in the middle is no concern of the others.
    request.on("error", ignore)
    response.on("error", ignore)
    const path = request.url ?? "/"
    if (serving.control && path.startsWith("/__control/")) {
      return answerControlRequest(request, response, emulator, serving)
    }
    if (serving.control && isPagePath(path)) return answerPageRequest(request, response, serving)
    if (path === "/healthz" && request.method === "GET") return sendJson(response, 200, { status: "ok" })
    return answerServiceRequest(request, response, emulator, serving)
  }

const ignore = () => {}
