import type { IncomingMessage, ServerResponse } from "node:http"
import type { Choices } from "../marketplace/Choices.ts"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { operations } from "../marketplace/operation/operations.ts"
import { refuse } from "../marketplace/Refusal.ts"
import type { Refusal } from "../marketplace/Refusal.ts"
import { discardRest } from "./discardRest.ts"
import { parseJson } from "./parseJson.ts"
import { readBody } from "./readBody.ts"
import { scopeOf } from "./scopeOf.ts"
import { sendAnswer, sendRefusal } from "./sendAnswer.ts"
import { sendTogether } from "./sendTogether.ts"
import type { Serving } from "./Serving.ts"
import { whenDurable } from "./whenDurable.ts"

/**
 * Answers a request of the AWS API: rules 1 to 6, then the emulator.
 *
 * What is wrong with the head of a request is told only after its body has been read, because that is when clients
 * look for an answer.
 */
export const answerServiceRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  emulator: MarketplaceEmulator,
  serving: Serving
): void => {
  const { bounds, nextRequestId } = serving
  const choices = emulator.choices()
  const send = (refusal: Refusal) =>
    sendRefusal(response, refusal, { at: emulator.now(), requestId: nextRequestId() })
  readBody(request, choices.body_bytes_max, (body) => {
    if (body === undefined) discardRest(request, response, bounds.lingerMillisMax)
    const head = headOf(request, choices)
    if ("_tag" in head) send(head)
    else if (body === undefined) send(tooLarge(choices))
    else {
      const { text, value } = parseJson(body)
      const answer = emulator.call({
        ...head,
        body: value,
        bytes: body.length,
        ...(text !== undefined && { text })
      })
      whenDurable(serving, response, () => sendTogether(() => sendAnswer(response, answer)))
    }
  })
}

interface Head {
  readonly accessKeyId: string
  readonly operation: string
  readonly region: string
}

const headOf = ({ headers, method, url = "" }: IncomingMessage, choices: Choices): Head | Refusal => {
  if (method !== "POST" || !(url === "/" || url.startsWith("/?"))) {
    return refuse("UnknownOperationException", "The API is POST /", choices.unknown_path_status)
  }
  const operation = operationOf(headers["x-amz-target"])
  if (operation === undefined) {
    return refuse(
      "UnknownOperationException",
      "X-Amz-Target must be AWSMPMeteringService.<Operation> or AWSMPEntitlementService.GetEntitlements"
    )
  }
  if (choices.wrong_content_type !== "accept" && !isAwsJson(headers["content-type"])) {
    const status = Number(choices.wrong_content_type)
    return refuse("SerializationException", "Content-Type must be application/x-amz-json-1.1", status)
  }
  const scope = scopeOf(headers.authorization)
  return "_tag" in scope ? scope : { operation, ...scope }
}

const meteringService = "AWSMPMeteringService"

// An operation that no service has is refused further in, where the metering service's own are.
const operationOf = (target: string | ReadonlyArray<string> | undefined): string | undefined => {
  if (typeof target !== "string") return undefined
  const dot = target.indexOf(".")
  const [service, operation] = [target.slice(0, dot), target.slice(dot + 1)]
  return service === (operations.get(operation)?.service ?? meteringService) ? operation : undefined
}

const isAwsJson = (contentType: string | undefined): boolean =>
  contentType?.split(";")[0]?.trim().toLowerCase() === "application/x-amz-json-1.1"

const tooLarge = (choices: Choices): Refusal =>
  refuse(choices.body_too_large_error, `The body has ${choices.body_bytes_max} bytes or more`, 413)
