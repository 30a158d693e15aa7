import { verify } from "node:crypto"
import { Instant } from "@tallyhour/core"
import { DateTime, Duration, Effect, Option, Redacted, Result, Schema } from "effect"
import { type CertificateCache, fetchCertificateOfSns, makeCertificateCache } from "./CertificateCache.ts"
import { NotificationRefused } from "./NotificationRefused.ts"

/** Which SNS messages are believed. */
export interface NotificationOptions {
  /** The topics that are listened to, by their full ARN. */
  readonly topicArns: ReadonlyArray<string>
  /** The regions whose SNS may sign; `us-east-1` when absent, where AWS Marketplace's topics are. */
  readonly regions?: ReadonlyArray<string>
  /** Version 1 signs with SHA-1, 2 with SHA-256; both when absent, because AWS chooses for its own topics. */
  readonly signatureVersions?: ReadonlyArray<"1" | "2">
  /** Fetches a certificate in PEM from an address of SNS that was checked; over HTTPS when absent. */
  readonly fetchCertificate?: (url: string) => Promise<string>
}

/**
 * An SNS message whose signature is right.
 *
 * - `Notification`: give its `body` to `readNotification`.
 * - `SubscriptionConfirmation`: SNS asks whether the topic shall be delivered here. Confirm with the API operation
 *   `ConfirmSubscription`, topic and token; the address in the message is never visited, nor told here.
 * - `UnsubscribeConfirmation`: the topic is no longer delivered here.
 */
export type VerifiedMessage =
  | { readonly _tag: "Notification"; readonly body: unknown }
  | {
      readonly _tag: "SubscriptionConfirmation" | "UnsubscribeConfirmation"
      readonly topicArn: string
      readonly token: Redacted.Redacted
    }

/** Believes SNS messages of certain topics. */
export type NotificationVerifier = (
  message: unknown,
  now: Instant
) => Effect.Effect<VerifiedMessage, NotificationRefused>

/** Older than this a message is not believed: SNS itself gives up after an hour. */
const ageMax = Duration.hours(1)

/** How far ahead of ours the clock of SNS may be. */
const aheadMax = Duration.minutes(5)

/**
 * Returns what believes SNS messages: of these topics, at most an hour old, and signed by SNS in one of these regions.
 *
 * A certificate is fetched only from `sns.<region>.amazonaws.com` (`.com.cn` in China) of a region that is listed, and from
 * no other address, whatever the message says. Certificates are kept. That a message comes again is harmless, because events
 * are kept by its id.
 *
 * - **Shape**: takes the JSON object of the message, parsed, and the time.
 * - **Errors**: `NotificationRefused`, with the check that failed first.
 * - **Source**: SNS Developer Guide, verifying the signatures of messages, read 2026-11-22.
 *
 * **Example** (A message of somebody else's topic)
 *
 *     const topicArn = "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-4ml54db8vrmju"
 *     const verify = verifyNotification({ topicArns: [topicArn] })
 *     const now = DateTime.makeUnsafe("2026-03-10T12:10:05Z")
 *     const message = {
 *       Type: "Notification",
 *       MessageId: "m-1",
 *       TopicArn: "arn:aws:sns:us-east-1:999999999999:mine",
 *       Timestamp: "2026-03-10T12:10:00.000Z",
 *       Message: "{}",
 *       SignatureVersion: "2",
 *       Signature: "AAAA",
 *       SigningCertURL: "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem"
 *     }
 *     const refusal = await Effect.runPromise(Effect.flip(verify(message, now)))
 *
 *     refusal.code // => "WrongTopic"
 */
export const verifyNotification = (options: NotificationOptions): NotificationVerifier => {
  const certificates = makeCertificateCache(options.fetchCertificate ?? fetchCertificateOfSns)
  return Effect.fn("verifyNotification")(function* (message: unknown, now: Instant) {
    const read = yield* Effect.fromResult(readMessage(message))
    yield* Effect.fromResult(checkClaims(read, options, now))
    yield* checkSignature(read, certificates, now)
    return verified(read)
  })
}

