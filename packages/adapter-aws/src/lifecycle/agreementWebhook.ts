import { createHash, timingSafeEqual } from "node:crypto"
import {
  type AgreementEvent,
  type AgreementEventRefused,
  Instant,
  readEventBridge,
  readNotification
} from "@tallyhour/core"
import { DateTime, Effect, Option, Result } from "effect"
import {
  AgreementWebhookInvalid,
  type AgreementWebhookOptions,
  webhookProblems
} from "./AgreementWebhookOptions.ts"
import { type NotificationVerifier, verifyNotification } from "./verifyNotification.ts"

/**
 * Returns a handler that takes what AWS tells of agreements over HTTP, from a Web `Request` to a `Response`.
 *
 * - **Shape**: 204 when the event was followed, or had been; 202 for a confirmation. What cannot be believed or read is
 *   answered by 401, 403, 404, 405, 413 or 400, which AWS does not repeat; an outage of ours by 503, which it does. No
 *   answer says more than that.
 * - **Guarantees**: at most 256 kB of a body are read. Secrets are compared in constant time.
 * - **Errors**: throws `AgreementWebhookInvalid` at once, with every problem of the options.
 *
 * **Example** (EventBridge tells that a license is deprovisioned; a stranger tells the same)
 *
 *     const secret = "correct horse battery staple"
 *     const heard: Array<string> = []
 *     const webhook = agreementWebhook({
 *       follow: async (event) => heard.push(event._tag),
 *       eventBridge: { secrets: [secret] }
 *     })
 *     const body = JSON.stringify({
 *       id: "e-1",
 *       source: "aws.agreement-marketplace",
 *       "detail-type": "License Deprovisioned - Manufacturer",
 *       time: "2026-03-10T12:10:31Z",
 *       detail: { license: { arn: "arn:aws:license-manager::294406891311:license:l-1b2c" } }
 *     })
 *     const post = (headers: Record<string, string>) =>
 *       webhook(new Request("https://seller.example/agreements", { method: "POST", headers, body }))
 *
 *     const answers = [await post({ "x-tallyhour-secret": secret }), await post({})]
 *     answers.map(({ status }) => status) // => [204, 401]
 *     heard // => ["LicenseDeprovisioned"]
 */
export const agreementWebhook = (
  options: AgreementWebhookOptions
): ((request: Request) => Promise<Response>) => {
  const problems = webhookProblems(options)
  if (problems.length > 0) throw new AgreementWebhookInvalid({ problems })
  const verify = options.sns && verifyNotification(options.sns)
  return (request) =>
    Effect.runPromise(
      answerTo(request, options, verify).pipe(
        // Whatever fails here may be told again: AWS repeats what is answered so.
        Effect.catchCause((cause) =>
          Effect.as(Effect.logError("An agreement's event was not followed.", cause), 503)
        ),
        Effect.map((status) => new Response(null, { status }))
      )
    )
}

const answerTo = Effect.fnUntraced(function* (
  request: Request,
  options: AgreementWebhookOptions,
  verify: NotificationVerifier | undefined
) {
  if (request.method !== "POST") return 405
  const { eventBridge } = options
  if (request.headers.has("x-amz-sns-message-type")) {
    if (verify === undefined) return 404
    const message = yield* Effect.promise(() => boundedText(request))
    return message === undefined ? 413 : yield* answerToMessage(message, options, verify)
  }
  if (eventBridge === undefined) return 404
  // Before a byte of the body is read.
  if (!knowsSecret(request, eventBridge)) return 401
  const body = yield* Effect.promise(() => boundedText(request))
  return body === undefined ? 413 : yield* answerToEvent(readEventBridge(body), options)
})

const answerToMessage = Effect.fnUntraced(function* (
  text: string,
  options: AgreementWebhookOptions,
  verify: NotificationVerifier
) {
  const now = options.now === undefined ? yield* DateTime.now : Instant.ofMillis(options.now())
  const believed = yield* Effect.result(verify(parse(text), now))
  if (Result.isFailure(believed)) {
    yield* Effect.logWarning(believed.failure.message)
    return believed.failure.isRetryable ? 503 : 403
  }
  const message = believed.success
  if (message._tag === "Notification") return yield* answerToEvent(readNotification(message.body), options)
  const { _tag: kind, token, topicArn } = message
  yield* Effect.promise(async () => options.onConfirmation?.({ kind, token, topicArn }))
  return 202
})

const answerToEvent = Effect.fnUntraced(function* (
  event: Result.Result<AgreementEvent, AgreementEventRefused>,
  { follow }: AgreementWebhookOptions
) {
  if (Result.isFailure(event)) {
    yield* Effect.logWarning(event.failure.message)
    return 400
  }
  yield* Effect.promise(() => follow(event.success))
  return 204
})

const parse = (text: string): unknown =>
  Option.getOrUndefined(Result.getSuccess(Result.try((): unknown => JSON.parse(text))))

const knowsSecret = (
  request: Request,
  { header = "x-tallyhour-secret", secrets }: NonNullable<AgreementWebhookOptions["eventBridge"]>
): boolean => {
  const given = digest(request.headers.get(header) ?? "")
  // All are compared, so that the time tells neither which one fits nor how much of it.
  const fits = secrets.map((secret) => timingSafeEqual(digest(secret), given))
  return fits.includes(true)
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** No service of AWS delivers more in one message. */
const bytesMax = 262_144

const boundedText = async (request: Request): Promise<string | undefined> => {
  if (request.body === null) return ""
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.byteLength
    if (length > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