const Text = Schema.String.check(Schema.isMaxLength(262_144))
const Short = Schema.NonEmptyString.check(Schema.isMaxLength(2048))

const Message = Schema.Struct({
  Type: Schema.Literals(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: Short,
  TopicArn: Short,
  Timestamp: Short,
  Message: Text,
  Subject: Schema.optionalKey(Schema.NullOr(Text)),
  Token: Schema.optionalKey(Short),
  SubscribeURL: Schema.optionalKey(Short),
  SignatureVersion: Short,
  Signature: Short,
  SigningCertURL: Short
})
type Message = typeof Message.Type

const decode = Schema.decodeUnknownOption(Message)

const readMessage = (message: unknown): Result.Result<Message, NotificationRefused> => {
  const read = Result.try(() => decode(message))
  return Result.isSuccess(read) && Option.isSome(read.success)
    ? Result.succeed(read.success.value)
    : refuse("Malformed", "it lacks a field of an SNS message, or has one of another type")
}

/** Everything that can be checked without a certificate, so that none is fetched in vain. */
const checkClaims = (
  { SignatureVersion, SigningCertURL, Timestamp, TopicArn }: Message,
  { regions = ["us-east-1"], signatureVersions = ["1", "2"], topicArns }: NotificationOptions,
  now: Instant
): Result.Result<void, NotificationRefused> => {
  if (!topicArns.includes(TopicArn)) return refuse("WrongTopic", "its topic is not one of topicArns")
  if (!signatureVersions.some((version) => version === SignatureVersion))
    return refuse(
      "WrongSignatureVersion",
      `its signature is not of version ${signatureVersions.join(" or ")}`
    )
  const at = Instant.parse(Timestamp)
  if (Result.isFailure(at)) return refuse("Malformed", "its timestamp is none")
  const age = DateTime.distance(at.success, now)
  if (Duration.isGreaterThan(age, ageMax) || Duration.isLessThan(age, Duration.negate(aheadMax)))
    return refuse("OutOfTime", "it is more than an hour old, or from the future")
  return isOfSns(SigningCertURL, regions)
    ? Result.void
    : refuse("WrongCertificateUrl", "the address of its certificate is not one of SNS in the regions listed")
}

// Compared as text, to the letter: whatever two readers of addresses may disagree about is refused.
const isOfSns = (url: string, regions: ReadonlyArray<string>): boolean =>
  regions.some((region) => {
    const host = `sns.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`
    const start = `https://${host}/SimpleNotificationService-`
    return url.startsWith(start) && /^[0-9a-f]{1,64}\.pem$/.test(url.slice(start.length))
  })

const checkSignature = Effect.fnUntraced(function* (
  message: Message,
  certificates: CertificateCache,
  now: Instant
) {
  const key = yield* certificates.keyAt(message.SigningCertURL, now.epochMilliseconds)
  const algorithm = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256"
  const isRight = yield* Effect.try({
    try: () =>
      verify(algorithm, Buffer.from(signedText(message)), key, Buffer.from(message.Signature, "base64")),
    catch: () => wrongSignature
  })
  if (!isRight) return yield* wrongSignature
})

const wrongSignature = new NotificationRefused({
  code: "WrongSignature",
  problem: "its signature is not that of SNS for what it says"
})

/** The text that SNS signs: names and values in the order of the names, each on a line. */
const signedText = (message: Message): string => {
  const names =
    message.Type === "Notification"
      ? (["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const)
      : (["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const)
  return names
    .filter((name) => message[name] !== undefined && message[name] !== null)
    .map((name) => `${name}\n${message[name]}\n`)
    .join("")
}

const verified = (message: Message): VerifiedMessage =>
  message.Type === "Notification"
    ? { _tag: message.Type, body: message }
    : { _tag: message.Type, token: Redacted.make(message.Token ?? ""), topicArn: message.TopicArn }

const refuse = (
  code: NotificationRefused["code"],
  problem: string
): Result.Result<never, NotificationRefused> => Result.fail(new NotificationRefused({ code, problem }))
